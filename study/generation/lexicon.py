"""Lists of words, written as text."""


def lexicon(words: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(words.split())

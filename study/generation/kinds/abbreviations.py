"""What an abbreviation stands for, where the text explains it and its letters prove it."""

import re
from collections.abc import Iterable, Iterator

from study.domain.questions import Short
from study.generation.documents import titled
from study.generation.drafts import Draft
from study.generation.lexicon import lexicon
from study.generation.library import Library
from study.generation.making import framed, source_of_sentence
from study.generation.reading import Reading, Sentence

FEWEST_LETTERS = 3

_EXPLAINED = re.compile(
    r"(?P<words>(?:[\w’'-]+\s){2,9})\((?:(?:the|or|abbreviated|abbr\.)\s)?(?P<letters>[A-Z][A-Za-z]{1,7})"
    r"(?:\sfor\sshort)?\)"
)
_SMALL = lexicon("of the and for in on to a an de la du des")


def compose(
    sentences: Iterable[Sentence], reading: Reading, library: Library
) -> Iterator[list[Draft]]:
    """For every abbreviation that a sentence explains a draft that asks what it stands for."""
    seen: set[str] = set()
    for sentence in sentences:
        for match in _EXPLAINED.finditer(sentence.doc.text):
            letters = match["letters"]
            words = _meant(match["words"].split(), letters)
            if words and letters not in seen:
                seen.add(letters)
                yield [_draft(reading, library, sentence, letters, words)]


def _meant(words: list[str], letters: str) -> str:
    """The words whose first letters are the abbreviation's, counted from the last word back."""
    wanted = letters.removesuffix("s") if letters[:-1].isupper() else letters
    if len(wanted) < FEWEST_LETTERS or not wanted.isupper():
        return ""
    for start in range(len(words) - 1, -1, -1):
        told = words[start:]
        initials = [_letters(word) for word in told if word.casefold() not in _SMALL]
        if "".join(initials).upper() == wanted and words[start].casefold() not in _SMALL:
            return " ".join(told)
    return ""


def _letters(word: str) -> str:
    """What a word gives to an abbreviation: its first letter, or all of what is one itself."""
    return word if word.isupper() else word[0]


def _draft(
    reading: Reading, library: Library, sentence: Sentence, letters: str, words: str
) -> Draft:
    at = sentence.start + sentence.doc.text.find(letters)
    return framed(
        Short,
        library,
        sources=(source_of_sentence(sentence),),
        fact=(sentence.document.id, at, at + len(letters)),
        answer=words,
        rules=("short", "abbreviation"),
        explanation=f"{letters} is short for {words}.",
        own={
            "prompt": f"What does “{letters}” stand for in {titled(reading.document)}?",
            "answers": (words,),
        },
    )

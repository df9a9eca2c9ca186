"""H28c: prompts that by their grammar fit the key, and some other option not."""

import re
from collections.abc import Callable, Iterator

from study.domain.linting.findings import Flaw, shown
from study.domain.linting.reading import Asked
from study.domain.questions import Single

_END = r"\s*(?:_{2,}|…|\.{3}|:)?\s*$"
_ARTICLE = re.compile(rf"\b(an?){_END}", re.IGNORECASE)
_VERB = re.compile(rf"\b(is|was|has|are|were|have){_END}", re.IGNORECASE)
_WHO = re.compile(r"\W*who (is|was|are|were)\b", re.IGNORECASE)
_HELPER = re.compile(
    rf"\b(to|will|would|can|could|must|did|does|should|might|may){_END}", re.IGNORECASE
)
_BEFORE_A_NOUN = re.compile(rf"\b(by|of|for|without|before|after){_END}", re.IGNORECASE)

# Written with a vowel and spoken with a consonant, and the other way round.
_SPOKEN_CONSONANT = re.compile(r"uni(?![mn])|us[eu]|eu|one\b|once\b|ut[eio]", re.IGNORECASE)
_SPOKEN_VOWEL = re.compile(r"hour|honest|honou?r|heir|8|11\b|18\b|[FHLMNRSX][A-Z]+\b")

_ONE = re.compile(r"(?:an?|one|every|each|this|that) ", re.IGNORECASE)
_MANY = re.compile(r"(?:these|those|many|several|few|both|two|three|four|five) ", re.IGNORECASE)
_HEAD = re.compile(r" (?:of|in|on|for|who|that|which|with|from|to|at|by)\b|,")
_IRREGULAR = frozenset({"people", "men", "women", "children", "police"})

# Whether a text can follow; None where it does not show.
_Fits = Callable[[str], bool | None]


def grammar_clue(asked: Asked[Single]) -> Iterator[Flaw]:
    """A wrong option that does not go on where the prompt breaks off, while the key does."""
    ((_, key),) = asked.right
    for word, fits in _demands(asked.prompt):
        misfits = [(n, text) for n, text in asked.wrong if fits(text) is False]
        if fits(key) and misfits:
            place, text = misfits[0]
            yield Flaw(
                f"“{word}” fits the right option and does not fit {shown(text)}: grammar rules "
                "that one out.",
                "Word the prompt so that every option fits: “a(n)”, or a whole question.",
                ("options", place, "text"),
            )
            return


def _demands(prompt: str) -> Iterator[tuple[str, _Fits]]:
    """The words of the prompt that make demands on what follows, and whether a text meets them."""
    if found := _ARTICLE.search(prompt):
        wants_vowel = found[1].casefold() == "an"
        yield found[1], lambda text: _begins_with_vowel(text) is wants_vowel
    if found := _VERB.search(prompt) or _WHO.match(prompt):
        wants_many = found[1].casefold() in {"are", "were", "have"}
        yield found[1], lambda text: None if (n := _is_many(text)) is None else n is wants_many
    if found := _HELPER.search(prompt):
        yield found[1], _is_base_form
    if found := _BEFORE_A_NOUN.search(prompt):
        yield found[1], lambda text: not text.casefold().startswith("to ")


def _begins_with_vowel(text: str) -> bool:
    first = text.strip(" \"'“‘(")
    if _SPOKEN_VOWEL.match(first):
        return True
    return first[:1].casefold() in set("aeiou") and not _SPOKEN_CONSONANT.match(first)


def _is_many(text: str) -> bool | None:
    if _ONE.match(text):
        return False
    if _MANY.match(text) or " and " in text:
        return True
    head = next(reversed(_HEAD.split(text)[0].split()), "")
    if not head.isalpha() or head != head.lower():
        return None
    is_plural = head.endswith("s") and not head.endswith(("ss", "us", "is"))
    return is_plural or head in _IRREGULAR


def _is_base_form(text: str) -> bool | None:
    """Whether a text can follow "to" or "will": not a verb that ends in -ing or -ed."""
    first = next(iter(text.split()), "")
    if not first.isalpha() or first != first.lower():
        return None
    return not (len(first) > 5 and first.endswith(("ing", "ed")))

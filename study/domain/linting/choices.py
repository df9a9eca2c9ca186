"""Options that give the key away, or that cannot be told apart.

The numbers H4, H17 and so on are those of the guidelines in Haladyna, Downing and Rodriguez,
"A Review of Multiple-Choice Item-Writing Guidelines for Classroom Assessment", Applied
Measurement in Education 15 (2002), 309-334.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from study.domain.linting.findings import Flaw, Path, shown
from study.domain.linting.reading import Asked
from study.domain.linting.wording import stems, unquoted, words
from study.domain.questions import (
    AnyQuestion,
    Matching,
    Multiple,
    Ordering,
    Single,
    TrueFalse,
)
from study.domain.quoting import fold

# H24: how much longer than every other a right option has to be to catch the eye.
CONSPICUOUS = 1.6
_MARGIN = 12

_ALL = (
    "always never only all every none nobody nothing everyone everybody everything completely "
    "entirely totally absolutely exclusively solely invariably strictly impossible whatsoever"
)
_SWEEPING_WORDS = frozenset(_ALL.split())
_SWEEPING = re.compile(rf"\b(?:{_ALL.replace(' ', '|')})\b", re.IGNORECASE)
_HARMLESS = re.compile(
    r"\b(?:(?:not )?at all|above all|after all|first of all|all over|all the same|not only|"
    r"nothing but|all(?: four| three| of)? (?:but|the (?:above|same))|all-\w+|none of the above|"
    r"almost (?:all|never|nothing|every\w*)|nearly (?:all|every\w*)|not (?:all|every\w*|always))\b",
    re.IGNORECASE,
)
_WEAK = frozenset({"only", "strictly", "impossible"})

_ABOVE = re.compile(
    r"\W*(?:all|none|both|neither|some|any|several|two|more than one)\b(?:\W+\w+){0,3}?\W+"
    r"(?:above|below|these|those|them|options|answers|choices|others|mentioned|listed)\W*",
    re.IGNORECASE,
)
_LETTERS = re.compile(
    r"\W*(?:(?i:both|only|neither|either)\s+)?\(?[A-H]\)?(?:\s*(?:,|and|or|nor|&|\+)\s*\(?[A-H]\)?)+\W*"
)


def longest_option(asked: Asked[Single]) -> Iterator[Flaw]:
    """H24, H28d: the key is so much longer than the others that its length gives it away."""
    ((place, key),) = asked.right
    longest = max(len(text) for _, text in asked.wrong)
    if len(key) >= max(CONSPICUOUS * longest, longest + _MARGIN):
        yield Flaw(
            f"The right option has {len(key)} characters, the longest wrong one {longest}: "
            "its length gives it away.",
            "Move what is more than the answer into its feedback, or give the others as much.",
            ("options", place, "text"),
        )


def absolute_words(asked: Asked[Single | Multiple]) -> Iterator[Flaw]:
    """H28a: words like “always” or “only”, which stand in wrong options and in no right one."""
    if any(_sweeping(text) for _, text in asked.right):
        return
    known = set(_sweeping(asked.prompt))
    for place, text in asked.wrong:
        if _ABOVE.fullmatch(text):
            continue
        telling = [word for word in _sweeping(text) if word not in known]
        if telling:
            yield Flaw(
                f"“{telling[0]}” stands in a wrong option and in no right one: who has learnt to "
                "distrust such words need not know the answer.",
                f"Say {shown(text)} without it, or let a right option say as much.",
                ("options", place, "text"),
            )
            return


def absolute_statement(asked: Asked[TrueFalse]) -> Iterator[Flaw]:
    """H28a: a false statement that a word like “always” gives away."""
    telling = [word for word in _sweeping(asked.prompt) if word not in _WEAK]
    if asked.question.answer or not telling or telling[0] in words(asked.quotes):
        return
    yield Flaw(
        f"“{telling[0]}” gives the statement away: hardly anything is so without exception.",
        "Make it false in what it says, not by a sweeping word.",
        ("prompt",),
    )


def _sweeping(text: str) -> list[str]:
    if _SWEEPING_WORDS.isdisjoint(words(text)):
        return []
    return [it.casefold() for it in _SWEEPING.findall(_HARMLESS.sub(" ", unquoted(text)))]


def all_of_the_above(asked: Asked[Single | Multiple]) -> Iterator[Flaw]:
    """H25, H26: “all of the above”, “none of these”, “A and C”."""
    for place, text in enumerate(asked.texts):
        if _ABOVE.fullmatch(text) or _LETTERS.fullmatch(text):
            yield Flaw(
                f"{shown(text)} speaks of the other options: it can be right or wrong "
                "without being known, and options may stand in any order.",
                "Write an answer of its own, or make it a `multiple` in which several are right.",
                ("options", place, "text"),
            )
            return


def same_options(asked: Asked[Single | Multiple | Ordering | Matching]) -> Iterator[Flaw]:
    """H19, H22: options that say the same when case, articles and full stops are left aside."""
    seen: dict[str, str] = {}
    for path, text in _told_apart(asked.question):
        alike = _alike(text)
        if alike in seen:
            yield Flaw(
                f"{shown(seen[alike])} and {shown(text)} are the same answer written twice.",
                "Change or remove one of them.",
                path,
            )
            return
        seen[alike] = text


def _told_apart(question: AnyQuestion) -> Iterator[tuple[Path, str]]:
    """The texts among which a learner has to choose, each with its place."""
    match question:
        case Single(options=options) | Multiple(options=options):
            yield from ((("options", n, "text"), it.text) for n, it in enumerate(options))
        case Ordering(items=items):
            yield from ((("items", n), text) for n, text in enumerate(items))
        case Matching(pairs=pairs, extra=extra):
            rights = dict.fromkeys(right for _, right in pairs)
            yield from ((("pairs",), text) for text in rights)
            yield from ((("extra", n), text) for n, text in enumerate(extra))


_ARTICLE = re.compile(r"\b(?:the|a|an) (?=\w)")
_GROUPED = re.compile(r"(?<=\d)[,'\u00a0\u202f ](?=\d{3}\b)")
_CODE = re.compile(r"[`_=<>{}\[\]()\\/|*+^~$#@]")


def _alike(text: str) -> str:
    """What two texts share that only differ in writing; signs and code keep all of theirs."""
    line = " ".join(fold(text).split())
    if _CODE.search(text):
        return line
    bare = _GROUPED.sub("", line).strip(" .,;:!?\"'").casefold()
    return _ARTICLE.sub("", bare) or line


_RANGE = re.compile(
    r"\D{0,12}?(\d[\d,]*(?:\.\d+)?)\s*(?:-|–|—|\bto\b|\band\b)\s*(\d[\d,]*(?:\.\d+)?)\D*"
)


def overlapping_options(asked: Asked[Single]) -> Iterator[Flaw]:
    """H22: options of which one holds the other, like 10-20 and 15-30, or X and “X and Y”."""
    holders = [_held(text) for text in asked.texts]
    ranges = [_range(text) for text in asked.texts]
    if not any(holders) and not any(ranges):
        return
    plain = [_alike(text) for text in asked.texts]
    for one, other in combinations(range(len(plain)), 2):
        held = plain[one] in holders[other] or plain[other] in holders[one]
        if held or _overlap(ranges[one], ranges[other]):
            yield Flaw(
                f"{shown(asked.texts[one])} and {shown(asked.texts[other])} overlap: where one is "
                "right, so is part of the other.",
                "Draw the options so that each excludes the rest.",
                ("options", other, "text"),
            )
            return


def _held(text: str) -> frozenset[str]:
    """The parts of an option like “X and Y”, each of which could be an option too."""
    parts = re.split(r",? and |, ", text)
    return frozenset(map(_alike, parts)) if len(parts) > 1 else frozenset()


def _range(text: str) -> tuple[float, float] | None:
    found = _RANGE.fullmatch(fold(text)) if any(c.isdigit() for c in text) else None
    if found is None:
        return None
    low, high = (float(it.replace(",", "")) for it in found.groups())
    return (low, high) if low < high else None


def _overlap(one: tuple[float, float] | None, other: tuple[float, float] | None) -> bool:
    if one is None or other is None:
        return False
    return max(one[0], other[0]) < min(one[1], other[1])


def echo_in_key(asked: Asked[Single]) -> Iterator[Flaw]:
    """H28b: a word of the prompt comes back in the key, and no other option echoes any."""
    ((place, key),) = asked.right
    wrong = [stems(text) for _, text in asked.wrong]
    telling = [
        word
        for word in stems(key) & asked.asked_about
        if len(word) > 3 and not any(word in others for others in wrong)
    ]
    if telling and not any(others & asked.asked_about for others in wrong):
        word = next(it for it in words(key) if any(it.startswith(stem) for stem in telling))
        yield Flaw(
            f"Of all options only the right one takes up a word of the question, “{word}”.",
            "Say it another way there, or let a wrong option take up a word too.",
            ("options", place, "text"),
        )


_OPENING_WORDS = "to by because that in on at for from as with when if of"
_OPENERS = frozenset(_OPENING_WORDS.split())
_Trait = tuple[str, Callable[[str], object]]


def _first_case(text: str) -> str:
    letter = next((c for c in text if c.isalnum()), "")
    return "capital" if letter.isupper() else "small" if letter.islower() else "other"


def _opener(text: str) -> str:
    first = next(iter(words(text)), "")
    return first if first in _OPENERS else ""


_TRAITS: tuple[_Trait, ...] = (
    ("full stop at its end", lambda text: text.rstrip().endswith(".")),
    ("capital or small first letter", _first_case),
    ("first word", _opener),
    ("figures", lambda text: any(c.isdigit() for c in text)),
    ("brackets", lambda text: "(" in text),
)


def odd_key(asked: Asked[Single]) -> Iterator[Flaw]:
    """H23, H28d: the key is written in another way than all of the others, which agree."""
    ((place, key),) = asked.right
    for name, trait in _TRAITS:
        others = {trait(text) for _, text in asked.wrong}
        if len(asked.wrong) > 1 and len(others) == 1 and trait(key) not in others:
            yield Flaw(
                f"The right option is the odd one out by its {name}: all others agree in that.",
                "Write all options in the same form.",
                ("options", place, "text"),
            )
            return


def too_few_options(asked: Asked[Single | Multiple]) -> Iterator[Flaw]:
    """H18: of two options a reader of nothing hits every second one."""
    if len(asked.options) == 2:
        yield Flaw(
            "There are only two options: half of all guesses are right.",
            "Add a third that somebody who half knows would take; research finds three enough.",
            ("options",),
        )


def too_few_items(asked: Asked[Ordering]) -> Iterator[Flaw]:
    """H18: two items have only two orders."""
    if len(asked.question.items) == 2:
        yield Flaw(
            "There are only two items: half of all guesses are right.",
            "Add a third, or ask which of the two came first.",
            ("items",),
        )


def one_right_of_several(asked: Asked[Multiple]) -> Iterator[Flaw]:
    """A question that asks for all right options and has one: the form itself misleads."""
    if len(asked.right) == 1:
        yield Flaw(
            "The form promises several right options, and there is only one.",
            "Write `type: single`, or add another right option.",
            ("options",),
        )


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LEADING_NUMBER = re.compile(r"\D{0,12}?(-?\d[\d,]*(?:\.\d+)?)(?!\d)")


def unordered_numbers(asked: Asked[Single]) -> Iterator[Flaw]:
    """H21: numbers that are not shuffled and stand in no order."""
    if asked.question.shuffle:
        return
    numbers = _numbers(asked.texts)
    if numbers and numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        yield Flaw(
            "The options are numbers, are not shuffled, and stand in no order.",
            "Put them in order of size.",
            ("options",),
        )


def _numbers(texts: Sequence[str]) -> list[float]:
    """The number that each text begins with, or nothing where one has none or more than one."""
    found = [_LEADING_NUMBER.match(text) for text in texts]
    if len(texts) < 3 or not all(found) or any(len(_NUMBER.findall(text)) != 1 for text in texts):
        return []
    return [float(it[1].replace(",", "")) for it in found if it]

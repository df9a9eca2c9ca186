"""Moodle's embedded answers, `{1:SHORTANSWER:=Berlin#well done~%50%Bonn}`, as deletions."""

import re
from dataclasses import dataclass
from decimal import Decimal

from study.banks.exchange.collecting import NO_KEY, Item
from study.banks.exchange.gaps import deletion, is_writable
from study.banks.exchange.gift_text import find_free
from study.banks.exchange.styled import as_typed, in_markdown

_OPENING = re.compile(
    r"\{(\d{0,3}):(SHORTANSWER|SHORTANSWER_C|SA|SAC|MW|MWC|NUMERICAL|NM"
    r"|MULTICHOICE|MULTICHOICE_[HSV]{1,2}|MC|MCS|MCV|MCH|MCVS|MCHS"
    r"|MULTIRESPONSE|MULTIRESPONSE_[HS]{1,2}|MR|MRS|MRH|MRHS):"
)
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,10})?)%")
_ESCAPE = re.compile(r"\\([\\}#~/\"=])")
# Characters for private use hold the places of gaps while the text around them is converted.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HELD = re.compile(rf"{_OPEN}(\d+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class _Part:
    """One answer of a gap."""

    text: str
    weight: Decimal
    has_comment: bool


def read_embedded(raw: str, style: str, item: Item) -> None:
    """Give the item a text with a deletion for each embedded answer."""
    gaps: list[str] = []
    pieces: list[str] = []
    raw = raw.replace(_OPEN, "").replace(_CLOSE, "")
    at = 0
    while (found := _OPENING.search(raw, at)) is not None:
        end = find_free(raw, "}", found.end())
        if end < 0:
            item.approximated("A gap that is never closed was left as text.")
            break
        gap = _gap(len(gaps) + 1, found[2], raw[found.end() : end], style, item)
        pieces += [raw[at : found.start()], f"{_OPEN}{len(gaps)}{_CLOSE}"]
        gaps.append(gap)
        at = end + 1
    text = in_markdown("".join([*pieces, raw[at:]]), style, item)
    item.fields |= {"type": "cloze", "text": _HELD.sub(lambda it: gaps[int(it[1])], text)}
    if len(gaps) > 1:
        item.approximated("Each of its gaps became a card of its own.")
    if not gaps:
        item.reasons.append("It has no gap to fill in.")


def _gap(number: int, kind: str, answers: str, style: str, item: Item) -> str:
    parts = [_part(it, style, item) for it in _split(answers)]
    best = max((part.weight for part in parts), default=Decimal(0))
    right = [part for part in parts if part.weight == best and best > 0]
    if not right:
        item.reasons.append(NO_KEY)
        return "_____"
    key = right[0].text
    if kind.startswith("N") and ":" in key:
        key, _, margin = key.partition(":")
        if margin.strip("0. "):
            item.approximated(f"The gap {number} was right within {margin[:20]}; here it is exact.")
    _note_others(number, kind, parts, right, item)
    if not is_writable(key):
        item.approximated(f"Signs with a meaning in gaps were replaced in the gap {number}.")
    choices = [part.text for part in parts] if kind.startswith(("MU", "MC", "MR")) else []
    return deletion(number, key, " / ".join(sorted(choices)))


def _note_others(
    number: int, kind: str, parts: list[_Part], right: list[_Part], item: Item
) -> None:
    if len(right) > 1:
        others = ", ".join(f"“{part.text[:40]}”" for part in right[1:6])
        item.dropped(f"The gap {number} has one answer here; {others} was right as well.")
    if any(0 < part.weight < right[0].weight for part in parts):
        item.approximated(f"Answers of the gap {number} that were worth a part are wrong here.")
    if any(part.has_comment for part in parts):
        item.dropped(f"What is said to answers of the gap {number} has no place.")
    if kind.startswith(("MU", "MC", "MR")):
        item.approximated(f"The choices of the gap {number} became its hint.")
    elif any(part.text == "*" for part in parts):
        item.dropped(f"What is said to every other answer of the gap {number} has no place.")


def _split(answers: str) -> list[str]:
    parts, start = [], 0
    while (end := find_free(answers, "~", start)) >= 0:
        parts.append(answers[start:end])
        start = end + 1
    return [part for part in [*parts, answers[start:]] if part.strip()]


def _part(raw: str, style: str, item: Item) -> _Part:
    weight = _WEIGHT.match(raw)
    rest = raw[weight.end() :] if weight else raw.lstrip()
    is_right = not weight and rest.startswith("=")
    comment = find_free(rest, "#")
    text = rest[1 if is_right else 0 : comment if comment >= 0 else len(rest)]
    # Outside HTML only the escapes count; within it also its entities.
    typed = as_typed(_ESCAPE.sub(r"\1", text), style, item)
    worth = Decimal(weight[1]) if weight else Decimal(100 if is_right else 0)
    return _Part(typed, worth, comment >= 0 and bool(rest[comment + 1 :].strip()))

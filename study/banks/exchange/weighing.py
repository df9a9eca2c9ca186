"""Weights of other programs' answers: ours are right or wrong; what that loses is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from study.banks.exchange.collecting import NO_KEY, Item

_FULL = Decimal(100)
# Thirds and sevenths are written with five digits or more.
_ROUNDING = Decimal("0.01")
_ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, what it is worth in per cent, and what is said to those who take it."""

    text: str
    weight: Decimal
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A typed answer that is accepted, and for how much; `tolerance` is that of a number."""

    text: str
    weight: Decimal
    comment: str = ""
    tolerance: str = ""


def choose(choices: Sequence[Choice], item: Item, *, is_single: bool) -> None:
    """Make the item a choice: of one option, or of several where several are right."""
    best = [it for it in choices if it.weight >= _FULL - _ROUNDING]
    right = best if is_single else [it for it in choices if it.weight > 0]
    item.fields["type"] = "single" if is_single and len(right) <= 1 else "multiple"
    item.fields["options"] = [_option(it, is_right=it in right) for it in choices]
    if not right:
        item.reasons.append(NO_KEY)
    if is_single:
        _note_single(choices, right, item)
    else:
        _note_multiple(choices, right, item)


def _option(choice: Choice, *, is_right: bool) -> dict[str, str]:
    return {
        "text": choice.text,
        **({"correct": "true"} if is_right else {}),
        **({"feedback": choice.comment} if choice.comment else {}),
    }


def _note_single(choices: Sequence[Choice], right: Sequence[Choice], item: Item) -> None:
    if len(right) > 1:
        item.approximated(
            "Any one of its right options was enough; here all of them are asked for."
        )
    for choice in choices:
        if choice.weight and choice not in right:
            share = f"{choice.weight.normalize():f} %"
            item.approximated(f"“{choice.text[:60]}” was worth {share}; here it is wrong.")


def _note_multiple(choices: Sequence[Choice], right: Sequence[Choice], item: Item) -> None:
    gains = [choice.weight for choice in right]
    losses = [choice.weight for choice in choices if choice not in right]
    if _are_uneven(gains) or _are_uneven(losses):
        item.approximated("Its options had weights of their own; here all of them count the same.")


def _are_uneven(weights: Sequence[Decimal]) -> bool:
    return bool(weights) and max(weights) - min(weights) > _ROUNDING


def accepted(answers: Sequence[Weighed], item: Item) -> None:
    """Give a typed question the answers that are worth the most."""
    kept, left = _parted([it for it in answers if it.text != _ANYTHING])
    # A star stands for anything, and is written \* where it is meant.
    item.fields["answers"] = list(dict.fromkeys([it.text.replace("\\*", "*") for it in kept]))
    if not kept:
        item.reasons.append(NO_KEY)
    _note_left(left, item)
    for answer in answers:
        if answer.text == _ANYTHING:
            item.dropped("What is said to every other answer has no place.")
        elif "*" in answer.text.replace("\\*", ""):
            item.approximated(f"“{answer.text[:60]}” stood for many answers; here * is a star.")
    _note_comments(kept, item)


def weighed(keys: Sequence[Weighed], item: Item) -> None:
    """Give a numeric question the key that is worth the most."""
    kept, left = _parted([it for it in keys if it.text != _ANYTHING])
    if not kept:
        item.reasons.append(NO_KEY)
        return
    item.fields["answer"] = kept[0].text
    if kept[0].tolerance:
        item.fields["tolerance"] = kept[0].tolerance
    for other in kept[1:]:
        item.dropped(f"Only one number can be the key; {_amount(other)} was another.")
    _note_left(left, item)
    _note_comments(kept, item)


def _parted(answers: Sequence[Weighed]) -> tuple[list[Weighed], list[Weighed]]:
    """The answers worth the most, and those worth less."""
    best = max((it.weight for it in answers), default=Decimal(0))
    if best <= 0:
        return [], list(answers)
    return [it for it in answers if it.weight == best], [it for it in answers if it.weight < best]


def _note_left(left: Sequence[Weighed], item: Item) -> None:
    for answer in left:
        share = f"{answer.weight.normalize():f} %"
        item.approximated(f"“{_amount(answer)[:60]}” was worth {share}; here it is wrong.")


def _amount(answer: Weighed) -> str:
    return f"{answer.text} ± {answer.tolerance}" if answer.tolerance else answer.text


def _note_comments(kept: Sequence[Weighed], item: Item) -> None:
    comments = [it.comment for it in kept if it.comment]
    if comments:
        before = item.fields.get("explanation", "")
        told = dict.fromkeys([*([before] if before else []), *comments])
        item.fields["explanation"] = "\n\n".join(told)
        item.approximated("What is said to a right answer became part of the explanation.")


def key_of_range(low: Decimal, high: Decimal, item: Item) -> tuple[str, str]:
    """The middle of a range and how far its ends are from it."""
    middle, half = (low + high) / 2, abs(high - low) / 2
    item.approximated(
        f"The key was every number from {low:f} to {high:f}: its middle with a margin."
    )
    return f"{middle.normalize():f}", f"{half.normalize():f}"

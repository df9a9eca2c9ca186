"""What stands between the braces of a GIFT question, and which type that makes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from study.banks.exchange.collecting import NO_KEY, Item
from study.banks.exchange.gift_text import GiftText, find_free
from study.banks.exchange.weighing import Choice, Weighed, accepted, choose, key_of_range, weighed
from study.banks.fields import is_number

_WEIGHT = re.compile(r"\s*%\s*([+-]?\d{1,3}(?:\.\d{1,10})?)\s*%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?=#|\Z)", re.IGNORECASE)
_MOST_ANSWERS = 500
_FREE = re.compile(r"(?<!\\)(?:\\\\)*([~=])")


class NotUnderstoodError(Exception):
    """The answers follow no form of GIFT."""

    def __init__(self, offset: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class _Entry:
    """One answer: its sign (= or ~), its weight in per cent if it has one, text and comment."""

    sign: str
    weight: Decimal | None
    text: str
    comment: str
    offset: int


def answered(answers: str, item: Item, write: GiftText) -> None:
    """Give the item its type and its key; raises NotUnderstoodError."""
    general = find_free(answers, "####")
    if general >= 0:
        item.explain(write.text(answers[general + 4 :]))
        answers = answers[:general]
    truth = _TRUTH.match(answers)
    if not answers.strip():
        _essay(item)
    elif answers.lstrip().startswith("#"):
        _number(answers, item, write)
    elif truth:
        _truth(answers, truth, item, write)
    elif not answers.lstrip().startswith(("=", "~")):
        at = len(answers) - len(answers.lstrip())
        fix = "Write = before each right answer and ~ before each wrong one."
        raise NotUnderstoodError(at, "The answers begin with neither = nor ~.", fix)
    else:
        _list(list(_entries(answers)), item, write)


def _essay(item: Item) -> None:
    item.fields["type"] = "flashcard"
    answer = item.fields.pop("explanation", "")
    if answer:
        item.fields["answer"] = answer
        item.approximated("An essay became a card that the learner rates by the general feedback.")
    else:
        item.reasons.append("It is an essay: write the answer that a learner can compare with.")


def _truth(answers: str, truth: re.Match[str], item: Item, write: GiftText) -> None:
    is_true = truth[1].upper().startswith("T")
    item.fields |= {"type": "true_false", "answer": "true" if is_true else "false"}
    comments = [write.text(it) for it in _comments(answers[truth.end() :])]
    if comments and comments[0] and not is_true:
        item.fields["correction"] = comments.pop(0)
    told = [comment for comment in comments if comment]
    if told:
        _explain(item, told)
        item.approximated("What is said to right and wrong answers became the explanation.")


def _comments(text: str) -> list[str]:
    """The texts behind each free #."""
    found, start = [], find_free(text, "#")
    while start >= 0:
        end = find_free(text, "#", start + 1)
        found.append(text[start + 1 : end if end >= 0 else len(text)])
        start = end
    return found


def _explain(item: Item, texts: list[str]) -> None:
    before = item.fields.get("explanation", "")
    item.fields["explanation"] = "\n\n".join(dict.fromkeys([*([before] if before else []), *texts]))


def _entries(answers: str) -> Iterator[_Entry]:
    signs = [found.start(1) for found in islice(_FREE.finditer(answers), _MOST_ANSWERS + 1)]
    if len(signs) > _MOST_ANSWERS:
        message = f"The question has more than {_MOST_ANSWERS} answers."
        raise NotUnderstoodError(signs[-1], message, "Leave some out, or close the braces before.")
    for start, end in zip(signs, [*signs[1:], len(answers)], strict=True):
        weight = _WEIGHT.match(answers, start + 1, end)
        raw = answers[weight.end() if weight else start + 1 : end]
        comment = find_free(raw, "#")
        yield _Entry(
            answers[start],
            Decimal(weight[1]) if weight else None,
            raw[:comment] if comment >= 0 else raw,
            raw[comment + 1 :] if comment >= 0 else "",
            start,
        )


def _list(entries: list[_Entry], item: Item, write: GiftText) -> None:
    if any(entry.sign == "~" for entry in entries):
        _choice(entries, item, write)
    elif all("->" in entry.text for entry in entries):
        _pairs(entries, item, write)
    elif len(entries) > 1 and any("->" in entry.text for entry in entries):
        odd = next(entry for entry in entries if "->" not in entry.text)
        fix = "Write =left -> right in each line, or in none."
        raise NotUnderstoodError(odd.offset, "Some answers are pairs, this one is none.", fix)
    else:
        item.fields["type"] = "short"
        accepted([_weighed(entry, write, usual=100) for entry in entries], item)


def _weighed(entry: _Entry, write: GiftText, *, usual: int) -> Weighed:
    weight = Decimal(usual) if entry.weight is None else entry.weight
    return Weighed(write.typed(entry.text), weight, write.text(entry.comment))


def _choice(entries: list[_Entry], item: Item, write: GiftText) -> None:
    choices = []
    for entry in entries:
        weight = entry.weight
        if weight is None:
            weight = Decimal(100 if entry.sign == "=" else 0)
        choices.append(Choice(write.text(entry.text), weight, write.text(entry.comment)))
    # With = one answer is to be ticked; with weights alone, several.
    is_weighted = any(entry.weight is not None for entry in entries)
    has_one = any(entry.sign == "=" for entry in entries)
    choose(choices, item, is_single=has_one or not is_weighted)


def _pairs(entries: list[_Entry], item: Item, write: GiftText) -> None:
    item.fields["type"] = "matching"
    pairs: list[list[str]] = []
    extra: list[str] = []
    for entry in entries:
        left, _, right = entry.text.partition("->")
        if left.strip():
            pairs.append([write.text(left), write.typed(right)])
        else:
            extra.append(write.typed(right))
        if entry.comment.strip():
            item.dropped("A comment on a pair has no place.")
    item.fields["pairs"] = pairs
    if extra:
        item.fields["extra"] = list(dict.fromkeys(extra))


def _number(answers: str, item: Item, write: GiftText) -> None:
    item.fields["type"] = "numeric"
    at = answers.index("#") + 1
    rest = answers[at:]
    if not rest.strip():
        item.reasons.append(NO_KEY)
        return
    if not rest.lstrip().startswith(("=", "~")):
        rest, at = f"={rest}", at - 1
    keys = []
    for entry in _entries(rest):
        weight = Decimal(100) if entry.weight is None else entry.weight
        amount, tolerance = _amount(entry, at, item)
        keys.append(Weighed(amount, weight, write.text(entry.comment), tolerance))
    weighed(keys, item)


def _amount(entry: _Entry, offset: int, item: Item) -> tuple[str, str]:
    """The key and the tolerance of `3.14`, `3.14:0.01` or `3.13..3.15`."""
    text = "".join(entry.text.split()).replace("\\:", ":")
    low, dots, high = text.partition("..")
    if dots and is_number(low) and is_number(high):
        return key_of_range(Decimal(low), Decimal(high), item)
    amount, colon, tolerance = text.partition(":")
    if is_number(amount) and (not colon or is_number(tolerance)):
        return amount, f"{abs(Decimal(tolerance)):f}" if colon and Decimal(tolerance) else ""
    message = f"“{entry.text.strip()[:80]}” is neither a number nor a range of numbers."
    fix = "Write {#1822:5} for 1822 give or take 5, or {#1817..1827}."
    raise NotUnderstoodError(offset + entry.offset, message, fix)

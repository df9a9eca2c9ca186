"""A key change as it is typed, proposed and told."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from study.actions.rekeying import Home
from study.domain.answers import Chose, Given, Typed
from study.domain.attempting import whole
from study.domain.clozes import blanks
from study.domain.errors import BadInput
from study.domain.grading import grade
from study.domain.numbers import read_quantity
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Multiple,
    Numeric,
    Short,
    Single,
    Tolerance,
    TrueFalse,
)
from study.domain.regrading import Way
from study.domain.rekeying import (
    Accepts,
    Chooses,
    Forgives,
    KeyChange,
    Measures,
    Renews,
    Weighs,
)
from study.web.dispute_forms import KeyForm

HOMES = {
    Home.BANK: "The bank gets a new version of this question: whoever practises it is asked by "
    "the new key too.",
    Home.NOT_YOURS: "The bank is not yours to write, so it keeps its key: the new one counts in "
    "this assignment alone.",
    Home.EDITED: "The bank’s question was changed since it was assigned, so it stays as it is: "
    "the new key counts in this assignment alone.",
    Home.UNSAYABLE: "No bank can hold such a key, so the bank keeps its own: the new one counts "
    "in this assignment alone.",
}
TRUTHS = ("True", "False")
_PLAIN: Mapping[str, KeyChange] = {
    "renew": Renews(),
    "forgive": Forgives(),
    "drop": Weighs(0.0),
}


def change_of(form: KeyForm, question: AnyQuestion) -> KeyChange:
    """What was typed as a change; raises BadInput with a sentence for the teacher."""
    match form.act:
        case "accept":
            return Accepts(" ".join(form.variant.split()), _place(form.blank or "0"))
        case "choose":
            return Chooses(tuple(sorted({_place(it) for it in form.option})))
        case "measure" if isinstance(question, Numeric):
            return Measures(_number(form.number, "The number"), _tolerance(form))
        case "weigh":
            return Weighs(float(_number(form.points, "The points")))
    if form.act not in _PLAIN:
        raise BadInput("Choose what shall change.")
    return _PLAIN[form.act]


def way_of(form: KeyForm) -> Way:
    """How far marking anew goes, as ticked."""
    return Way(only_raise=form.way == "raise", by_hand_too=bool(form.hands))


def _place(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 4:
        return int(text)
    raise BadInput("Choose among what is on this page.")


def _number(text: str, name: str) -> Decimal:
    if len(text.strip().rpartition(",")[2]) == 3 and "," in text:
        raise BadInput(f"{name}: {text.strip()} can be read in two ways. Write it without a comma.")
    words = text.strip().replace(",", ".") if text.count(",") == 1 else text.strip()
    try:
        number = Decimal(words)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal("1e30"):
        raise BadInput(f"{name}: give a number like 12.5.")
    return number


def _tolerance(form: KeyForm) -> Tolerance:
    amount = _number(form.off or "0", "What it may be off")
    if amount < 0:
        raise BadInput("What it may be off: give a number from 0 on.")
    return Tolerance(amount / 100, relative=True) if form.unit == "percent" else Tolerance(amount)


def share_of(text: str) -> float | None:
    """A mark in per cent as a share; None where nothing was typed."""
    words = text.strip().removesuffix("%").strip()
    return float(_number(words, "The mark in per cent") / 100) if words else None


def acts(question: AnyQuestion) -> str:
    """How the key of such a question is changed by itself; "" where it cannot be."""
    match question:
        case Short() | Cloze():
            return "accept"
        case Single() | Multiple() | TrueFalse():
            return "choose"
        case Numeric():
            return "measure"
    return ""


def options(question: AnyQuestion) -> tuple[tuple[str, bool], ...]:
    """What can be chosen, each with whether it is right now."""
    if isinstance(question, TrueFalse):
        return ((TRUTHS[0], question.answer), (TRUTHS[1], not question.answer))
    if isinstance(question, Single | Multiple):
        return tuple((option.text, option.correct) for option in question.options)
    return ()


def blanks_of(question: AnyQuestion) -> tuple[str, ...]:
    """What stands in the blanks of a text, in their order."""
    asked, part = whole(question)
    return blanks(asked.text, part) if isinstance(asked, Cloze) else ()


def as_it_is(question: AnyQuestion) -> KeyForm:
    """The form of a question whose key nobody has changed yet."""
    form = KeyForm(act=acts(question), option=_right_places(question))
    if not isinstance(question, Numeric):
        return form
    relative = question.tolerance.relative
    off = question.tolerance.amount * (100 if relative else 1)
    return form.model_copy(
        update={
            "number": f"{question.answer:f}",
            "off": f"{off.normalize():f}" if off else "0",
            "unit": "percent" if relative else "",
        }
    )


def _right_places(question: AnyQuestion) -> list[str]:
    return [str(place) for place, (_, right) in enumerate(options(question)) if right]


def key_address(assignment_id: int, question_id: int, question: AnyQuestion, given: Given) -> str:
    """The page that changes a key, filled in so that this answer would be right."""
    path = f"/assignments/{assignment_id}/questions/{question_id}/key"
    fields = proposed(question, given)
    return f"{path}?{urlencode(fields, doseq=True)}" if fields else path


def proposed(question: AnyQuestion, given: Given) -> Mapping[str, object]:
    """The fields of a form by which an answer would be right; none where there is no such form."""
    match question, given:
        case Short(), Typed((text,)):
            return {"act": "accept", "variant": text}
        case Cloze(), Typed(texts):
            pairs = zip(texts, blanks_of(question), strict=False)
            wrong = [n for n, (said, key) in enumerate(pairs) if said.strip() != key.strip()]
            if wrong:
                return {"act": "accept", "variant": texts[wrong[0]], "blank": wrong[0]}
        case Single() | Multiple() | TrueFalse(), Chose(places):
            right = map(int, _right_places(question)) if isinstance(question, Single) else ()
            return {"act": "choose", "option": sorted({*right, *places})}
        case Numeric(), Typed((text,)):
            return _nearer(question, text)
    return {}


def _nearer(question: Numeric, text: str) -> Mapping[str, object]:
    """The error that would have to be forgiven, where that is all that is between them."""
    form = {"act": "measure", "number": f"{question.answer:f}"}
    said = read_quantity(text)
    for amount in said.amounts if said else ():
        off = abs(amount.value - question.answer)
        nearer = replace(question, tolerance=Tolerance(off))
        if grade(nearer, 0, Typed((text,))).fraction == 1:
            return {**form, "off": f"{off.normalize():f}"}
    return form

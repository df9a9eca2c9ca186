"""A bank into its file: the same bank always gives the same bytes, and reads back the same."""

from collections.abc import Mapping, Sequence

from study.banks.brought import Fields
from study.banks.format import FORMAT
from study.banks.yaml_events import Plain
from study.banks.yaml_text import Value, emit
from study.domain import questions
from study.domain.questions import (
    Accept,
    AnyQuestion,
    Bank,
    Citation,
    Defaults,
    Option,
    Provenance,
    Tolerance,
)

_SCHEMA_LINE = "# yaml-language-server: $schema=../bank.schema.json"


def write_bank(bank: Bank) -> str:
    """The text of the bank's file."""
    lines = [_SCHEMA_LINE, *emit(_head(bank))]
    lines.append("questions:" if bank.questions else "questions: []")
    for question in bank.questions:
        fields = emit(_written(question, bank.defaults), "    ")
        lines += ["  - " + next(fields).lstrip(), *fields, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def bank_fields(bank: Bank) -> dict[str, Value]:
    """All of the bank's file as values, for formats that have the same fields."""
    return {
        **_head(bank),
        "questions": [_written(question, bank.defaults) for question in bank.questions],
    }


def shape_of(question: AnyQuestion, defaults: Defaults) -> Fields:
    """The question as a file has it: texts, lists and groups that QUESTION accepts again.

    What the bank's defaults say is left out, as it is in the file.
    """
    return {name: _plain(value) for name, value in _written(question, defaults).items()}


def standing_alone(question: AnyQuestion) -> Fields:
    """The same without a bank around it: every bank whatever its defaults gives it back."""
    return {**shape_of(question, Defaults()), "tags": list(question.tags)}


def _plain(value: Value) -> Plain:
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return [_plain(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _head(bank: Bank) -> dict[str, Value]:
    return {
        "format": FORMAT,
        "id": bank.id,
        "title": bank.title,
        **_if_any(description=bank.description),
        "language": bank.language,
        **_if_any(
            license=bank.license,
            authors=bank.authors,
            defaults=_if_any(document=bank.defaults.document, tags=bank.defaults.tags),
            documents=[{"id": document.id, "file": document.file} for document in bank.documents],
            waive=dict(bank.waive),
        ),
    }


def _if_any(**fields: Value) -> dict[str, Value]:
    """The fields that say something; the others need not be written."""
    return {name: value for name, value in fields.items() if value not in ("", (), [], {})}


def _written(question: AnyQuestion, defaults: Defaults) -> dict[str, Value]:
    """The question as its file has it, in the order of the format's description."""
    by = question.provenance
    return {
        "id": question.id,
        "type": question.kind,
        **_own(question),
        **_if_any(explanation=question.explanation, hint=question.hint),
        **({} if question.tags == defaults.tags else {"tags": question.tags}),
        **({} if question.difficulty is None else {"difficulty": question.difficulty}),
        **_if_any(cite=[_cite(citation, defaults) for citation in question.citations]),
        "provenance": {"by": by.by} | _provenance(by),
        **_if_any(waive=dict(question.waive)),
    }


def _provenance(by: Provenance) -> dict[str, Value]:
    return _if_any(name=by.name, version=by.version, reviewed_by=by.reviewed_by)


def _cite(citation: Citation, defaults: Defaults) -> Mapping[str, Value]:
    quote = citation.quote
    is_default = citation.document == defaults.document
    return {
        **({} if is_default else {"document": citation.document}),
        "quote": quote.exact,
        **_if_any(prefix=quote.prefix, suffix=quote.suffix),
    }


def _own(question: AnyQuestion) -> dict[str, Value]:
    """The fields of the question's type."""
    if isinstance(question, questions.Cloze):
        return {"text": question.text}
    return {"prompt": question.prompt} | _asked(question)


def _asked(question: AnyQuestion) -> dict[str, Value]:
    match question:
        case questions.Flashcard(answer=answer, reverse=reverse):
            fields: dict[str, Value] = {"answer": answer, **_unless(reverse=(reverse, False))}
        case (
            questions.Single(options=options, shuffle=shuffle)
            | questions.Multiple(options=options, shuffle=shuffle)
        ):
            fields = {
                "options": [_option(it) for it in options],
                **_unless(shuffle=(shuffle, True)),
            }
        case questions.TrueFalse(answer=truth, correction=correction):
            fields = {"answer": truth, **_if_any(correction=correction)}
        case questions.Short(answers=answers, accept=accept):
            fields = {"answers": answers, **_accept(accept)}
        case questions.Numeric(answer=figure, unit=unit, tolerance=tolerance):
            fields = {"answer": figure, **_if_any(unit=unit), **_tolerance(tolerance)}
        case questions.Ordering(items=items):
            fields = {"items": items}
        case questions.Matching(pairs=pairs, extra=extra):
            fields = {"pairs": pairs, **_if_any(extra=extra)}
        case questions.Comparison(points=points, answer=answer):
            fields = {"points": points, "answer": answer}
        case questions.Cloze():
            fields = {}
    return fields


def _unless(**fields: tuple[bool, bool]) -> dict[str, Value]:
    """The truths that differ from what they are when left out."""
    return {name: value for name, (value, usual) in fields.items() if value != usual}


def _option(option: Option) -> Mapping[str, Value]:
    correct = _unless(correct=(option.correct, False))
    return {"text": option.text, **correct, **_if_any(feedback=option.feedback)}


def _accept(accept: Accept) -> dict[str, Value]:
    if accept == Accept():
        return {}
    names = ("case", "accents", "typos", "order")
    return {"accept": {name: getattr(accept, name) for name in names}}


def _tolerance(tolerance: Tolerance) -> dict[str, Value]:
    if tolerance == Tolerance():
        return {}
    if tolerance.relative:
        return {"tolerance": f"{tolerance.amount.scaleb(2):f}%"}
    return {"tolerance": tolerance.amount}

"""A question's form after one of its buttons: rows added, taken away, moved; another type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from study.web.editing_forms import MOST_ROWS, OWN, ROWS, Row, Typed, empty_row, keys, with_rows


def pressed(typed: Typed, press: str, target: str) -> tuple[Typed, str]:
    """The form after one of a row's buttons, and the name of what should have the focus."""
    name, _, key = target.partition(".")
    rows = list(typed.rows.get(name, ()))
    if name not in ROWS:
        return typed, ""
    if press == "add" and len(rows) < MOST_ROWS:
        new = next(k for k in keys(MOST_ROWS + 1) if k not in {row.key for row in rows})
        rows.append(empty_row(name, new, **_same_document(name, rows)))
        return _with(typed, name, rows), f"{name}.{new}.{_first_field(name)}"
    at = next((n for n, row in enumerate(rows) if row.key == key), None)
    if at is None:
        return typed, ""
    if press == "drop":
        rows.pop(at)
        return _with(typed, name, rows), f"add.{name}"
    other = at - 1 if press == "up" else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return _with(typed, name, rows), f"{press}.{name}.{key}"


def _first_field(name: str) -> str:
    return "quote" if name == "cite" else ROWS[name][0]


def _same_document(name: str, rows: Sequence[Row]) -> dict[str, str]:
    return {"document": rows[-1].values["document"]} if name == "cite" and rows else {}


def _with(typed: Typed, name: str, rows: Sequence[Row]) -> Typed:
    return replace(typed, rows={**typed.rows, name: tuple(rows)})


def with_citation(typed: Typed, values: Mapping[str, str]) -> tuple[Typed, str]:
    """The form with one more citation, in the first row whose quote is empty or in a new one."""
    rows = list(typed.rows.get("cite", ()))
    for number, row in enumerate(rows):
        if row.is_empty:
            rows[number] = Row(row.key, values)
            return _with(typed, "cite", rows), row.key
    taken = {row.key for row in rows}
    key = next(k for k in keys(MOST_ROWS + 1) if k not in taken)
    return _with(typed, "cite", [*rows, Row(key, values)]), key


def changed_citation(typed: Typed, key: str, values: Mapping[str, str]) -> Typed:
    """The form with other words in one of its citations."""
    rows = [
        replace(row, values={**row.values, **values}) if row.key == key else row
        for row in typed.rows.get("cite", ())
    ]
    return _with(typed, "cite", rows)


def of_kind(typed: Typed, kind: str) -> Typed:
    """The same question as one of another type; what both types have stays."""
    if kind not in OWN or kind == typed.kind:
        return typed
    return with_rows(replace(typed, kind=kind, **_carried(typed, kind)))


def _carried(typed: Typed, kind: str) -> dict[str, Any]:
    """The prompt and the answers, wherever the two types keep them."""
    texts, rows = dict(typed.texts), dict(typed.rows)
    if "true_false" in {typed.kind, kind}:
        texts.pop(
            "answer", None
        )  # There it is one of two words, and elsewhere the words themselves.
    asked, written = ("text", "prompt") if kind == "cloze" else ("prompt", "text")
    texts[asked] = texts.get(asked) or texts.get(written, "")
    answers = [*_answers(typed)]
    if "answers" in OWN[kind] and not typed.filled("answers"):
        rows["answers"] = _texts(answers)
    if "answer" in OWN[kind] and kind != "true_false" and not texts.get("answer"):
        texts["answer"] = answers[0] if answers else ""
    if "options" in OWN[kind] and not typed.filled("options"):
        rows["options"] = tuple(replace(row, correct=True) for row in _texts(answers, "feedback"))
    return {"texts": texts, "rows": rows}


def _answers(typed: Typed) -> Iterator[str]:
    yield from (row.values["text"] for row in typed.filled("answers"))
    yield from (row.values["text"] for row in typed.filled("options") if row.correct)
    if typed.kind != "true_false" and typed.text("answer"):
        yield typed.text("answer")


def _texts(texts: Sequence[str], *others: str) -> tuple[Row, ...]:
    blank_others = dict.fromkeys(others, "")
    return tuple(
        Row(key, {"text": text, **blank_others})
        for key, text in zip(keys(len(texts)), texts, strict=True)
    )

"""A bank as CSV, one question in a row; the last column holds what a table has no place for."""

from collections.abc import Iterator, Sequence
from functools import partial

from study.banks.encoding import holdable
from study.banks.exchange.beside import written_with_remainders
from study.banks.exchange.collecting import Collector
from study.banks.exchange.neutral import neutral_cell
from study.banks.exchange.passages import Sources
from study.banks.exchange.table import BANK_ROW, OURS, QUOTES, collect_table
from study.banks.exchange.written import Written
from study.domain import questions
from study.domain.questions import AnyQuestion, Bank, Option

COLUMNS = (
    *("id", "type", "prompt", "answer", "wrong", "unit", "explanation", "hint", "tags"),
    *("difficulty", QUOTES, OURS),
)


def write_table(bank: Bank, sources: Sources) -> Written:
    """The bank as CSV, in UTF-8 with the mark by which spreadsheets know it."""
    written = written_with_remainders(bank, partial(_render, bank, sources), _collect, ())
    return Written(b"\xef\xbb\xbf" + written.data, written.remarks)


def _collect(text: str, collector: Collector) -> None:
    collect_table(text.replace("\r\n", "\n"), collector)


def _render(bank: Bank, sources: Sources, head: str, beside: Sequence[str]) -> str:
    rows = [dict(zip(COLUMNS, COLUMNS, strict=True)), _bank_row(bank, head)]
    rows += [
        _row(question, sources) | {OURS: remainder}
        for question, remainder in zip(bank.questions, beside, strict=True)
    ]
    return "".join([_line(row) for row in rows])


def _line(row: dict[str, str]) -> str:
    cells = [neutral_cell(holdable(row.get(name, ""))).replace('"', '""') for name in COLUMNS]
    return ",".join([f'"{cell}"' for cell in cells]) + "\r\n"


def _bank_row(bank: Bank, head: str) -> dict[str, str]:
    return {
        "id": bank.id,
        "type": BANK_ROW,
        "prompt": bank.title,
        "explanation": bank.description,
        OURS: head,
    }


def _row(question: AnyQuestion, sources: Sources) -> dict[str, str]:
    return {
        "id": question.id,
        "type": question.kind,
        **_own(question),
        "explanation": question.explanation,
        "hint": question.hint,
        "tags": ", ".join(question.tags),
        "difficulty": str(question.difficulty or ""),
        QUOTES: "\n".join(_quotes(question, sources)),
    }


def _quotes(question: AnyQuestion, sources: Sources) -> Iterator[str]:
    for citation in question.citations:
        source = sources.get(citation.document, citation.document)
        yield f"“{_one_line(citation.quote.exact)}” — {_one_line(source)}"


def _own(question: AnyQuestion) -> dict[str, str]:
    match question:
        case questions.Cloze(text=text):
            return {"prompt": text}
        case questions.Single(options=options) | questions.Multiple(options=options):
            return {
                "prompt": question.prompt,
                "answer": _options(options, correct=True),
                "wrong": _options(options, correct=False),
            }
        case questions.Numeric(answer=figure, unit=unit):
            return {"prompt": question.prompt, "answer": str(figure), "unit": unit}
        case _:
            return {"prompt": question.prompt, "answer": _answer(question)}


def _answer(question: AnyQuestion) -> str:
    match question:
        case questions.TrueFalse(answer=truth):
            return "true" if truth else "false"
        case questions.Short(answers=answers):
            return _lines(answers)
        case questions.Ordering(items=items):
            return _lines(items)
        case questions.Matching(pairs=pairs):
            return _lines([f"{_one_line(left)} -> {_one_line(right)}" for left, right in pairs])
        case questions.Flashcard(answer=answer) | questions.Comparison(answer=answer):
            return answer
        case _:
            return ""


def _options(options: Sequence[Option], *, correct: bool) -> str:
    return _lines([option.text for option in options if option.correct is correct])


def _lines(texts: Sequence[str]) -> str:
    return "\n".join([_one_line(text) for text in texts])


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""Questions with everything filled in; a test overrides what it is about."""

from decimal import Decimal
from typing import Any

from study.domain.questions import (
    AnyQuestion,
    Citation,
    Cloze,
    Comparison,
    Flashcard,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
from study.domain.quoting import Quote

COMMON: dict[str, Any] = {
    "citations": (Citation("xinhua", Quote("supplied China with 1,235 aircraft")),),
    "explanation": "secret explanation",
    "hint": "secret hint",
}


def options(*texts: str) -> tuple[Option, ...]:
    """Options from texts; those with a leading asterisk are correct."""
    return tuple(
        Option(text.lstrip("*"), correct=text.startswith("*"), feedback=f"secret on {text[-3:]}")
        for text in texts
    )


def a_flashcard(**changes: Any) -> Flashcard:
    fields = {"id": "aid", "prompt": "Who sent aircraft?", "answer": "The Soviet Union"}
    return Flashcard(**(COMMON | fields | changes))


def a_cloze(text: str = "The USSR sent {{c1::1,235::how many}} aircraft.", **changes: Any) -> Cloze:
    return Cloze(**(COMMON | {"id": "sent", "text": text} | changes))


def a_single(*texts: str, **changes: Any) -> Single:
    chosen = options(*(texts or ("Nanjing", "*Chongqing", "Wuhan", "Xi'an")))
    fields = {"id": "capital", "prompt": "Which was the wartime capital?", "options": chosen}
    return Single(**(COMMON | fields | changes))


def a_multiple(*texts: str, **changes: Any) -> Multiple:
    chosen = options(*(texts or ("*tanks", "*aircraft", "submarines", "rockets")))
    fields = {"id": "sorts", "prompt": "What was supplied?", "options": chosen}
    return Multiple(**(COMMON | fields | changes))


def a_statement(**changes: Any) -> TrueFalse:
    fields = {
        "id": "manchuria",
        "prompt": "Japan occupied Manchuria in 1929.",
        "answer": False,
        "correction": "secret: it was 1931",
    }
    return TrueFalse(**(COMMON | fields | changes))


def a_short(*answers: str, **changes: Any) -> Short:
    fields = {"id": "city", "prompt": "Which city?", "answers": answers or ("Chongqing",)}
    return Short(**(COMMON | fields | changes))


def a_numeric(answer: str = "1235", unit: str = "aircraft", **changes: Any) -> Numeric:
    fields = {"id": "count", "prompt": "How many?", "answer": Decimal(answer), "unit": unit}
    return Numeric(**(COMMON | fields | changes))


def an_ordering(*items: str, **changes: Any) -> Ordering:
    fields = {
        "id": "events",
        "prompt": "Which came first?",
        "items": items or ("Mukden", "Marco Polo Bridge", "Pearl Harbor", "Hiroshima"),
    }
    return Ordering(**(COMMON | fields | changes))


def a_matching(*pairs: tuple[str, str], **changes: Any) -> Matching:
    fields = {
        "id": "capitals",
        "prompt": "Join country and capital.",
        "pairs": pairs or (("USSR", "Moscow"), ("Japan", "Tokyo"), ("China", "Chongqing")),
        "extra": ("Vichy",),
    }
    return Matching(**(COMMON | fields | changes))


def a_comparison(**changes: Any) -> Comparison:
    fields = {
        "id": "figures",
        "prompt": "Compare the two figures.",
        "points": ("secret point one", "secret point two"),
        "answer": "secret model answer",
    }
    return Comparison(**(COMMON | fields | changes))


def one_of_each() -> tuple[AnyQuestion, ...]:
    return (
        a_flashcard(),
        a_cloze(),
        a_single(),
        a_multiple(),
        a_statement(),
        a_short(),
        a_numeric(),
        an_ordering(),
        a_matching(),
        a_comparison(),
    )

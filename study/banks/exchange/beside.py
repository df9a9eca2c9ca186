"""Writing a bank in another format so that everything comes back: what it lacks stands beside."""

from collections.abc import Callable, Sequence
from typing import Any

from study.banks.brought import Fields, Remark
from study.banks.exchange.collecting import WHOLE_FILE, Collector, Item
from study.banks.exchange.remainder import one_line, remainder_of
from study.banks.exchange.written import Written
from study.banks.writing import bank_fields, standing_alone
from study.domain.errors import StudyError
from study.domain.questions import Bank

# What an export writes of the bank as a whole and of each question, given what stands beside.
Render = Callable[[str, Sequence[str]], str]
Collect = Callable[[str, Collector], None]
# Stands beside a question while it is only looked at what is seen of it.
_NOTHING = "{}"


class _Seen(Collector):
    """Only looks at what would be taken in."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.seen: list[dict[str, Any]] = []

    def take(self, item: Item) -> None:
        self.seen.append(item.fields)

    def take_head(self, text: str, line: int) -> None:
        """What stands beside is no part of what is seen."""


def written_with_remainders(
    bank: Bank, render: Render, collect: Collect, remarks: Sequence[Remark]
) -> Written:
    """The bank as `render` writes it, with what `collect` does not see in that beside it."""
    seen = _Seen()
    collect(render("", [_NOTHING] * len(bank.questions)), seen)
    if len(seen.seen) != len(bank.questions):
        message = f"Of {len(bank.questions)} questions {len(seen.seen)} could be written."
        raise StudyError(f"{message} Export the bank as YAML instead.")
    own = [_told(standing_alone(question)) for question in bank.questions]
    beside = [remainder_of(mine, fields) for mine, fields in zip(own, seen.seen, strict=True)]
    head = {name: value for name, value in bank_fields(bank).items() if name != "questions"}
    text = render(one_line(head), beside)
    lacking = {
        name
        for mine, fields in zip(own, seen.seen, strict=True)
        for name in mine
        if mine[name] != fields.get(name, []) and name != "id"
    }
    return Written(text.encode(), (*_lacking(sorted(lacking)), *remarks))


def _told(fields: Fields) -> Fields:
    """The fields without what goes without saying."""
    is_by_hand = fields.get("provenance") == {"by": "hand"}
    return {name: it for name, it in fields.items() if name != "provenance" or not is_by_hand}


def _lacking(names: Sequence[str]) -> tuple[Remark, ...]:
    if not names:
        return ()
    message = f"Only Study reads these back, from what stands beside: {', '.join(names)}."
    return (Remark(item=WHOLE_FILE, kind="approximated", message=message),)

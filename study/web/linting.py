"""The lint as pages show it: in the margin of a bank, and kept until the bank changes."""

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from study.actions.linting import Habits, Linted, SetAside, linted
from study.banks.explaining import field_path
from study.domain.linting import Finding
from study.storage.banks import KeptBank
from study.storage.database import Transaction

MOST_KEPT = 32
# A bank of this size is looked at in passing; a larger one when somebody asks.
IN_PASSING = 500

# They stand where learners see them, so they say nothing of a key.
TITLES: Mapping[str, str] = {
    "option-length-bias": "Length gives keys away",
    "key-position-skew": "Keys stand mostly in one place",
    "true-false-skew": "Statements are mostly of one kind",
    "longest-option": "Length gives an option away",
    "odd-key": "An option is written in another form",
    "absolute-words": "A sweeping word",
    "all-of-the-above": "An option that speaks of the others",
    "same-options": "Two say the same",
    "overlapping-options": "Two options overlap",
    "echo-in-key": "An option echoes the question",
    "grammar-clue": "Grammar rules an option out",
    "too-few-options": "Only two to choose from",
    "one-right-of-several": "The form promises something else",
    "unordered-numbers": "Numbers in no order",
    "negative-prompt": "A “not” that is easily passed over",
    "double-negation": "A negative statement",
    "vague-reference": "Not clear by itself",
    "relative-time": "A time that moves on",
    "no-attribution": "Nobody is named as the source",
    "blank-in-the-middle": "A gap in mid-sentence",
    "unfocused-prompt": "Nothing is asked yet",
    "two-questions": "Two questions in one",
    "asks-for-an-opinion": "An opinion that is marked",
    "long-prompt": "Much to read",
    "key-in-prompt": "The question says too much",
    "key-in-hint": "The hint says too much",
    "key-not-in-quote": "The quote does not show the answer",
    "short-quote": "Too little is quoted",
    "no-explanation": "Nothing explains the answer",
    "two-fillings": "A blank that takes more than one thing",
    "wide-tolerance": "A tolerance too wide",
    "long-typed-answer": "Too much to type",
    "order-given-away": "Items that print their order",
    "order-without-direction": "Which end comes first?",
    "matching-by-elimination": "The last pair makes itself",
    "duplicate": "Asked twice",
    "near-duplicate": "Asked nearly twice",
    "key-in-other-prompt": "It answers another question",
    "waived-for-nothing": "A waiver that silences nothing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One finding beside its question; `where` is the field as the bank file has it."""

    check: str
    title: str
    message: str
    fix: str
    where: str
    related: str
    can_be_set_aside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A finding that an author set aside, and why."""

    check: str
    title: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """What stands at the head of a bank's page and beside its questions, by question id."""

    count: int
    of_bank: tuple[Note, ...]
    of_questions: Mapping[str, tuple[Note, ...]]
    checks: tuple[tuple[str, str, int], ...]
    waived: tuple[Waived, ...]
    habits: Habits


class Lints:
    """What the lint said of the banks looked at last; a bank that has changed is looked at anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], Linted] = OrderedDict()
        self._lock = Lock()

    def of(self, db: Transaction, bank: KeptBank) -> Linted:
        """What the lint says of a bank as it is now."""
        key = (bank.id, bank.revision)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = linted(db, bank)
        with self._lock:
            self._kept[key] = found
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def count(self, db: Transaction, bank: KeptBank) -> int | None:
        """How many findings there are; None for a large bank at which nobody has looked yet."""
        with self._lock:
            is_known = (bank.id, bank.revision) in self._kept
        if not is_known and bank.questions > IN_PASSING:
            return None
        return len(self.of(db, bank).findings)


def margin_of(found: Linted) -> Margin:
    """The lint of a bank, sorted for its page."""
    notes: dict[str, list[Note]] = {}
    for finding in found.findings:
        notes.setdefault(finding.question, []).append(note_of(finding))
    counts = Counter(finding.check for finding in found.findings)
    return Margin(
        count=len(found.findings),
        of_bank=tuple(notes.pop("", ())),
        of_questions={question: tuple(some) for question, some in notes.items()},
        checks=tuple((check, TITLES[check], count) for check, count in counts.most_common()),
        waived=tuple(_waived(it) for it in found.set_aside),
        habits=found.habits,
    )


def note_of(finding: Finding) -> Note:
    """A finding in a reader's words."""
    return Note(
        check=finding.check,
        title=TITLES[finding.check],
        message=finding.message,
        fix=finding.fix,
        where=field_path(finding.path),
        related=finding.related,
        can_be_set_aside=finding.check != "waived-for-nothing",
    )


def _waived(it: SetAside) -> Waived:
    title = TITLES.get(it.check, it.check)
    return Waived(check=it.check, title=title, question=it.question, reason=it.reason)

"""What could be better in a bank as it is kept."""

from dataclasses import dataclass, replace

from study.domain.linting import Finding, lint
from study.domain.linting.patterns import Guessing, by_length, by_place
from study.domain.questions import Citation
from study.storage import banks
from study.storage.banks import KeptBank
from study.storage.cited_passages import cited_passages
from study.storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What ways of guessing score on a bank's single choices."""

    longest: Guessing
    shortest: Guessing
    places: tuple[Guessing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A waiver: the check, the question it is for ("" for the bank) and the author's reason."""

    check: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What the lint says of a bank, what its authors set aside, and its habits."""

    findings: tuple[Finding, ...]
    set_aside: tuple[SetAside, ...]
    habits: Habits


def linted(db: Transaction, bank: KeptBank) -> Linted:
    """The bank's questions looked at one by one and together; retired ones are left out."""
    texts = cited_passages(db, bank.id)
    asked, passages = [], dict[Citation, str]()
    for kept in banks.questions(db, bank.id):
        if not kept.retired:
            question = kept.question()
            asked.append(question)
            passages |= zip(question.citations, texts.get(kept.id, ()), strict=False)
    whole = replace(bank.head(), questions=tuple(asked))
    return Linted(
        findings=lint(whole, lambda citation: passages.get(citation, "")),
        set_aside=tuple(
            SetAside(check=check, question=holder, reason=reason)
            for holder, waive in (("", bank.waive), *((it.id, it.waive) for it in asked))
            for check, reason in waive
        ),
        habits=Habits(
            longest=by_length(asked, longest=True),
            shortest=by_length(asked, longest=False),
            places=by_place(asked),
        ),
    )

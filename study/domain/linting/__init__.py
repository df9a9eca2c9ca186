"""What makes a question or a bank weak: the item-writing checks."""

from collections.abc import Iterable, Iterator, Sequence

from study.domain.linting.checks import BANK_CHECKS, NAMES, OF_ENGLISH, OF_OTHERS, PAIR_CHECKS
from study.domain.linting.findings import Finding, Path, found
from study.domain.linting.pairs import Neighbours
from study.domain.linting.reading import Asked, Passages, no_passages
from study.domain.linting.waiving import kept, unknown
from study.domain.questions import AnyQuestion, Bank

__all__ = ["NAMES", "Finding", "Passages", "Path", "lint", "lint_question", "no_passages"]


def lint(bank: Bank, passages: Passages) -> tuple[Finding, ...]:
    """What could be better in a bank: its habits first, then question by question in its order.

    `passages` gives the text of the passage that a citation's quote stands in, or "". Findings
    that the bank or the question waives are left out; a waiver that silences none is one itself.
    """
    asked = [Asked[AnyQuestion](it, bank.language, passages) for it in bank.questions]
    findings = kept(bank, [*_of_bank(bank), *_of_questions(asked)])
    places = {question.id: n for n, question in enumerate(bank.questions)}
    return tuple(sorted(findings, key=lambda finding: places.get(finding.question, -1)))


def lint_question(
    question: AnyQuestion,
    *,
    language: str = "en",
    passages: Passages = no_passages,
    waive: Iterable[tuple[str, str]] = (),
) -> tuple[Finding, ...]:
    """What could be better in a question by itself; `waive` is its bank's, its own holds too."""
    waived = {check for check, _ in (*question.waive, *waive)}
    alone = _alone(Asked(question, language, passages))
    return (
        *[finding for finding in alone if finding.check not in waived],
        *unknown(question.id, question.waive),
    )


def _of_bank(bank: Bank) -> Iterator[Finding]:
    for check in BANK_CHECKS:
        yield from found(check.name, "", check.look(bank.questions))


def _of_questions(asked: Sequence[Asked[AnyQuestion]]) -> Iterator[Finding]:
    for it in asked:
        yield from _alone(it)
    neighbours = Neighbours(asked)
    for check in PAIR_CHECKS:
        for number, flaw in check.look(neighbours):
            yield from found(check.name, asked[number].question.id, [flaw])


def _alone(asked: Asked[AnyQuestion]) -> Iterator[Finding]:
    checks = OF_ENGLISH if asked.is_english else OF_OTHERS
    for check in checks[asked.question.kind]:
        yield from found(check.name, asked.question.id, check.look(asked))

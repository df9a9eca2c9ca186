"""What could be better in checked banks, each finding with its place in the file."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from study.banks.checking import Checked, CheckedBank
from study.banks.explaining import field_path
from study.domain.linting import Finding, lint
from study.domain.passages import split
from study.domain.questions import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFinding:
    """A finding of the lint where its author finds it; lines and columns begin at 1.

    `check` is the name to waive it by, `related` the other question of a pair.
    """

    file: str
    line: int
    column: int
    question: str
    field: str
    check: str
    message: str
    fix: str
    related: str


def lint_banks(checked: Checked) -> tuple[PlacedFinding, ...]:
    """The findings in all of the banks, by file and line."""
    texts = {
        document.id: {passage.number: passage.text for passage in split(document.text)}
        for document in checked.documents
    }
    found = [it for bank in checked.banks for it in _of_bank(bank, texts)]
    return tuple(sorted(found, key=lambda it: (it.file, it.line, it.column)))


def counts(findings: Sequence[PlacedFinding]) -> str:
    """How many findings there are of each check, as one line of text."""
    by_check = Counter(finding.check for finding in findings)
    return ", ".join(f"{count} {check}" for check, count in by_check.most_common()) or "none"


def _of_bank(bank: CheckedBank, texts: Mapping[str, Mapping[int, str]]) -> list[PlacedFinding]:
    passages: dict[Citation, str] = {}
    for question in bank.bank.questions:
        cited = zip(question.citations, bank.citations.get(question.id, ()), strict=False)
        for citation, located in cited:
            if located.passage is not None:
                passages[citation] = texts.get(located.document, {}).get(located.passage, "")
    findings = lint(bank.bank, lambda citation: passages.get(citation, ""))
    return [_placed(bank, finding) for finding in findings]


def _placed(bank: CheckedBank, finding: Finding) -> PlacedFinding:
    line, column = bank.source.place(finding.question, finding.path)
    return PlacedFinding(
        file=bank.file,
        line=line,
        column=column,
        question=finding.question,
        field=field_path(finding.path),
        check=finding.check,
        message=finding.message,
        fix=finding.fix,
        related=finding.related,
    )

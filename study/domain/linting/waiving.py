"""Findings that an author set aside, each with a reason; and waivers that are good for nothing."""

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from study.domain.linting.checks import NAMES, WAIVED_FOR_NOTHING
from study.domain.linting.findings import Finding
from study.domain.questions import Bank

Waivers = Iterable[tuple[str, str]]


def kept(bank: Bank, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings that nothing waives, and the waivers that waive no finding.

    A question's own waiver comes first: what it silences is no reason for the bank's.
    """
    own = {(it.id, check) for it in bank.questions for check, _ in it.waive}
    general = {check for check, _ in bank.waive}
    used: set[tuple[str, str]] = set()
    for finding in findings:
        if (finding.question, finding.check) in own:
            used.add((finding.question, finding.check))
        elif finding.check in general:
            used.add(("", finding.check))
        else:
            yield finding
    for holder, waivers in (("", bank.waive), *((it.id, it.waive) for it in bank.questions)):
        yield from unknown(holder, waivers)
        yield from _unused(holder, waivers, used)


def unknown(question: str, waivers: Waivers) -> Iterator[Finding]:
    """Waivers of checks that do not exist."""
    for check, _ in waivers:
        if check not in NAMES:
            meant = process.extractOne(check[:80], NAMES, scorer=ratio, score_cutoff=60)
            yield Finding(
                check=WAIVED_FOR_NOTHING,
                question=question,
                path=("waive", check),
                message=f"There is no check called “{check[:80]}”.",
                fix=f"Did you mean “{meant[0]}”?" if meant else "docs/lint.md lists them all.",
            )


def _unused(holder: str, waivers: Waivers, used: set[tuple[str, str]]) -> Iterator[Finding]:
    for check, _ in waivers:
        if check in NAMES and (holder, check) not in used:
            yield Finding(
                check=WAIVED_FOR_NOTHING,
                question=holder,
                path=("waive", check),
                message=f"“{check}” is waived, and finds nothing here.",
                fix="Take the waiver out.",
            )

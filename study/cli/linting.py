"""The work behind `study check --lint`: findings, printed like problems."""

from collections.abc import Sequence

import typer

from study.banks.linting import PlacedFinding, counts

MOST_FINDINGS = 200


def print_findings(findings: Sequence[PlacedFinding]) -> None:
    """Every finding with its place and the name to waive it by, and how many there are of each."""
    for it in findings[:MOST_FINDINGS]:
        where = " ".join(part for part in (it.question, it.field) if part)
        place = f"{it.file}:{it.line}:{it.column}"
        typer.echo(f"{place}: {it.check}: {where}{': ' if where else ''}{it.message}", err=True)
        typer.echo(f"    {it.fix}", err=True)
    if len(findings) > MOST_FINDINGS:
        typer.echo(f"and {len(findings) - MOST_FINDINGS} more", err=True)
    typer.echo(f"Could be better: {counts(findings)}.")

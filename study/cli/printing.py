"""What commands say to people: reports of checking and importing, cut where they get long."""

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from study.cli.importing import Wishes

MOST_PROBLEMS = 20


def print_report(found: dict[str, Any]) -> None:
    problems = found["problems"]
    print_problems(problems)
    print_remarks(found["remarks"])
    states = ", ".join(f"{n} {name}" for name, n in found["citations"].items() if n)
    typer.echo(
        f"{found['documents']} documents, {found['banks']} banks, "
        f"{found['questions']} questions; citations: {states or 'none'}; {len(problems)} problems; "
        f"{len(found['drafts'])} drafts."
    )


def print_problems(problems: list[dict[str, object]]) -> None:
    for p in problems[:MOST_PROBLEMS]:
        place = ":".join(str(part) for part in (p["file"], p["line"], p["column"]) if part)
        where = " ".join(str(part) for part in (p["question"], p["field"]) if part)
        typer.echo(
            f"{place}: {p['severity']}: {where}{': ' if where else ''}{p['message']}", err=True
        )
        if p["fix"]:
            typer.echo(f"    {p['fix']}", err=True)
    if len(problems) > MOST_PROBLEMS:
        typer.echo(f"and {len(problems) - MOST_PROBLEMS} more", err=True)


def print_remarks(remarks: list[dict[str, object]]) -> None:
    for it in remarks[:MOST_PROBLEMS]:
        place = f"{it['file']}:{it['line']}"
        typer.echo(f"{place}: {it['kind']}: {it['item']}: {it['message']}", err=True)
    if len(remarks) > MOST_PROBLEMS:
        typer.echo(f"and {len(remarks) - MOST_PROBLEMS} more remarks", err=True)


def print_outcome(result: dict[str, Any], wishes: "Wishes") -> None:
    print_problems(result["problems"])
    verb = "would be " if wishes.dry_run else ""
    typer.echo(
        f"{len(result['new'])} questions {verb}new, {len(result['changed'])} changed, "
        f"{result['unchanged']} unchanged, {len(result['missing'])} missing from the file."
    )
    if result["missing"] and not wishes.retire_missing:
        typer.echo("Missing questions stay as they are; --retire-missing takes them out.")
    for told in result.get("scheduling", ()):
        typer.echo(
            f"{told['file']}: {told['reviews']} reviews of {told['cards']} cards taken over; "
            f"{told['begun']} cards have reviews here, {told['absent']} are not asked here yet."
        )
    _print_names(result["conflicts"], _conflicts(verb, prefer_file=wishes.prefer_file))
    _print_names(result["kept"], "stay as edited here, or were made here")
    _print_names(result["drafts"], f"{verb}kept as drafts: they cannot be asked yet")


def _conflicts(verb: str, *, prefer_file: bool) -> str:
    both = "changed here and in the file"
    if prefer_file:
        return f"{both}: {verb}taken from the file"
    return f"{both}: they stay as they are here; --prefer-file takes the file's words"


def _print_names(names: list[str], what: str) -> None:
    if names:
        shown = ", ".join(names[:MOST_PROBLEMS])
        more = f" and {len(names) - MOST_PROBLEMS} more" if len(names) > MOST_PROBLEMS else ""
        typer.echo(f"{len(names)} {what}: {shown}{more}.")

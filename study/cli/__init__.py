"""What is typed: study serve, check, generate, import, export, person, migrate, due, backup, …"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from study.cli import persons
from study.cli.opening import AsJson, DatabaseUrl, now, opened, settings_of, stop
from study.cli.printing import print_outcome, print_report
from study.domain.errors import StudyError

if TYPE_CHECKING:
    from study.settings import Settings

app = typer.Typer(
    help="Quizzes and flashcards in which every answer leads back to its passage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
reviews = typer.Typer(help="Take the review log along, or bring one in.", no_args_is_help=True)
app.add_typer(reviews, name="reviews")
app.add_typer(persons.app, name="person")
Paths = Annotated[list[Path], typer.Argument(help="Bank files, document files or folders.")]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one.")] = None,
    *,
    classroom: Annotated[
        bool, typer.Option("--classroom", help="For a class: everybody signs in.")
    ] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Run Study for yourself on this computer, or for a class."""
    from study.cli.serving import refuse_strangers
    from study.cli.serving import serve as run
    from study.settings import read_settings

    try:
        wanted = read_settings(host=host, port=port, database_url=database_url, classroom=classroom)
        if not wanted.classroom:
            refuse_strangers(wanted.host)
        run(wanted, opened(wanted), now)
    except StudyError as error:
        stop(str(error))


@app.command()
def check(
    paths: Paths,
    *,
    lint: Annotated[
        bool, typer.Option("--lint", help="Say also what is weak, by docs/lint.md.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read banks and documents and prove every citation; exit 1 when something is wrong."""
    from study.banks.checking import check as run
    from study.banks.checking import report
    from study.banks.linting import lint_banks
    from study.cli.linting import print_findings
    from study.cli.watching import watched

    try:
        with watched(silent=as_json) as progress:
            checked = run(paths, progress=progress)
    except StudyError as error:
        stop(str(error))
    found = report(checked)
    findings = lint_banks(checked) if lint else ()
    if lint:
        found["findings"] = [asdict(finding) for finding in findings]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print_report(found)
        if lint:
            print_findings(findings)
    raise typer.Exit(bool(findings) or any(p["severity"] == "error" for p in found["problems"]))


@app.command()
def generate(  # noqa: PLR0913  # An argument each for what can be asked for.
    paths: Annotated[list[Path], typer.Argument(help="Documents, or folders of document files.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The bank file to write.")
    ] = None,
    *,
    kinds: Annotated[str, typer.Option(help="Only these, with commas: cloze,short,single.")] = "",
    most: Annotated[int | None, typer.Option(help="So many drafts at most.")] = None,
    seed: Annotated[int, typer.Option(help="Another number gives other wrong answers.")] = 0,
    library: Annotated[
        list[Path] | None, typer.Option(help="More texts in which no wrong answer may be right.")
    ] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace the file if it is there.")] = False,
    report: Annotated[bool, typer.Option(help="Print every draft with its passage.")] = False,
    model: Annotated[str, typer.Option(help="What a model does: check the drafts, or write.")] = "",
    pack: Annotated[
        Path | None, typer.Option(help="Write this instead, for a model elsewhere: .json, .md.")
    ] = None,
    from_pack: Annotated[
        Path | None, typer.Option(help="Take the drafts from what a model answered to a pack.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draft questions from documents, each proved by its quote, into a bank file to be read."""
    from study.cli.generating import Order, as_dict, print_generated, wishes
    from study.cli.generating import generate as run
    from study.cli.modelling import drafting, print_packed, write_pack
    from study.cli.watching import heeded, watched

    try:
        if pack is not None:
            print_packed(write_pack(paths, pack), pack, as_json=as_json)
            return
        if output is None:
            stop("Say with -o which bank file to write, or with --pack which pack.")
        order = Order(
            output=output,
            wishes=wishes(kinds, most, seed),
            library=library or (),
            overwrite=overwrite,
            drafting=drafting(model, from_pack),
        )
        with watched(silent=as_json) as progress, heeded(progress) as heed:
            made = run(paths, order, heed)
    except StudyError as error:
        stop(str(error))
    if as_json:
        typer.echo(json.dumps(as_dict(made, with_drafts=report), ensure_ascii=False, indent=1))
    else:
        print_generated(made, with_drafts=report)


@app.command("import")
def import_(
    paths: Paths,
    *,
    dry_run: Annotated[bool, typer.Option(help="Say what would change; write nothing.")] = False,
    strict: Annotated[bool, typer.Option(help="Write nothing if anything is wrong.")] = False,
    retire_missing: Annotated[
        bool, typer.Option(help="Retire questions that the file no longer has.")
    ] = False,
    prefer_file: Annotated[
        bool, typer.Option(help="Take the file's words where a question was edited here too.")
    ] = False,
    with_scheduling: Annotated[
        bool, typer.Option(help="Take over from Anki packages when their cards were answered.")
    ] = False,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Bring banks into the database, all or nothing; the same file twice changes nothing."""
    from study.cli.importing import Wishes, import_files

    wishes = Wishes(
        dry_run=dry_run,
        strict=strict,
        retire_missing=retire_missing,
        prefer_file=prefer_file,
        silent=as_json,
    )
    try:
        settings = settings_of(database_url)
        outcome = import_files(opened(settings), paths, settings.time_zone, now(), wishes)
        result = outcome.as_dict()
        if with_scheduling and not dry_run:
            result["scheduling"] = _scheduling(settings, paths)
    except StudyError as error:
        stop(str(error))
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        print_outcome(result, wishes)
    raise typer.Exit(any(p["severity"] == "error" for p in result["problems"]))


def _scheduling(settings: "Settings", paths: list[Path]) -> list[dict[str, Any]]:
    from study.cli.scheduling import bring_histories

    return bring_histories(opened(settings), paths, settings.time_zone, now())


@app.command()
def export(
    bank: Annotated[str, typer.Argument(help="The bank's id.")],
    *,
    format_name: Annotated[
        str, typer.Option("--format", help="yaml, json, gift, moodle-xml, csv, apkg, annotations.")
    ] = "yaml",
    address: Annotated[
        str, typer.Option(help="Where these pages are, for links in apkg and annotations.")
    ] = "",
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Print a bank as a file that reads back to the same bank; YAML unless told otherwise."""
    from study.cli.exporting import exported, print_as_json, print_exported

    try:
        database = opened(settings_of(database_url))
        made = exported(database, bank, format_name, now(), address=address)
    except StudyError as error:
        stop(str(error))
    if as_json:
        print_as_json(made, bank, format_name)
    else:
        print_exported(made)


@reviews.command("export")
def export_reviews(database_url: DatabaseUrl = None) -> None:
    """Print the whole review log as CSV, which FSRS tools read and `import` brings back."""
    from study.cli.reviewing import exported_log

    try:
        text = exported_log(opened(settings_of(database_url)))
    except StudyError as error:
        stop(str(error))
    sys.stdout.write(text)


@reviews.command("import")
def import_reviews(
    file: Annotated[Path, typer.Argument(help="A log that `study reviews export` printed.")],
    *,
    as_json: AsJson = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Bring a review log in, all or nothing; the same log twice changes nothing."""
    from study.cli.reviewing import import_log

    try:
        settings = settings_of(database_url)
        done = import_log(opened(settings), file, settings.time_zone, now())
    except StudyError as error:
        stop(str(error))
    left_out = sum(done.left_out.values())
    if as_json:
        counts = {"added": done.added, "already": done.already, "left_out": left_out}
        typer.echo(json.dumps(counts))
        return
    typer.echo(f"{done.added} steps brought in, {done.already} were here already.")
    if left_out:
        cards = ", ".join(map(str, list(done.left_out)[:3]))
        typer.echo(f"{left_out} steps of cards that are not here were left out: {cards} …")


@app.command()
def migrate(database_url: DatabaseUrl = None) -> None:
    """Bring the database up to date; a SQLite file is copied first."""
    from study.storage.migrations import upgrade

    try:
        settings = settings_of(database_url)
        done = upgrade(settings.database_url, backup_dir=settings.data_dir / "backups", now=now())
    except StudyError as error:
        stop(str(error))
    typer.echo(f"The database is at {done.after}{'' if done.before != done.after else ' already'}.")


@app.command()
def due(*, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Say how many cards are waiting today."""
    from study.actions.practice import left_today
    from study.storage.people import LOCAL_LEARNER

    try:
        with opened(settings_of(database_url)).read() as db:
            left = left_today(db, LOCAL_LEARNER, now())
    except StudyError as error:
        stop(str(error))
    counts = {"new": left.new, "learning": left.learning, "reviews": left.reviews}
    if as_json:
        typer.echo(json.dumps(counts))
    else:
        typer.echo(", ".join(f"{count} {name}" for name, count in counts.items()))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the copy.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Write a whole copy of the SQLite database, also while Study is running."""
    from study.storage.database import copy_database, quick_check

    source = settings_of(database_url).database_file
    if source is None or not source.is_file():
        stop("There is no SQLite file to copy; on PostgreSQL use pg_dump.")
    copy_database(source, file)
    state = quick_check(file)
    if state != "ok":
        stop(f"The copy is damaged: {state}")
    typer.echo(f"{file} holds everything that was saved when it was begun.")


@app.command()
def doctor(database_url: DatabaseUrl = None) -> None:
    """Say what Study runs on and whether its database is whole."""
    from study.cli.diagnosing import diagnose

    for name, state in diagnose(settings_of(database_url)):
        typer.echo(f"{name:<12} {state}")

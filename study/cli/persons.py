"""What is typed about accounts: study person add, list, reset, export, erase, disable, enable."""

import json
from pathlib import Path
from typing import Annotated

import typer

from study.cli.opening import AsJson, DatabaseUrl, now, opened, settings_of, stop
from study.domain.errors import StudyError

app = typer.Typer(help="Look after the accounts of a classroom.", no_args_is_help=True)
Login = Annotated[str, typer.Argument(help="The sign-in name.")]


@app.command("add")
def add_person(
    name: Annotated[str, typer.Argument(help="The name that others read.")],
    login: Annotated[str, typer.Option(help="The name to sign in by.")],
    role: Annotated[str, typer.Option(help="learner, teacher or admin.")] = "learner",
    *,
    local: Annotated[
        bool, typer.Option("--local", help="Let it keep what was studied here without accounts.")
    ] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Make an account, and print the link at which its password is chosen."""
    from study.cli.people import add

    try:
        settings = settings_of(database_url)
        typer.echo(add(opened(settings), settings, name, login, role, now(), is_local=local))
    except StudyError as error:
        stop(str(error))


@app.command("list")
def list_people(*, as_json: AsJson = False, database_url: DatabaseUrl = None) -> None:
    """Print everybody who has an account."""
    from study.cli.people import everybody, print_people

    try:
        found = everybody(opened(settings_of(database_url)))
    except StudyError as error:
        stop(str(error))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print_people(found)


@app.command("reset")
def reset_person(login: Login, database_url: DatabaseUrl = None) -> None:
    """Print a link at which somebody chooses a new password."""
    from study.cli.people import reset

    try:
        settings = settings_of(database_url)
        typer.echo(reset(opened(settings), settings, login, now()))
    except StudyError as error:
        stop(str(error))


@app.command("export")
def export_person(
    login: Login,
    file: Annotated[Path, typer.Argument(help="The zip archive to write.")],
    database_url: DatabaseUrl = None,
) -> None:
    """Write all that is kept of somebody into an archive of JSON and CSV files."""
    from study.cli.people import export as run

    try:
        run(opened(settings_of(database_url)), login, file, now())
    except StudyError as error:
        stop(str(error))
    typer.echo(f"{file} holds everything that is kept of {login}.")


@app.command("erase")
def erase_person(
    login: Login,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Erase somebody with everything that is private of theirs."""
    from study.cli.people import erase

    if not yes:
        typer.confirm(
            f"Erase {login}, with every answer, review and attempt, for good?", abort=True
        )
    try:
        erase(opened(settings_of(database_url)), login, now())
    except StudyError as error:
        stop(str(error))
    typer.echo(f"{login} is erased.")


@app.command("disable")
def disable_person(login: Login, database_url: DatabaseUrl = None) -> None:
    """Shut somebody's account; everything is kept."""
    from study.cli.people import disable

    try:
        disable(opened(settings_of(database_url)), login, now())
    except StudyError as error:
        stop(str(error))
    typer.echo(f"{login} cannot sign in any more.")


@app.command("enable")
def enable_person(login: Login, database_url: DatabaseUrl = None) -> None:
    """Open somebody's account again."""
    from study.cli.people import enable

    try:
        enable(opened(settings_of(database_url)), login, now())
    except StudyError as error:
        stop(str(error))
    typer.echo(f"{login} can sign in again.")

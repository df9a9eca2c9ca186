"""What Study runs on, for people who report or look for a fault."""

import platform
from importlib.metadata import version

from study.domain.errors import StudyError
from study.settings import Settings, data_folder
from study.storage.database import quick_check, sqlite_version
from study.storage.migrations import current_revision, head_revision
from study.web.render import STATIC


def diagnose(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Names and states; what is missing says what to do about it."""
    file = settings.database_file
    state = "a server database" if file is None else "not made yet"
    if file is not None and file.is_file():
        state = quick_check(file)
    try:
        revision = current_revision(settings.database_url) or "none"
    except StudyError as error:
        revision = str(error)
    htmx = STATIC / "vendor" / "htmx.min.js"
    return (
        ("Study", version("study")),
        ("Python", platform.python_version()),
        ("SQLite", sqlite_version()),
        ("data", str(settings.data_dir)),
        ("database", state),
        ("revision", f"{revision} of {head_revision()}"),
        ("time zone", settings.time_zone),
        ("templates", "found" if (data_folder("templates") / "base.html").is_file() else "missing"),
        ("htmx", "found" if htmx.is_file() else "missing: install the program again"),
    )

"""What the surroundings decide: read once, by cli, web.app and alembic/env.py."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from platformdirs import user_data_path
from tzlocal import get_localzone_name

from study.domain.errors import BadInput

DEFAULT_PORT = 8000
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the server listens, where it remembers, and whose clock it goes by."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    data_dir: Path
    database_url: str
    time_zone: str = "UTC"

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None for a server database or one in memory."""
        prefix = "sqlite:///"
        name = self.database_url.removeprefix(prefix)
        if not self.database_url.startswith(prefix) or name in {"", ":memory:"}:
            return None
        return Path(unquote(name))


def read_settings(
    environ: Mapping[str, str] | None = None,
    *,
    host: str | None = None,
    port: int | None = None,
    database_url: str | None = None,
) -> Settings:
    """The settings of STUDY_HOST, _PORT, _DATABASE_URL, _DATA_DIR and _TIME_ZONE; arguments win."""
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("STUDY_DATA_DIR") or user_data_path("study", appauthor=False))
    own = f"sqlite:///{quote(str(data_dir / 'study.db'), safe='/:')}"
    url = database_url or env.get("STUDY_DATABASE_URL") or own
    return Settings(
        host=host or env.get("STUDY_HOST") or "127.0.0.1",
        port=port if port is not None else _port(env.get("STUDY_PORT")),
        data_dir=data_dir,
        database_url=_canonical(url),
        time_zone=env.get("STUDY_TIME_ZONE") or _local_zone(),
    )


def _port(text: str | None) -> int:
    if not text:
        return DEFAULT_PORT
    if text.isascii() and text.isdigit() and int(text) <= 65535:
        return int(text)
    raise BadInput(f"STUDY_PORT is {text!r}: give a number from 0 to 65535.")


def _canonical(url: str) -> str:
    """SQLAlchemy has forgotten the spelling that many hosts still hand out."""
    scheme, colon, rest = url.partition("://")
    if not colon:
        raise BadInput(
            f"The database address {url!r} has no scheme: write sqlite:///FILE or postgresql://..."
        )
    if scheme == "postgres":
        scheme = "postgresql"
    if scheme == "sqlite" and rest.startswith("/~"):
        rest = "/" + str(Path(rest[1:]).expanduser())
    return f"{scheme}://{rest}"


def _local_zone() -> str:
    return get_localzone_name() or "UTC"


def data_folder(name: str) -> Path:
    """The folder of templates, questions or migrations: in the wheel, else in the checkout."""
    here = Path(__file__).resolve().parent
    packed = here / "_data" / name
    return packed if packed.is_dir() else here.parent / name

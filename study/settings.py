"""What the surroundings decide: read once, by cli, web.app and alembic/env.py."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from platformdirs import user_data_path
from tzlocal import get_localzone_name

from study.domain.errors import BadInput
from study.endpoint import Endpoint, Patience, endpoint

DEFAULT_PORT = 8000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # What these mean is known here.


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the server listens, where it remembers, and whose clock it goes by.

    `llm` is the model that may be asked for drafts, None unless one was named. In a classroom
    everybody signs in; `hosts` are the names it may be reached by, `base_url` its address in links.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    data_dir: Path
    database_url: str
    time_zone: str = "UTC"
    llm: Endpoint | None = None
    classroom: bool = False
    hosts: tuple[str, ...] = ()
    base_url: str = ""

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
    classroom: bool = False,
) -> Settings:
    """The settings of STUDY_HOST, _PORT, _DATABASE_URL, _DATA_DIR, _TIME_ZONE, _CLASSROOM,
    _HOSTS, _BASE_URL and _LLM_*.

    Arguments win.
    """
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
        llm=_llm(env),
        classroom=classroom or _is_on(env, "STUDY_CLASSROOM"),
        hosts=tuple(name.strip() for name in env.get("STUDY_HOSTS", "").split(",") if name.strip()),
        base_url=_base_url(env.get("STUDY_BASE_URL", "")),
    )


def _is_on(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").strip().lower()
    if text not in {"", "0", "no", "off", "1", "yes", "on"}:
        raise BadInput(f"{name} is {text!r}: give 1 or 0.")
    return text in {"1", "yes", "on"}


def _base_url(text: str) -> str:
    """An address without anything after its host; a path in front is not served."""
    parts = urlsplit(text.strip())
    if not text.strip():
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise BadInput(
            f"STUDY_BASE_URL is {text!r}: give the address that people open, "
            "like https://study.example.org, without a path."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _llm(env: Mapping[str, str]) -> Endpoint | None:
    """The model of STUDY_LLM_BASE_URL, _MODEL, _KEY, _PRICE_IN, _PRICE_OUT and _TIMEOUT."""
    address, model = env.get("STUDY_LLM_BASE_URL", ""), env.get("STUDY_LLM_MODEL", "")
    if not address and not model:
        return None
    if not address or not model:
        missing = "STUDY_LLM_MODEL" if address else "STUDY_LLM_BASE_URL"
        raise BadInput(f"A model is set up by halves: set {missing} too, or neither.")
    return endpoint(
        address,
        model,
        env.get("STUDY_LLM_KEY", ""),
        price_in=_amount(env, "STUDY_LLM_PRICE_IN"),
        price_out=_amount(env, "STUDY_LLM_PRICE_OUT"),
        patience=_patience(_amount(env, "STUDY_LLM_TIMEOUT")),
    )


def _amount(env: Mapping[str, str], name: str) -> Decimal | None:
    text = env.get(name, "")
    try:
        amount = Decimal(text) if text else None
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount is not None and not (amount.is_finite() and 0 <= amount < 1_000_000):
        raise BadInput(f"{name} is {text!r}: give a number like 0.15.")
    return amount


def _patience(seconds: Decimal | None) -> Patience:
    """Of a slow model both the silence and the whole answer may take this long."""
    if not seconds:
        return Patience()
    return replace(Patience(), read=float(seconds), whole=float(seconds))


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

"""Where a model answers: its address, its name, what it costs, and how long it is waited for."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from study.domain.errors import BadInput

_KEY = re.compile(r"[!-~]{1,4096}")
_NAME = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?")
NOT_SET_UP = (
    "No model is set up. Set STUDY_LLM_BASE_URL to the address of an OpenAI-compatible endpoint, "
    "like http://localhost:11434/v1, and STUDY_LLM_MODEL to the name of one of its models."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is waited, in seconds, and how often the same is asked.

    `read` is the longest silence, `whole` the longest answer; a wait for which the endpoint
    asks is kept up to `longest_wait`.
    """

    connect: float = 10.0
    read: float = 180.0
    whole: float = 300.0
    tries: int = 4
    first_wait: float = 1.0
    longest_wait: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible endpoint and one of its models; prices are for a million tokens."""

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    price_in: Decimal | None = None
    price_out: Decimal | None = None
    patience: Patience = Patience()

    @property
    def address(self) -> str:
        """Where questions are sent."""
        return f"{self.base_url}/chat/completions"


def endpoint(
    base_url: str,
    model: str,
    key: str = "",
    *,
    price_in: Decimal | None = None,
    price_out: Decimal | None = None,
    patience: Patience | None = None,
) -> Endpoint:
    """The endpoint that was named in the settings; raises BadInput where it cannot be one."""
    _check_address(base_url)
    if not _NAME.fullmatch(model):
        raise BadInput("STUDY_LLM_MODEL is no name of a model: write it as the endpoint lists it.")
    if key and not _KEY.fullmatch(key):
        raise BadInput("STUDY_LLM_KEY holds something that no key has, like a space or a line end.")
    return Endpoint(
        base_url=base_url.rstrip("/"),
        model=model,
        key=key,
        price_in=price_in,
        price_out=price_out,
        patience=patience or Patience(),
    )


def _check_address(base_url: str) -> None:
    try:
        parts = urlsplit(base_url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.scheme not in {"http", "https"} or not base_url.isprintable():
        raise BadInput(
            "STUDY_LLM_BASE_URL is no address that can be asked: write one that begins with "
            "https:// or http://, like http://localhost:11434/v1."
        )
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise BadInput(
            "STUDY_LLM_BASE_URL holds more than an address: give a key in STUDY_LLM_KEY, and "
            "leave out what follows a question mark."
        )

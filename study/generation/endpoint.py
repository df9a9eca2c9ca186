"""Where a model answers: its address, its name, what it costs, and how long it is waited for."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlsplit

from study.domain.errors import BadInput, StudyError

_MILLION = 1_000_000
_KEY = re.compile(r"[!-~]{1,4096}")
_NAME = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?")
NOT_SET_UP = (
    "No model is set up. Set STUDY_LLM_BASE_URL to the address of an OpenAI-compatible endpoint, "
    "like http://localhost:11434/v1, and STUDY_LLM_MODEL to the name of one of its models."
)


class EndpointError(StudyError):
    """The endpoint gave no answer; the sentence says why and what to do."""


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


@dataclass(slots=True)
class Usage:
    """What asking has used up so far: requests, and the tokens that the endpoint counted."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    uncounted: int = 0

    def count(self, tokens_in: int | None, tokens_out: int | None) -> None:
        """Add the tokens of one answer; None where the endpoint does not tell them."""
        if tokens_in is None or tokens_out is None:
            self.uncounted += 1
            return
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out

    def cost(self, of: Endpoint) -> Decimal | None:
        """What the tokens cost at the endpoint's prices, or None where there are none."""
        if of.price_in is None or of.price_out is None:
            return None
        return (self.tokens_in * of.price_in + self.tokens_out * of.price_out) / _MILLION

    def told(self, of: Endpoint) -> str:
        """A sentence about it for the reader."""
        times = "once" if self.requests == 1 else f"{self.requests:,} times"
        counted = f"{self.tokens_in:,} tokens were read and {self.tokens_out:,} written"
        cost = self.cost(of)
        price = "" if cost is None else f", which costs {cost:.4f}"
        left_out = f" {self.uncounted:,} answers came without a count." if self.uncounted else ""
        return f"{of.model} was asked {times}: {counted}{price}.{left_out}"

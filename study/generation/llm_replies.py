"""What an endpoint sent back: the reply, its count of tokens, what it says of a failure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime

from study.domain.errors import StudyError
from study.endpoint import Endpoint
from study.generation.llm_reading import Json

_MILLION = 1_000_000
_MOST_TOKENS = 1_000_000_000


class EndpointError(StudyError):
    """The endpoint gave no answer; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote, which model it was, and the tokens, as the endpoint says.

    The tokens are None where it does not say.
    """

    text: str
    version: str
    tokens_in: int | None = None
    tokens_out: int | None = None


def read_reply(data: bytes, name: str) -> Reply | None:
    """The reply in a response's body, or None where it is no answer; `name` is the model's."""
    try:
        content = json.loads(data)
        usage = content.get("usage") or {}
        return Reply(
            _text_of(content),
            _version(content, name),
            _count(usage.get("prompt_tokens")),
            _count(usage.get("completion_tokens")),
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None


def _text_of(content: Mapping[str, Json]) -> str:
    """What the model wrote, in one text; raises where there is none."""
    written = content["choices"][0]["message"]["content"]
    if isinstance(written, list):
        return "".join([part["text"] for part in written if part["type"] == "text"])
    return str(written or "")


def _version(content: Mapping[str, Json], name: str) -> str:
    """The model's name and make as the endpoint tells them, the name that was asked for aside."""
    told = (content.get("model"), content.get("system_fingerprint"))
    parts = [it for it in told if isinstance(it, str) and it and it != name]
    return _line(" ".join(parts))[:100]


def _count(value: Json) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return value if is_count and 0 <= value < _MOST_TOKENS else None


def said(data: bytes) -> str:
    """What an endpoint says about a failure, in one line, or ""."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    told = content.get("error", content) if isinstance(content, dict) else ""
    told = told.get("message", "") if isinstance(told, dict) else told
    return _line(told) if isinstance(told, str) else ""


def _line(text: str) -> str:
    return "".join([it for it in " ".join(text.split()) if it.isprintable()])


def retry_after(headers: Mapping[str, str]) -> float:
    """For how many seconds the endpoint wants to be left alone, by its own clock; 0 if unsaid."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return float(told[:9])
    at, now = _instant(told), _instant(headers.get("date", ""))
    return max(0.0, (at - now).total_seconds()) if at and now else 0.0


def _instant(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


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
        times = {1: "once", 2: "twice"}.get(self.requests, f"{self.requests:,} times")
        counted = f"{self.tokens_in:,} tokens were read and {self.tokens_out:,} written"
        cost = self.cost(of)
        price = "" if cost is None else f", which costs {cost:.4f}"
        answers = "One answer" if self.uncounted == 1 else f"{self.uncounted:,} answers"
        left_out = f" {answers} came without a count." if self.uncounted else ""
        return f"{of.model} was asked {times}: {counted}{price}.{left_out}"

"""How often one may be wrong: with passwords, class codes and links."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import MovingWindowRateLimiter

from study.domain.errors import StudyError
from study.web.deps import Visit

Kind = Literal["sign-in", "password", "join", "invitation"]
MINUTE = 60


class TooMany(StudyError):
    """Too many tries; `wait_s` is when another one is worth it, in seconds."""

    def __init__(self, wait_s: int) -> None:
        minutes = wait_s // MINUTE
        super().__init__(
            f"That was wrong too often. Wait {minutes} minutes, then try again; "
            "nothing was changed."
        )
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Rule:
    """At most so many wrong tries in so many seconds, by the address, by the keys, or by both."""

    name: str
    most: int
    seconds: int
    by_address: bool = True
    by_keys: bool = False


# Nobody can lock somebody else out from a single address: there the account's limit is tighter.
RULES: dict[Kind, tuple[Rule, ...]] = {
    "sign-in": (
        Rule("both", 10, 5 * MINUTE, by_keys=True),
        Rule("address", 30, 5 * MINUTE),
        Rule("account", 100, 15 * MINUTE, by_address=False, by_keys=True),
    ),
    "password": (Rule("account", 10, 5 * MINUTE, by_address=False, by_keys=True),),
    "join": (Rule("address", 30, 10 * MINUTE),),
    "invitation": (Rule("address", 30, 10 * MINUTE),),
}


@dataclass
class Throttle:
    """What was wrong lately, in this process's memory: a moving window a rule."""

    _window: "MovingWindowRateLimiter | None" = field(default=None)

    def is_used_up(self, rule: Rule, name: str) -> bool:
        """Whether another try has to wait."""
        return not self._limiter().test(_limit(rule), rule.name, name)

    def count(self, rule: Rule, name: str) -> None:
        """Remembers a wrong try."""
        self._limiter().hit(_limit(rule), rule.name, name)

    def _limiter(self) -> "MovingWindowRateLimiter":
        if self._window is None:
            # Without accounts nothing is counted, and the library takes a tenth of a second.
            from limits.storage import MemoryStorage  # noqa: PLC0415
            from limits.strategies import MovingWindowRateLimiter  # noqa: PLC0415

            self._window = MovingWindowRateLimiter(MemoryStorage())
        return self._window


def throttled(here: Visit, kind: Kind, *keys: str) -> None:
    """Raises TooMany when this was wrong too often, from this address or for these keys."""
    throttle: Throttle = here.request.app.state.throttle
    for rule in RULES[kind]:
        if throttle.is_used_up(rule, _name(here, kind, rule, keys)):
            raise TooMany(rule.seconds)


def missed(here: Visit, kind: Kind, *keys: str) -> None:
    """Counts a wrong try; call it with what `throttled` was called with."""
    throttle: Throttle = here.request.app.state.throttle
    for rule in RULES[kind]:
        throttle.count(rule, _name(here, kind, rule, keys))


def address(here: Visit) -> str:
    """Where a request comes from; behind a proxy, what the proxy says last."""
    client = here.request.client
    direct = client.host if client else ""
    if not here.request.app.state.is_proxied:
        return direct
    return here.request.headers.get("x-forwarded-for", direct).rpartition(",")[2].strip()


def _name(here: Visit, kind: Kind, rule: Rule, keys: tuple[str, ...]) -> str:
    parts: list[str] = [kind]
    if rule.by_address:
        parts.append(address(here))
    if rule.by_keys:
        parts += keys
    # Of whatever length somebody made it.
    return sha256("\n".join(parts).encode()).hexdigest()


def _limit(rule: Rule) -> "RateLimitItem":
    from limits import RateLimitItemPerSecond  # noqa: PLC0415  # As above.

    return RateLimitItemPerSecond(rule.most, rule.seconds)

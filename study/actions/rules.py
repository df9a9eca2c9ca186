"""The rules that drafts are made by: how they fared with readers, and which are left out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from study.actions.completing import MENDED
from study.storage import drafted
from study.storage.database import Transaction
from study.storage.drafted import Decision
from study.storage.drafts import ACCEPTED, WAITING

FEWEST = 25
WORST = 0.2
UNSAID = "no reason given"


@dataclass(slots=True, kw_only=True)
class Fared:
    """What became of some drafts; `reasons` are those of rejections."""

    name: str
    drafted: int = 0
    waiting: int = 0
    untouched: int = 0
    mended: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def decided(self) -> int:
        """How many somebody has read and decided about."""
        return self.untouched + self.mended + self.rejected

    @property
    def share_rejected(self) -> float:
        """Which share of those was rejected."""
        return self.rejected / self.decided if self.decided else 0.0

    def count(self, it: Decision) -> None:
        """Takes one more draft into account."""
        self.drafted += 1
        if it.state == WAITING:
            self.waiting += 1
        elif it.state == ACCEPTED:
            self.mended += it.decision == MENDED
            self.untouched += it.decision != MENDED
        else:
            self.rejected += 1
            self.reasons[it.decision.partition(":")[0] or UNSAID] += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule with how its drafts fared; `recent` counts since it was last taken up again."""

    fared: Fared
    recent: Fared

    @property
    def is_left_out(self) -> bool:
        """Whether too many of its drafts were rejected to go on with it."""
        return self.recent.decided >= FEWEST and self.recent.share_rejected > WORST


def of(names: Sequence[str]) -> tuple[str, ...]:
    """The rules among the names that a draft carries; the first one is its kind."""
    return tuple(names[1:])


def left_out(db: Transaction) -> Mapping[str, Rule]:
    """The rules that nothing is drafted by at present."""
    return {name: rule for name, rule in fared(db).items() if rule.is_left_out}


def fared(db: Transaction) -> Mapping[str, Rule]:
    """Every rule that ever made a draft, by name."""
    return _by_rule(drafted.decisions(db), drafted.resumed_rules(db))


def _by_rule(decisions: Iterable[Decision], resumed: Mapping[str, datetime]) -> Mapping[str, Rule]:
    found: dict[str, Rule] = {}
    for it in decisions:
        for name in of(it.made.rules):
            rule = found.setdefault(name, Rule(fared=Fared(name=name), recent=Fared(name=name)))
            rule.fared.count(it)
            since = resumed.get(name)
            if since is None or it.decided_at is None or it.decided_at > since:
                rule.recent.count(it)
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """How all drafts fared: together, by kind and by rule."""

    whole: Fared
    kinds: tuple[Fared, ...]
    rules: tuple[Rule, ...]


def statistics(db: Transaction) -> Statistics:
    """How the drafts of this library fared with their readers."""
    decisions = drafted.decisions(db)
    whole, kinds = Fared(name=""), defaultdict[str, Fared](lambda: Fared(name=""))
    for it in decisions:
        whole.count(it)
        kinds[it.kind].name = it.kind
        kinds[it.kind].count(it)
    by_rule = _by_rule(decisions, drafted.resumed_rules(db))
    return Statistics(
        whole=whole,
        kinds=tuple(kinds[name] for name in sorted(kinds)),
        rules=tuple(sorted(by_rule.values(), key=lambda it: (-it.fared.drafted, it.fared.name))),
    )


def resume(db: Transaction, who: int, rule: str, now: datetime) -> None:
    """Takes a rule up again that was left out; repeating it changes nothing."""
    if rule in left_out(db):
        drafted.resume_rule(db, rule, who, now)

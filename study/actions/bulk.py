"""Many questions at once: tagged, retired, weighed, put in order; each act is one batch."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from study.actions import batches
from study.actions.batches import Changes
from study.actions.citing import as_edition
from study.domain.errors import BadInput
from study.domain.questions import AnyQuestion
from study.storage import banks, imports, versions
from study.storage.banks import Anchor, Edition, KeptBank, KeptQuestion
from study.storage.contents import encode
from study.storage.database import Transaction

NOTHING_CHOSEN = "No question is ticked: tick those that you mean."
DIFFICULTIES = range(1, 6)
Rewrite = Callable[[AnyQuestion], AnyQuestion]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which questions of which bank; `token` is that of the showing they were ticked on."""

    bank: str
    slugs: frozenset[str]
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an act did: its batch, 0 where nothing had to change, and to how many questions."""

    batch_id: int
    count: int


def chosen(db: Transaction, choice: Choice) -> tuple[KeptBank, tuple[KeptQuestion, ...]]:
    """The bank and its questions that were ticked, in their order; raises BadInput for none."""
    bank = banks.bank(db, choice.bank)
    some = tuple(q for q in banks.questions(db, bank.id) if q.slug in choice.slugs)
    if not some:
        raise BadInput(NOTHING_CHOSEN)
    return bank, some


def repeated(db: Transaction, who: int, token: str) -> Done | None:
    """What the act of that showing did, if it was done already."""
    for batch in imports.batches(db, who):
        if token and batch.summary.get("token") == token:
            return Done(batch_id=batch.id, count=int(batch.summary.get("count", 0)))
    return None


def tag(db: Transaction, who: int, choice: Choice, tags: Sequence[str], now: datetime) -> Done:
    """Gives the questions these tags beside those they have."""
    if not tags:
        raise BadInput("Name the tag that the questions shall have.")

    def tagged(question: AnyQuestion) -> AnyQuestion:
        return replace(question, tags=tuple(dict.fromkeys((*question.tags, *tags))))

    return rewrite(db, who, choice, tagged, f"Tagged {quoted(tags)}", now)


def untag(db: Transaction, who: int, choice: Choice, tags: Sequence[str], now: datetime) -> Done:
    """Takes these tags off the questions that have them."""
    if not tags:
        raise BadInput("Name the tag that the questions shall no longer have.")

    def untagged(question: AnyQuestion) -> AnyQuestion:
        return replace(question, tags=tuple(it for it in question.tags if it not in tags))

    return rewrite(db, who, choice, untagged, f"Took off {quoted(tags)}", now)


def weigh(db: Transaction, who: int, choice: Choice, difficulty: int, now: datetime) -> Done:
    """Says how difficult the questions are, from 1 to 5; 0 leaves it open."""
    if difficulty and difficulty not in DIFFICULTIES:
        raise BadInput("The difficulty goes from 1 for easy to 5 for hard.")

    def weighed(question: AnyQuestion) -> AnyQuestion:
        return replace(question, difficulty=difficulty or None)

    return rewrite(db, who, choice, weighed, f"Difficulty {difficulty or 'open'}", now)


def rewrite(
    db: Transaction, who: int, choice: Choice, written: Rewrite, source: str, now: datetime
) -> Done:
    """Gives each of the questions other words as one batch; what they cite stays where it is."""
    if done := repeated(db, who, choice.token):
        return done
    bank, some = chosen(db, choice)
    editions = rewritten(db, [(old, written(old.question())) for old in some])
    changes = Changes(bank_id=bank.id, changed=editions)
    return _written(db, who, choice, source, changes, len(editions), now)


def rewritten(
    db: Transaction, pairs: Iterable[tuple[KeptQuestion, AnyQuestion]]
) -> tuple[tuple[KeptQuestion, Edition], ...]:
    """The questions that get other words, with their citations at the places they have."""
    changed = [(old, new) for old, new in pairs if encode(new) != old.content]
    places = versions.anchors(db, [(old.id, old.version) for old, _ in changed])
    return tuple((old, _edition(old, new, places[old.id, old.version])) for old, new in changed)


def _edition(old: KeptQuestion, new: AnyQuestion, places: tuple[Anchor, ...]) -> Edition:
    return as_edition(new, old.position, places)


def retire(db: Transaction, who: int, choice: Choice, now: datetime) -> Done:
    """Takes the questions out of practice; nothing of them is lost."""
    return _turned(db, who, choice, now, is_retired=True)


def resume(db: Transaction, who: int, choice: Choice, now: datetime) -> Done:
    """Lets the questions be asked again, with everybody's cards as they were."""
    return _turned(db, who, choice, now, is_retired=False)


def _turned(db: Transaction, who: int, choice: Choice, now: datetime, *, is_retired: bool) -> Done:
    if done := repeated(db, who, choice.token):
        return done
    bank, some = chosen(db, choice)
    turned = tuple(q for q in some if q.retired is not is_retired)
    if is_retired:
        changes = Changes(bank_id=bank.id, retired=turned)
    else:
        changes = Changes(bank_id=bank.id, resumed=turned)
    source = "Retired" if is_retired else "Asked again"
    return _written(db, who, choice, source, changes, len(turned), now)


def reorder(db: Transaction, who: int, choice: Choice, place: int, now: datetime) -> Done:
    """Puts the questions, in the order they have, at this place of the bank, counted from 1."""
    if done := repeated(db, who, choice.token):
        return done
    bank, some = chosen(db, choice)
    ticked = {q.id for q in some}
    others = [q for q in banks.questions(db, bank.id) if q.id not in ticked]
    at = min(max(place - 1, 0), len(others))
    order = [*others[:at], *some, *others[at:]]
    moved = tuple((q, n) for n, q in enumerate(order) if q.position != n)
    changes = Changes(bank_id=bank.id, moved=moved)
    return _written(db, who, choice, f"Moved to place {at + 1}", changes, len(some), now)


def _written(
    db: Transaction,
    who: int,
    choice: Choice,
    source: str,
    changes: Changes,
    count: int,
    now: datetime,
) -> Done:
    """The batch of an act; none where nothing has to change."""
    is_idle = not (changes.changed or changes.retired or changes.resumed or changes.moved)
    if is_idle:
        return Done(batch_id=0, count=0)
    told = {**batches.summarised([changes]), "count": count, "token": choice.token}
    batch = batches.write(db, who, "bulk", source, [changes], now, summary=told)
    return Done(batch_id=batch, count=count)


def quoted(texts: Collection[str]) -> str:
    """Texts in quotation marks, as a sentence has them."""
    return ", ".join(f"“{text}”" for text in texts)

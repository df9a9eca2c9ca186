"""Find and replace in many questions: every change is shown before anything is done."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from study.actions import batches, citing
from study.actions.batches import Changes
from study.actions.bulk import Choice, Done, chosen, repeated
from study.actions.citing import Texts, as_edition
from study.actions.editing import field_changes, question_of
from study.actions.proposals import FieldChange
from study.banks.explaining import Complaint
from study.banks.writing import shape_of
from study.domain.describing import asked
from study.domain.errors import BadInput, Conflict
from study.domain.questions import AnyQuestion, Citation, Defaults, Option
from study.storage import versions
from study.storage.banks import Anchor, Edition, KeptQuestion
from study.storage.contents import encode, key_sha256
from study.storage.database import Transaction

# What can be looked through, each with the fields of a question that it means.
PLACES: Mapping[str, tuple[str, ...]] = {
    "question": ("prompt", "text"),
    "answers": ("answer", "options", "answers", "items", "pairs", "extra", "points", "correction"),
    "feedback": ("options",),
    "explanation": ("explanation",),
    "hint": ("hint",),
    "tags": ("tags",),
    "quotes": ("citations",),
}
LONGEST_FOUND = 1_000
NOT_IN_THE_DOCUMENT = "A quote stays as it is: its document does not say the other words."
CHANGED = "A question was changed since its preview was made. Nothing was changed: look again."
Turn = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for where, and what is written instead."""

    find: str
    write: str
    places: frozenset[str]
    whole_words: bool
    match_case: bool

    def turn(self) -> Turn:
        """What makes the new text of an old one; raises BadInput where nothing is looked for."""
        if not self.find.strip() or len(self.find) > LONGEST_FOUND:
            raise BadInput("Write the words to look for.")
        if not self.places & PLACES.keys():
            raise BadInput("Tick where to look for them.")
        words = re.escape(self.find)
        bounded = rf"(?<!\w){words}(?!\w)" if self.whole_words else words
        pattern = re.compile(bounded, 0 if self.match_case else re.IGNORECASE)
        return lambda text: pattern.sub(lambda _: self.write, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What would become of one question; with a problem it stays as it is."""

    slug: str
    version: int
    prompt: str
    changes: tuple[FieldChange, ...]
    touches_key: bool
    problem: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class _Turned:
    """A question and what it would become."""

    old: KeptQuestion
    new: AnyQuestion
    edition: Edition | None
    problem: str
    remark: str


def preview(
    db: Transaction, choice: Choice, wanted: Wanted, *, most: int
) -> tuple[tuple[Replacement, ...], int]:
    """The first changes that replacing would make, and how many there are in all."""
    _, some = chosen(db, choice)
    turned = _turned(some, wanted)
    return tuple(_told(it) for it in _judged(db, turned[:most])), len(turned)


def apply(
    db: Transaction,
    who: int,
    choice: Choice,
    wanted: Wanted,
    ticked: Mapping[str, int],
    now: datetime,
) -> Done:
    """Makes those of the changes that are ticked, each with the version that was shown.

    Raises Conflict when one of the questions was changed since.
    """
    if done := repeated(db, who, choice.token):
        return done
    bank, some = chosen(db, replace(choice, slugs=frozenset(ticked)))
    if any(q.version != ticked[q.slug] for q in some):
        raise Conflict(CHANGED)
    turned = _judged(db, _turned(some, wanted))
    changed = tuple((it.old, it.edition) for it in turned if it.edition is not None)
    if not changed:
        return Done(batch_id=0, count=0)
    source = f"“{wanted.find}” replaced by “{wanted.write}”"
    told = {"changed": len(changed), "count": len(changed), "token": choice.token}
    changes = [Changes(bank_id=bank.id, changed=changed)]
    batch = batches.write(db, who, "bulk", source, changes, now, summary=told)
    return Done(batch_id=batch, count=len(changed))


def _told(it: _Turned) -> Replacement:
    old = it.old.question()
    return Replacement(
        slug=it.old.slug,
        version=it.old.version,
        prompt=asked(old),
        changes=field_changes(old, it.new),
        touches_key=key_sha256(old) != key_sha256(it.new),
        problem=it.problem,
        remark=it.remark,
    )


def _turned(some: Iterable[KeptQuestion], wanted: Wanted) -> list[tuple[KeptQuestion, AnyQuestion]]:
    """The questions in which something is found, and what they would become."""
    turn = wanted.turn()
    pairs = [(old, _replaced(old.question(), wanted.places, turn)) for old in some]
    return [(old, new) for old, new in pairs if encode(new) != old.content]


def _judged(
    db: Transaction, turned: Sequence[tuple[KeptQuestion, AnyQuestion]]
) -> Iterator[_Turned]:
    texts = Texts(db)
    places = versions.anchors(db, [(old.id, old.version) for old, _ in turned])
    for old, new in turned:
        yield _as_kept(db, texts, old, new, places.get((old.id, old.version), ()))


def _as_kept(
    db: Transaction,
    texts: Texts,
    old: KeptQuestion,
    new: AnyQuestion,
    places: tuple[Anchor, ...],
) -> _Turned:
    """The change as it can be kept: quotes that would be nowhere stay, wrong questions too."""
    before = old.question()
    citations = tuple(
        after if after == was or texts.located(after).found.span else was
        for was, after in zip(before.citations, new.citations, strict=True)
    )
    remark = "" if citations == new.citations else NOT_IN_THE_DOCUMENT
    new = replace(new, citations=citations)
    read = question_of(shape_of(new, Defaults()))
    if isinstance(read, tuple):
        return _Turned(old, new, None, sentence_of(read[0]), remark)
    if encode(new) == old.content:
        return _Turned(old, new, None, "", remark)
    if citations == before.citations:
        return _Turned(old, new, as_edition(new, old.position, places), "", remark)
    edition = citing.edition(db, new, old.position, old=old, texts=texts)
    return _Turned(old, new, edition, "", remark)


def sentence_of(complaint: Complaint) -> str:
    """Why a question stays as it is, in the words of the format."""
    return "It stays as it is: " + complaint.message.replace("`", "")


def _replaced(question: AnyQuestion, places: Iterable[str], turn: Turn) -> AnyQuestion:
    wanted = {name for place in places for name in PLACES.get(place, ())}
    fields = [name for name in question.__dataclass_fields__ if name in wanted]
    inside = frozenset(places)
    changes: dict[str, Any] = {
        name: _turned_value(getattr(question, name), inside, turn) for name in fields
    }
    if "tags" in changes:
        changes["tags"] = tuple(dict.fromkeys(tag for tag in changes["tags"] if tag.strip()))
    return replace(question, **changes)


def _turned_value(value: object, places: frozenset[str], turn: Turn) -> object:
    """A field's value with its words replaced; numbers and truths have none."""
    match value:
        case str():
            return turn(value)
        case tuple():
            return tuple(_turned_value(item, places, turn) for item in value)
        case Option(text=text, feedback=feedback):
            text = turn(text) if "answers" in places else text
            feedback = turn(feedback) if "feedback" in places else feedback
            return replace(value, text=text, feedback=feedback)
        case Citation(quote=quote):
            return replace(value, quote=replace(quote, exact=turn(quote.exact)))
    return value

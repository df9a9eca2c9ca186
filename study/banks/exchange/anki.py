"""Anki packages, read: one bank of everything in a package, and the history of its cards."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from study.banks.archives import RefusedArchiveError
from study.banks.brought import Remark, Sent
from study.banks.exchange.anki_collection import (
    AnkiCard,
    AnkiReview,
    Collection,
    Note,
    NoteType,
    read_collection,
)
from study.banks.exchange.anki_notes import OCCLUSION, item_of, name_of, noted_beside, roles_of
from study.banks.exchange.collecting import WHOLE_FILE, Collector, Item
from study.banks.exchange.naming import slug
from study.banks.fields import LONGEST_NAME, MOST_OPTIONS
from study.banks.format import FORMAT, Head
from study.banks.problems import Problem
from study.banks.reading import Reading
from study.banks.yaml_events import Progress

SHAPE = "Anki package"
_TOLD_EVERY = 500
_DEFAULT_DECK = "Default"


def read_apkg(sent: Sent, limit: int, progress: Progress | None) -> Reading:
    """The bank in an Anki package; what was guessed, approximated and dropped, note by note."""
    if len(sent.data) > limit:
        message = f"The package is too large: at most {limit // 2**20} MiB are read."
        problem = Problem(file=sent.name, message=message, fix="Export it without media.")
        return Reading(None, (problem,), format=SHAPE)
    try:
        collection = read_collection(sent.data)
    except RefusedArchiveError as refused:
        problem = Problem(file=sent.name, message=refused.message, fix=refused.fix)
        return Reading(None, (problem,), format=SHAPE)
    return _Package(sent.name, collection).read(progress)


class _Package:
    """One package while its notes become questions."""

    def __init__(self, name: str, collection: Collection) -> None:
        self.collection = collection
        self.collector = Collector(name, SHAPE)
        self.cards: dict[int, list[AnkiCard]] = defaultdict(list)
        for card in collection.cards:
            self.cards[card.note_id].append(card)
        self.decks = self._decks()

    def read(self, progress: Progress | None) -> Reading:
        self._name_the_bank()
        notes = self.collection.notes
        for number, note in enumerate(notes, start=1):
            self._take(note, number)
            if progress and (number % _TOLD_EVERY == 0 or number == len(notes)):
                progress(number, len(notes))
        if self.collection.too_long:
            count = self.collection.too_long
            notes_are = "A note is" if count == 1 else f"{count} notes are"
            message = f"{notes_are} longer than any question can be, and left out."
            self.collector.remark("dropped", message)
        reading = self.collector.reading()
        return replace(reading, remarks=tuple(sorted(reading.remarks, key=_place)))

    def _decks(self) -> Mapping[int, str]:
        """The names of the decks that cards are in, by the decks' numbers."""
        used = {card.deck_id for card in self.collection.cards}
        names = {it: self.collection.decks.get(it, "") for it in used}
        return {it: name for it, name in names.items() if name}

    def _name_the_bank(self) -> None:
        """Names the bank as it was called when it was exported, or after its decks."""
        told = (noted_beside(note, self._type(note))[1] for note in self.collection.notes)
        heads = Counter(head for head in told if head).most_common()
        roots = {name.split("::")[0].strip() for name in self.decks.values()}
        if heads:
            self.collector.take_head(heads[0][0], 1)
        if len(heads) > 1:
            message = "Its notes were exported from several banks, or at several times."
            self.collector.remark("guessed", f"{message} The most frequent is taken.")
        if heads:
            return
        if len(roots) == 1 and _DEFAULT_DECK not in roots:
            self._name_after_deck(roots.pop())

    def _name_after_deck(self, root: str) -> None:
        title = " ".join("".join([it if it.isprintable() else " " for it in root]).split())
        self.collector.title = title[:LONGEST_NAME]
        if slug(title):
            fields = {"format": FORMAT, "id": slug(title), "title": title[:LONGEST_NAME]}
            self.collector.head = Head.model_validate(fields)
            message = "The bank is named after its deck; the language is taken as en."
            self.collector.remark("guessed", message)

    def _type(self, note: Note) -> NoteType:
        return self.collection.types.get(note.type_id, _UNKNOWN)

    def _take(self, note: Note, number: int) -> None:
        kind = self._type(note)
        if kind.is_occlusion:
            self.collector.remark("dropped", OCCLUSION, item=name_of(note), line=number)
            return
        places = {card.place for card in self.cards[note.id]}
        item = item_of(note, kind, places)
        item.line = number
        item.remainder = noted_beside(note, kind)[0]
        if not item.remainder:
            self._add_tags(note, item)
        self.collector.take(item)

    def _add_tags(self, note: Note, item: Item) -> None:
        """The note's tags, and where its deck is one of several, that deck's name."""
        decks = [self._below_root(card.deck_id) for card in self.cards[note.id]]
        tags = [tag for tag in dict.fromkeys((*note.tags, *decks)) if tag]
        kept = [tag for tag in tags if len(tag) <= LONGEST_NAME][:MOST_OPTIONS]
        if len(kept) < len(tags):
            item.dropped(f"{len(tags) - len(kept)} of its tags are too long or too many.")
        if kept:
            item.fields["tags"] = kept

    def _below_root(self, deck: int) -> str:
        names = set(self.decks.values())
        parts = [part.strip() for part in self.decks.get(deck, "").split("::")]
        is_one_root = len({name.split("::")[0].strip() for name in names}) == 1
        return "" if len(names) == 1 else "/".join(parts[1:] if is_one_root else parts)


_UNKNOWN = NoteType("", (), ())


def _place(remark: Remark) -> tuple[bool, int]:
    return remark.item != WHOLE_FILE, remark.line


# --- scheduling ------------------------------------------------------------------------------

_BUTTONS = range(1, 5)
_FILTERED, _MANUAL = 3, 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_LATEST_MS = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MS


@dataclass(frozen=True, slots=True)
class CardHistory:
    """What was answered to one card: when, with which rating, in how many milliseconds."""

    question: str
    part: int
    answers: tuple[tuple[datetime, int, int], ...]
    is_suspended: bool = False
    flag: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """The scheduling in a package: the bank its questions are read into, and their cards."""

    bank: str
    cards: tuple[CardHistory, ...] = ()


def read_history(sent: Sent) -> History:
    """When which card was answered how; raises RefusedArchiveError as reading it would."""
    collection = read_collection(sent.data, with_reviews=True)
    reading = _Package(sent.name, collection).read(None)
    if reading.bank is None:
        return History("")
    names = {number: name for name, number in reading.positions.items()}
    answers: dict[int, list[AnkiReview]] = defaultdict(list)
    for review in sorted(collection.reviews, key=lambda review: review.at_ms):
        answers[review.card_id].append(review)
    return History(reading.bank.id, tuple(_histories(collection, names, answers)))


def _histories(
    collection: Collection, names: Mapping[int, str], answers: Mapping[int, list[AnkiReview]]
) -> Iterator[CardHistory]:
    notes = {note.id: (number, note) for number, note in enumerate(collection.notes, start=1)}
    for card in collection.cards:
        number, note = notes.get(card.note_id, (0, None))
        if note is None or number not in names:
            continue
        part = _part(card, collection.types.get(note.type_id, _UNKNOWN))
        told = tuple(_counted(answers.get(card.id, [])))
        if part is not None and (told or card.is_suspended or card.flag):
            yield CardHistory(names[number], part, told, card.is_suspended, card.flag)


def _part(card: AnkiCard, kind: NoteType) -> int | None:
    """The part of our question that a card asks; None where ours has none like it."""
    roles = roles_of(kind)
    if roles.cloze is not None:
        return card.place + 1
    return {0: 0, roles.reverse: 1}.get(card.place)


def _counted(answers: list[AnkiReview]) -> Iterator[tuple[datetime, int, int]]:
    """The answers that count: those since the card was last forgotten, previews left out."""
    forgotten = [n for n, it in enumerate(answers) if it.kind == _MANUAL and not it.factor]
    for answer in answers[forgotten[-1] + 1 if forgotten else 0 :]:
        is_preview = answer.kind == _FILTERED and not answer.factor
        is_dated = 0 < answer.at_ms <= _LATEST_MS
        if is_dated and answer.button in _BUTTONS and answer.kind <= _FILTERED and not is_preview:
            yield _EPOCH + answer.at_ms * _MS, answer.button, max(0, answer.taken_ms)

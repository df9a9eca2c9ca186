"""Documents in, drafts out: read, compose, judge, ground, select; and a way to stop."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from study.domain.errors import BadInput
from study.generation import english
from study.generation.composing import MAKERS, askings, drafts_of
from study.generation.documents import Document
from study.generation.drafts import Draft, DraftSet
from study.generation.grounding import failures
from study.generation.judging import LINE
from study.generation.kinds import (
    abbreviations,
    comparison,
    matching,
    ordering,
    reported,
    roles,
    said,
)
from study.generation.kinds.events import events
from study.generation.library import Library, documents_of
from study.generation.making import Asking
from study.generation.reading import Reading, read, total_words
from study.generation.selecting import Chosen, spread

KINDS = (*MAKERS, "ordering", "matching", "comparison")
# Called with what is being done, how much of it is done and how much there is. What it raises
# ends the work, and nothing of it is left behind: that is how drafting is stopped.
Progress = Callable[[str, int, int], None]
T = TypeVar("T")

_TOLD_EVERY = 200
# How drafts of rules that are left out are counted among those that were not kept.
LEFT_OUT = "rule left out: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked of the generator; no `most` drafts all it can stand by.

    Nothing is drafted by the rules of `without`: where there is another way to ask, it is taken.
    """

    kinds: Sequence[str] = KINDS
    most: int | None = None
    seed: int = 0
    without: Collection[str] = ()


def draft(
    documents: Sequence[Document],
    *,
    library: Sequence[Document] = (),
    wishes: Wishes | None = None,
    progress: Progress | None = None,
) -> DraftSet:
    """The drafts of some documents; `library` are others that must not make wrong options right.

    The same documents, wishes and version give the same drafts. Raises StudyError where the
    English model is missing, and whatever `progress` raises to stop the work.
    """
    wished = wishes or Wishes()
    _check(wished)
    told = progress or _unwatched
    drafted = [document for document in documents if document.is_english]
    work = _Work(wished, documents_of(documents, library), told)
    work.remarks += [_not_english(document) for document in documents if not document.is_english]
    if drafted:
        work.read(drafted)
        work.choose()
    return work.outcome()


def _check(wishes: Wishes) -> None:
    unknown = [kind for kind in wishes.kinds if kind not in KINDS]
    if unknown:
        raise BadInput(f"“{unknown[0]}” is no kind that is drafted; there are {', '.join(KINDS)}.")
    if wishes.most is not None and wishes.most < 1:
        raise BadInput("Ask for one draft at least, or leave the number out.")


def _unwatched(_what: str, _done: int, _total: int) -> None:
    """For callers who do not watch."""


def _not_english(document: Document) -> str:
    return (
        f"Nothing was drafted from “{document.title}”: its language is {document.language}, "
        "and only English can be drafted from."
    )


@dataclass
class _Work:
    """What has been read and chosen so far."""

    wishes: Wishes
    library: Library
    progress: Progress
    readings: list[Reading] = field(default_factory=list)
    chosen: Chosen = field(default_factory=Chosen)
    drafts: list[Draft] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def read(self, documents: Sequence[Document]) -> None:
        """Read the documents, telling how many words are done."""
        total, done = total_words(documents), 0
        self.progress("Reading", 0, total)
        model = english.load()

        def tick(words: int) -> None:
            nonlocal done
            done = min(total, done + words)
            self.progress("Reading", done, total)

        for document in documents:
            self.readings.append(read(document, model, tick))

    def choose(self) -> None:
        """Choose from all that can be asked, until there is enough."""
        found: list[tuple[int, Asking]] = []
        for reading in self.readings:
            for sentence in self._watched("Finding facts", reading.sentences):
                found += askings(sentence, reading, self.library, self.wishes.seed, self.rejected)
        for several in self._of_documents([asking for _, asking in found]):
            if self._is_enough():
                return
            self._offer(several)
        for _, asking in self._watched("Drafting", spread(found)):
            if self._is_enough():
                return
            self._ask(asking)

    def _watched(self, what: str, items: Sequence[T]) -> Iterator[T]:
        """The items one after the other, telling how many are done."""
        for number, item in enumerate(items):
            if number % _TOLD_EVERY == 0:
                self.progress(what, number, len(items))
            yield item
        self.progress(what, len(items), len(items))

    def _is_enough(self) -> bool:
        return self.wishes.most is not None and len(self.drafts) >= self.wishes.most

    def _of_documents(self, found: Sequence[Asking]) -> Iterator[Iterable[Draft]]:
        """The drafts that need more of a document than one sentence, or more than one document."""
        seed = self.wishes.seed
        yield from ([one] for one in comparison.compose(found, self.library))
        for reading in self.readings:
            mine = [asking for asking in found if asking.document is reading.document]
            happened = events(self._watched("Finding events", mine))
            introduced = self._watched("Finding offices", reading.introductions)
            held = roles.held(introduced, reading.names)
            yield from ([one] for one in ordering.compose(happened, self.library))
            yield from ([one] for one in matching.events_and_years(happened, self.library, seed))
            yield from ([one] for one in matching.people_and_roles(held, self.library))
            yield from said.compose(
                self._watched("Finding quotations", reading.speeches), reading, self.library, seed
            )
            yield from reported.compose(
                self._watched("Finding speakers", reading.sentences), reading, self.library, seed
            )
            # Whoever stands in a matching question is not asked about once more.
            asked = (
                matching.FEWEST
                if len(held) > matching.FEWEST and "matching" in self.wishes.kinds
                else 0
            )
            yield from roles.compose(reading, held[asked:], self.library, seed)
            yield from abbreviations.compose(
                self._watched("Finding abbreviations", reading.sentences), reading, self.library
            )

    def _ask(self, asking: Asking) -> None:
        why_not = self.chosen.why_not(asking)
        if why_not:
            self.rejected[why_not] += 1
            return
        kinds = self.chosen.by_need(kind for kind in self.wishes.kinds if kind in MAKERS)
        self._offer(drafts_of(asking, kinds), asking)

    def _offer(self, several: Iterable[Draft], asking: Asking | None = None) -> None:
        """Keep the first of several drafts about one fact that passes every test."""
        wanted = (
            [it for it in several if it.question.kind in self.wishes.kinds]
            if asking is None
            else several
        )
        if asking is None:
            needs = self.chosen.by_need({it.question.kind for it in wanted})
            wanted = sorted(wanted, key=lambda it: needs.index(it.question.kind))
        for one in wanted:
            why = self._why_not(one, is_scored=asking is not None)
            if not why:
                self.drafts.append(one)
                self.chosen.take(one, asking)
                return
            self.rejected[why] += 1

    def _why_not(self, one: Draft, *, is_scored: bool) -> str:
        barred = next((rule for rule in one.rules if rule in self.wishes.without), "")
        if barred:
            return f"{LEFT_OUT}{barred}"
        if is_scored and one.score < LINE:
            return "below the line"
        if self.chosen.is_repeated(one):
            return "asked already"
        failed = failures(one.question, self.library)
        return failed[0] if failed else ""

    def outcome(self) -> DraftSet:
        """All that was chosen, in the order of the documents."""
        order = {document: number for number, document in enumerate(self.library.documents)}
        left_out: Counter[str] = Counter()
        for reading in self.readings:
            left_out.update(reading.left_out)
        return DraftSet(
            drafts=tuple(sorted(self.drafts, key=lambda it: (order[it.fact[0]], *it.fact[1:]))),
            left_out=left_out,
            rejected=self.rejected,
            remarks=tuple(self.remarks),
            words=sum(reading.words for reading in self.readings),
            seed=self.wishes.seed,
        )

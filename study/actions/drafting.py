"""Drafting from documents: what is ordered, and what of the outcome is kept to be read."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from study.actions import completing, editing, rules
from study.banks.writing import standing_alone
from study.domain.errors import BadInput
from study.domain.questions import Bank
from study.endpoint import NOT_SET_UP, Endpoint
from study.storage import banks, citations, documents, drafted, drafts, imports
from study.storage.contents import decode
from study.storage.database import Transaction
from study.storage.documents import Document
from study.storage.drafts import ACCEPTED, REJECTED, WAITING, Made, NewDraft, asked_sha256

# As study.generation.pipeline has them, which is not loaded where pages are served.
KINDS = (
    *("cloze", "short", "numeric", "single", "true_false", "flashcard"),
    *("ordering", "matching", "comparison"),
)
MODELS = ("check", "write")
MOST = 200
USUAL = 30
_LONGEST_SLUG = 100
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be drafted: from which documents (slugs), which kinds, how many at most.

    They go to `bank`, or without one each to the bank of its document. With `is_bare` only
    what rests on a passage that no question rests on yet. `model` says what a model is asked
    for: to check the drafts, to write them, or "" for nothing.
    """

    documents: tuple[str, ...]
    kinds: tuple[str, ...] = KINDS
    most: int = USUAL
    bank: str = ""
    is_bare: bool = False
    model: str = ""


@dataclass(slots=True, kw_only=True)
class Kept:
    """What came of drafting: the batch of what is to be read, and what was left out and why.

    `known` are drafts by what speaks against offering them, `rules` those that rules which are
    left out would have made; `skipped` and `refused` count sentences and drafts by the
    generator's reasons.
    """

    batch: int | None = None
    count: int = 0
    words: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    known: Counter[str] = field(default_factory=Counter)
    rules: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def check(db: Transaction, order: Order, endpoint: Endpoint | None = None) -> None:
    """Raises BadInput for an order that cannot be carried out."""
    if not order.documents:
        raise BadInput("Choose a document to draft from.")
    for slug in order.documents:
        if documents.find_document(db, slug) is None:
            raise BadInput("One of these documents is not in the library any longer.")
    if not order.kinds or not set(order.kinds) <= set(KINDS):
        raise BadInput("Choose a kind of question.")
    if not 1 <= order.most <= MOST:
        raise BadInput(f"Ask for 1 to {MOST} drafts.")
    if order.bank and banks.find_bank(db, order.bank) is None:
        raise BadInput("This bank is not here any longer.")
    if order.model and (order.model not in MODELS or endpoint is None):
        raise BadInput(NOT_SET_UP)


def placed(db: Transaction, order: Order, endpoint: Endpoint | None = None) -> Mapping[str, Any]:
    """The order as the drafting program takes it, with the words of the whole library."""
    library = documents.documents(db)
    wanted = {(it.id, it.version) for it in library}
    texts = documents.texts_of(db, wanted)
    plain = {it.source.slug: _plain(it, texts[it.id, it.version]) for it in library}
    return {
        "documents": [plain[slug] for slug in order.documents if slug in plain],
        "library": [*plain.values()],
        "kinds": order.kinds,
        "without": [*rules.left_out(db)],
        "most": order.most,
        "model": order.model,
        "endpoint": asdict(endpoint) if endpoint and order.model else None,
    }


def _plain(document: Document, text: str) -> Mapping[str, str]:
    source = document.source
    names = ("title", "author", "publisher", "published", "viewpoint", "language")
    return {"id": source.slug, "text": text} | {name: getattr(source, name) for name in names}


def keep(db: Transaction, who: int, order: Order, answer: Mapping[str, Any], now: datetime) -> Kept:
    """Keeps what was drafted to be read, as one batch; nothing known is offered once more.

    Raises Conflict when somebody kept drafts of the same names at the same time.
    """
    kept = Kept(
        words=answer["words"],
        skipped=answer["left_out"],
        refused=answer["rejected"],
        rules=answer["barred"],
        remarks=tuple(answer["remarks"]),
    )
    fresh = [*_fresh(db, order, answer["drafts"], kept)]
    chosen = spread(fresh, order.most)
    kept.known["beyond the number asked for"] += len(fresh) - len(chosen)
    if not chosen:
        return kept
    with imports.first_come_first_served():
        kept.batch = imports.begin(db, who, "drafted", ", ".join(order.documents)[:500], now)
        kept.count = drafts.add_drafts(db, [*_new(db, order, chosen)], kept.batch, now)
        imports.finish(db, kept.batch, {"drafts": kept.count})
    kept.kinds = dict(Counter(it["fields"]["type"] for it in chosen).most_common())
    return kept


# --- what is not offered -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What was offered or is asked already, by hash and by name, and passages that are bare."""

    hashes: Mapping[str, str]
    names: Mapping[str, str]
    bare: Collection[tuple[str, int]]

    def objection(self, it: Mapping[str, Any], *, is_bare: bool) -> str:
        """Why a draft is not offered, or nothing."""
        fields = it["fields"]
        sha256 = asked_sha256(fields["type"], fields)
        why = self.hashes.get(sha256) or self.names.get(fields["id"], "")
        if why or not is_bare:
            return why
        is_new = any((slug, passage) in self.bare for slug, passage in it["places"])
        return "" if is_new else "on a passage that has a question"


STATES = {
    WAITING: "waiting already",
    ACCEPTED: "accepted before",
    REJECTED: "rejected before",
}
ASKED = "asked already"


def _fresh(
    db: Transaction, order: Order, some: Iterable[Mapping[str, Any]], kept: Kept
) -> Iterator[Mapping[str, Any]]:
    """The drafts that nothing speaks against; the others are counted."""
    known = _known(db, order)
    for it in some:
        objection = known.objection(it, is_bare=order.is_bare)
        if objection:
            kept.known[objection] += 1
        else:
            yield it


def _known(db: Transaction, order: Order) -> _Known:
    hashes, names, cited = {}, {}, set()
    library = {it.id: it for it in documents.documents(db)}
    for document in library.values():
        if document.source.slug not in order.documents:
            continue
        for it in citations.citing(db, document.id):
            question = decode(it.kind, it.content)
            hashes[asked_sha256(it.kind, standing_alone(question))] = ASKED
            if question.provenance.by != "hand":
                names[it.slug] = ASKED
            if not it.retired and it.document_version == document.version:
                cited.add((document.source.slug, it.passage))
    for offered in drafted.offered(db):
        hashes |= dict.fromkeys(offered.hashes, STATES[offered.state])
        # What was rejected may come in other words; what waits or is accepted is there.
        if offered.state != REJECTED:
            names[offered.slug] = STATES[offered.state]
    bare = _bare(db, order, library.values(), cited) if order.is_bare else ()
    return _Known(hashes, names, bare)


def _bare(
    db: Transaction,
    order: Order,
    library: Iterable[Document],
    cited: Collection[tuple[str, int]],
) -> Collection[tuple[str, int]]:
    """The passages of the order's documents that no question rests on."""
    return {
        (it.source.slug, passage.number)
        for it in library
        if it.source.slug in order.documents
        for passage in documents.passages(db, it)
    } - set(cited)


# --- which of them, and where to -----------------------------------------------------------


def spread(some: Sequence[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """At most so many drafts, in their order: the best of every document and kind in turn."""
    if len(some) <= most:
        return [*some]
    lines: dict[tuple[str, str], list[int]] = {}
    for number, it in sorted(enumerate(some), key=lambda pair: -(pair[1]["score"] or 0)):
        lines.setdefault((it["document"], it["fields"]["type"]), []).append(number)
    turns = [
        (turn, place, number)
        for place, line in enumerate(lines.values())
        for turn, number in enumerate(line)
    ]
    taken = sorted(number for _, _, number in sorted(turns)[:most])
    return [some[number] for number in taken]


def _new(db: Transaction, order: Order, some: Iterable[Mapping[str, Any]]) -> Iterator[NewDraft]:
    library = {it.source.slug: it for it in documents.documents(db)}
    heads = {slug: bank_of(db, slug, order.bank, library) for slug in order.documents}
    last = Counter(drafted.last_positions(db))
    taken = {(it.bank, it.slug) for it in drafted.offered(db)}
    for it in some:
        head, fields = heads[it["document"]], it["fields"]
        last[head.id] += 1
        slug = _free(fields["id"], head.id, taken)
        sha256 = asked_sha256(fields["type"], fields)
        yield NewDraft(
            bank=head.id,
            bank_title=head.title,
            slug=slug,
            position=last[head.id],
            kind=fields["type"],
            fields={**fields, "id": slug},
            score=it["score"],
            document_id=library[it["document"]].id,
            made=_made(it, sha256),
        )


def _made(it: Mapping[str, Any], sha256: str) -> Made:
    question = editing.question_of(it["fields"])
    return Made(
        rules=tuple(it["rules"]),
        sha256=sha256,
        words="" if isinstance(question, tuple) else completing.words_sha256(question),
        points=tuple((name, count) for name, count in it["points"]),
        proved=tuple(it["proved"]),
    )


def _free(slug: str, bank: str, taken: set[tuple[str, str]]) -> str:
    """The name, with a number behind it where what was rejected had it."""
    name, number = slug, 1
    while (bank, name) in taken:
        number += 1
        name = f"{slug[: _LONGEST_SLUG - 5]}-{number}"
    taken.add((bank, name))
    return name


def target(document: str, chosen: str) -> str:
    """The id of the bank that drafts of a document go to."""
    return chosen or f"drafted-{document}"[:_LONGEST_SLUG].rstrip("-")


def bank_of(db: Transaction, document: str, chosen: str, library: Mapping[str, Document]) -> Bank:
    """The bank that drafts of a document go to: the one chosen, or one named after it."""
    slug = target(document, chosen)
    found = banks.find_bank(db, slug)
    title = f"Drafted from {library[document].source.title}"
    return found.head() if found else Bank(id=slug, title=title[:_LONGEST_TITLE])

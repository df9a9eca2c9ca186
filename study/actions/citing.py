"""Where the quotes of questions stand in the library: what makes a question one to be asked."""

from collections.abc import Sequence
from typing import TypeAlias

from study.banks.checking import Located
from study.domain.passages import Passage, passage_at
from study.domain.questions import AnyQuestion, Citation
from study.domain.quoting import Found, Index, State, index, locate
from study.storage import documents, versions
from study.storage.banks import Anchor, Edition, KeptQuestion
from study.storage.contents import encode, key_sha256
from study.storage.database import Transaction
from study.storage.documents import Document

_Prepared: TypeAlias = tuple[Document, Index, tuple[Passage, ...]]


class Texts:
    """The library's current documents; each is read and prepared once, however many quotes."""

    def __init__(self, db: Transaction) -> None:
        self._db = db
        self._prepared: dict[str, _Prepared | None] = {}

    def located(self, citation: Citation) -> Located:
        """Where the citation's words stand in the current version of its document."""
        text = self._text(citation.document)
        if text is None:
            return Located(citation.document, citation.quote, Found(State.MISSING))
        _, words, passages = text
        found = locate(citation.quote, words)
        passage = passage_at(passages, found.span.start).number if found.span else None
        return Located(citation.document, citation.quote, found, passage)

    def anchor(self, citation: Citation) -> Anchor | None:
        """The same as it is kept; None unless the quote can be published."""
        text, located = self._text(citation.document), self.located(citation)
        if text is None or located.found.span is None or located.passage is None:
            return None
        return Anchor(
            document_id=text[0].id,
            document_version=text[0].version,
            passage=located.passage,
            span=located.found.span,
            state=located.found.state,
        )

    def _text(self, slug: str) -> _Prepared | None:
        if slug not in self._prepared:
            found = documents.find_document(self._db, slug)
            self._prepared[slug] = None if found is None else self._prepare(found)
        return self._prepared[slug]

    def _prepare(self, found: Document) -> _Prepared:
        words = documents.text_of(self._db, found.id, found.version)
        return found, index(words), documents.passages(self._db, found)


def located(db: Transaction, citations: Sequence[Citation]) -> tuple[Located, ...]:
    """Where these citations' words stand in the library's current documents."""
    texts = Texts(db)
    return tuple(texts.located(citation) for citation in citations)


def edition(
    db: Transaction,
    question: AnyQuestion,
    position: int,
    *,
    old: KeptQuestion | None = None,
    texts: Texts | None = None,
) -> Edition | None:
    """The question as it is kept; None unless every quote was located and there is one at least.

    A citation that `old` has too, word for word, keeps its place when its document has changed
    and the words are no longer in it: an edit elsewhere does not take the question away.
    """
    found = texts or Texts(db)
    anchors = [found.anchor(citation) for citation in question.citations]
    if old is not None and None in anchors:
        anchors = _as_before(db, question, old, anchors)
    located = tuple(anchor for anchor in anchors if anchor is not None)
    if not located or len(located) < len(question.citations):
        return None
    return as_edition(question, position, located)


def as_edition(
    question: AnyQuestion, position: int, anchors: tuple[Anchor, ...], content: str = ""
) -> Edition:
    """The question as it is kept, with the places of its quotes; encoded here unless it is."""
    return Edition(
        asked=question,
        slug=question.id,
        position=position,
        kind=question.kind,
        content=content or encode(question),
        key_sha256=key_sha256(question),
        anchors=anchors,
    )


def _as_before(
    db: Transaction, question: AnyQuestion, old: KeptQuestion, anchors: list[Anchor | None]
) -> list[Anchor | None]:
    """The anchors, those that are missing taken from the version before where it has them."""
    places = versions.anchors(db, [(old.id, old.version)]).get((old.id, old.version), ())
    before = dict(zip(old.question().citations, places, strict=False))
    return [
        anchor or before.get(citation)
        for citation, anchor in zip(question.citations, anchors, strict=True)
    ]

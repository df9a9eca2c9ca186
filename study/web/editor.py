"""What a question's form shows: fields, errors, what became of each quote, and the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from study.actions import editing
from study.actions.editing import Library, LookedUp, field_changes
from study.actions.previewing import Preview, preview
from study.actions.proposals import FieldChange
from study.banks.brought import Fields
from study.banks.explaining import Complaint
from study.domain.passages import label, marked
from study.domain.questions import AnyQuestion, Citation
from study.domain.quoting import Quote, Span, State
from study.storage import documents, history
from study.storage.banks import KeptBank, KeptQuestion
from study.storage.database import Transaction
from study.storage.history import Version
from study.web.editing_errors import errors_of, sentence
from study.web.editing_forms import COMMON, OWN, ROWS, Row, Typed, fields_of, number

# Stands for the id of a question that gets one when it is kept.
UNNAMED = "unnamed"
NO_CITATION = (
    "A question cites the words that prove its answer: select them in the document, "
    "or type them here."
)
NO_DOCUMENT = "Choose the document that these words are from."
QUOTE_ERRORS = {
    State.MISSING: "These words are not in the document.",
    State.AMBIGUOUS: "These words stand more than once: say below which place is meant.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is being written: a new question, another version of one, or a draft.

    `hidden` are the fields that the form does not show; `kept` the citations that the question
    has already; `reasons` what a draft lacked when it was kept.
    """

    stage: str
    bank: KeptBank
    action: str
    slug: str = ""
    version: int = 0
    hidden: Fields = field(default_factory=dict)
    kept: tuple[Citation, ...] = ()
    draft_id: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What somebody else made of the question meanwhile, and how the form differs from that."""

    version: Version
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A passage beside the form: its words in pieces, and where they are in the document."""

    number: int
    is_heading: bool
    label: str
    pieces: tuple[tuple[str, bool], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The document beside the form, or those of its passages that hold the words looked for."""

    slug: str
    title: str
    language: str
    version: int
    passages: tuple[Set, ...]
    total: int
    find: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A question's form with all that stands in and beside it."""

    desk: Desk
    typed: Typed
    version: int = 0
    back: str = ""
    scope: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    focus: str = ""
    looked: Mapping[str, LookedUp] = field(default_factory=dict)
    library: tuple[tuple[str, str], ...] = ()
    beside: Beside | None = None
    preview: Preview | None = None
    lacking: tuple[str, ...] = ()
    is_previewed: bool = False
    theirs: Theirs | None = None

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return self.errors.get(name, "")


@dataclass(frozen=True, slots=True)
class Judged:
    """A form as it would be kept: its question, or what is wrong with its fields and quotes."""

    fields: Fields
    question: AnyQuestion | None
    complaints: tuple[Complaint, ...]
    looked: Mapping[str, LookedUp]
    errors: Mapping[str, str]


def judged(library: Library, desk: Desk, typed: Typed) -> Judged:
    """Reads a form and looks its quotes up; what is wrong is told at its field."""
    fields = _whole(desk, typed)
    read = editing.question_of(fields)
    complaints = read if isinstance(read, tuple) else ()
    looked = looked_up(library, typed)
    errors = quote_errors(typed, looked, desk.kept)
    errors |= errors_of(typed, complaints)
    question = None if isinstance(read, tuple) else read
    return Judged(fields, question, complaints, looked, errors)


def named(db: Transaction, desk: Desk, it: Judged) -> Judged:
    """The same with an id made of the question's own words, where it has none."""
    if it.fields["id"] != UNNAMED:
        return it
    fields = editing.named(db, desk.bank.id, it.fields)
    question = it.question and replace(it.question, id=fields["id"])
    return replace(it, fields=fields, question=question)


def _whole(desk: Desk, typed: Typed) -> Fields:
    """All fields of the question, those too that are not shown; one without an id is unnamed."""
    fields = {**fields_of(typed), **desk.hidden}
    return {**fields, "id": desk.slug or fields["id"] or UNNAMED}


def looked_up(library: Library, typed: Typed) -> dict[str, LookedUp]:
    """What became of each citation's quote, by the key of its row; empty rows are left out."""
    rows = typed.filled("cite")
    found = editing.look_up(library, [citation_of(row) for row in rows])
    return {row.key: it for row, it in zip(rows, found, strict=True)}


def citation_of(row: Row) -> Citation:
    """The citation in a row, as it would be kept."""
    values = {name: text.strip() for name, text in row.values.items()}
    return Citation(values["document"], Quote(values["quote"], values["prefix"], values["suffix"]))


def quote_errors(
    typed: Typed, looked: Mapping[str, LookedUp], kept: Sequence[Citation]
) -> dict[str, str]:
    """What keeps a question from being asked: quotes that are nowhere, or everywhere.

    A citation that the question has already stays possible when its document has moved on.
    """
    errors = {} if looked else {"cite": NO_CITATION}
    for row in typed.filled("cite"):
        state = looked[row.key].state
        if looked[row.key].is_found or citation_of(row) in kept:
            continue
        if state is None:
            errors[f"cite.{row.key}.document"] = NO_DOCUMENT
        else:
            errors[f"cite.{row.key}.quote"] = QUOTE_ERRORS[state]
    return errors


def first_wrong(typed: Typed, errors: Mapping[str, str]) -> str:
    """The name of the field that stands first in the form among those that are wrong."""
    order = [*OWN[typed.kind], "cite", *(name for name in COMMON if name != "cite")]
    for name in order:
        wrong = next((it for it in errors if it.partition(".")[0] == name), "")
        if wrong:
            return first_field(typed, name) if wrong in ROWS else wrong
    return ""


def first_field(typed: Typed, name: str) -> str:
    """The name of the first field of a list of rows; that of the button that adds one to none."""
    rows = typed.rows.get(name, ())
    inner = "quote" if name == "cite" else ROWS[name][0]
    return f"{name}.{rows[0].key}.{inner}" if rows else f"add.{name}"


# --- the whole page ------------------------------------------------------------------------


def editor(
    db: Transaction,
    desk: Desk,
    typed: Typed,
    others: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    focus: str = "",
    is_previewed: bool = False,
    is_alone: bool = False,
    theirs: Theirs | None = None,
) -> Editor:
    """A question's form with what became of its quotes; unless alone, with all beside it."""
    library = Library(db)
    it = judged(library, desk, typed)
    titles = tuple((d.source.slug, d.source.title) for d in documents.documents(db))
    return Editor(
        desk=desk,
        typed=typed,
        version=number(others.get("version", "")) or desk.version,
        back=others.get("back", ""),
        scope=others.get("scope", ""),
        errors=errors or {},
        focus=first_wrong(typed, errors) if errors else focus,
        looked=it.looked,
        library=titles,
        beside=None if is_alone else _beside(library, desk, typed, others, it, titles),
        preview=_preview(it) if not is_alone else None,
        lacking=lacking(it),
        is_previewed=is_previewed,
        theirs=theirs,
    )


def _beside(
    library: Library,
    desk: Desk,
    typed: Typed,
    others: Mapping[str, str],
    it: Judged,
    titles: Sequence[tuple[str, str]],
) -> Beside | None:
    slug = others.get("source") or first_document(desk.bank, typed, titles)
    return beside(library, slug, others.get("find", ""), typed, it.looked)


def _preview(it: Judged) -> Preview | None:
    return preview(it.question, [*it.looked.values()]) if it.question else None


def theirs_of(db: Transaction, kept: KeptQuestion, mine: AnyQuestion) -> Theirs:
    """What was made of a question meanwhile, and what saving the form now would change in it."""
    newest = history.versions(db, kept.id)[0]
    return Theirs(version=newest, changes=field_changes(kept.question(), mine))


def lacking(it: Judged) -> tuple[str, ...]:
    """What a question still needs before it can be shown, in sentences."""
    return tuple(dict.fromkeys(sentence(complaint) for complaint in it.complaints))


def usual_document(bank: KeptBank) -> str:
    """The document that a new citation is of, unless somebody chooses another."""
    only = bank.documents[0].id if len(bank.documents) == 1 else ""
    return bank.defaults.document or only


def first_document(bank: KeptBank, typed: Typed, library: Sequence[tuple[str, str]]) -> str:
    """The document that stands beside the form when nobody has chosen one."""
    cited = [row.values["document"] for row in typed.rows.get("cite", ())]
    listed = [bank.defaults.document, *(ref.id for ref in bank.documents)]
    known = [slug for slug, _ in library]
    return next((slug for slug in (*cited, *listed, *known) if slug in known), "")


def beside(
    library: Library,
    slug: str,
    find: str,
    typed: Typed,
    looked: Mapping[str, LookedUp],
) -> Beside | None:
    """A document with the words marked that the form cites, cut down to what is looked for."""
    text = library.text(slug)
    if text is None:
        return None
    spans = [
        looked[row.key].span
        for row in typed.filled("cite")
        if row.values["document"] == slug and row.key in looked
    ]
    words = find.casefold().split()
    wanted = [p for p in text.passages if all(word in p.text.casefold() for word in words)]
    source = text.document.source
    marks = [span for span in spans if span is not None]
    return Beside(
        slug=source.slug,
        title=source.title,
        language=source.language,
        version=text.document.version,
        passages=tuple(
            Set(
                number=passage.number,
                is_heading=passage.is_heading,
                label=label(passage.text)[0],
                pieces=marked(passage, _within(marks, passage.start, passage.end))[1],
                start=passage.end - len(label(passage.text)[1]),
                end=passage.end,
            )
            for passage in wanted
        ),
        total=len(text.passages),
        find=find,
    )


def _within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    return [span for span in spans if span.start < end and span.end > start]

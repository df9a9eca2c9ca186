"""A document read once from beginning to end: its names, and the sentences worth drafting from."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from study.generation.blocks import Block, blocks
from study.generation.documents import Document, author_of, title_of
from study.generation.finding.dates import dates
from study.generation.finding.names import Names
from study.generation.finding.roles import introduces_somebody
from study.generation.parses import Parse
from study.generation.quotations import Quotation, quotations
from study.generation.referring import Referring, leading_pronoun
from study.generation.segmenting import Stretch, quoted_in, stretches
from study.generation.soundness import flaw, long_quotations

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

BATCH = 24
# A sentence with these flaws may still tell who said something, or who somebody is.
_SPOKEN = frozenset({"", "open quotation"})
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may yield drafts, parsed alone; `start` and `end` count the source.

    `antecedent` is the only person whom a pronoun at its beginning can mean.
    """

    document: Document
    number: int
    passage: int
    start: int
    end: int
    parse: Parse
    speaker: str = ""
    quoted: tuple[Quotation, ...] = ()
    antecedent: str = ""

    @property
    def doc(self) -> "Doc":
        """The sentence with its tokens."""
        return self.parse.doc

    @property
    def quote(self) -> str:
        """Its words as the source has them."""
        return self.document.text[self.start : self.end]


@dataclass
class Reading:
    """What was found in a document, and how many sentences fell out for what reason."""

    document: Document
    names: Names = field(default_factory=Names)
    sentences: list[Sentence] = field(default_factory=list)
    introductions: list[Sentence] = field(default_factory=list)
    speeches: list[Sentence] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    pronouns: Counter[str] = field(default_factory=Counter)
    words: int = 0


def read(document: Document, model: "Language", tick: Tick) -> Reading:
    """The document's names and usable sentences; `tick` is told the words of each batch."""
    reading = Reading(document)
    reading.names.subject = _titled_person(document, model)
    for block, doc in _parsed(document, model, reading, tick):
        _take(reading, block, doc)
    return reading


def _titled_person(document: Document, model: "Language") -> str:
    """The one person whom the title names, who is not its author; "" where there is none."""
    title = title_of(document)
    found = [entity.text for entity in model(f"{title}.").ents if entity.label_ == "PERSON"]
    names = [name for name in found if " " in name and name != author_of(document)]
    return names[0].removesuffix("'s") if len(names) == 1 else ""


def _parsed(
    document: Document, model: "Language", reading: Reading, tick: Tick
) -> Iterator[tuple[Block, "Doc"]]:
    pairs = ((block.clean.text, block) for block in _prose(document, reading) if block.clean)
    words = 0
    for done, (doc, block) in enumerate(model.pipe(pairs, as_tuples=True, batch_size=BATCH), 1):
        words += len(doc)
        if done % BATCH == 0:
            tick(words)
            words = 0
        yield block, doc
    tick(words)


def _prose(document: Document, reading: Reading) -> Iterator[Block]:
    for block in blocks(document):
        if block.clean is None:
            reading.left_out[block.why] += 1
        else:
            yield block


def _take(reading: Reading, block: Block, doc: "Doc") -> None:
    """Take in the sentences of one parsed block."""
    found = quotations(doc.text)
    referring = Referring()
    for stretch in stretches(doc):
        span = _trimmed(doc[stretch.start : stretch.end])
        if not len(span):
            continue
        reading.words += len(span)
        years = [year for date in dates(span.text) for year in date.years]
        reading.names.learn(span, years)
        reading.pronouns.update(token.lower_ for token in span if token.lower_ in {"he", "she"})
        pronoun = leading_pronoun(span)
        antecedent = referring.antecedent(span, pronoun) if pronoun is not None else ""
        referring.follow(span, pronoun, antecedent)
        quoted = quoted_in(found, span.start_char, span.end_char)
        _keep(reading, block, stretch, span, quoted, antecedent)


def _trimmed(span: "Span") -> "Span":
    start, end = span.start, span.end
    while start < end and span.doc[start].is_space:
        start += 1
    while end > start and span.doc[end - 1].is_space:
        end -= 1
    return span.doc[start:end]


def _keep(
    reading: Reading,
    block: Block,
    stretch: Stretch,
    span: "Span",
    quoted: tuple[Quotation, ...],
    antecedent: str,
) -> None:
    """Put the sentence where it belongs: with the statements, the speeches, or the left-out."""
    why = "broken parse" if not stretch.is_whole else flaw(span, quoted)
    is_speech = bool(long_quotations(span.text, quoted)) and why in _SPOKEN
    introduces = why in _SPOKEN and introduces_somebody(span)
    if why:
        reading.left_out[why] += 1
    if why and not (is_speech or introduces):
        return
    assert block.clean is not None
    start, end = block.clean.span(span.start_char, span.end_char)
    sentence = Sentence(
        reading.document,
        reading.names.sentences,
        block.passage,
        start,
        end,
        Parse(span.as_doc()),
        block.speaker,
        quoted,
        antecedent,
    )
    if is_speech:
        reading.speeches.append(sentence)
    if introduces:
        reading.introductions.append(sentence)
    if not why and not is_speech:
        reading.sentences.append(sentence)


def total_words(documents: Iterable[Document]) -> int:
    """About how many words there are to read."""
    return sum(document.text.count(" ") + 1 for document in documents)

"""Who said it: a quotation and its speaker, typed or chosen among others of the text."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from study.generation.clauses import subject_of
from study.generation.documents import titled
from study.generation.drafts import Draft
from study.generation.english import base_form
from study.generation.finding.names import Kind, Mention
from study.generation.kinds.persons import Whom, forms
from study.generation.lexicon import lexicon
from study.generation.library import Library
from study.generation.quotations import Quotation
from study.generation.reading import Reading, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

FEWEST_WORDS = 8
MOST_WORDS = 45
# How many characters may stand between the verb of saying and the quotation behind it.
_NEAR = 90

_SAYS = lexicon(
    "say write state declare remark note announce reply answer ask add explain recall argue "
    "insist warn tell admit claim observe comment conclude promise joke complain exclaim quip "
    "stress emphasize point"
)
_LEANS = re.compile(
    r"(?:And|But|So|Or|Then|Also|However|Therefore|Yes|No|Well|It|This|That|These|Those|He|She|"
    r"They|Such)\b"
)
_AS_SAYING = re.compile(r"\bquot(?:ed|es)\s(?P<before>[^,\"“”]{0,60}?)\sas\ssaying\b")
_MARKS = "\"“”„«»'‘’ "


def compose(
    sentences: Iterable[Sentence], reading: Reading, library: Library, seed: int
) -> Iterator[list[Draft]]:
    """For every quotation whose speaker is certain the drafts that ask for him."""
    for sentence in sentences:
        whom = _whom(reading, sentence)
        if whom is not None:
            yield list(forms(reading, library, whom, seed))


def _whom(reading: Reading, sentence: Sentence) -> Whom | None:
    quotation = sentence.quoted[0]
    said = _said(sentence, quotation)
    found = _speaker(sentence, quotation, reading.names.mentions(sentence.doc)) if said else None
    if found is None or _names_itself(said, found[0]):
        return None
    speaker, verb = found
    where = titled(reading.document)
    ending = "" if said.endswith(("?", "!")) else "?"
    return Whom(
        sentence,
        f"Who, as quoted in {where}, {verb}: “{said.rstrip('.')}”{ending}",
        speaker.full,
        "who said it",
        f"In {where} these are words of {speaker.full}.",
        quotation.start,
        quotation.end,
    )


def _said(sentence: Sentence, quotation: Quotation) -> str:
    """The words that were said, if they can be read alone; "" otherwise."""
    said = sentence.doc.text[quotation.start : quotation.end].strip(_MARKS).rstrip(",; ")
    if not FEWEST_WORDS <= len(said.split()) <= MOST_WORDS:
        return ""
    if not said[0].isupper() or _LEANS.match(said):
        return ""
    return "" if any(mark in said for mark in '“”"[]…') or "..." in said else said


def _speaker(
    sentence: Sentence, quotation: Quotation, mentions: tuple[Mention, ...]
) -> tuple[Mention, str] | None:
    """The person who says it, by the verb of saying outside the quotation, and that verb."""
    for token in sentence.doc:
        if token.pos_ != "VERB" or quotation.start <= token.idx < quotation.end:
            continue
        named = _named(token, mentions)
        says = named is not None and base_form(token) in _SAYS
        if named is not None and says and _belongs(sentence.doc.text, quotation, token):
            return named, "wrote" if base_form(token) == "write" else "said"
    return _quoted_as_saying(sentence, mentions)


def _named(verb: "Token", mentions: tuple[Mention, ...]) -> Mention | None:
    subject = subject_of(verb)
    if subject is None:
        return None
    for mention in mentions:
        if mention.kind is Kind.PERSON and mention.start <= subject.idx < mention.end:
            return mention if " " in mention.full else None
    return None


def _belongs(text: str, quotation: Quotation, verb: "Token") -> bool:
    """Whether the verb introduces this quotation: "said:" before it, or a comma after it."""
    if verb.idx < quotation.start:
        before = text[: quotation.start].rstrip()
        return before.endswith((":", ",")) and quotation.start - verb.idx < _NEAR
    inside = text[quotation.start : quotation.end].rstrip(_MARKS)
    is_open = inside.endswith((",", "?", "!")) or text[quotation.end :].startswith(",")
    # "… he replied:" at the end belongs to what the next sentence quotes.
    return is_open and not text.rstrip().endswith(":")


def _quoted_as_saying(
    sentence: Sentence, mentions: tuple[Mention, ...]
) -> tuple[Mention, str] | None:
    found = _AS_SAYING.search(sentence.doc.text)
    if found is None:
        return None
    start, end = found.span("before")
    for mention in mentions:
        is_named = mention.kind is Kind.PERSON and " " in mention.full
        if is_named and start <= mention.start and mention.end <= end:
            return mention, "said"
    return None


def _names_itself(said: str, speaker: Mention) -> bool:
    return any(part in said for part in speaker.full.split() if len(part) > 2)

"""Who said that something is so: reported speech and its speaker."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from study.generation.alone.pronouns import HE_OR_SHE, points_outside
from study.generation.alone.standing import leans_on_context
from study.generation.clauses import Clause, clauses
from study.generation.documents import titled
from study.generation.drafts import Draft
from study.generation.english import base_form
from study.generation.finding.dates import dates, yearless
from study.generation.finding.names import Kind, Mention
from study.generation.finding.places import is_people
from study.generation.kinds.persons import Whom, forms
from study.generation.library import Library
from study.generation.reading import Reading, Sentence
from study.generation.statements import tidy

if TYPE_CHECKING:
    from spacy.tokens import Token

FEWEST_WORDS = 8
MOST_WORDS = 40
# What names nothing and nobody must at least be long enough to be told apart.
FEWEST_WITHOUT_NAMES = 11

_PAST = {
    "say": "said",
    "tell": "said",
    "write": "wrote",
    "state": "stated",
    "note": "noted",
    "declare": "declared",
    "announce": "announced",
    "explain": "explained",
    "argue": "argued",
    "claim": "claimed",
    "insist": "insisted",
    "recall": "recalled",
    "emphasize": "emphasized",
    "emphasise": "emphasised",
    "stress": "stressed",
    "admit": "admitted",
    "acknowledge": "acknowledged",
    "believe": "believed",
    "point": "pointed out",
    "reply": "replied",
    "conclude": "concluded",
    "warn": "warned",
    "predict": "predicted",
    "maintain": "maintained",
}


def compose(
    sentences: Iterable[Sentence], reading: Reading, library: Library, seed: int
) -> Iterator[list[Draft]]:
    """For every reported statement with a named speaker the drafts that ask for him."""
    for sentence in sentences:
        whom = _whom(reading, sentence)
        if whom is not None:
            yield list(forms(reading, library, whom, seed))


def _whom(reading: Reading, sentence: Sentence) -> Whom | None:
    clause = next((it for it in clauses(sentence.parse) if it.says is not None), None)
    if clause is None or clause.says is None:
        return None
    mentions = reading.names.mentions(sentence.doc)
    speaker = _speaker(clause, mentions)
    said = _said(clause, mentions, speaker) if speaker is not None else ""
    if speaker is None or not said:
        return None
    verb = _told(clause.says)
    where = titled(reading.document)
    first, last = clause.doc[clause.tokens[0]], clause.doc[clause.tokens[-1]]
    return Whom(
        sentence,
        f"Who, according to {where}, {verb} that {said}?",
        speaker.full,
        "who said so",
        f"{speaker.full} {verb} it, according to {where}.",
        first.idx,
        last.idx + len(last),
    )


def _told(says: "Token") -> str:
    """The verb of telling, in the tense that the sentence has."""
    if says.tag_ != "VBZ":
        return _PAST[base_form(says)]
    return "points out" if base_form(says) == "point" else says.text


def _speaker(clause: Clause, mentions: Sequence[Mention]) -> Mention | None:
    assert clause.says is not None
    subject = next((child for child in clause.says.children if child.dep_ == "nsubj"), None)
    if subject is None or base_form(clause.says) not in _PAST:
        return None
    for mention in mentions:
        if mention.start <= subject.idx < mention.end:
            is_named = mention.kind is Kind.PERSON and " " in mention.full
            return mention if is_named else None
    return None


def _said(clause: Clause, mentions: Sequence[Mention], speaker: Mention) -> str:
    """What was said, as it stands behind "that"; "" where it leans on other sentences."""
    tokens = [clause.doc[at] for at in clause.tokens]
    text = tidy("".join(token.text_with_ws for token in tokens)).rstrip(" .,;")
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    own = [m for m in mentions if start <= m.start and m.end <= end]
    is_told_apart = bool(own) or any(is_people(token.text) for token in tokens)
    fewest = FEWEST_WORDS if is_told_apart else FEWEST_WITHOUT_NAMES
    if not fewest <= text.count(" ") + 1 <= MOST_WORDS or not _is_plain(text, speaker):
        return ""
    others = [token for token in tokens if token.lower_ not in HE_OR_SHE]
    if any(points_outside(token, tokens) for token in others) or leans_on_context(clause, own):
        return ""
    if _says_it_too(clause):
        return ""
    first = tokens[0]
    is_name = first.pos_ == "PROPN" or first.ent_type_ in {"NORP", "GPE", "PERSON"}
    is_kept = (is_name and first.lower_ != "the") or not re.match(r"[A-Z][a-z]", text)
    return text if is_kept else text[0].lower() + text[1:]


def _says_it_too(clause: Clause) -> bool:
    """Whether others said the same: the question would have two right answers."""
    first, last = clause.tokens[0], clause.tokens[-1]
    words = [token.lower_ for token in clause.doc[max(0, first - 1) : last + 1]]
    return any(word in {"also", "too", "likewise"} for word in words)


def _is_plain(text: str, speaker: Mention) -> bool:
    """Whether it has no quotation inside, no figure and no day without a year, not his name."""
    names_him = any(part in text for part in speaker.full.split() if len(part) > 2)
    if names_him or yearless(text) or any(mark in text for mark in '"“”'):
        return False
    rest = text
    for date in reversed(dates(text)):
        rest = rest[: date.start] + rest[date.end :]
    return not any(map(str.isdigit, rest))

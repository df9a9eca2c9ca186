"""Whose statement it is: a person who said it, a source it is ascribed to, or the text itself."""

import re
from collections.abc import Sequence
from dataclasses import replace

from study.generation.clauses import SUBJECTS, Clause, span_of
from study.generation.finding.names import Kind, Mention

_SAYING = (
    "admits|admitted|notes|noted|explained|explains|writes|wrote|said|says|reports|reported|"
    "recalled|observed|argues|argued|put it"
)
_LEAD = re.compile(
    rf"(?:[Aa]ccording to (?P<source>[^,]{{3,60}})|As (?P<speaker>[^,]{{3,60}}?) (?:{_SAYING})),\s"
)
_TAIL = re.compile(r", according to (?P<source>[^,]{3,70}?)[.\s]*\Z")
# A source that is itself explained by more, or only by what was said before.
_LEANS = re.compile(
    r"\b(?:that|which|who|whose|has|have|had|his|her|their|its|our|this|these|those|such)\b",
    re.IGNORECASE,
)
_OWNERS = frozenset({"our", "my"})
_BEFORE_NAMES = frozenset({"ADJ", "NOUN", "PROPN", "ADV", "PUNCT"})
_FAR = 6


def voiced(clause: Clause, mentions: Sequence[Mention], speaker: str) -> tuple[Clause, str | None]:
    """The bare statement and who says it: "" for the text itself, None if that is not certain.

    `speaker` is whose words the paragraph holds, in a conversation.
    """
    bare = _without_owners(clause, mentions)
    told, source = _without_lead(bare)
    return (told, source) if source else (bare, _who_tells(bare, mentions, speaker))


def _without_lead(clause: Clause) -> tuple[Clause, str]:
    """The statement without "According to the OECD," and whom that names."""
    told = [clause.doc[at].text_with_ws for at in clause.tokens]
    text = "".join(told).replace(" ,", ",")
    found = _LEAD.match(text)
    if found is None:
        return _without_tail(clause, text)
    source = (found["source"] or found["speaker"]).strip()
    if _LEANS.search(source):
        return clause, ""
    comma = next(n for n, words in enumerate(told) if words.startswith(","))
    return replace(clause, tokens=clause.tokens[comma + 1 :]), source


def _without_tail(clause: Clause, text: str) -> tuple[Clause, str]:
    """The statement without ", according to the surveyors" at its end, and whom that names."""
    found = _TAIL.search(text)
    if found is None or _LEANS.search(found["source"]):
        return clause, ""
    doc, tokens = clause.doc, clause.tokens
    commas = [n for n, at in enumerate(tokens[:-1]) if doc[at].text == ","]
    last = [n for n in commas if doc[tokens[n + 1]].lower_ == "according"]
    if not last:
        return clause, ""
    return replace(clause, tokens=tokens[: last[-1]]), found["source"].strip()


def _without_owners(clause: Clause, mentions: Sequence[Mention]) -> Clause:
    """The statement with names alone where a speaker says "our legendary commander NAME"."""
    left_out: set[int] = set()
    subject = clause.subject_at
    for mention in mentions:
        named = span_of(clause.doc, mention.start, mention.end)
        for owner in clause.doc[max(0, named.start - _FAR) : named.start]:
            if owner.lower_ not in _OWNERS or not _owns(owner.i, named.start, clause, named.root.i):
                continue
            left_out |= set(range(owner.i, named.start))
            if subject in left_out:
                subject = named.root.i
    tokens = tuple([at for at in clause.tokens if at not in left_out])
    return replace(clause, tokens=tokens, subject_at=subject)


def _owns(owner: int, name: int, clause: Clause, root: int) -> bool:
    """Whether "our" belongs to a name, with nothing but its own words between."""
    doc = clause.doc
    head = doc[owner].head
    is_of_name = head.i == root or head.is_ancestor(doc[root])
    return is_of_name and all(token.pos_ in _BEFORE_NAMES for token in doc[owner + 1 : name])


def _who_tells(clause: Clause, mentions: Sequence[Mention], speaker: str) -> str | None:
    if clause.says is None:
        return ""
    subject = next((child for child in clause.says.children if child.dep_ in SUBJECTS), None)
    if subject is None:
        return None
    if subject.lower_ in {"i", "we"}:
        return speaker if speaker and speaker != "?" else None
    for mention in mentions:
        if mention.kind is Kind.PERSON and mention.start <= subject.idx < mention.end:
            return mention.full if " " in mention.full else None
    return None

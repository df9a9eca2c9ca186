"""Who says so: whether a prompt names its source, and whether its passage calls for that."""

import re
from collections.abc import Iterator

from study.domain.linting.findings import Flaw
from study.domain.linting.reading import Asked
from study.domain.linting.wording import SOURCES
from study.domain.questions import AnyQuestion
from study.domain.quoting import Quote, fold

_SOURCES = (*SOURCES.replace("?", "").split("|"), *[f"{it}s" for it in SOURCES.split("|")])
_VERBS = (
    "accept accuse add admit announce answer argue ascribe ask assert assure attribute believe "
    "blame call cite claim compare complain conclude count credit criticize declare define "
    "denounce describe estimate explain express hold insist judge list maintain mention name note "
    "praise predict present promise quote recall refer regard remark report say see speak state "
    "stress suggest tell think thank urge view warn write"
)
_IRREGULAR = "said saw spoke spoken thought told wrote written held denies denied deny according"
# One of these in a prompt, and it says, or lets it be seen, that somebody says so.
_NAMING = frozenset(
    (*_SOURCES, *_IRREGULAR.split(), "words", "opinion", "view", "judgment", "judgement")
).union(*[(it, f"{it}s", f"{it}es", f"{it}d", f"{it}ed") for it in _VERBS.split()])

# An "[Name answers]" at its head marks a passage as what a person said.
_SPEAKER = re.compile(r"\[[^\[\]\n]{1,80} (?:asks|answers)\]")
# Neither "World War I" nor the "we call this" of textbooks.
_FIRST_PERSON = re.compile(
    r"\b(?:I (?:am|was|have|had|would|will|shall|think|thought|believe|know|knew|do|did|see|saw|"
    r"feel|felt|want|wanted|must|can|could|hope|recommend|look)\w*|I[’'](?:m|ve|d|ll)|[Mm]y|[Oo]urs?|us|"
    r"[Ww]e(?! (?:call|say|get|obtain|write|define|find|let|set)\b))\b"
)
_SAYS_SO = re.compile(
    r"[,”\"]\s+(?:[Hh]e|[Ss]he|[Tt]he|[A-Z][\w.’'-]*)\s+(?:[\w.’'-]+\s+){0,4}?(?:said|says|noted|notes|added|stressed|"
    r"recalled|explained|argued|claimed|wrote|told|believes|emphasized|declared|concluded)\b|"
    r"\b(?:said|says|claims?|claimed|argues?|argued|believes?|insists?|insisted|thinks?) that\b|"
    r"\b[Aa]ccording to\b|\bin (?:my|our|his|her|their) (?:view|opinion|judge?ment)\b"
)
_JUDGING = re.compile(
    r"\b(?:unfortunately|fortunately|regrettably|undoubtedly|of course|deserves?|heroic\w*|"
    r"treacherous\w*|shameful\w*|glorious\w*|disgraceful\w*|monstrous\w*|malicious\w*)\b",
    re.IGNORECASE,
)


def no_attribution(asked: Asked[AnyQuestion]) -> Iterator[Flaw]:
    """Whose words these are is part of what is true: a claim is asked about as somebody's claim."""
    if _is_attributed(asked):
        return
    for citation in asked.question.citations:
        why = _calls_for_a_source(citation.quote, asked.passages(citation))
        if why:
            yield Flaw(
                f"The passage is {why}, and the question asks for it as if it were a fact.",
                "Say who says so: “According to …”, with the speaker or the text and its year.",
                (asked.prompt_field,),
            )
            return


def _is_attributed(asked: Asked[AnyQuestion]) -> bool:
    """Whether the prompt names a source, by a word like "interview" or the document's name."""
    if not _NAMING.isdisjoint(asked.words):
        return True
    names = {part for it in asked.question.citations for part in it.document.split("-")}
    return any(len(part) > 3 and part.isalpha() for part in names & asked.words)


def _calls_for_a_source(quote: Quote, passage: str) -> str:
    """What makes the quoted words somebody's words or judgment, or "" where nothing does."""
    if _SPEAKER.match(passage):
        return "what somebody said in an interview"
    if _is_within_quotation_marks(quote.exact, passage):
        return "a quotation"
    if _FIRST_PERSON.search(quote.exact):
        return "written in the first person"
    if _SAYS_SO.search(quote.exact):
        return "somebody's statement, reported"
    if _JUDGING.search(quote.exact):
        return "a judgment"
    return ""


_OPENING, _CLOSING = "“«„", "”»"


def _is_within_quotation_marks(words_: str, passage: str) -> bool:
    place = passage.find(words_)
    if place < 0:
        place = fold(passage).find(fold(words_))
    if place < 0:
        return False
    before = passage[:place]
    opened = sum(before.count(mark) for mark in _OPENING)
    closed = sum(before.count(mark) for mark in _CLOSING)
    if opened or closed:
        return opened > closed
    return before.count('"') % 2 == 1

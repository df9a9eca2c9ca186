"""How good a question about a fact promises to be: faults that drop it, and points with reasons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from study.domain.questions import Cloze, Flashcard, TrueFalse
from study.generation.clauses import Clause, span_of, subject_of, trimmed
from study.generation.drafts import Draft, Reason
from study.generation.english import base_form
from study.generation.facts import Fact, Type
from study.generation.finding.dates import Grain
from study.generation.finding.names import Mention
from study.generation.finding.places import is_people, plain_name
from study.generation.finding.quantities import Measure
from study.generation.lexicon import lexicon
from study.generation.making import Asking

LINE = 50
_START = 45
_FEWEST_ANCHORS = 2
_MANY_ANCHORS = 5
_SHORT, _LONG = 22, 30

_OPINION = re.compile(
    r"(?i)\b(?:heroic|treacherous|malicious|monstrous|sacred|shameful|glorious|unparalleled|"
    r"unprecedented|tremendous|great(?:est)? (?:contribution|importance|significance)|decisive|"
    r"crucial|key role|invaluable|remarkabl[ey]|outstanding|legendary|brilliant|disastrous|"
    r"terrible|best|worst|most important|vital|unfortunately|undoubtedly|clearly|obvious(?:ly)?|"
    r"so-called|blatant|very serious|beneficial)\b"
)
_TIME_UNITS = lexicon(
    "second seconds minute minutes hour hours day days week weeks month months year years "
    "time times"
)
_NO_UNITS = lexicon(
    "way ways part parts kind kinds type types side sides half halves reason reasons point "
    "points thing things article articles question questions"
)
_WEAK = lexicon("began begun ended continued became happened occurred took had made went said")
_VAGUE = lexicon("began took happened occurred continued")
# A sum, a share or a size is that of some time; a deed may be told without.
_MEASURES = lexicon("amount total be reach stand account make comprise cost exceed average number")
_LEANS = re.compile(
    r"(?i),\s(?:in particular|for example|for instance|among others|among other things|however|"
    r"therefore|moreover|of course|in turn|on the other hand|too|as well(?! as)|respectively)\b"
)
_SPAN = re.compile(
    r"(?:In|Within|After|Over|For|During)\s(?:the\s(?:last|next|first)\s)?(?:[\w-]+|more than \w+)"
    r"\s(?:hour|day|week|month|year|decade)s\b"
)
_TIMELESS = frozenset({Type.TERM, Type.REASON, Type.NUMBER})
_PRESENT = frozenset({"VBZ", "VBP"})


@dataclass(frozen=True, slots=True)
class Anchors:
    """What ties a question down: the names, dates and numbers that are left in it."""

    names: frozenset[str]
    dates: int
    numbers: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.names) + self.dates + self.numbers


def anchors(asking: Asking) -> Anchors:
    """The anchors of a statement without the fact that is asked for."""
    fact, statement = asking.fact, asking.statement
    others = [m for m in statement.mentions if not _overlaps(m, fact)]
    names = {plain_name(mention.full or mention.text) for mention in others}
    names |= {plain_name(word) for word in _peoples(statement.clause)}
    if statement.voice:
        names.add(statement.voice)
    facts = [other for other in asking.facts if other.start != fact.start]
    return Anchors(
        frozenset(names),
        sum(1 for other in facts if other.type is Type.DATE),
        sum(1 for other in facts if other.type is Type.NUMBER),
    )


def _overlaps(mention: Mention, fact: Fact) -> bool:
    return mention.start < fact.end and fact.start < mention.end


def _peoples(clause: Clause) -> Iterator[str]:
    return (clause.doc[at].text for at in clause.tokens if is_people(clause.doc[at].text))


def fault(asking: Asking) -> str:
    """Why a fact is not asked for at all, whatever the form, or ""."""
    if asking.fact.type is Type.TERM:
        return ""
    if not _is_tied_down(asking):
        return "too little to go by"
    if "according to" in asking.statement.text.casefold():
        return "names a source of its own"
    if _leaks(asking):
        return "gives its answer away"
    return _fault_of_number(asking)


def _is_tied_down(asking: Asking) -> bool:
    """Whether enough is left in the question to know what it speaks of."""
    tied, fact = anchors(asking), asking.fact
    if not tied.names and fact.type is not Type.PERSON:
        return False
    if tied.count < _FEWEST_ANCHORS:
        return _is_named_deed(asking, tied)
    if fact.type in {Type.DATE, Type.NUMBER, Type.REASON} or tied.dates or tied.numbers:
        return True
    is_told = asking.stem is not None and asking.stem.rule == "who was"
    return tied.count > _FEWEST_ANCHORS or is_told


def _is_named_deed(asking: Asking, tied: Anchors) -> bool:
    """Whether a date is asked of what something named did or suffered: one name is enough then."""
    verb = asking.statement.clause.verb
    is_weak = verb.pos_ == "AUX" or (verb.lower_ in _WEAK and not any(" " in n for n in tied.names))
    return (
        asking.fact.type is Type.DATE
        and tied.count == 1
        and not is_weak
        and _is_subject_named(asking)
    )


def _leaks(asking: Asking) -> bool:
    """Whether the answer, or a word that means it, stands in the rest of the question."""
    fact = asking.fact
    rest = asking.statement.told((fact.start, fact.end), " ")
    said = f"{rest} {asking.source}"
    if fact.date is not None:
        return any(re.search(rf"(?<!\d){year}(?!\d)", said) for year in fact.date.years)
    if fact.amount is not None:
        return fact.text in rest
    if fact.type is Type.REASON:
        return False
    words = set(re.findall(r"[\w'’-]+", said))
    mine = {plain_name(word) for answer in fact.answers for word in (answer, answer.split()[-1])}
    return any(word in mine or plain_name(word) in mine for word in words) or any(
        answer in said for answer in fact.answers if len(answer) > 3
    )


def _fault_of_number(asking: Asking) -> str:
    amount = asking.fact.amount
    if amount is None:
        return ""
    if amount.head.casefold() in _NO_UNITS:
        return "not worth asking"
    verb = asking.statement.clause.verb
    is_sum = amount.measure is not Measure.COUNT and base_form(verb) in _MEASURES
    if is_sum and not anchors(asking).dates:
        return "undated figure"
    is_time = amount.head.casefold() in _TIME_UNITS
    if is_time and (amount.number < 4 or not anchors(asking).dates) and amount.number < 10:
        return "not worth asking"
    return ""


def promise(asking: Asking) -> tuple[Reason, ...]:
    """What speaks for and against asking for a fact, in whatever form."""
    return (Reason("a fact of the text", _START), *_of_statement(asking))


def judge(asking: Asking, draft: Draft) -> tuple[Reason, ...]:
    """What speaks for and against a draft; the points of all reasons are its score."""
    return (*promise(asking), *_of_form(asking, draft))


def _of_statement(asking: Asking) -> Iterator[Reason]:
    yield from _of_time(asking)
    yield from _of_words(asking)
    yield from _of_what_is_asked(asking)


def _of_time(asking: Asking) -> Iterator[Reason]:
    fact = asking.fact
    if fact.type is Type.DATE or anchors(asking).dates:
        yield Reason("dated", 15)
    elif _SPAN.match(asking.statement.text):
        yield Reason("a time without its dates", -10)
    elif fact.type is Type.NUMBER and _is_uncertain(asking):
        yield Reason("tells of no time", -10)
    elif asking.statement.clause.verb.tag_ in _PRESENT and fact.type not in _TIMELESS:
        yield Reason("tells of no time", -10 if fact.type is Type.PERSON else -5)


def _is_uncertain(asking: Asking) -> bool:
    """Whether a number may have been another at another time."""
    is_there = asking.statement.clause.is_existential
    return is_there or len(anchors(asking).names) < _FEWEST_ANCHORS


def _of_words(asking: Asking) -> Iterator[Reason]:
    statement = asking.statement
    tied, words = anchors(asking).count, statement.text.count(" ") + 1
    if tied > _FEWEST_ANCHORS:
        yield Reason("well tied down", 5 if tied < _MANY_ANCHORS else 10)
    if words <= _SHORT or words > _LONG:
        yield Reason("short", 5) if words <= _SHORT else Reason("long", -5)
    for doubt in statement.doubts:
        yield Reason(f"doubtful reference: {doubt}", -5)
    if _OPINION.search(statement.text):
        yield Reason("judgment of the text", -5 if asking.is_spoken else -30)
    if _LEANS.search(statement.text):
        yield Reason("leans on its neighbours", -20)
    if statement.clause.is_inner:
        yield Reason("from inside a sentence", -5)
    elif _has_aside(statement.clause):
        yield Reason("has an aside", -10)


def _has_aside(clause: Clause) -> bool:
    """Whether a whole clause is added between its subject and its verb."""
    added = set(clause.tokens) - set(trimmed(clause).tokens)
    return clause.subject_at is not None and any(
        clause.subject_at < at < clause.verb_at and clause.doc[at].dep_ == "relcl" for at in added
    )


def _of_what_is_asked(asking: Asking) -> Iterator[Reason]:
    verb, kind = asking.statement.clause.verb, asking.fact.type
    is_named = _is_subject_named(asking)
    if kind is Type.TERM:
        yield Reason("a definition", 10)
    elif not is_named:
        yield Reason("subject without a name", -5)
    if kind is Type.REASON:
        yield Reason("a purpose or a cause", 15)
    if verb.lower_ in _VAGUE and not is_named:
        yield Reason("vague deed", -10)
    if _is_beside_the_point(asking):
        yield Reason("beside the point of its statement", -10)


def _of_form(asking: Asking, draft: Draft) -> Iterator[Reason]:
    question, fact = draft.question, asking.fact
    if asking.stem is not None and not isinstance(question, Cloze | TrueFalse | Flashcard):
        yield Reason("asked with a question word", 5)
    if fact.date is not None and fact.date.grain in {Grain.DAY, Grain.MONTH, Grain.YEAR}:
        yield Reason("exact date", 5)
    if fact.type is Type.ORGANISATION:
        yield Reason("name of uncertain kind", -10)
    if isinstance(question, TrueFalse):
        yield Reason("only two answers", -5)


def _is_subject_named(asking: Asking) -> bool:
    statement = asking.statement
    subject = statement.clause.subject
    if subject is None:
        return False
    first, last = subject.left_edge.idx, subject.right_edge.idx + len(subject.right_edge)
    if any(first <= m.start < last for m in statement.mentions):
        return True
    within = [statement.doc[at] for at in range(subject.left_edge.i, subject.right_edge.i + 1)]
    return any(is_people(token.text) or token.like_num for token in within)


def _is_beside_the_point(asking: Asking) -> bool:
    """Whether the fact hangs on another verb than the statement's own."""
    clause, fact = asking.statement.clause, asking.fact
    token = span_of(clause.doc, fact.start, fact.end).root
    while token.i not in {token.head.i, clause.verb.i}:
        token = token.head
        if token.pos_ in {"VERB", "AUX"} and token.dep_ in {"relcl", "advcl", "ccomp"}:
            return token.i != clause.verb.i and subject_of(token) is not None
    return False


def score_of(reasons: tuple[Reason, ...]) -> int:
    """The sum of the points."""
    return sum(reason.points for reason in reasons)

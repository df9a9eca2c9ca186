"""A sentence taken apart: its statements, each with its subject and its verb."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from study.generation.connectives import after_connectives
from study.generation.english import base_form
from study.generation.lexicon import lexicon
from study.generation.parses import Parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SAYS = lexicon(
    "say tell state note write report declare announce explain argue claim insist recall add "
    "emphasize emphasise stress admit acknowledge believe estimate suggest remark point "
    "conclude confirm warn observe predict maintain assert contend testify reveal"
)
_REMEMBERS = lexicon("remind see know remember recall notice understand")
_SMALL = frozenset({"also", "even", "again", "therefore", "thus"})
_TIMES_AND_REASONS = lexicon("after before when because although though since while")
_ADDED = frozenset({"relcl", "advcl", "acl", "appos", "prep"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement by its tokens, in order; none is held, so that a book's fit into memory.

    `is_inner` where it stands inside another statement and is told without that.
    """

    parse: Parse
    verb_at: int
    subject_at: int | None
    tokens: tuple[int, ...]
    says_at: int | None = None
    is_timed_by_context: bool = False
    is_inner: bool = False

    @property
    def doc(self) -> "Doc":
        """The sentence it stands in."""
        return self.parse.doc

    @property
    def verb(self) -> "Token":
        """Its verb."""
        return self.doc[self.verb_at]

    @property
    def subject(self) -> "Token | None":
        """The head of its subject, where it has one of its own."""
        return None if self.subject_at is None else self.doc[self.subject_at]

    @property
    def says(self) -> "Token | None":
        """The verb of telling that it hangs on."""
        return None if self.says_at is None else self.doc[self.says_at]

    @property
    def auxiliaries(self) -> "list[Token]":
        """The verb's auxiliaries before it, in order."""
        return [
            child
            for child in self.verb.lefts
            if child.dep_ in {"aux", "auxpass"} and child.i in self.tokens
        ]

    @property
    def is_existential(self) -> bool:
        """Whether it says that there is something."""
        return any(child.dep_ == "expl" and child.lower_ == "there" for child in self.verb.children)

    def has(self, token: "Token") -> bool:
        """Whether the statement is told with this token."""
        return token.i in self.tokens


def clauses(parse: Parse, *, is_speech: bool = False) -> tuple[Clause, ...]:
    """The statements of a sentence: its main clauses, or what is said to have been told.

    In a speech, "I would remind you that …" tells what follows it too.
    """
    doc = parse.doc
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if root is None or not is_finite(root):
        return ()
    start, is_timed = after_connectives(doc)
    told = _told(root, is_speech=is_speech)
    if told is not None:
        says, content = told
        found = _main(parse, content, start, is_timed=is_timed, says=says)
    else:
        found = _main(parse, root, start, is_timed=is_timed)
    aside = _bracketed(doc)
    every = (*found, *_within(parse, start)) if told is None else tuple(found)
    aside |= _small_words(doc)
    return tuple([_without(clause, aside) for clause in every])


def _small_words(doc: "Doc") -> frozenset[int]:
    """Adverbs that only tie a statement to the one before: also, even, once again."""
    found: set[int] = set()
    for token in doc:
        if token.dep_ == "advmod" and token.lower_ in _SMALL and token.i + 1 < len(doc):
            follows = doc[token.i + 1]
            if token.i and doc[token.i - 1].lower_ == "but":
                continue
            if follows.pos_ in {"VERB", "AUX"} or follows.dep_ == "neg":
                found.add(token.i)
                if token.lower_ == "again" and doc[token.i - 1].lower_ == "once":
                    found.add(token.i - 1)
    return frozenset(found)


def _within(parse: Parse, start: int) -> Iterator[Clause]:
    """The statements inside others: "…, which began in 1939", "after they recognized …"."""
    for token in parse.doc[start:]:
        if token.dep_ not in {"relcl", "advcl"} or not is_finite(token):
            continue
        subject = subject_of(token)
        if subject is None:
            continue
        if token.dep_ == "relcl" and subject.lower_ in {"which", "who"}:
            yield from _of_relative(parse, token, subject)
        elif token.dep_ == "advcl" and subject.pos_ != "PRON":
            yield from _of_adverbial(parse, token, subject)


def _of_relative(parse: Parse, verb: "Token", pronoun: "Token") -> Iterator[Clause]:
    """What is added about something named: the name takes the pronoun's place."""
    doc, named = parse.doc, verb.head
    is_named = named.pos_ == "PROPN" or any(
        child.dep_ == "compound" and child.pos_ == "PROPN" for child in named.lefts
    )
    if not is_named or doc[pronoun.i - 1].text != "," or _ends_a_name(named):
        return
    own = {token.i for token in verb.subtree} - {pronoun.i}
    before = [token.i for token in named.subtree if token.i < pronoun.i]
    tokens = (*sorted(_without_edges(doc, before)), *sorted(_without_edges(doc, own)))
    yield Clause(parse, verb.i, named.i, tokens, is_inner=True)


def _ends_a_name(named: "Token") -> bool:
    """Whether a name may only be the end of a longer one: "the Treaty on Genetic Resources"."""
    return named.dep_ == "pobj" and named.head.head.pos_ == "PROPN"


def _of_adverbial(parse: Parse, verb: "Token", subject: "Token") -> Iterator[Clause]:
    """What is told as the time or the reason of something else."""
    doc = parse.doc
    marks = [child for child in verb.children if child.dep_ == "mark" or child.tag_ == "WRB"]
    if len(marks) != 1 or marks[0].lower_ not in _TIMES_AND_REASONS or marks[0].i > subject.i:
        return
    if verb.i > verb.head.i or doc[verb.right_edge.i + 1].text != ",":
        return  # What stands at the end may belong to the main verb.
    own = {token.i for token in verb.subtree if token.i > marks[0].i}
    tokens = tuple(sorted(_without_edges(doc, own)))
    yield Clause(parse, verb.i, subject.i, tokens, is_inner=True)


def _bracketed(doc: "Doc") -> frozenset[int]:
    """The tokens between brackets, and the brackets."""
    inside: set[int] = set()
    depth = 0
    for token in doc:
        depth += token.text in {"(", "["}
        if depth:
            inside.add(token.i)
        depth -= token.text in {")", "]"} and depth > 0
    return frozenset(inside)


def _without(clause: Clause, tokens: frozenset[int]) -> Clause:
    return replace(clause, tokens=tuple([at for at in clause.tokens if at not in tokens]))


def trimmed(clause: Clause) -> Clause:
    """The statement without what is only added to it: ", which …", ", marking …"."""
    added: set[int] = set()
    for at in clause.tokens:
        token = clause.doc[at]
        if token.dep_ in _ADDED and token.i != clause.verb.i:
            added |= _added(clause, token)
    return replace(clause, tokens=tuple([at for at in clause.tokens if at not in added]))


def _added(clause: Clause, token: "Token") -> set[int]:
    """The tokens of an addition with the commas around it; none where it is no mere addition."""
    doc, first, last = clause.doc, token.left_edge.i, token.right_edge.i
    if (
        first == 0
        or doc[first - 1].text not in {",", "--", "—", "–"}
        or clause.verb.i in range(first, last + 1)
    ):
        return set()
    if clause.subject is not None and first <= clause.subject.i <= last:
        return set()
    if token.dep_ == "prep" and not (
        token.lower_ in {"including", "excluding"}
        or (token.lower_ == "with" and token.i > clause.verb.i)
    ):
        return set()
    if token.dep_ == "advcl" and token.i < clause.verb.i:
        return set()
    if token.dep_ == "appos" and (last - first < 3 or _is_list(token)):
        return set()
    ends = last + 1 < len(doc) and doc[last + 1].text == ","
    return set(range(first - 1, last + 1 + ends))


def _is_list(token: "Token") -> bool:
    """Whether an apposition is really an item of a list, which has no "and" before it."""
    return token.head.dep_ in {"conj", "appos"} or any(
        child.dep_ in {"conj", "cc"} for child in token.children
    )


def span_of(doc: "Doc", start: int, end: int) -> "Span":
    """The tokens that a stretch of the sentence's characters touches."""
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    return span


def is_finite(verb: "Token") -> bool:
    """Whether a verb, with its auxiliaries, makes a sentence."""
    if verb.pos_ not in {"VERB", "AUX"}:
        return False
    if (
        verb.tag_ == "VBN"
        and subject_of(verb) is not None
        and not any(child.dep_ in {"aux", "auxpass", "nsubjpass"} for child in verb.children)
    ):
        return True  # "followed" and "lengthened" look like participles.
    return verb.tag_ in _FINITE or any(
        child.dep_ in {"aux", "auxpass"} and child.tag_ in _FINITE for child in verb.children
    )


def subject_of(verb: "Token") -> "Token | None":
    """The head of the verb's subject, a clause as a subject aside."""
    return next((child for child in verb.children if child.dep_ in SUBJECTS), None)


def _told(root: "Token", *, is_speech: bool) -> "tuple[Token, Token] | None":
    """The verb of telling and the verb of what is told, where a sentence is made so."""
    speaks = is_speech and base_form(root) in _REMEMBERS and _is_i(subject_of(root))
    if base_form(root) not in _SAYS and not speaks:
        return None
    for child in root.children:
        if child.dep_ == "ccomp" and is_finite(child) and subject_of(child) is not None:
            return root, child
    return None


def _is_i(subject: "Token | None") -> bool:
    return subject is not None and subject.lower_ in {"i", "we"}


def _main(
    parse: Parse, root: "Token", start: int, *, is_timed: bool, says: "Token | None" = None
) -> Iterator[Clause]:
    doc, parts = parse.doc, [root, *_joined_clauses(root)]
    told_by = None if says is None else says.i
    whole = {token.i for token in root.subtree if token.i >= start}
    if says is not None:
        whole -= {child.i for child in root.children if child.dep_ == "mark"}
        whole = _without_edges(doc, whole)
    if len(parts) == 1:
        yield Clause(parse, root.i, _at(subject_of(root)), tuple(sorted(whole)), told_by, is_timed)
        return
    rest = set(whole)
    for part in parts[1:]:
        own = {token.i for token in part.subtree}
        for other in parts[1:]:
            if other.i != part.i and other.i in own:
                own -= {token.i for token in other.subtree}
        rest -= {token.i for token in part.subtree}
        tokens = tuple(sorted(_without_edges(doc, own)))
        yield Clause(parse, part.i, _at(subject_of(part)), tokens, told_by)
    tokens = tuple(sorted(_without_edges(doc, rest)))
    yield Clause(parse, root.i, _at(subject_of(root)), tokens, told_by, is_timed)


def _at(token: "Token | None") -> int | None:
    return None if token is None else token.i


def _joined_clauses(root: "Token") -> "list[Token]":
    """Verbs joined to the root that have a subject of their own."""
    found: list[Token] = []
    for child in root.children:
        if child.dep_ == "conj" and is_finite(child) and subject_of(child) is not None:
            found += [child, *_joined_clauses(child)]
    return found


def _without_edges(doc: "Doc", tokens: Iterable[int]) -> set[int]:
    """Tokens without the commas and conjunctions at their edges."""
    kept = sorted(tokens)
    while (
        kept
        and (doc[kept[-1]].is_punct or doc[kept[-1]].dep_ == "cc")
        and doc[kept[-1]].text
        not in {
            ")",
            "”",
            '"',
            "%",
        }
    ):
        kept.pop()
    while kept and (
        doc[kept[0]].text in {",", ";", ":", "—", "–", "-", "--"} or doc[kept[0]].dep_ == "cc"
    ):
        kept.pop(0)
    return set(kept)

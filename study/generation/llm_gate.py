"""What a model proposes becomes drafts: cited as it must be, and let through the same gate."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from study.domain.linting import lint_question
from study.domain.passages import Passage
from study.domain.questions import (
    AnyQuestion,
    Citation,
    Flashcard,
    Provenance,
    TrueFalse,
)
from study.generation.documents import titled
from study.generation.drafts import Draft, Reason, Source
from study.generation.grounded import Grounded
from study.generation.grounding import failures
from study.generation.library import Library
from study.generation.llm_attributing import plainer
from study.generation.llm_citing import cited
from study.generation.llm_claims import has_its_figures, is_false_as_it_says
from study.generation.llm_reading import Item, Json
from study.generation.llm_rivals import has_rival
from study.generation.llm_roles import is_denied, is_turned_round
from study.generation.making import citation, named
from study.generation.selecting import Chosen

# A question, or sentences about what is wrong with its fields.
Validate: TypeAlias = Callable[[Mapping[str, Any]], AnyQuestion | tuple[str, ...]]

FOLLOWS = Reason("its quote proves it", 50)
RIVALLED = Reason("its quote has another answer of that sort", -10)
# Nobody reads a question that is longer; and how words hang together is not worked out for ever.
LONGEST_TEXT = 1_000
_MOST_SHOWN = 80
_DROPPED = frozenset({"cite", "explanation", "hint", "feedback", "tags"})

_LINK = re.compile(r"(?i)\bhttps?:|\bwww\.|\]\(|!\[|<\w+[ >/]|\bjavascript:")

# Why something is not offered, for the reader; the gate's own names are those of its checks.
SENTENCES = {
    "no citation": "It cites no passage.",
    "passage unknown": "It cites a passage that it was not given.",
    "quote found": "Its quote is not in the document, word for word.",
    "quote elsewhere": "Its quote stands in another passage than the one it cites.",
    "quote length": "Its quote is too short to prove anything, or its sentence too long to be one.",
    "shape": "It is no question as it was asked for.",
    "too long": "It is longer than a question can be.",
    "link": "It holds a link or markup, which nothing but an author may write.",
    "key in quote": "Its answer does not follow from the quote.",
    "numbers agree": "It has a figure that the quote does not have.",
    "names agree": "It has a name that is not near the quote.",
    "negation agrees": "It denies what the quote says, or says what the quote denies.",
    "answer type agrees": "Its answer is not of the kind that it asks for.",
    "answer hidden": "Its answer stands in the question.",
    "one right answer": "More than one of its options can be right, or none is wrong.",
    "about its quotes": "It asks about something else than its quote.",
    "wrong everywhere": "A wrong option is right by another sentence of the library.",
    "answered alike": "Another sentence of the library gives another answer.",
    "roles agree": "It turns round who does what to whom.",
    "asked already": "The same is asked already.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A proposal that is no draft: its number among those sent, how it begins, and why not."""

    number: int
    words: str
    reason: str
    sentence: str


@dataclass
class Gate:
    """Makes drafts of proposals about the passages that were shown."""

    library: Library
    validate: Validate
    provenance: Provenance
    shown: Mapping[str, Passage] = field(default_factory=dict)
    chosen: Chosen = field(default_factory=Chosen)
    number: int = 0

    def take(self, item: Item, version: str = "") -> Draft | Refusal:
        """The draft in what a model sent, or why it is none; `version` is the model's."""
        self.number += 1
        found = self._draft(item, replace(self.provenance, version=version))
        if not isinstance(found, Draft):
            reason, told = found
            sentence = f"{SENTENCES.get(reason, '')} {told}".strip()
            return Refusal(self.number, _words_of(item), reason, sentence)
        self.chosen.take(found)
        return found

    def _draft(self, item: Item, provenance: Provenance) -> Draft | tuple[str, str]:
        sources = cited(item, self.library, self.shown)
        if isinstance(sources, str):
            return sources, ""
        question = self.validate(self._fields(item, sources))
        if isinstance(question, tuple):
            return "shape", " ".join(question)
        texts = list(_texts(item))
        if any(len(text) > LONGEST_TEXT for text in texts):
            return "too long", ""
        if any(_LINK.search(text) for text in texts):
            return "link", ""
        explanation = _explained(self.library, sources)
        question = replace(question, provenance=provenance, explanation=explanation)
        draft = _drafted(question, sources, self.library)
        return self._why_not(draft) or draft

    def _why_not(self, draft: Draft) -> tuple[str, str] | None:
        failed = self._failed(draft.question)
        if failed:
            return failed, _weakness(draft.question, self.library, failed)
        plain = Grounded(plainer(draft.question, self.library), self.library)
        if not has_its_figures(plain):
            return "numbers agree", ""
        if not is_false_as_it_says(plain):
            return "key in quote", ""
        quotes = [source.quote for source in draft.sources]
        if is_denied(draft.question, quotes):
            return "negation agrees", ""
        if is_turned_round(draft.question, quotes):
            return "roles agree", ""
        return ("asked already", "") if self.chosen.is_repeated(draft) else None

    def _failed(self, question: AnyQuestion) -> str:
        """The first check that a question fails, or "".

        The gate knows only how this program names a source; models name theirs in other ways.
        """
        failed = failures(question, self.library)
        if failed[:1] in {("numbers agree",), ("names agree",)}:
            failed = failures(plainer(question, self.library), self.library)
            if not failed or failed[0].startswith("lint: "):
                passages = Grounded(question, self.library).passage
                found = lint_question(question, passages=passages)
                failed = tuple([f"lint: {it.check}" for it in found])
        return failed[0] if failed else ""

    def _fields(self, item: Item, sources: Sequence[Source]) -> dict[str, Json]:
        """The proposal's fields, with an id of its own and the sentences it rests on."""
        words = str(item.get("prompt") or item.get("text") or "")
        place = [(it.document, it.start) for it in sources]
        cites = [_cite(citation(self.library, source)) for source in sources]
        return {**item, "id": named("model", words, (place, words)), "cite": cites}


def _cite(of: Citation) -> dict[str, str]:
    quote = of.quote
    fields = {"document": of.document, "quote": quote.exact}
    return fields | {"prefix": quote.prefix, "suffix": quote.suffix}


# --- the draft -----------------------------------------------------------------------------


def _drafted(question: AnyQuestion, sources: tuple[Source, ...], library: Library) -> Draft:
    first = sources[0]
    reasons = (FOLLOWS, RIVALLED) if has_rival(Grounded(question, library)) else (FOLLOWS,)
    return Draft(
        question=question,
        sources=sources,
        answer=key_of(question, library),
        fact=(first.document, first.start, first.end),
        rules=(question.kind, f"{question.provenance.name}, {question.kind}"),
        score=sum(reason.points for reason in reasons),
        reasons=reasons,
    )


def key_of(question: AnyQuestion, library: Library) -> str:
    """The key of a question in words."""
    match question:
        case TrueFalse(answer=answer):
            return "true" if answer else "false"
        case Flashcard(answer=answer):
            return answer
        case _:
            return "; ".join(Grounded(question, library).keys)


def _explained(library: Library, sources: Sequence[Source]) -> str:
    """The sentences themselves and where they stand: what a model would add is not proved."""
    told = [f"{it.quote} ({titled(library.documents[it.document])})" for it in sources]
    return " ".join(" ".join(told).split())


def _texts(value: Json) -> Iterator[str]:
    """The texts of a proposal that are taken over, its quotes aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _DROPPED:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _words_of(item: Item) -> str:
    """How a proposal begins, in one line that can be shown anywhere."""
    asked = str(item.get("prompt") or item.get("text") or item.get("type") or "")
    line = "".join(it for it in " ".join(asked.split()) if it.isprintable())
    return f"{line[:_MOST_SHOWN]}…" if len(line) > _MOST_SHOWN else line


def _weakness(question: AnyQuestion, library: Library, reason: str) -> str:
    """What an item-writing check says, where it is one that a question fails."""
    passages = Grounded(question, library).passage
    found = lint_question(question, passages=passages)
    return " ".join([it.message for it in found if reason == f"lint: {it.check}"][:1])

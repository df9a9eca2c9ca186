"""A bank's citations against the texts they come from; what cannot be proved stays a draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from study.banks.brought import Incomplete
from study.banks.documents import DocumentFile
from study.banks.explaining import field_path
from study.banks.problems import MOST_PROBLEMS, Problem
from study.banks.reading import Reading
from study.banks.writing import standing_alone
from study.banks.yaml_events import Path as FieldPath
from study.domain.deriving import underivable
from study.domain.passages import Passage, passage_at, split
from study.domain.questions import AnyQuestion, Bank, Citation
from study.domain.quoting import Found, Index, Quote, State, closest, index, locate

# Looking for the closest passage takes milliseconds, which a file full of errors must not add up.
_MOST_COMPARED = 100
_MISSING = Found(State.MISSING)
_TOLD_EVERY = 500
UNCITED = "It cites no passage."


@dataclass(frozen=True, slots=True)
class Located:
    """A citation's outcome: where in which document its quote stands, in which passage."""

    document: str
    quote: Quote
    found: Found
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class CitedText:
    """A document ready for looking up quotes."""

    file: DocumentFile
    index: Index
    passages: tuple[Passage, ...]


def cited_text(document: DocumentFile) -> CitedText:
    """The document, prepared once for all of the quotes that are looked up in it."""
    return CitedText(document, index(document.text), split(document.text))


class BankCheck:
    """One bank's citations while they are located; problems are added to those given."""

    def __init__(
        self,
        reading: Reading,
        bank: Bank,
        texts: Mapping[str, CitedText],
        name: str,
        problems: list[Problem],
    ) -> None:
        self.reading = reading
        self.bank = bank
        self.texts = texts
        self.name = name
        self.problems = problems
        self.drafts: list[Incomplete] = []
        self.compared = 0

    def citations(self, progress: Callable[[int, int], None]) -> dict[str, tuple[Located, ...]]:
        """Every question's citations, located; what cannot be is reported, and a draft."""
        located = {}
        for done, question in enumerate(self.bank.questions, start=1):
            located[question.id] = self._question(question)
            if done % _TOLD_EVERY == 0 or done == len(self.bank.questions):
                progress(done, len(self.bank.questions))
        return located

    def _question(self, question: AnyQuestion) -> tuple[Located, ...]:
        located = tuple([self._locate(citation) for citation in question.citations])
        if not located:
            self._report_uncited(question)
            return located
        unproved = [(n, it) for n, it in enumerate(located) if it.passage is None]
        if unproved:
            self._report_unproved(question, unproved)
            return located
        lacking = underivable(question)
        if lacking and "key-not-in-quote" not in dict(question.waive):
            own = {"numeric": "answer", "short": "answers"}.get(question.kind, "text")
            message = f"“{lacking[:80]}” is not in the quotes: the key is an inference from them."
            fix = "Cite the passage that says it, or explain the step."
            self._report(question.id, (own,), message, fix, is_warning=True)
        return located

    def _locate(self, citation: Citation) -> Located:
        text = self.texts.get(citation.document)
        if text is None:
            return Located(citation.document, citation.quote, _MISSING)
        found = locate(citation.quote, text.index)
        if found.span is None:
            return Located(citation.document, citation.quote, found)
        passage = passage_at(text.passages, found.span.start)
        return Located(citation.document, citation.quote, found, passage.number)

    def _report_uncited(self, question: AnyQuestion) -> None:
        # Files of other programs cite nothing throughout: there the drafts say it, once each.
        if self.reading.can_cite:
            message = "The question cites no passage, so it stays a draft."
            self._report(question.id, (), message, "Add `cite:` with a quote.", is_warning=True)
        self._keep_as_draft(question, [UNCITED])

    def _report_unproved(self, question: AnyQuestion, unproved: list[tuple[int, Located]]) -> None:
        for number, it in unproved:
            if it.document in self.texts:
                self._report_quote(question.id, number, it)
        self._keep_as_draft(question, [self._reason(it) for _, it in unproved])

    def _reason(self, located: Located) -> str:
        if located.document not in self.texts:
            return f"The document “{located.document}” is not here."
        is_twice = located.found.state is State.AMBIGUOUS
        where = "stands more than once" if is_twice else "is not"
        return f"The quote “{located.quote.exact[:80]}” {where} in “{located.document}”."

    def _keep_as_draft(self, question: AnyQuestion, reasons: list[str]) -> None:
        self.drafts.append(
            Incomplete(
                id=question.id,
                kind=question.kind,
                fields=standing_alone(question),
                reasons=tuple(dict.fromkeys(reasons)),
                line=self.reading.positions.get(question.id, 1),
            )
        )

    # --- problems ------------------------------------------------------------------------

    def _report_quote(self, question: str, number: int, located: Located) -> None:
        document = located.document
        if located.found.state is State.AMBIGUOUS:
            message = f"The quote stands more than once in “{document}”."
            fix = "Add a `prefix` or `suffix`: the words just before or after it."
        else:
            message = f"The quote is not in “{document}”."
            fix = "Copy the words exactly as the document has them."
            if self.compared < _MOST_COMPARED:
                self.compared += 1
                message += self._closest(located)
        self._report(question, ("cite", number, "quote"), message, fix)

    def _closest(self, located: Located) -> str:
        text = self.texts[located.document]
        near = closest(located.quote, text.index)
        if near is None:
            return " Nothing in it is like it."
        passage = passage_at(text.passages, near.span.start).number
        marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
        words = " ".join(marks[kind].format(run) for kind, run in near.difference)
        return f" Closest is passage {passage}: {words}"

    def _report(
        self, question: str, path: FieldPath, message: str, fix: str, *, is_warning: bool = False
    ) -> None:
        line, column = self.reading.positions.get(question, 1), 1
        if len(self.problems) < MOST_PROBLEMS and question in self.reading.source.extents:
            line, column = self.reading.source.place(question, path)
        problem = Problem(
            file=self.name,
            line=line,
            column=column,
            question=question,
            field=field_path(path),
            message=message,
            fix=fix,
        )
        self.problems.append(replace(problem, severity="warning") if is_warning else problem)

"""The bank file, format 1: these models are its definition; the JSON schema is made from them."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    TypeAdapter,
    model_validator,
)

from study.banks.fields import (
    MOST_DOCUMENTS,
    MOST_OPTIONS,
    BankSlug,
    Cited,
    ClozeText,
    DifferentTexts,
    Difficulty,
    Figure,
    Language,
    Remark,
    Sequenced,
    Share,
    Slug,
    Tags,
    Text,
    Truth,
    Waivers,
    all_different,
    wrong,
)
from study.domain import questions
from study.domain.questions import AnyQuestion, Citation, Defaults
from study.domain.quoting import Quote

FORMAT = "study-bank/1"


class Shape(BaseModel):
    """A group of fields; one it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Cite(Shape):
    """One passage that proves the key, word for word."""

    document: Slug = ""
    quote: Cited
    prefix: Remark = ""
    suffix: Remark = ""


class Provenance(Shape):
    """Who or what wrote the question."""

    by: Literal["hand", "generator", "model"] = "hand"
    name: Remark = ""
    version: Remark = ""
    reviewed_by: Remark = ""


class Option(Shape):
    """One choice."""

    text: Text
    correct: Truth = False
    feedback: Remark = ""


class Accept(Shape):
    """What a typed answer must keep to."""

    case: Truth = False
    accents: Truth = False
    typos: Truth = True
    order: Truth = False


class Question(Shape):
    """What every type of question has; `domain` gives the question itself."""

    id: Slug
    explanation: Remark = ""
    hint: Remark = ""
    tags: Tags = []
    difficulty: Difficulty | None = None
    cite: Annotated[list[Cite], Field(max_length=MOST_OPTIONS)] = []
    provenance: Provenance = Provenance()
    waive: Waivers = {}

    def shared(self, defaults: Defaults) -> dict[str, Any]:
        """The fields every type has, what is left out filled in from the defaults."""
        by = self.provenance
        return {
            "id": self.id,
            "citations": tuple([_citation(cite, defaults) for cite in self.cite]),
            "explanation": self.explanation,
            "hint": self.hint,
            "tags": tuple(self.tags) if "tags" in self.model_fields_set else defaults.tags,
            "difficulty": self.difficulty,
            "provenance": _provenance(by.by, by.name, by.version, by.reviewed_by),
            "waive": tuple(self.waive.items()),
        }


# Most questions of a file have the same one.
_provenance = lru_cache(maxsize=64)(questions.Provenance)


def _citation(cite: Cite, defaults: Defaults) -> Citation:
    quote = Quote(cite.quote, cite.prefix, cite.suffix)
    return Citation(cite.document or defaults.document, quote)


class Flashcard(Question):
    """A prompt and its answer."""

    type: Literal["flashcard"]
    prompt: Text
    answer: Text
    reverse: Truth = False

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.Flashcard(
            prompt=self.prompt, answer=self.answer, reverse=self.reverse, **self.shared(defaults)
        )


class Cloze(Question):
    """A text with deletions, one card per number."""

    type: Literal["cloze"]
    text: ClozeText

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.Cloze(text=self.text, **self.shared(defaults))


def _differ(options: list[Option]) -> list[Option]:
    all_different([option.text for option in options])
    return options


def _one_correct(options: list[Option]) -> list[Option]:
    correct = [option for option in options if option.correct]
    if not correct:
        raise wrong("No option is the right one.", "Write `correct: true` under the right option.")
    if len(correct) > 1:
        sentence = f"{len(correct)} options are marked correct; a `single` has exactly one."
        raise wrong(sentence, "Leave one, or write `type: multiple`.")
    return _differ(options)


def _some_correct(options: list[Option]) -> list[Option]:
    correct = sum(option.correct for option in options)
    if not correct:
        raise wrong("No option is a right one.", "Write `correct: true` under each right option.")
    if correct == len(options):
        raise wrong("Every option is marked correct.", "Add one that is wrong.")
    return _differ(options)


_Options = Annotated[list[Option], Field(min_length=2, max_length=MOST_OPTIONS)]


class Single(Question):
    """One right option among several."""

    type: Literal["single"]
    prompt: Text
    options: Annotated[_Options, AfterValidator(_one_correct)]
    shuffle: Truth = True

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.Single(**_choice(self), **self.shared(defaults))


class Multiple(Question):
    """Several right options among more."""

    type: Literal["multiple"]
    prompt: Text
    options: Annotated[_Options, AfterValidator(_some_correct)]
    shuffle: Truth = True

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.Multiple(**_choice(self), **self.shared(defaults))


def _choice(asked: Single | Multiple) -> dict[str, Any]:
    options = [questions.Option(it.text, it.correct, it.feedback) for it in asked.options]
    return {"prompt": asked.prompt, "options": tuple(options), "shuffle": asked.shuffle}


class TrueFalse(Question):
    """A statement that is true or false."""

    type: Literal["true_false"]
    prompt: Text
    answer: Truth
    correction: Remark = ""

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.TrueFalse(
            prompt=self.prompt,
            answer=self.answer,
            correction=self.correction,
            **self.shared(defaults),
        )


class Short(Question):
    """A few words, typed."""

    type: Literal["short"]
    prompt: Text
    answers: DifferentTexts
    accept: Accept = Accept()

    def domain(self, defaults: Defaults) -> AnyQuestion:
        keep = self.accept
        return questions.Short(
            prompt=self.prompt,
            answers=tuple(self.answers),
            accept=questions.Accept(keep.case, keep.accents, keep.typos, keep.order),
            **self.shared(defaults),
        )


class Numeric(Question):
    """A number, typed."""

    type: Literal["numeric"]
    prompt: Text
    answer: Figure
    unit: Remark = ""
    tolerance: Share = questions.Tolerance()

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.Numeric(
            prompt=self.prompt,
            answer=self.answer,
            unit=self.unit,
            tolerance=self.tolerance,
            **self.shared(defaults),
        )


class Ordering(Question):
    """Items to be put in order, written in the right one."""

    type: Literal["ordering"]
    prompt: Text
    items: Sequenced

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.Ordering(
            prompt=self.prompt, items=tuple(self.items), **self.shared(defaults)
        )


_Pair = Annotated[list[Text], Field(min_length=2, max_length=2)]


class Matching(Question):
    """Left-hand items to be joined to right-hand ones."""

    type: Literal["matching"]
    prompt: Text
    pairs: Annotated[list[_Pair], Field(min_length=2, max_length=MOST_OPTIONS)]
    extra: Annotated[list[Text], Field(max_length=MOST_OPTIONS)] = []

    @model_validator(mode="after")
    def _sides_differ(self) -> "Matching":
        all_different([left for left, _ in self.pairs])
        rights = {right for _, right in self.pairs}
        all_different([*rights, *self.extra])
        return self

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.Matching(
            prompt=self.prompt,
            pairs=tuple([(left, right) for left, right in self.pairs]),
            extra=tuple(self.extra),
            **self.shared(defaults),
        )


def _two_passages(cites: list[Cite]) -> list[Cite]:
    if len(cites) < 2:
        raise wrong("A comparison cites two passages or more.", "Add the passage it compares with.")
    return cites


class Comparison(Question):
    """Two sources side by side, rated by the learner."""

    type: Literal["comparison"]
    prompt: Text
    points: DifferentTexts
    answer: Text
    cite: Annotated[list[Cite], Field(max_length=MOST_OPTIONS), AfterValidator(_two_passages)]

    def domain(self, defaults: Defaults) -> AnyQuestion:
        return questions.Comparison(
            prompt=self.prompt,
            points=tuple(self.points),
            answer=self.answer,
            **self.shared(defaults),
        )


AnyShape = Annotated[
    Flashcard
    | Cloze
    | Single
    | Multiple
    | TrueFalse
    | Short
    | Numeric
    | Ordering
    | Matching
    | Comparison,
    Discriminator("type"),
]


class DocumentEntry(Shape):
    """A cited text and where it is, relative to the bank's own file."""

    id: Slug
    file: Text


class DefaultsEntry(Shape):
    """What questions take on where they leave it out."""

    document: Slug = ""
    tags: Tags = []


class Head(Shape):
    """A bank file without its questions."""

    format: Literal["study-bank/1"]
    id: BankSlug
    title: Text
    description: Remark = ""
    language: Language = "en"
    license: Remark = ""
    authors: Annotated[list[Text], Field(max_length=MOST_OPTIONS)] = []
    defaults: DefaultsEntry = DefaultsEntry()
    documents: Annotated[list[DocumentEntry], Field(max_length=MOST_DOCUMENTS)] = []
    waive: Waivers = {}

    def domain(self, asked: Sequence[AnyQuestion]) -> questions.Bank:
        """The bank itself, with these questions."""
        return questions.Bank(
            **self.model_dump(exclude={"format", "authors", "defaults", "documents", "waive"}),
            waive=tuple(self.waive.items()),
            authors=tuple(self.authors),
            defaults=self.filled(),
            documents=tuple(
                questions.DocumentRef(entry.id, entry.file) for entry in self.documents
            ),
            questions=tuple(asked),
        )

    def filled(self) -> Defaults:
        """The defaults as questions take them on."""
        return Defaults(self.defaults.document, tuple(self.defaults.tags))


class BankFile(Head):
    """A study bank: questions whose answers lead back to exact words of documents."""

    questions: list[AnyShape]


QUESTION: TypeAdapter[Any] = TypeAdapter(AnyShape)


def schema() -> dict[str, Any]:
    """The JSON schema by which editors complete and check bank files."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | BankFile.model_json_schema()


def schema_text() -> str:
    """What questions/bank.schema.json holds."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"

"""Results taken apart: by question, by tag, by passage, and the analysis of the questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from study.actions.results import Gathered
from study.domain.item_analysis import FEW, WholeFigures, verdict, whole_figures
from study.domain.passages import Passage, marked
from study.domain.quoting import Span
from study.domain.results import Try
from study.domain.tallies import (
    MOST_SAID,
    Analysed,
    OptionCount,
    Said,
    SaidCount,
    Tally,
    Thirds,
    analysed,
    by_question,
    guess,
    in_words,
    is_one_test,
    matrix_of,
    option_counts,
    said_counts,
    tally,
    thirds,
)
from study.storage.results import Resting
from study.web.class_charts import STEP_NAMES
from study.web.class_results import Place, prompts
from study.web.words import KIND_NAMES

# By how much two thirds of a class have to differ to be worth a word.
CLEARLY = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question with how the class answered it."""

    position: int
    question_id: int
    prompt: str
    kind_name: str
    tags: tuple[str, ...]
    tally: Tally
    options: tuple[OptionCount, ...]
    said: tuple[SaidCount, ...]
    others: int
    blank: int
    remarks: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """A question's figures; `intended` is its share of the points in per cent."""

    position: int
    prompt: str
    analysed: Analysed
    intended: float
    verdict: str

    @property
    def is_withheld(self) -> bool:
        """Whether so few were asked it that chance decides most of its figures."""
        return self.analysed.attempts < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A whole test's figures and those of each question; `is_withheld` while there are too few."""

    attempts: int
    items: tuple[ItemView, ...]
    whole: WholeFigures
    is_withheld: bool
    is_one_test: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TagView:
    """How the class did on the questions of a tag."""

    name: str
    tally: Tally
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tinted:
    """A passage as it is set; `tally` is how the class did on what rests on it, if anything."""

    number: int
    is_heading: bool
    label: str
    pieces: tuple[tuple[str, bool], ...]
    words: int
    tally: Tally | None
    positions: tuple[int, ...]

    @property
    def step(self) -> int | None:
        """In which of five steps it was understood; None where nobody answered."""
        return self.tally.step if self.tally else None


def question_views(
    found: Gathered,
    tries: Sequence[Try],
    said: Mapping[int, Sequence[Said]],
    places: Mapping[int, tuple[Place, ...]],
) -> tuple[QuestionView, ...]:
    """Every question with what these attempts say to it."""
    named = {(it.learner, it.number) for it in tries}
    marks, best = by_question(tries), thirds(tries)
    lines = prompts(found)
    return tuple(
        _question_view(
            found,
            it.position,
            lines[it.position],
            tally((it.position,), marks),
            [one for one in said.get(it.position, ()) if (one.learner, one.number) in named],
            best,
            places.get(it.position, ()),
        )
        for it in found.questions
    )


def _question_view(
    found: Gathered,
    position: int,
    prompt: str,
    counted: Tally,
    said: Sequence[Said],
    best: Thirds,
    places: tuple[Place, ...],
) -> QuestionView:
    question = found.asked[position]
    options = option_counts(question, said, best)
    words = () if options else said_counts(question, said)
    return QuestionView(
        position=position,
        question_id=next(it.question_id for it in found.questions if it.position == position),
        prompt=prompt,
        kind_name=KIND_NAMES[question.kind],
        tags=question.tags,
        tally=counted,
        options=options,
        said=words[:MOST_SAID],
        others=sum(it.count for it in words[MOST_SAID:]),
        blank=sum(not in_words(question, it.given) for it in said),
        remarks=option_remarks(options),
        places=places,
    )


def option_remarks(options: Sequence[OptionCount]) -> tuple[str, ...]:
    """What the counts of the options say: who chose what, and what nobody fell for."""
    found = []
    for it in options:
        if it.top is None or it.bottom is None:
            continue
        if not it.is_key and it.top - it.bottom >= CLEARLY:
            found.append(f"“{it.text}” drew more of the best third than of the weakest.")
        if it.is_key and it.bottom - it.top >= CLEARLY:
            found.append("The key was chosen less by the best third than by the weakest: check it.")
    idle = [it for it in options if not it.is_key and not it.count]
    if idle and sum(it.count for it in options) >= FEW:
        names = ", ".join(f"“{it.text}”" for it in idle)
        found.append(f"Nobody chose {names}.")
    return tuple(found)


def analysis(found: Gathered, tries: Sequence[Try]) -> Analysis:
    """Moodle's figures over these attempts; what too few attempts cannot tell is withheld."""
    guesses = {p: guess(question) for p, question in found.asked.items()}
    figures = analysed(tries, found.points, guesses)
    total, lines = sum(found.points.values()), prompts(found)
    used = [p for p, it in figures.items() if not it.unmarked]
    same = is_one_test(tries)
    return Analysis(
        attempts=len(tries),
        items=tuple(
            ItemView(
                position=p,
                prompt=lines[p],
                analysed=it,
                intended=100 * found.points[p] / total if total else 0.0,
                verdict=item_verdict(it),
            )
            for p, it in figures.items()
        ),
        whole=whole_figures(matrix_of(tries, used, found.points) if same else []),
        is_withheld=len(tries) < FEW,
        is_one_test=same,
    )


def headline(made: Analysis) -> str:
    """Which questions of a test deserve a look, in a sentence."""
    said = [it for it in made.items if it.verdict]
    wrong = [it for it in said if it.verdict.startswith("Negative")]
    if not said:
        return "No question stands out: each tells apart who knows the rest and who does not."
    found = f"{len(said)} of {len(made.items)} questions deserve a look."
    if not wrong:
        return found
    numbers = ", ".join(str(it.position) for it in wrong)
    one = len(wrong) == 1
    return (
        f"{found} {'Question' if one else 'Questions'} {numbers} {'was' if one else 'were'} "
        f"answered better by those who know less: check the {'key' if one else 'keys'} first."
    )


def item_verdict(it: Analysed) -> str:
    """What a question's figures say in words."""
    if it.figures is None:
        one = it.unmarked == 1
        return f"{it.unmarked} {'answer waits' if one else 'answers wait'} for a mark."
    return verdict(it.figures, it.attempts)


def tag_views(found: Gathered, tries: Sequence[Try]) -> tuple[TagView, ...]:
    """How the class did by tag, the least known first."""
    marks = by_question(tries)
    by_tag: dict[str, list[int]] = {}
    for position, question in found.asked.items():
        for tag in question.tags or ("",):
            by_tag.setdefault(tag, []).append(position)
    views = [
        TagView(name=name, tally=tally(positions, marks), positions=tuple(positions))
        for name, positions in by_tag.items()
    ]
    return tuple(sorted(views, key=lambda it: (_known(it.tally), it.name)))


def _known(of: Tally) -> float:
    return 2.0 if of.share is None else of.share


def tinted(
    passages: Sequence[Passage], resting: Sequence[Resting], tries: Sequence[Try]
) -> tuple[Tinted, ...]:
    """A text's passages, each with how these attempts did on the questions that rest on it."""
    marks = by_question(tries)
    here: dict[int, list[Resting]] = {}
    for it in resting:
        here.setdefault(it.passage, []).append(it)
    return tuple(_tinted(passage, here.get(passage.number, ()), marks) for passage in passages)


def _tinted(
    passage: Passage, resting: Sequence[Resting], marks: Mapping[int, Sequence[float | None]]
) -> Tinted:
    label, pieces = marked(passage, [Span(it.span.start, it.span.end) for it in resting])
    positions = tuple(dict.fromkeys(it.position for it in resting))
    return Tinted(
        number=passage.number,
        is_heading=passage.is_heading,
        label=label,
        pieces=pieces,
        words=len(passage.text.split()),
        tally=tally(positions, marks) if positions else None,
        positions=positions,
    )


def least_understood(passages: Sequence[Tinted]) -> tuple[Tinted, ...]:
    """The passages that questions rest on and that were answered, the least understood first."""
    known = [it for it in passages if it.tally is not None and it.tally.share is not None]
    return tuple(sorted(known, key=lambda it: (_known(it.tally or NOTHING), it.number)))


NOTHING = Tally(share=None, answers=0, questions=0)


def tint_words(of: Tally) -> str:
    """How a passage was understood, as it stands beside it."""
    if of.share is None:
        return "nobody has answered yet"
    questions = f"{of.questions} {'question' if of.questions == 1 else 'questions'}"
    answers = f"{of.answers} {'answer' if of.answers == 1 else 'answers'}"
    return f"{STEP_NAMES[of.step or 1]}: {questions}, {answers}"

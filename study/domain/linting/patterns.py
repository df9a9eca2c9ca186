"""H20, H24: what somebody who knows nothing could make of a bank's habits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb, sqrt

from study.domain.linting.findings import Flaw
from study.domain.questions import AnyQuestion, Single, TrueFalse

FEWEST = 8
# How many standard errors, and how many points of score, a habit must lie above chance.
_SURE = 2.5
_WORTH_IT = 0.15
_UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Guessing:
    """What a way of guessing scores on some questions, and what blind guessing scores there."""

    questions: int
    score: float
    chance: float
    errors: float

    @property
    def pays(self) -> bool:
        """Whether the score lies above chance by more than chance explains."""
        return (
            self.questions >= FEWEST
            and self.score - self.chance >= _WORTH_IT
            and self.errors >= _SURE
        )


def by_length(questions: Sequence[AnyQuestion], *, longest: bool) -> Guessing:
    """What always taking the longest, or the shortest, option of single choices scores."""
    singles = [it for it in questions if isinstance(it, Single)]
    return _guessing([(_hit(it, longest=longest), len(it.options)) for it in singles])


def _hit(question: Single, *, longest: bool) -> float:
    """What that guess scores: of several equally long ones it takes any."""
    lengths = [len(option.text) for option in question.options]
    extreme = max(lengths) if longest else min(lengths)
    taken = [it.correct for it, n in zip(question.options, lengths, strict=True) if n == extreme]
    return sum(taken) / len(taken)


def by_place(questions: Sequence[AnyQuestion]) -> tuple[Guessing, ...]:
    """What always taking the first, the second, ... option of single choices scores."""
    singles = [it for it in questions if isinstance(it, Single)]
    most = max((len(it.options) for it in singles), default=0)
    return tuple(
        _guessing(
            [
                (float(it.options[place].correct), len(it.options))
                for it in singles
                if place < len(it.options)
            ]
        )
        for place in range(most)
    )


def _guessing(hits: Sequence[tuple[float, int]]) -> Guessing:
    count = len(hits)
    if not count:
        return Guessing(0, 0.0, 0.0, 0.0)
    scored = sum(hit for hit, _ in hits)
    expected = sum(1 / options for _, options in hits)
    spread = sqrt(sum((1 / options) * (1 - 1 / options) for _, options in hits))
    errors = (scored - expected - 0.5) / spread if spread else 0.0
    return Guessing(count, scored / count, expected / count, errors)


def option_length_bias(questions: Sequence[AnyQuestion]) -> Iterator[Flaw]:
    """H24: always taking the longest option, or the shortest, pays."""
    for name, longest in (("longest", True), ("shortest", False)):
        guess = by_length(questions, longest=longest)
        if guess.pays:
            yield Flaw(
                f"Who always takes the {name} option scores {_share(guess.score)} on the "
                f"{guess.questions} single-choice questions; chance gives {_share(guess.chance)}.",
                "Make options about equally long: shorten keys to what answers the question, and "
                "give wrong ones as much detail.",
                ("questions",),
            )
            return


_ON_PAPER = (
    "Spread the keys over all places: shuffling hides it here, but not on paper or in other "
    "programs."
)


def key_position_skew(questions: Sequence[AnyQuestion]) -> Iterator[Flaw]:
    """H20: keys stand in one place more often than chance puts them there."""
    fixed = [it for it in questions if isinstance(it, Single) and not it.shuffle]
    for some, where, fix in (
        (
            fixed,
            "which are not shuffled",
            "Spread the keys over all places, or let them be shuffled.",
        ),
        (questions, "as the file has them", _ON_PAPER),
    ):
        best = max(enumerate(by_place(some)), key=lambda it: it[1].errors, default=None)
        if best is not None and best[1].pays:
            place, guess = best
            yield Flaw(
                f"In the {guess.questions} single-choice questions, {where}, the key is option "
                f"{place + 1} in {_share(guess.score)}; chance gives {_share(guess.chance)}.",
                fix,
                ("questions",),
            )
            return


def true_false_skew(questions: Sequence[AnyQuestion]) -> Iterator[Flaw]:
    """H20: nearly all statements are true, or nearly all false."""
    answers = [it.answer for it in questions if isinstance(it, TrueFalse)]
    count, trues = len(answers), sum(answers)
    more = max(trues, count - trues)
    if count < FEWEST or 2 * _tail(count, more) > _UNLIKELY:
        return
    name = "true" if trues == more else "false"
    yield Flaw(
        f"Of {count} statements {more} are {name}: who says so every time is seldom wrong.",
        f"Turn some of them round, so that about half are {name}.",
        ("questions",),
    )


def _tail(count: int, hits: int) -> float:
    """How likely a fair coin is to fall on one side this often or more often."""
    if count > 1_000:
        return 0.0 if hits - count / 2 > 2 * sqrt(count / 4) else 1.0
    return float(sum(comb(count, k) for k in range(hits, count + 1)) / 2**count)


def _share(part: float) -> str:
    return f"{100 * part:.0f} %"

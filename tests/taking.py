"""A test that a whole class has taken: abler and weaker learners, hard and easy questions.

What everybody says is made by chance of a fixed seed: whoever is abler is right more often, a
wrong answer is usually the one most others give, and one question has a wrong key.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import col

from study.domain.answers import Arranged, Chose, Given, Joined, Skipped, Typed, encode_given
from study.domain.assignments import CAUTIOUS, Mode, Rules
from study.domain.attempting import whole
from study.domain.clozes import blanks
from study.domain.grading import grade
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
from study.storage.assigning import Asked, add_assignment, set_published, set_questions
from study.storage.assignments import Terms
from study.storage.contents import decode
from study.storage.database import Database, Transaction
from study.storage.tables import (
    AttemptAnswerRow,
    AttemptRow,
    QuestionRow,
    QuestionVersionRow,
)
from tests.builders import NOW
from tests.classroom import a_class, a_person

NAMES = (
    *("Ada", "Amira", "Anton", "Bao", "Bea", "Carlos", "Chiara", "Dario", "Elif", "Emil"),
    *("Farida", "Goran", "Hana", "Ines", "Ivo", "Jana", "Jonas", "Kofi", "Lena", "Luca"),
    *("Mei", "Mina", "Nils", "Olga", "Pavel", "Rosa", "Samir", "Tessa", "Uma", "Yusuf"),
)
DUE = NOW - timedelta(days=1)
# How many of a class do not come to the end of it.
NOT_BEGUN, AT_IT, RAN_OUT, LATE = 2, 1, 1, 4


@dataclass(frozen=True, kw_only=True)
class TakenTest:
    """Who teaches, who learns, and what was taken."""

    class_id: int
    assignment_id: int
    teacher: int
    learners: tuple[int, ...]
    questions: Mapping[int, AnyQuestion] = field(repr=False)


def a_taken_test(
    database: Database,
    *,
    learners: int = 30,
    questions: int = 40,
    teacher: int | None = None,
    seed: int = 11,
    **changes: Any,
) -> TakenTest:
    """A test on that many questions of the banks that are there, taken by that many learners."""
    chance = random.Random(seed)
    who = teacher or a_person(database, "Teacher", may_teach=True)
    people = tuple(a_person(database, name) for name in names(learners))
    usual: dict[str, Any] = {
        "mode": Mode.TEST,
        "open_at": DUE - timedelta(days=6),
        "due_at": DUE,
        "close_at": DUE + timedelta(days=3),
        "time_limit": timedelta(minutes=45),
        "most_attempts": 2,
        "pass_share": 0.6,
        "review": CAUTIOUS,
    }
    rules = Rules(**(usual | changes))
    class_id = a_class(database, who, *people, name="History 10b")
    with database.write() as db:
        asked = some_asked(db, questions, chance)
        assignment_id = assigned(db, class_id, who, [row for row, _ in asked], rules)
        by_position = dict(enumerate((question for _, question in asked), start=1))
        Sitting(db, assignment_id, rules, asked, chance).all_take_it(people)
    return TakenTest(
        class_id=class_id,
        assignment_id=assignment_id,
        teacher=who,
        learners=people,
        questions=by_position,
    )


def names(count: int) -> list[str]:
    return [NAMES[n % 30] + (f" {n // 30 + 1}" if n >= 30 else "") for n in range(count)]


def some_asked(
    db: Transaction, count: int, chance: random.Random
) -> list[tuple[Asked, AnyQuestion]]:
    """Questions of all kinds that can be marked, in the order of their banks."""
    rows = db.execute(
        select(
            col(QuestionRow.id),
            col(QuestionRow.version),
            col(QuestionVersionRow.kind),
            col(QuestionVersionRow.content),
        )
        .join(
            QuestionVersionRow,
            (col(QuestionVersionRow.question_id) == col(QuestionRow.id))
            & (col(QuestionVersionRow.number) == col(QuestionRow.version)),
        )
        .where(col(QuestionVersionRow.kind).not_in(("flashcard", "comparison")))
        .order_by(col(QuestionRow.id))
    )
    found = [
        (Asked(question_id=identity, version=version), decode(kind, content))
        for identity, version, kind, content in rows
    ]
    chosen = sorted(chance.sample(range(len(found)), min(count, len(found))))
    return [found[place] for place in chosen]


def assigned(db: Transaction, class_id: int, who: int, asked: Sequence[Asked], rules: Rules) -> int:
    """The id of a published assignment that asks all of them."""
    terms = Terms(title="Help from outside, 1937 to 1945", rules=rules)
    opened = rules.open_at
    assignment_id, _ = add_assignment(
        db, who, class_id, terms, opened, seed=1, token=f"taken {class_id} {opened}"
    )
    set_questions(db, assignment_id, asked)
    set_published(db, assignment_id, opened)
    return assignment_id


@dataclass
class Sitting:
    """How a class answers: each question has a hardness, each learner an ability."""

    db: Transaction
    assignment_id: int
    rules: Rules
    asked: Sequence[tuple[Asked, AnyQuestion]]
    chance: random.Random

    def all_take_it(self, people: Sequence[int]) -> None:
        hardness = [self.chance.gauss(-0.5, 1.1) for _ in self.asked]
        few = len(people) >= 10
        ends = [0] * NOT_BEGUN + [1] * AT_IT + [2] * RAN_OUT + [3] * LATE if few else []
        ends += [4] * (len(people) - len(ends))
        self.chance.shuffle(ends)
        for who, end in zip(people, ends, strict=True):
            if end:
                self._takes(who, self.chance.gauss(0.3, 1.0), hardness, end)

    def _takes(self, who: int, ability: float, hardness: Sequence[float], end: int) -> None:
        days = self.chance.uniform(0.2, 4)
        started = DUE - timedelta(days=days)
        if end == 1:
            started = NOW - timedelta(minutes=10)
        if end == 3:
            started = DUE + timedelta(hours=self.chance.uniform(1, 12))
        self._try(who, 1, started, ability, hardness, is_open=end < 3)
        if end > 2 and ability < 0.2 and self.chance.random() < 0.5:
            self._try(who, 2, started + timedelta(hours=3), ability + 0.5, hardness)

    def _try(
        self,
        who: int,
        number: int,
        started: datetime,
        ability: float,
        hardness: Sequence[float],
        *,
        is_open: bool = False,
    ) -> None:
        order = list(range(1, len(self.asked) + 1))
        self.chance.shuffle(order)
        stop = len(order) if self.chance.random() < 0.8 else int(len(order) * 0.8)
        stop = len(order) // 3 if is_open else stop
        rows = []
        for place, position in enumerate(order):
            row = self._answer(position, ability - hardness[position - 1], place < stop)
            if is_open:
                row |= {"fraction": None, "verdict": ""}
            rows.append(row)
        spent = timedelta(milliseconds=sum(row["taken_ms"] for row in rows))
        done = None if is_open else started + spent
        name = {"learner_id": who, "assignment_id": self.assignment_id, "number": number}
        attempt = {
            "state": "open" if is_open else "handed_in",
            "token": f"{self.assignment_id} {number}",
            "seed": "seed",
            "questions": json.dumps(order),
            "started_at": started,
            "handed_in_at": done,
            "is_late": done is not None and done > self.rules.due_at,
            "earned": None if is_open else sum(row["fraction"] for row in rows),
            "possible": float(len(rows)),
        }
        self.db.execute(insert(AttemptRow), [name | attempt])
        self.db.execute(
            insert(AttemptAnswerRow), [name | row | {"saved_at": done or started} for row in rows]
        )

    def _answer(self, position: int, edge: float, is_reached: bool) -> dict[str, Any]:
        asked, question = self.asked[position - 1]
        # The fifth has the wrong key: the abler, the more often "wrong".
        edge = -edge if position == 5 else edge
        is_right = self.chance.random() < 1 / (1 + exp(-1.4 * edge))
        says_nothing = not is_reached or (not is_right and self.chance.random() < 0.15)
        said = Skipped() if says_nothing else self._says(*whole(question), is_right)
        mark = grade(*whole(question), said)
        return {
            "position": position,
            "question_id": asked.question_id,
            "version": asked.version,
            "given": "" if says_nothing else json.dumps(encode_given(said)),
            "save": 0 if says_nothing else 1,
            "tries": 0,
            "taken_ms": int(self.chance.lognormvariate(10, 0.6)) if is_reached else 0,
            "fraction": mark.fraction,
            "verdict": mark.verdict.value,
            "remark": mark.remark,
            "parts": json.dumps(mark.parts),
        }

    def _says(self, question: AnyQuestion, part: int, is_right: bool) -> Given:
        """What somebody says who knows it, or who does not."""
        match question:
            case Single(options=options) | Multiple(options=options):
                several = isinstance(question, Multiple)
                keys = {n for n, option in enumerate(options) if option.correct}
                return Chose(a_choice(len(options), keys, self.chance, is_right, several))
            case TrueFalse(answer=answer):
                return Chose((0 if answer is is_right else 1,))
            case Ordering(items=items):
                order = list(range(len(items)))
                return Arranged(tuple(order if is_right else [*order[1:], order[0]]))
            case Matching(pairs=pairs):
                rights = list(range(len(pairs)))
                return Joined(tuple(rights if is_right else [*rights[1:], rights[0]]))
        return Typed(self._types(question, part, is_right))

    def _types(self, question: AnyQuestion, part: int, is_right: bool) -> tuple[str, ...]:
        """What is typed into each field; a wrong answer is usually that of another question."""
        others = [it.answers[0] for _, it in self.asked if isinstance(it, Short)]
        others = [it for it in others if it not in getattr(question, "answers", ())] or ["?"]
        near = random.Random(question.id).sample(others, min(3, len(others)))
        wrong = self.chance.choices(near, [4, 2, 1][: len(near)])[0]
        match question:
            case Short(answers=answers) if is_right:
                return (self.chance.choice((answers[0], answers[0], answers[-1].casefold())),)
            case Numeric(answer=answer):
                number = self.chance.choice((answer * 10, answer + 1, answer / 2))
                return (str(answer if is_right else number),)
            case Cloze(text=text):
                keys = blanks(text, part)
                return tuple(keys) if is_right else (wrong, *keys[1:])
        return (wrong,)


def a_choice(
    count: int, keys: set[int], chance: random.Random, is_right: bool, several: bool
) -> tuple[int, ...]:
    """The key, or what draws most; of several right ones, those and one too many or too few."""
    if is_right:
        return tuple(sorted(keys))
    if several:
        return tuple(sorted(keys ^ {chance.randrange(count)}))
    others = [n for n in range(count) if n not in keys]
    return (chance.choices(others, [2.0**-place for place in range(len(others))])[0],)

"""Thirty learners in the same second, everything sent twice: nothing lost, nothing doubled."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

import httpx2
import pytest

from study.actions import attempting
from study.actions.attempting import Looked, Outcome
from study.domain.answers import Typed
from study.domain.asking import Sent
from study.domain.grading import Verdict
from study.storage import attempts, sign_ins
from study.storage.attempts import AttemptAnswer
from study.storage.database import Database
from study.storage.migrations import upgrade
from study.web.deps import clock
from tests.builders import DAY, NOW, a_bank, kept, some_questions
from tests.classroom import a_class, a_person, an_assignment
from tests.cli.test_serving import serving
from tests.visiting import page_of

LEARNERS, QUESTIONS, TWICE = 30, 10, 2
PATIENCE_S = 60


@dataclass
class Measured:
    """How long each request of a kind took, in seconds, and all of them together."""

    name: str
    took: list[float] = field(default_factory=list)
    whole: float = 0.0

    def __str__(self) -> str:
        each = [1000 * it for it in self.took]
        a_second = len(each) / self.whole
        return (
            f"{self.name}: {len(each)} requests in {self.whole:.2f} s, {a_second:.0f} a second,"
            f" p50 {median(each):.0f} ms, max {max(each):.0f} ms"
        )


def a_class_with_a_test(database: Database, folder: Path, now: datetime) -> tuple[int, list[int]]:
    """The assignment, and the learners who will take it."""
    kept(database, folder, a_bank(*some_questions(QUESTIONS)), now=now)
    teacher = a_person(database, "Teacher", may_teach=True)
    learners = [a_person(database, f"Learner {n}") for n in range(LEARNERS)]
    class_id = a_class(database, teacher, *learners)
    test = an_assignment(database, class_id, teacher, open_at=now - DAY, due_at=now + DAY)
    return test, learners


def text_of(who: int, place: int) -> str:
    """What a learner says to a question: half of them know it, and each says his own."""
    return f"city number {place - 1}" if (who + place) % 2 else f"said by {who} to {place}"


def all_at_once(name: str, acts: Sequence[Callable[[], object]]) -> Measured:
    """Does everything at the same moment, each in a thread of its own."""
    measured, gate = Measured(name), threading.Barrier(len(acts) + 1)

    def one(act: Callable[[], object]) -> float:
        gate.wait(PATIENCE_S)
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    with ThreadPoolExecutor(len(acts)) as pool:
        waiting = [pool.submit(one, act) for act in acts]
        gate.wait(PATIENCE_S)
        began = time.perf_counter()
        measured.took = [it.result(PATIENCE_S) for it in waiting]
        measured.whole = time.perf_counter() - began
    return measured


def assert_nothing_lost_or_doubled(database: Database, test: int, learners: Iterable[int]) -> None:
    with database.read() as db:
        taken, said = attempts.attempts(db, test), attempts.answers(db, test)
    assert [(it.learner_id, it.number, it.state) for it in taken] == [
        (who, 1, "handed_in") for who in learners
    ]
    assert len(said) == LEARNERS * QUESTIONS
    assert len({(it.learner_id, it.question_id) for it in said}) == LEARNERS * QUESTIONS
    for it in said:
        text = text_of(it.learner_id, it.position)
        assert it.given() == Typed((text,))
        assert it.verdict is (Verdict.RIGHT if text.startswith("city") else Verdict.WRONG)
    for attempt in taken:
        mine = [it for it in said if it.learner_id == attempt.learner_id]
        assert attempt.earned == sum(it.fraction or 0 for it in mine) == QUESTIONS / 2
        assert len({it.position for it in mine}) == len(attempt.questions) == QUESTIONS


@dataclass
class AtWork:
    """One learner at a real server, with a browser that is known by its cookie."""

    who: int
    url: str
    client: httpx2.Client

    def send(self, path: str, fields: dict[str, str]) -> Callable[[], object]:
        def act() -> None:
            reply = self.client.post(f"{self.url}{path}", data=fields)
            assert reply.status_code == 303, (reply.status_code, reply.text[:300])

        return act

    def begun_from(self) -> str:
        """The name of the page from which an attempt is begun."""
        return page_of(self.client.get(self.url)).one("input", name="token")["value"]


@pytest.fixture
def server(tmp_path: Path):
    """A server process in a classroom, with thirty learners who are signed in."""
    url, now = f"sqlite:///{tmp_path / 'study.db'}", clock()
    upgrade(url, now=now)
    database = Database(url)
    test, learners = a_class_with_a_test(database, tmp_path / "files", now)
    tokens = {who: f"token-of-{who}" for who in learners}
    with database.write() as db:
        for who, token in tokens.items():
            sign_ins.begin(db, who, token, "A browser", now)
    with serving(tmp_path, "--classroom") as (_, address), ExitStack() as stack:
        at_work = []
        for who, token in tokens.items():
            options = {"base_url": address, "cookies": {"study": token}, "timeout": PATIENCE_S}
            client = stack.enter_context(httpx2.Client(**options))
            at_work.append(AtWork(who, f"/assignments/{test}", client))
        yield database, test, at_work
    database.close()


def test_thirty_learners_take_a_test_in_the_same_second_over_http(server, capsys):
    database, test, at_work = server
    pages = {it.who: it.begun_from() for it in at_work}
    twice = [it for it in at_work for _ in range(TWICE)]
    figures = [
        all_at_once("begin", [it.send("/attempts", {"token": pages[it.who]}) for it in twice])
    ]
    for place in range(1, QUESTIONS + 1):
        path = f"/attempts/1/answers/{place}"
        saves = [it.send(path, {"answered": "1", "text": text_of(it.who, place)}) for it in twice]
        figures.append(all_at_once(f"save {place}", saves))
    figures.append(all_at_once("hand in", [it.send("/attempts/1/hand-in", {}) for it in twice]))

    assert_nothing_lost_or_doubled(database, test, [it.who for it in at_work])
    saves = Measured(
        "save",
        [took for it in figures[1:-1] for took in it.took],
        sum(it.whole for it in figures[1:-1]),
    )
    with capsys.disabled():
        print(f"\n{figures[0]}\n{saves}\n{figures[-1]}")


def test_thirty_learners_in_the_same_second_on_either_database(database, tmp_path):
    test, learners = a_class_with_a_test(database, tmp_path, NOW)
    twice = [who for who in learners for _ in range(TWICE)]

    def begin(who: int, page: int) -> Callable[[], object]:
        def act() -> None:
            with database.write() as db:
                attempting.begin(db, who, test, NOW, token=f"page-{page}", seed=f"{who}")

        return act

    def save(who: int, place: int) -> Callable[[], object]:
        at, sent = Looked(place=place, shown_at=NOW), Sent(text=(text_of(who, place),))

        def act() -> None:
            with database.write() as db:
                done = attempting.save(db, who, test, 1, at, sent, NOW)
            assert done is Outcome.SAVED

        return act

    def hand_in(who: int) -> Callable[[], object]:
        def act() -> None:
            with database.write() as db:
                attempting.hand_in(db, who, test, 1, NOW)

        return act

    all_at_once("begin", [begin(who, page) for page, who in enumerate(twice)])
    for place in range(1, QUESTIONS + 1):
        all_at_once("save", [save(who, place) for who in twice])
    all_at_once("hand in", [hand_in(who) for who in twice])

    assert_nothing_lost_or_doubled(database, test, learners)


def test_a_save_and_a_hand_in_at_once_lose_nothing_that_was_acknowledged(database, tmp_path):
    test, learners = a_class_with_a_test(database, tmp_path, NOW)
    at, saved = Looked(place=1, shown_at=NOW), dict[int, Outcome]()
    for who in learners:
        with database.write() as db:
            attempting.begin(db, who, test, NOW, token="page", seed="seed")

    def save(who: int) -> None:
        with database.write() as db:
            sent = Sent(text=("city number 0",))
            saved[who] = attempting.save(db, who, test, 1, at, sent, NOW)

    def hand_in(who: int) -> None:
        with database.write() as db:
            attempting.hand_in(db, who, test, 1, NOW)

    acts = [(lambda who=who, act=act: act(who)) for who in learners for act in (save, hand_in)]
    all_at_once("both", acts)

    with database.read() as db:
        firsts = {it.learner_id: it for it in attempts.answers(db, test) if it.position == 1}
    for who, outcome in saved.items():
        assert is_kept(firsts[who]) is (outcome is Outcome.SAVED)


def is_kept(answer: AttemptAnswer) -> bool:
    """Whether what was said is there and was marked; both or neither."""
    said, right = answer.given() is not None, answer.verdict is Verdict.RIGHT
    assert said is right
    return said

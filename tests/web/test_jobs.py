"""Long work beside the requests: in its turn, for its owner, stoppable, and let go in time."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from study.domain.errors import BadInput
from study.storage.database import Unavailable
from study.web.jobs import Jobs, Progress, Stage

ME, HER = 1, 2
LONG = 20.0


class Timer:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def jobs(timer: Timer) -> Iterator[Jobs]:
    made = Jobs(most_waiting=2, most_kept=3, kept_seconds=60, timer=timer)
    yield made
    made.close()


def until(gate: threading.Event) -> Callable[[Progress], str]:
    """Work that goes on until a gate is opened, asking all the while whether to stop."""

    def work(progress: Progress) -> str:
        while not gate.wait(0.005):
            progress("Waiting", 1, 2)
        return "through"

    return work


def giving(value: Any) -> Callable[[Progress], Any]:
    return lambda _progress: value


def stage_of(jobs: Jobs, owner: int, key: str) -> Stage | None:
    job = jobs.find(owner, key, wait=LONG)
    return job.stage if job else None


def test_what_the_work_gave_is_found_under_its_key(jobs):
    jobs.start(ME, "a", giving(42))
    job = jobs.find(ME, "a", wait=LONG)

    assert job is not None
    assert (job.stage, job.result, job.error, job.is_over) == (Stage.DONE, 42, "", True)


def test_progress_is_seen_while_the_work_goes_on(jobs):
    gate, reached = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        progress("Reading aid.yaml", 500, 2_000)
        reached.set()
        gate.wait(LONG)

    jobs.start(ME, "a", work)
    assert reached.wait(LONG)
    job = jobs.find(ME, "a")
    gate.set()

    assert job is not None
    assert (job.stage, job.what, job.done, job.total) == (
        Stage.RUNNING,
        "Reading aid.yaml",
        500,
        2_000,
    )


def test_starting_again_what_is_there_does_no_work_twice(jobs):
    done: list[int] = []
    for number in range(3):
        jobs.start(ME, "a", lambda _progress, number=number: done.append(number))
        jobs.find(ME, "a", wait=LONG)

    assert done == [0]


def test_nobody_sees_or_stops_the_work_of_another(jobs):
    gate = threading.Event()
    jobs.start(ME, "a", until(gate))
    jobs.cancel(HER, "a")
    jobs.forget(HER, "a")

    assert jobs.find(HER, "a") is None
    gate.set()
    assert stage_of(jobs, ME, "a") is Stage.DONE


def test_the_same_key_of_two_owners_is_two_pieces_of_work(jobs):
    jobs.start(ME, "a", giving("mine"))
    jobs.start(HER, "a", giving("hers"))
    results = [jobs.find(owner, "a", wait=LONG) for owner in (ME, HER)]

    assert [job and job.result for job in results] == ["mine", "hers"]


def test_work_is_done_one_after_the_other(jobs):
    gate = threading.Event()
    jobs.start(ME, "a", until(gate))
    second = jobs.start(ME, "b", giving("b"))

    assert second.stage is Stage.WAITING
    gate.set()
    assert stage_of(jobs, ME, "b") is Stage.DONE


def test_too_much_at_once_is_refused_with_a_sentence(jobs):
    gate = threading.Event()
    jobs.start(ME, "running", until(gate))
    while stage_of_now(jobs, "running") is not Stage.RUNNING:
        pass
    jobs.start(ME, "first", giving(1))
    jobs.start(ME, "second", giving(2))
    with pytest.raises(Unavailable, match="Too much is being read at once"):
        jobs.start(ME, "third", giving(3))
    gate.set()

    assert stage_of(jobs, ME, "second") is Stage.DONE


def stage_of_now(jobs: Jobs, key: str) -> Stage | None:
    job = jobs.find(ME, key)
    return job.stage if job else None


def test_running_work_stops_at_its_next_word_of_progress(jobs):
    jobs.start(ME, "a", until(threading.Event()))
    jobs.cancel(ME, "a")

    assert stage_of(jobs, ME, "a") is Stage.CANCELLED


def test_waiting_work_is_stopped_before_it_begins(jobs):
    gate, begun = threading.Event(), threading.Event()
    jobs.start(ME, "a", until(gate))
    jobs.start(ME, "b", lambda _progress: begun.set())
    jobs.cancel(ME, "b")
    gate.set()

    assert stage_of(jobs, ME, "a") is Stage.DONE
    assert stage_of(jobs, ME, "b") is Stage.CANCELLED
    assert not begun.is_set()


def test_stopping_what_is_over_changes_nothing(jobs):
    jobs.start(ME, "a", giving(1))
    assert stage_of(jobs, ME, "a") is Stage.DONE
    jobs.cancel(ME, "a")

    assert stage_of(jobs, ME, "a") is Stage.DONE


def test_a_failure_that_a_person_can_mend_is_told_in_its_own_words(jobs):
    def work(_progress: Progress) -> None:
        raise BadInput("The archive is damaged.")

    jobs.start(ME, "a", work)
    job = jobs.find(ME, "a", wait=LONG)

    assert job is not None
    assert (job.stage, job.error) == (Stage.FAILED, "The archive is damaged.")


def test_an_accident_is_told_by_a_code_and_the_next_work_is_done(jobs, caplog):
    jobs.start(ME, "a", lambda _progress: 1 // 0)
    job = jobs.find(ME, "a", wait=LONG)

    assert job is not None
    assert job.stage is Stage.FAILED
    assert "ZeroDivision" not in job.error
    code = job.error.removesuffix(".").split()[-1]
    assert f"accident {code}" in caplog.text
    jobs.start(ME, "b", giving(1))
    assert stage_of(jobs, ME, "b") is Stage.DONE


def test_short_work_is_done_at_once_and_kept_like_any_other(jobs):
    job = jobs.run(ME, "a", giving("at once"))
    found = jobs.find(ME, "a")

    assert (job.stage, job.result) == (Stage.DONE, "at once")
    assert found == job
    assert jobs.run(ME, "a", giving("again")) == job


def test_short_work_passes_the_queue(jobs):
    gate = threading.Event()
    jobs.start(ME, "long", until(gate))

    assert jobs.run(ME, "short", giving(1)).stage is Stage.DONE
    gate.set()


def test_what_is_over_is_let_go_after_its_time(jobs, timer):
    jobs.run(ME, "a", giving(1))
    timer.now = 59
    assert jobs.find(ME, "a") is not None
    timer.now = 61
    assert jobs.find(ME, "a") is None


def test_only_the_last_results_are_kept(jobs):
    for key in "abcd":
        jobs.run(ME, key, giving(key))
        jobs.find(ME, "a")

    assert [key for key in "abcd" if jobs.find(ME, key)] == ["a", "c", "d"]


def test_work_under_way_is_not_let_go(jobs, timer):
    gate = threading.Event()
    jobs.start(ME, "long", until(gate))
    for key in "abcd":
        jobs.run(ME, key, giving(key))
    timer.now = 10_000

    assert jobs.find(ME, "long") is not None
    gate.set()


def test_what_was_forgotten_is_done_anew(jobs):
    jobs.run(ME, "a", giving(1))
    jobs.forget(ME, "a")

    assert jobs.run(ME, "a", giving(2)).result == 2


def test_closing_stops_what_is_under_way_and_takes_nothing_in():
    before = threading.enumerate()
    jobs = Jobs()
    jobs.start(ME, "a", until(threading.Event()))
    jobs.close()

    assert stage_of(jobs, ME, "a") is Stage.CANCELLED
    with pytest.raises(Unavailable):
        jobs.start(ME, "b", giving(1))
    left = set(threading.enumerate()) - set(before)
    assert not [it for it in left if it.name == "jobs"]

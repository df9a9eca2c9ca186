"""Files on their way in: within bounds, once, for their owner alone, however long they take."""

import threading

import pytest

from study.web.jobs import Cancelled
from tests.bringing import edited
from tests.builders import WHO, count, execute, rows
from tests.domain.builders import a_short
from tests.sending import (
    TWO,
    decided,
    file_of,
    imported,
    lakes,
    lakes_brought,
    looked_at,
    rows_of,
    sent,
)
from tests.visiting import HTMX, Visitor

# --- bounds ------------------------------------------------------------------------------


def test_a_form_without_anything_comes_back_with_what_is_missing(visitor):
    page = sent(visitor, {})

    assert page.status == 422
    assert "Choose a file, or paste the text of one." in page.one("p", role="alert").words


def test_too_large_a_file_is_a_page_that_names_it(visitor):
    page = sent(visitor, {"atlas.yaml": b"x" * (8 * 1024 * 1024 + 1)})

    assert page.status == 413
    assert page.one("h1").words == "Bring in a bank"
    assert "“atlas.yaml” is too large: at most 8 MiB" in page.one("p", role="alert").words
    assert count(visitor.database, "upload") == 0


def test_sixty_megabytes_without_end_are_refused_by_a_page(visitor):
    def pieces():
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for _ in range(60):
            yield b"x" * 1024 * 1024

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = visitor.client.post("/banks/import", content=pieces(), headers=kind)

    assert answer.status_code == 413
    assert "<h1>Bring in a bank</h1>" in answer.text


# --- twice, at once, by others -----------------------------------------------------------


def test_a_form_sent_twice_is_one_upload(visitor):
    form = visitor.get("/banks/import")
    first, second = (sent(visitor, {"a.yaml": file_of(lakes())}, form=form) for _ in range(2))

    assert first.headers["location"] == second.headers["location"]
    assert count(visitor.database, "upload") == 1


def test_the_same_form_with_other_files_is_another_upload(visitor):
    form = visitor.get("/banks/import")
    first = sent(visitor, {"a.yaml": file_of(lakes())}, form=form)
    second = sent(visitor, {"b.yaml": file_of(lakes(TWO[0]))}, form=form)

    assert first.headers["location"] != second.headers["location"]


def test_a_decision_sent_twice_is_carried_out_once(visitor):
    page = lakes_brought(visitor)
    first, second = (decided(visitor, page) for _ in range(2))

    assert first.one("h1").words == second.one("h1").words == "Files brought in"
    assert len(rows(visitor.database, "SELECT id FROM import WHERE kind = 'file'")) == 2


def test_who_decides_on_what_somebody_else_changed_is_told_and_nothing_happens(visitor):
    imported(visitor)
    page = lakes_brought(visitor, a_short(id="town", prompt="What city?"), TWO[1])
    edited(visitor.database, "lakes/town", prompt="Which town was it?")
    late = decided(visitor, page)

    assert late.status == 409
    assert "Nothing was changed" in late.words
    assert "Which town was it?" in visitor.get("/banks/lakes").words
    again = visitor.send(late, "/again")
    assert "In conflict with an edit made here" in again.words


COPIED = (
    "time_zone, rollover_hour, new_a_day, reviews_a_day, desired_retention, maximum_interval, "
    "shortcuts, ask_confidence, created_at"
)
OTHER = (
    f"INSERT INTO learner (id, name, sequence, {COPIED}) SELECT 2, 'X', 0, {COPIED} FROM learner"
)


@pytest.mark.parametrize("way", ["", "/cancel", "/again", "/decide"])
def test_the_upload_of_somebody_else_is_not_found(visitor, way):
    address = sent(visitor, {"a.yaml": file_of(lakes())}).headers["location"]
    visitor.get(address)
    execute(visitor.database, OTHER)
    execute(visitor.database, "UPDATE upload SET learner_id = 2")
    visitor.app.state.jobs.forget(WHO, f"import {address.rsplit('/', 1)[1]}")
    page = (
        visitor.post(address + way, {"token": "t", "take": "everything"})
        if way
        else visitor.get(address)
    )
    after = visitor.get(page.headers["location"]) if page.status == 303 else page

    assert after.status == 404
    assert "no longer here" in after.words


# --- long reading ------------------------------------------------------------------------


@pytest.fixture
def slow(visitor):
    """An upload whose reading waits until it is told to go on."""
    address = sent(visitor, {"a.yaml": file_of(lakes())}).headers["location"]
    gate = threading.Event()

    def work(progress):
        while not gate.wait(0.01):
            progress("Reading a.yaml", 400, 1_000)
        raise Cancelled

    visitor.app.state.jobs.start(WHO, f"import {address.rsplit('/', 1)[1]}", work)
    yield address
    gate.set()


def test_a_page_says_how_far_the_reading_is(visitor, slow):
    page = visitor.get(slow)

    assert page.one("h1").words == "Reading the files"
    assert "Reading a.yaml: 40 %" in page.words
    assert page.one("progress")["value"] == "400"
    assert page.one("a", href=slow).words == "Look again"


def test_htmx_gets_the_region_alone_and_then_the_word_to_load_the_page(visitor, slow):
    region = visitor.get(slow, HTMX)
    visitor.post(f"{slow}/cancel", {})
    done = visitor.get(slow, HTMX)

    assert region.elements[0]["id"] == "progress"
    assert not region.all("html")
    assert (done.headers["hx-refresh"], done.text) == ("true", "")


def test_reading_is_stopped_and_taken_up_again(visitor, slow):
    stopped = visitor.send(visitor.get(slow), "/cancel")
    assert stopped.one("h1").words == "The reading was stopped"
    page = visitor.send(stopped, "/again")

    assert page.one("h1").words == "What would change"


def test_a_restart_of_the_program_reads_again_by_itself(visitor):
    address = sent(visitor, {"a.yaml": file_of(lakes())}).headers["location"]
    visitor.get(address)
    later = Visitor(visitor.database)
    with later.client:
        assert rows_of(looked_at(later, address)) == {"lakes/town": True, "lakes/number": True}

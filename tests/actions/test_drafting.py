"""What is drafted is kept to be read; what is known is not offered once more."""

import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.actions import dispatching, drafting, rolling_back
from study.actions.drafting import Order
from study.domain.errors import BadInput, StudyError
from study.generation import pipeline
from study.generation.documents import Document
from study.storage import banks, drafts, imports
from study.storage.database import Database
from study.web.jobs import Cancelled
from tests import builders
from tests.builders import DAY, NOW, TEXT, a_bank, a_document, rows
from tests.domain.builders import a_short
from tests.drafting import (
    BANK,
    BY,
    XINHUA,
    a_draft,
    accepted,
    found,
    kept,
    many,
    rejected,
    slugs,
)
from tests.generation.lying_server import lying
from tests.generation.voyage import VOYAGE


@pytest.fixture
def database(database: Database, tmp_path) -> Database:
    builders.kept(database, tmp_path, a_bank())
    return database


# --- keeping -------------------------------------------------------------------------------


def test_drafts_are_kept_as_one_batch_for_a_bank_named_after_their_document(database) -> None:
    outcome = kept(database, a_draft(), a_draft("river", score=None, points=[]))
    city, river = found(database), found(database, "river")

    assert (outcome.count, outcome.kinds, outcome.words) == (2, {"short": 2}, 1_000)
    with database.read() as db:
        batch = imports.batch(db, outcome.batch or 0)
    assert (batch.kind, batch.source, batch.summary) == ("drafted", "xinhua", {"drafts": 2})
    assert (city.bank, city.bank_title) == (BANK, "Drafted from An interview on the war")
    assert (city.import_id, city.position, river.position) == (outcome.batch, 1, 2)
    assert (city.score, river.score) == (75, None)
    assert city.fields["provenance"] == {"by": "generator", "name": "study", "version": "1"}
    assert city.made is not None
    assert city.made.rules == ("short", "which")
    assert city.made.points == (("dated", 15), ("long", -5))
    assert rows(database, "SELECT document_id FROM draft") == [(1,), (1,)]


def test_drafts_go_to_the_bank_that_was_chosen(database) -> None:
    kept(database, a_draft(), order=replace(XINHUA, bank="aid"))
    assert found(database, bank="aid").bank_title == "Help from outside"


def test_drafts_stand_behind_those_that_are_there(database) -> None:
    kept(database, a_draft())
    kept(database, a_draft("river"), now=NOW + DAY)
    assert found(database, "river").position == 2


def test_taking_a_drafting_back_leaves_what_was_decided(database) -> None:
    batch = kept(database, *many(3)).batch or 0
    accepted(database, "city-0")
    rejected(database, "city-1")
    with database.write() as db:
        assert rolling_back.roll_back(db, builders.WHO, batch, NOW).drafts == 1
    assert slugs(database) == []
    assert found(database, "city-0").state == drafts.ACCEPTED


# --- what is not offered -------------------------------------------------------------------


def test_what_waits_is_left_as_it_is(database) -> None:
    kept(database, a_draft())
    before = found(database)
    again = kept(database, a_draft(), a_draft("city", score=80), now=NOW + DAY)
    assert (again.batch, again.known["waiting already"]) == (None, 2)
    assert found(database) == before


def test_what_was_accepted_or_rejected_is_not_offered_again_under_any_name(database) -> None:
    kept(database, a_draft(), a_draft("river"))
    accepted(database)
    rejected(database, "river")
    same = [a_draft(slug) for slug in ("city", "river")]
    for draft in same:
        draft["fields"]["id"] += "-9"
    again = kept(database, a_draft(), a_draft("river"), *same)
    assert (again.count, again.known["accepted before"], again.known["rejected before"]) == (
        0,
        2,
        2,
    )
    elsewhere = kept(database, a_draft("river"), order=replace(XINHUA, bank="aid"))
    assert elsewhere.count == 0


def test_what_was_rejected_is_offered_in_other_words_beside_it(database) -> None:
    kept(database, a_draft())
    rejected(database)
    other = a_draft(question=a_short("Chongqing", id="city", prompt="Which town?", provenance=BY))
    assert kept(database, other).count == 1
    assert found(database).state == drafts.REJECTED
    assert found(database, "city-2").fields["id"] == "city-2"


def test_what_was_mended_and_then_rejected_is_not_offered_as_it_was(database) -> None:
    kept(database, a_draft())
    with database.write() as db:
        draft = drafts.of_bank(db, BANK)["city"]
        drafts.change_draft(db, draft.id, "short", {**draft.fields, "prompt": "Which town?"}, ())
    rejected(database)
    assert kept(database, a_draft()).known["rejected before"] == 1


def test_what_a_bank_asks_already_is_not_offered(database) -> None:
    with database.read() as db:
        city = banks.question(db, banks.bank(db, "aid").id, "city").question()
    outcome = kept(database, a_draft(question=replace(city, id="other", provenance=BY)))
    assert (outcome.count, outcome.known["asked already"]) == (0, 1)


def test_only_bare_passages_are_drafted_from_when_that_is_wanted(database) -> None:
    bare = a_draft("river", places=[["xinhua", 2]])
    both = a_draft("town", places=[["xinhua", 3], ["xinhua", 1]])
    outcome = kept(database, a_draft(), bare, both, order=replace(XINHUA, is_bare=True))
    assert slugs(database, bank=BANK) == ["river", "town"]
    assert outcome.known["on a passage that has a question"] == 1


def test_no_more_than_asked_for_are_kept(database) -> None:
    outcome = kept(database, *many(5), order=replace(XINHUA, most=2))
    assert (outcome.count, outcome.known["beyond the number asked for"]) == (2, 3)


DRAFTS = st.lists(
    st.builds(
        lambda document, kind, score: {
            "document": document,
            "fields": {"type": kind},
            "score": score,
        },
        st.sampled_from("abc"),
        st.sampled_from(("short", "cloze", "single")),
        st.none() | st.integers(50, 90),
    ),
    max_size=40,
)


@given(some=DRAFTS, most=st.integers(1, 30))
def test_what_is_chosen_is_spread_over_documents_and_kinds(some: list[Any], most: int) -> None:
    chosen = drafting.spread(some, most)
    assert len(chosen) == min(len(some), most)
    places = [next(n for n, it in enumerate(some) if it is one) for one in chosen]
    assert places == sorted(places)
    groups = {(it["document"], it["fields"]["type"]) for it in some}
    taken = {(it["document"], it["fields"]["type"]) for it in chosen}
    assert len(taken) == min(len(groups), most)


# --- the order -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (Order(documents=()), "Choose a document"),
        (Order(documents=("nowhere",)), "not in the library"),
        (replace(XINHUA, kinds=()), "Choose a kind"),
        (replace(XINHUA, kinds=("essay",)), "Choose a kind"),
        (replace(XINHUA, most=0), "Ask for 1 to 200"),
        (replace(XINHUA, most=201), "Ask for 1 to 200"),
        (replace(XINHUA, bank="nowhere"), "not here any longer"),
    ],
)
def test_an_order_that_cannot_be_carried_out_is_refused(database, order, sentence) -> None:
    with database.read() as db, pytest.raises(BadInput, match=sentence):
        drafting.check(db, order)


def test_an_order_carries_the_words_of_the_whole_library(database) -> None:
    with database.read() as db:
        drafting.check(db, XINHUA)
        placed = drafting.placed(db, XINHUA)
    (document,) = placed["documents"]
    assert placed["library"] == [document]
    assert (document["id"], document["text"]) == ("xinhua", a_document(TEXT).text)


def test_every_kind_that_is_drafted_can_be_ordered() -> None:
    assert drafting.KINDS == pipeline.KINDS


# --- the program ---------------------------------------------------------------------------


def told(answer: Any, *before: Any, command: str = "") -> tuple[Any, list[Any]]:
    """What a program that prints these values is taken to say, and the progress on the way."""
    lines = "".join(f"print({line!r}, flush=True);" for line in (*before, answer))
    heard: list[Any] = []
    program = (sys.executable, "-c", command or f"import sys; sys.stdin.read(); {lines}")
    return dispatching.drafted({}, lambda *it: heard.append(it), command=program), heard


def test_the_program_tells_how_far_it_is_and_then_what_came_of_it() -> None:
    answer, heard = told('{"drafts": []}', '{"progress": ["Reading", 1, 4]}')
    assert answer == {"drafts": []}
    assert heard[0] == (dispatching.BEGINNING, 0, 0)
    assert heard[-1] == ("Reading", 1, 4)


def test_what_the_program_refuses_is_a_sentence() -> None:
    with pytest.raises(StudyError, match="No model"):
        told('{"refused": "No model."}')


def test_a_mistake_of_the_program_is_one() -> None:
    with pytest.raises(dispatching.DrafterFailedError, match="ZeroDivisionError"):
        told('{"accident": "ZeroDivisionError"}')


@pytest.mark.parametrize("end", ["import os; os.abort()", "pass"])
def test_a_program_that_ends_too_soon_says_what_to_do(end: str) -> None:
    with pytest.raises(StudyError, match="too little memory"):
        told("", command=end)


def test_whoever_stops_it_ends_the_program(tmp_path) -> None:
    file = tmp_path / "still"
    program = f"import time, pathlib; time.sleep(1); pathlib.Path({str(file)!r}).touch()"

    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        dispatching.drafted({}, stop, command=(sys.executable, "-c", program))
    time.sleep(1.5)
    assert not file.exists()


WAR = """\
## The year 1939

In September 1939, Marshal Georgy Zhukov defeated the Japanese army at Khalkhin Gol.

The Soviet Union supplied China with 1,235 aircraft between October 1937 and June 1941.
"""


def test_drafts_come_from_a_process_of_their_own_the_same_each_time(database, tmp_path) -> None:
    document = a_document(WAR, id="war", title="The year 1939", viewpoint="")
    builders.brought_in(database, builders.written(tmp_path, documents=[document]))
    order = Order(documents=("war",))
    with database.read() as db:
        placed = drafting.placed(db, order)
    first, again = (dispatching.drafted(placed, lambda *_: None) for _ in range(2))

    assert first == again
    assert len(first["drafts"]) >= 2
    with database.write() as db:
        outcome = drafting.keep(db, builders.WHO, order, first, NOW)
    assert outcome.count == len(first["drafts"])


def test_a_fact_is_asked_another_way_where_a_rule_is_left_out() -> None:
    war = a_document(WAR, id="war", title="The year 1939", published="1950", viewpoint="")
    text = Document(id=war.id, title=war.title, published=war.published, text=war.text)
    usual = pipeline.draft([text])
    rules = {rule for it in usual.drafts for rule in it.rules[1:]}
    other = pipeline.draft([text], wishes=pipeline.Wishes(without=rules))
    assert not rules & {rule for it in other.drafts for rule in it.rules}
    assert sum(n for name, n in other.rejected.items() if name.startswith(pipeline.LEFT_OUT)) > 0


@pytest.mark.parametrize("model", ["write", "check"])
def test_a_model_drafts_or_checks_in_the_same_process(database, tmp_path, model: str) -> None:
    voyage = a_document(VOYAGE.text, id="voyage", title=VOYAGE.title, published="2001")
    builders.brought_in(database, builders.written(tmp_path, documents=[voyage]))
    order = Order(documents=("voyage",), model=model, kinds=("short", "single"))
    with lying("good") as (endpoint, liar):
        with database.read() as db:
            drafting.check(db, order, endpoint)
            placed = drafting.placed(db, order, endpoint)
        answer = dispatching.drafted(placed, lambda *_: None)
    assert liar.asked
    assert {it["fields"]["type"] for it in answer["drafts"]} <= {"short", "single"}
    by = {it["fields"]["provenance"]["by"] for it in answer["drafts"]}
    # It confirms only what it proposed itself: nothing of the generator's.
    assert by == ({"model"} if model == "write" else set())
    assert any("asked" in remark for remark in answer["remarks"])


def test_without_a_model_none_can_be_ordered(database) -> None:
    with database.read() as db, pytest.raises(BadInput, match="No model is set up"):
        drafting.check(db, replace(XINHUA, model="write"))


def test_the_server_loads_nothing_that_reads_english() -> None:
    heavy = "[it for it in ('spacy', 'numpy', 'study.generation.pipeline') if it in sys.modules]"
    program = f"import sys; import study.web.app; print({heavy})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"

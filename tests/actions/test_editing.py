"""Writing questions here: every change is a version, a repeat changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from study.actions import editing, previewing
from study.actions.editing import Library
from study.banks.writing import shape_of
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.questions import AnyQuestion, Citation, Defaults
from study.domain.quoting import Quote, State
from study.storage import banks, history, imports
from study.storage.database import Database
from tests.builders import (
    AIRCRAFT,
    NOW,
    TEXT,
    WHO,
    a_bank,
    a_document,
    brought_in,
    card_of,
    count,
    kept,
    state_of,
    written,
)
from tests.domain.builders import a_comparison, a_short, a_single, one_of_each
from tests.practising import studied

CITED = (Citation("xinhua", Quote(AIRCRAFT)),)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def database(database: Database, tmp_path) -> Database:
    kept(database, tmp_path, a_bank())
    return database


def the_question(database: Database, slug: str) -> AnyQuestion:
    return the_kept(database, slug).question()


def the_kept(database: Database, slug: str, bank: str = "aid") -> banks.KeptQuestion:
    with database.read() as db:
        return banks.question(db, banks.bank(db, bank).id, slug)


def added(database: Database, question: AnyQuestion, bank: str = "aid") -> bool:
    with database.write() as db:
        return editing.add(db, WHO, bank, question, LATER)


def changed(database: Database, question: AnyQuestion, *, version: int = 1) -> bool:
    with database.write() as db:
        return editing.change(db, WHO, "aid", question.id, question, LATER, version=version)


def versions(database: Database, slug: str) -> list[history.Version]:
    with database.read() as db:
        return list(history.versions(db, the_kept(database, slug).id))


def with_document(database: Database, tmp_path, document) -> None:
    brought_in(database, written(tmp_path / document.id, documents=[document]))


# --- new questions ---------------------------------------------------------------------


def test_a_new_question_stands_last_and_has_a_card(database: Database) -> None:
    before = count(database, "card")
    assert added(database, a_short("Xinjiang", id="province"))

    with database.read() as db:
        bank = banks.bank(db, "aid")
        last = banks.questions(db, bank.id)[-1]
        batch = imports.batches(db)[0]
    assert (last.slug, bank.questions, bank.revision) == ("province", 11, 2)
    assert count(database, "card") == before + 1
    assert (batch.kind, batch.learner_id, batch.source) == ("edit", WHO, "aid/province")


def test_a_question_sent_twice_is_there_once(database: Database) -> None:
    question = a_short("Xinjiang", id="province")
    assert [added(database, question), added(database, question)] == [True, False]
    assert count(database, "question") == 11


def test_a_name_that_is_taken_is_refused(database: Database) -> None:
    with pytest.raises(editing.Taken, match="“city” is the id of another question of this bank"):
        added(database, a_short("Xinjiang", id="city"))


@pytest.mark.parametrize("citations", [(), (Citation("xinhua", Quote("words that are nowhere")),)])
def test_what_nothing_proves_is_no_question(database: Database, citations) -> None:
    with pytest.raises(editing.Unproved):
        added(database, a_short("x", id="new", citations=citations))
    assert count(database, "question") == 10


def test_a_question_is_named_after_its_words(database: Database) -> None:
    fields = shape_of(a_short(id="x", prompt="Which city — “Chongqing”?"), Defaults())
    with database.write() as db:
        bank = banks.bank(db, "aid").id
        assert editing.named(db, bank, fields)["id"] == "which-city-chongqing"
        assert editing.named(db, bank, {**fields, "prompt": "Aid?"})["id"].startswith("aid-")
        assert editing.named(db, bank, {**fields, "prompt": "哪个城市？"})["id"] == "nagechengshi"


def test_the_same_question_gets_the_same_name_again(database: Database) -> None:
    fields = shape_of(a_short(id="x", prompt="Aid?"), Defaults())
    with database.write() as db:
        first = editing.named(db, banks.bank(db, "aid").id, fields)
        question = editing.question_of(first)
        assert not isinstance(question, tuple)
        editing.add(db, WHO, "aid", question, NOW)
        assert editing.named(db, banks.bank(db, "aid").id, fields) == first


def test_a_document_cited_for_the_first_time_is_listed_by_the_bank(
    database: Database, tmp_path
) -> None:
    other = a_document("Something quite different is said here.", id="other", title="Other")
    brought_in(
        database, written(tmp_path / "more", a_bank(id="b"), documents=[a_document(), other])
    )
    added(
        database,
        a_short("x", id="new", citations=(Citation("other", Quote("quite different is said")),)),
    )
    with database.read() as db:
        assert [ref.id for ref in banks.bank(db, "aid").documents] == ["xinhua", "other"]
        assert banks.exported(db, "aid").questions[-1].id == "new"


# --- changed questions -----------------------------------------------------------------


@pytest.mark.parametrize("question", one_of_each()[:-1], ids=lambda it: it.kind)
def test_every_type_is_edited_and_keeps_its_cards(database: Database, question) -> None:
    studied(database, card_id=card_of(database, question.id, part=int(question.kind == "cloze")))
    cards = count(database, "card")

    assert changed(database, replace(question, explanation="Better said."))

    now = the_kept(database, question.id)
    assert (now.version, now.question().explanation) == (2, "Better said.")
    assert count(database, "card") == cards
    assert count(database, "review") == 1
    newest, oldest = versions(database, question.id)
    assert (newest.act, newest.who, newest.written_at) == ("edit", "You", LATER)
    assert (oldest.act, oldest.question()) == ("file", question)


def test_saving_what_is_there_makes_no_version(database: Database) -> None:
    assert not changed(database, the_question(database, "city"))
    assert (the_kept(database, "city").version, count(database, "import")) == (1, 1)


def test_an_edit_sent_twice_makes_one_version(database: Database) -> None:
    question = replace(the_question(database, "city"), hint="It lies on the Yangtze.")
    assert [changed(database, question), changed(database, question)] == [True, False]
    assert the_kept(database, "city").version == 2


def test_an_edit_of_an_older_version_is_a_conflict_and_changes_nothing(database: Database) -> None:
    question = the_question(database, "city")
    changed(database, replace(question, hint="Theirs."))
    with pytest.raises(Conflict, match="Somebody changed this question while you were writing"):
        changed(database, replace(question, hint="Mine."))
    assert the_question(database, "city").hint == "Theirs."
    assert changed(database, replace(question, hint="Mine."), version=2)


def test_another_type_is_another_version_with_cards_of_its_own(database: Database) -> None:
    single = a_single("*Chongqing", "Nanjing", id="city")
    assert changed(database, single)
    assert the_kept(database, "city").kind == "single"
    assert state_of(database, card_of(database, "city")).memory.reps == 0


def test_a_question_is_edited_though_its_document_has_moved_on(
    database: Database, tmp_path
) -> None:
    newer = a_document(TEXT.replace(AIRCRAFT, "gave China many aircraft"))
    brought_in(database, written(tmp_path / "newer", documents=[newer]))
    question = the_question(database, "city")
    assert changed(database, replace(question, hint="It is still cited where it stood."))
    assert the_kept(database, "city").version == 2


def test_a_question_that_there_is_not_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        changed(database, a_short(id="nowhere"))


# --- quotes ----------------------------------------------------------------------------


def looked_up(database: Database, quote: str, document: str = "xinhua") -> editing.LookedUp:
    with database.read() as db:
        return editing.look_up(Library(db), [Citation(document, Quote(quote))])[0]


def test_a_quote_is_found_in_its_passage(database: Database) -> None:
    found = looked_up(database, AIRCRAFT)
    assert found.state is State.EXACT
    assert found.passage
    assert found.passage.number == 3
    assert looked_up(database, f"  {AIRCRAFT.upper()[:1]}{AIRCRAFT[1:]}").state is State.NORMALIZED


def test_a_quote_that_is_nowhere_is_shown_what_comes_closest(database: Database) -> None:
    found = looked_up(database, "supplied China with 1,236 aircraft")
    assert found.state is State.MISSING
    assert found.near
    assert [words for kind, words in found.difference if kind == "delete" and "1,236" in words]
    assert [words for kind, words in found.difference if kind == "insert" and "1,235" in words]
    assert looked_up(database, "zzzz qqqq xxxx jjjj").near is None


def test_a_quote_without_a_document_is_not_looked_up(database: Database) -> None:
    assert looked_up(database, AIRCRAFT, "").state is None
    assert looked_up(database, AIRCRAFT, "nowhere").state is None


TWICE = "The help came by road in 1938.\n\nLater the help came by road again, and by air.\n"


@pytest.fixture
def twice(database: Database, tmp_path) -> Database:
    text = a_document(TWICE, id="twice", title="Twice")
    brought_in(
        database, written(tmp_path / "twice", a_bank(id="b"), documents=[a_document(), text])
    )
    return database


def test_a_quote_that_stands_twice_is_told_apart_by_choosing_a_place(twice: Database) -> None:
    citation = Citation("twice", Quote("help came by road"))
    with twice.read() as db:
        library = Library(db)
        (found,) = editing.look_up(library, [citation])
        assert found.state is State.AMBIGUOUS
        assert [(it.passage, it.before) for it in found.places] == [(1, "The "), (2, "Later the ")]
        chosen = editing.told_apart(library, citation, found.places[1].start)
        assert chosen.quote == Quote("help came by road", prefix="the ")
        assert editing.look_up(library, [chosen])[0].span
        assert editing.told_apart(library, citation, 999) == citation


def pointed(
    database: Database, start: int, end: int, words: str = "", version: int = 1
) -> Citation:
    with database.read() as db:
        return editing.pointed_at(Library(db), "xinhua", version, start, end, words)


def test_selected_words_become_a_citation_in_whole_words(database: Database) -> None:
    text = a_document().text
    start = text.index("plied China with 1,2")
    cited = pointed(database, start, start + 20, text[start : start + 20])
    assert cited == Citation("xinhua", Quote("supplied China with 1,235"))


def test_words_of_an_older_version_are_looked_for(database: Database) -> None:
    assert pointed(database, 0, 10, AIRCRAFT, version=7).quote.exact == AIRCRAFT
    with pytest.raises(BadInput, match="has changed since this page was opened"):
        pointed(database, 0, 10, "words that are gone", version=7)
    with pytest.raises(BadInput, match="has changed since"):
        pointed(database, 0, 10, version=7)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 2), (10**8, 10**8 + 5), (-9, -2)])
def test_nothing_selected_is_told(database: Database, start: int, end: int) -> None:
    with pytest.raises(BadInput, match="No words are selected"):
        pointed(database, start, end)


# --- the preview -----------------------------------------------------------------------


@pytest.mark.parametrize("question", [*one_of_each()[:-1], a_comparison(citations=CITED * 2)])
def test_a_preview_has_a_face_for_every_card_and_the_passages(database: Database, question) -> None:
    with database.read() as db:
        looked = editing.look_up(Library(db), question.citations)
    shown = previewing.preview(question, looked)
    assert len(shown.faces) == 1
    assert shown.faces[0].front.kind == question.kind
    assert [it.passage for it in shown.citations] == [3]


def test_a_preview_says_when_the_key_is_not_in_the_quotes(database: Database) -> None:
    question = a_short("Nanjing", citations=CITED)
    with database.read() as db:
        looked = editing.look_up(Library(db), question.citations)
    assert previewing.preview(question, looked).inferred == "Nanjing"
    assert previewing.preview(question, []).citations == ()


# --- at the same moment ------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of these comes to when they begin together."""
    start = Barrier(len(acts))

    def act(what: Callable[[], object]) -> object:
        start.wait()
        try:
            return what()
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_two_who_save_at_the_same_moment_make_one_version(database: Database) -> None:
    question = the_question(database, "city")
    mine, theirs = replace(question, hint="Mine."), replace(question, hint="Theirs.")
    outcome = at_once(lambda: changed(database, mine), lambda: changed(database, theirs))
    assert sorted(map(str, outcome)) == ["True", "conflict"]
    assert the_kept(database, "city").version == 2


def test_a_form_sent_twice_at_the_same_moment_makes_one_question(database: Database) -> None:
    question = a_short("Xinjiang", id="province")
    outcome = at_once(lambda: added(database, question), lambda: added(database, question))
    assert outcome.count(True) == 1
    assert set(outcome) <= {True, False, "conflict"}
    assert count(database, "question") == 11

"""Many questions at once: one batch an act, repeated without harm, taken back whole."""

from collections.abc import Callable
from itertools import count as counting

import pytest

from study.actions import bulk, moving, replacing, rolling_back
from study.actions.bulk import Choice, Done
from study.actions.replacing import Wanted
from study.domain.errors import BadInput, Conflict
from study.domain.questions import Citation, DocumentRef
from study.domain.quoting import Quote
from study.domain.scheduling import Rating
from study.storage import banks, imports
from study.storage.database import Database
from tests.builders import (
    AIRCRAFT,
    CAPITAL,
    NOW,
    WHO,
    a_bank,
    a_document,
    brought_in,
    card_of,
    count,
    kept,
    rows,
    snapshot,
    state_of,
    written,
)
from tests.domain.builders import a_cloze, a_flashcard, a_numeric, a_short, a_single
from tests.practising import studied

TOKENS = counting()
Act = Callable[..., Done]


@pytest.fixture
def database(database: Database, tmp_path) -> Database:
    """Two banks; one card of the first is learned."""
    kept(
        database,
        tmp_path,
        a_bank(
            a_short("Chongqing", id="city", tags=("capitals",)),
            a_numeric(id="count", difficulty=2),
            a_flashcard(id="aid", reverse=True),
            a_single(id="capital"),
        ),
        a_bank(a_short("Nanjing", id="other"), id="more", title="More"),
    )
    studied(database, Rating.GOOD, card_id=card_of(database, "city"))
    return database


def choice(*slugs: str, bank: str = "aid", token: str = "") -> Choice:
    return Choice(bank=bank, slugs=frozenset(slugs), token=token or f"token-{next(TOKENS)}")


def done(database: Database, act: Act, chosen: Choice, *what: object) -> Done:
    with database.write() as db:
        return act(db, WHO, chosen, *what, NOW)


def questions(database: Database, bank: str = "aid") -> dict[str, banks.KeptQuestion]:
    with database.read() as db:
        return {q.slug: q for q in banks.questions(db, banks.bank(db, bank).id)}


def asked(database: Database, slug: str, bank: str = "aid"):
    return questions(database, bank)[slug].question()


def taken_back(database: Database, batch: int) -> rolling_back.TakenBack:
    with database.write() as db:
        return rolling_back.roll_back(db, WHO, batch, NOW)


def test_tags_are_put_on_and_taken_off_as_one_batch(database: Database) -> None:
    tagged = done(database, bulk.tag, choice("city", "count"), ["war", "capitals"])
    assert asked(database, "city").tags == ("capitals", "war")
    assert asked(database, "count").tags == ("war", "capitals")
    with database.read() as db:
        batch = imports.batch(db, tagged.batch_id)
    assert (batch.kind, batch.source, tagged.count) == ("bulk", "Tagged “war”, “capitals”", 2)
    assert batch.summary["changed"] == 2

    off = done(database, bulk.untag, choice("city", "count", "aid"), ["war"])
    assert off.count == 2
    assert asked(database, "count").tags == ("capitals",)


def test_what_is_so_already_makes_no_batch(database: Database) -> None:
    assert done(database, bulk.tag, choice("city"), ["capitals"]) == Done(batch_id=0, count=0)
    assert done(database, bulk.resume, choice("city")) == Done(batch_id=0, count=0)
    assert count(database, "import") == 1


def test_an_act_sent_twice_is_done_once(database: Database) -> None:
    ticked = choice("city")
    first = done(database, bulk.weigh, ticked, 4)
    done(database, bulk.weigh, choice("city"), 1)
    assert done(database, bulk.weigh, ticked, 4) == first
    assert asked(database, "city").difficulty == 1


def test_a_difficulty_is_set_and_left_open_again(database: Database) -> None:
    done(database, bulk.weigh, choice("city", "count"), 5)
    assert (asked(database, "city").difficulty, asked(database, "count").difficulty) == (5, 5)
    done(database, bulk.weigh, choice("count"), 0)
    assert asked(database, "count").difficulty is None


@pytest.mark.parametrize(
    ("act", "what", "told"),
    [
        (bulk.tag, ([],), "Name the tag"),
        (bulk.untag, ([],), "Name the tag"),
        (bulk.weigh, (6,), "from 1 for easy to 5 for hard"),
        (bulk.retire, (), "No question is ticked"),
        (moving.move, ("aid",), "another bank"),
    ],
)
def test_what_cannot_be_done_is_told(database: Database, act: Act, what, told: str) -> None:
    ticked = choice() if act is bulk.retire else choice("city")
    with pytest.raises(BadInput, match=told):
        done(database, act, ticked, *what)
    assert count(database, "import") == 1


def test_retired_questions_rest_with_their_cards_and_come_back(database: Database) -> None:
    before = snapshot(database)
    retired = done(database, bulk.retire, choice("city", "count"))
    assert [q.slug for q in questions(database).values() if q.retired] == ["city", "count"]
    assert done(database, bulk.resume, choice("city")).count == 1
    assert not questions(database)["city"].retired
    assert state_of(database, card_of(database, "city")) == before.cards[card_of(database, "city")]
    assert taken_back(database, retired.batch_id).resumed == ["aid/count"]


def order(database: Database) -> list[str]:
    return list(questions(database))


def test_questions_are_put_at_a_place_together(database: Database) -> None:
    moved = done(database, bulk.reorder, choice("capital", "count"), 1)
    assert order(database) == ["count", "capital", "city", "aid"]
    done(database, bulk.reorder, choice("count"), 99)
    assert order(database) == ["capital", "city", "aid", "count"]
    assert done(database, bulk.reorder, choice("capital"), 0).batch_id == 0
    taken_back(database, moved.batch_id)
    assert order(database).index("city") < order(database).index("capital")


# --- to another bank ---------------------------------------------------------------------


def shelf(database: Database, bank: str) -> tuple[int, int]:
    query = "SELECT cards, begun FROM shelf JOIN bank ON bank.id = bank_id WHERE slug = :bank"
    return tuple(rows(database, query, bank=bank)[0])


def test_a_moved_question_takes_cards_reviews_and_history_along(database: Database) -> None:
    before = snapshot(database)
    assert (shelf(database, "aid"), shelf(database, "more")) == ((5, 1), (1, 0))

    done(database, moving.move, choice("city", "aid"), "more")

    assert order(database) == ["count", "capital"]
    assert list(questions(database, "more")) == ["other", "city", "aid"]
    assert (shelf(database, "aid"), shelf(database, "more")) == ((2, 0), (4, 1))
    assert snapshot(database).cards == before.cards
    assert count(database, "review") == 1
    studied(database, card_id=card_of(database, "city"), bank="more")
    with database.read() as db:
        assert [banks.bank(db, slug).questions for slug in ("aid", "more")] == [2, 3]
        assert banks.exported(db, "more").questions[1].id == "city"


def test_moving_is_taken_back_and_what_was_changed_since_stays_changed(database: Database) -> None:
    before = order(database)
    moved = done(database, moving.move, choice("city", "aid"), "more")
    done(database, bulk.tag, choice("city", bank="more"), ["moved"])

    back = taken_back(database, moved.batch_id)

    assert back.restored == ["aid/city", "aid/aid"]
    assert (order(database), list(questions(database, "more"))) == (before, ["other"])
    assert (shelf(database, "aid"), shelf(database, "more")) == ((5, 1), (1, 0))
    assert "moved" in asked(database, "city").tags
    assert questions(database)["aid"].file_version == 1
    assert taken_back(database, moved.batch_id) == back


def test_a_name_that_the_other_bank_has_is_told_and_nothing_moves(
    database: Database, tmp_path
) -> None:
    more = a_bank(a_short("Nanjing", id="city"), id="more", title="More")
    brought_in(database, written(tmp_path / "again", more))
    with pytest.raises(BadInput, match="“More” has questions with the same ids: “city”"):
        done(database, moving.move, choice("city", "aid"), "more")
    assert len(order(database)) == 4


def test_a_question_stays_moved_when_its_place_was_taken(database: Database, tmp_path) -> None:
    moved = done(database, moving.move, choice("city"), "more")
    brought_in(database, written(tmp_path / "again", a_bank(a_short("Wuhan", id="city"))))
    assert taken_back(database, moved.batch_id).left == ["more/city"]
    assert asked(database, "city", "more").answers == ("Chongqing",)


def test_the_other_bank_lists_the_documents_that_come_with_a_question(
    database: Database, tmp_path
) -> None:
    text = a_document("Another text says something else.", id="text", title="Text")
    quote = Citation("text", Quote("says something else"))
    texts = (DocumentRef("text", "../documents/text.md"),)
    third = a_bank(a_short("x", id="third", citations=(quote,)), id="third", documents=texts)
    brought_in(database, written(tmp_path / "third", third, documents=[text]))
    done(database, moving.move, choice("third", bank="third"), "more")
    with database.read() as db:
        assert [ref.id for ref in banks.bank(db, "more").documents] == ["xinhua", "text"]


# --- find and replace --------------------------------------------------------------------

EVERYWHERE = frozenset(replacing.PLACES)


def wanted(find: str, write: str, places=EVERYWHERE, **how: bool) -> Wanted:
    usual = {"whole_words": False, "match_case": True}
    return Wanted(find=find, write=write, places=frozenset(places), **(usual | how))


def previewed(database: Database, what: Wanted, *slugs: str):
    with database.read() as db:
        found, total = replacing.preview(db, choice(*(slugs or order(database))), what, most=9)
    assert total == len(found)
    return {it.slug: it for it in found}


def replaced(database: Database, what: Wanted, ticked: dict[str, int]) -> Done:
    with database.write() as db:
        return replacing.apply(db, WHO, choice(*order(database)), what, ticked, NOW)


def test_nothing_is_replaced_before_it_was_shown(database: Database) -> None:
    what = wanted("Which", "What", ("question",))
    found = previewed(database, what)
    assert list(found) == ["city", "capital"]
    (change,) = found["city"].changes
    assert change.field == "prompt"
    assert change.difference[:2] == (("delete", "Which"), ("insert", "What"))
    assert (found["city"].touches_key, count(database, "import")) == (False, 1)

    assert replaced(database, what, {"city": 1}).count == 1
    assert asked(database, "city").prompt == "What city?"
    assert asked(database, "capital").prompt == "Which was the wartime capital?"


def test_a_question_changed_since_the_preview_is_not_touched(database: Database) -> None:
    what = wanted("Which", "What")
    done(database, bulk.tag, choice("city"), ["new"])
    with pytest.raises(Conflict, match="changed since its preview"):
        replaced(database, what, {"city": 1, "capital": 1})
    assert asked(database, "capital").prompt.startswith("Which")


def test_a_changed_key_is_told(database: Database) -> None:
    found = previewed(database, wanted("Chongqing", "Chungking", ("answers",)))
    assert found["city"].touches_key
    assert found["capital"].touches_key
    assert not previewed(database, wanted("secret", "open", ("feedback",)))["capital"].touches_key


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ({"whole_words": True}, []),
        ({"whole_words": False}, ["city", "capital"]),
        ({"match_case": False, "whole_words": False}, ["city", "capital"]),
    ],
)
def test_words_are_found_whole_or_in_parts(database: Database, how, found: list[str]) -> None:
    find = "WHI" if how.get("match_case") is False else "Whi"
    assert list(previewed(database, wanted(find, "x", ("question",), **how))) == found


def test_signs_of_patterns_mean_themselves(database: Database) -> None:
    what = wanted("How many?", r"\1 how (many)*", ("question",))
    assert list(previewed(database, what)) == ["count"]
    replaced(database, what, {"count": 1})
    assert asked(database, "count").prompt == r"\1 how (many)*"
    assert previewed(database, wanted(".*", "x")) == {}


def test_numbers_and_truths_are_no_words(database: Database) -> None:
    assert previewed(database, wanted("1235", "1236", ("answers",))) == {}


def test_a_quote_changes_only_to_what_its_document_says(database: Database) -> None:
    wrong = previewed(database, wanted("1,235", "1,236", ("quotes",)), "city")["city"]
    assert wrong.changes == ()
    assert wrong.remark == replacing.NOT_IN_THE_DOCUMENT
    assert replaced(database, wanted("1,235", "1,236", ("quotes",)), {"city": 1}).batch_id == 0

    what = wanted(AIRCRAFT, CAPITAL, ("quotes",))
    assert replaced(database, what, {"city": 1}).count == 1
    assert asked(database, "city").citations == (Citation("xinhua", Quote(CAPITAL)),)
    passage = "SELECT passage FROM citation JOIN question ON question.id = question_id"
    assert rows(database, f"{passage} WHERE slug = 'city' AND citation.version = 2") == [(4,)]


def test_a_question_that_would_be_wrong_stays_as_it_is(database: Database) -> None:
    what = wanted("Wuhan", "Nanjing", ("answers",))
    assert "stands here twice" in previewed(database, what)["capital"].problem
    assert replaced(database, what, {"capital": 1}).batch_id == 0


@pytest.mark.parametrize(
    ("find", "places", "told"),
    [
        ("", EVERYWHERE, "Write the words"),
        ("x" * 1001, EVERYWHERE, "Write"),
        ("x", (), "Tick where"),
    ],
)
def test_a_search_for_nothing_or_nowhere_is_told(database, find: str, places, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        previewed(database, wanted(find, "y", places))


def test_replacing_is_taken_back_whole(database: Database) -> None:
    before = {slug: q.content for slug, q in questions(database).items()}
    batch = replaced(database, wanted("Which", "What"), {"city": 1, "capital": 1})
    back = taken_back(database, batch.batch_id)
    assert sorted(back.restored) == ["aid/capital", "aid/city"]
    assert {slug: q.content for slug, q in questions(database).items()} == before


def test_a_cloze_whose_gaps_would_go_stays_as_it_is(database: Database, tmp_path) -> None:
    brought_in(database, written(tmp_path / "gaps", a_bank(a_cloze(id="gap"), id="gaps")))
    with database.read() as db:
        ticked = choice("gap", bank="gaps")
        (found,), _ = replacing.preview(db, ticked, wanted("{{c1::", "{"), most=1)
    assert found.problem == "It stays as it is: The text has no deletion."

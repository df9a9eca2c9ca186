"""Pages on which learners object, teachers decide and keys change; gradebooks and sheets."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import event

from study.actions import shelving
from study.domain.assignments import EVERYTHING, Phase
from study.domain.questions import AnyQuestion
from study.storage import attempts, banks
from study.storage.database import Database
from tests.builders import NOW, a_bank, execute, kept
from tests.classroom import a_class, a_person, an_assignment, signed_in, taken
from tests.domain.builders import (
    a_cloze,
    a_matching,
    a_numeric,
    a_short,
    a_single,
    a_statement,
    an_ordering,
    one_of_each,
)
from tests.visiting import Page, Visitor

LATER = NOW + timedelta(hours=1)
ASKED: tuple[AnyQuestion, ...] = (a_single(), a_short("Chongqing"), a_numeric(), a_cloze())
SHOWN = dict.fromkeys(Phase, EVERYTHING)


@dataclass
class Room:
    """A class of two whose teacher owns the bank."""

    database: Database
    teacher: int
    ada: int
    ben: int
    class_id: int
    assignment: int

    def of(self, who: int) -> Visitor:
        return signed_in(self.database, who, LATER)

    @property
    def tess(self) -> Visitor:
        return self.of(self.teacher)

    def path(self, rest: str) -> str:
        return f"/assignments/{self.assignment}{rest}"

    def question(self, slug: str) -> int:
        with self.database.read() as db:
            return banks.question(db, banks.bank(db, "aid").id, slug).id

    def key(self, slug: str, query: str = "") -> str:
        return self.path(f"/questions/{self.question(slug)}/key{query}")

    def fraction(self, who: int, slug: str) -> float | None:
        with self.database.read() as db:
            found = attempts.answers_of(db, who, self.assignment, 1)
        return next(it.fraction for it in found if it.question_id == self.question(slug))


@pytest.fixture
def room(sqlite_database: Database, tmp_path) -> Room:
    return a_room(sqlite_database, tmp_path)


def a_room(database: Database, folder, *asked: AnyQuestion, **rules) -> Room:
    kept(database, folder, a_bank(*(asked or ASKED)))
    teacher = a_person(database, "Tess Adams", may_teach=True)
    execute(database, "UPDATE bank SET owner_id = :who", who=teacher)
    ada, ben = a_person(database, "Ada Lane"), a_person(database, "=Ben()")
    class_id = a_class(database, teacher, ada, ben)
    rules = {"review": SHOWN} | rules
    assignment = an_assignment(database, class_id, teacher, **rules)
    return Room(database, teacher, ada, ben, class_id, assignment)


def taken_by_both(room: Room) -> None:
    for who in (room.ada, room.ben):
        taken(room.database, room.assignment, who, {"city": "Yuzhou", "capital": "Wuhan"})


def objected(room: Room, who: int, **fields: str) -> Page:
    """What comes of saying something of the city in one's review."""
    visitor = room.of(who)
    review = visitor.get(room.path("/attempts/1/review"))
    about = (fields.get("kind", "was_right"), str(room.question("city")))
    forms = [(it, review.filled(it)) for it in review.all("form", action="/disputes/new")]
    form = next(it for it, has in forms if (has["kind"][0], has["question"][0]) == about)
    return visitor.post("/disputes/new", review.filled(form) | fields)


# --- objecting ---------------------------------------------------------------------------------


def test_a_learner_says_so_beside_the_answer_and_sees_what_becomes_of_it(room: Room) -> None:
    taken_by_both(room)
    sent = objected(room, room.ada, words="Its old name.")
    assert sent.status == 303
    ada = room.of(room.ada)
    review = ada.get(sent.headers["location"].partition("#")[0])
    assert "your answer was right: “Its old name.” Your teacher has not" in review.words

    tess = room.tess
    page = tess.get(room.path("/disputes"))
    tess.send(page, "/disputes", state="declined", reply="Not in our text.")
    review = ada.get(room.path("/attempts/1/review"))
    assert "Declined. The reply: “Not in our text.”" in review.words
    assert "Declined: what you said of “Which city?”" in ada.get("/").words


def test_a_report_without_words_comes_back_with_the_error(room: Room) -> None:
    taken_by_both(room)
    page = objected(room, room.ada, kind="report", words=" ")
    assert page.status == 422
    assert page.one("p", class_="error").words == "Say what is wrong with the question."
    assert page.one("textarea")["aria-describedby"] == "words-error"


def test_an_answer_in_practice_is_reported_to_the_bank_s_author(room: Room) -> None:
    eve = a_person(room.database, "Eve")
    with room.database.write() as db:
        shelving.take_up(db, eve, banks.bank(db, "aid"), NOW)
    visitor = room.of(eve)
    asked = visitor.get(f"/practice?card={room.question('city') * 1000}")
    answer = visitor.send(asked, "/answer", text="Yuzhou")
    forms = [(it, answer.filled(it)) for it in answer.all("form", action="/disputes/new")]
    assert [has["kind"] for _, has in forms] == [["was_right"], ["report"]]
    again = visitor.send(answer, "/disputes/new", words="Its old name.")
    assert "You said that your answer was right: “Its old name.”" in again.words

    tess = room.tess
    assert "1 learner waits for your word." in tess.get("/disputes").words
    page = tess.send(tess.get("/disputes"), "/disputes", state="accepted", reply="It is.")
    assert "Nothing waits for your word." in page.words
    showing = forms[0][1]["place"][0].removeprefix("showing/")
    seen = visitor.get(f"/practice/answers/{showing}")
    assert "Accepted. The reply: “It is.”" in seen.words


def test_nobody_alone_is_offered_it(visitor: Visitor) -> None:
    assert visitor.get("/disputes").status == 404
    assert visitor.post("/disputes/new", {"kind": "report"}).status == 404


def test_those_who_said_the_same_are_one_group_of_the_page(room: Room) -> None:
    taken_by_both(room)
    objected(room, room.ada)
    objected(room, room.ben)
    page = room.tess.get(room.path("/disputes"))
    assert "2 objections wait for your word." in page.words
    assert [it.words for it in page.all("h3") if it["id"]] == ["“I was right” by 2 learners"]
    assert len(page.all("input", name="dispute")) == 2


def test_accepting_leads_to_the_key_with_the_answer_filled_in(room: Room) -> None:
    taken_by_both(room)
    objected(room, room.ada)
    tess = room.tess
    page = tess.send(tess.get(room.path("/disputes")), "/disputes", state="accepted")
    assert page.one("input", name="variant")["value"] == "Yuzhou"
    assert "2 attempts get more points for this question, 0 get fewer." in page.words

    done = tess.send(page, "/key")
    assert "Done: 2 answers have another mark, and their learners are told." in done.words
    assert (room.fraction(room.ada, "city"), room.fraction(room.ben, "city")) == (1, 1)


# --- keys --------------------------------------------------------------------------------------


def test_the_form_shows_what_the_question_has(sqlite_database, tmp_path) -> None:
    some = one_of_each()[:-1]
    room = a_room(sqlite_database, tmp_path, *some)
    tess = room.tess
    for question in some:
        page = tess.get(room.key(question.id))
        assert page.status == 200, question.kind
        acts = {it["value"] for it in page.all("input", name="act")}
        assert {"forgive", "drop", "weigh"} <= acts
        assert "renew" not in acts


def test_nothing_is_written_by_looking(room: Room) -> None:
    taken_by_both(room)
    page = room.tess.get(room.key("city", "?act=accept&variant=Yuzhou"))
    assert "The bank gets a new version of this question" in page.words
    assert [it.words for it in page.all("th", scope="row")] == ["=Ben()", "Ada Lane"]
    assert room.fraction(room.ada, "city") == 0


def test_what_changed_meanwhile_is_shown_before_it_is_done(room: Room) -> None:
    taken(room.database, room.assignment, room.ada, {"city": "Yuzhou"})
    tess = room.tess
    page = tess.get(room.key("city", "?act=accept&variant=Yuzhou"))
    taken(room.database, room.assignment, room.ben, {"city": "Yuzhou"})
    again = tess.send(page, "/key")
    assert again.status == 409
    assert "Nothing was changed" in again.one("p", class_="error").words
    assert "2 attempts get more points" in again.words
    assert "2 answers have another mark" in tess.send(again, "/key").words


def test_looking_costs_the_same_however_many_attempts_it_changes(room: Room) -> None:
    taken(room.database, room.assignment, room.ada, {"city": "Yuzhou"})
    tess, path = room.tess, room.key("city", "?act=accept&variant=Yuzhou")
    few = queries(tess, path)
    for hour in range(3):
        now = NOW + timedelta(hours=hour + 2)
        taken(room.database, room.assignment, room.ben, {"city": "Yuzhou"}, now)
    assert queries(tess, path) == few


@pytest.mark.parametrize(
    ("slug", "query"),
    [
        ("city", "?act=accept&variant="),
        ("city", "?act=choose&option=1"),
        ("city", "?act=nonsense"),
        ("capital", "?act=choose"),
        ("capital", "?act=choose&option=x"),
        ("count", "?act=measure&number=many"),
        ("count", "?act=measure&number=1&off=-2"),
        ("count", "?act=measure&number=1e999"),
        ("city", "?act=weigh&points=nan"),
    ],
)
def test_a_change_that_cannot_be_says_why(room: Room, slug: str, query: str) -> None:
    page = room.tess.get(room.key(slug, query))
    assert page.status == 422
    assert page.one("p", class_="error").words
    assert not page.all("input", name="token")


def test_an_option_is_ticked_and_marks_change(room: Room) -> None:
    taken_by_both(room)
    tess = room.tess
    page = tess.get(room.key("capital", "?act=choose&option=2&option=1"))
    assert "No bank can hold such a key" in page.words
    tess.send(page, "/key")
    assert room.fraction(room.ada, "capital") == 1


# --- by hand -----------------------------------------------------------------------------------


def test_an_answer_is_marked_by_hand_on_the_learners_page(room: Room) -> None:
    taken_by_both(room)
    tess = room.tess
    page = tess.get(room.path(f"/results/learners/{room.ada}"))
    marks = [it for it in page.all("form") if it["action"].endswith("/marks")]
    form = next(it for it in marks if page.filled(it)["position"] == ["2"])
    sent = tess.post(form["action"], page.filled(form) | {"share": "50", "comment": "Nearly."})
    assert sent.status == 303
    assert room.fraction(room.ada, "city") == 0.5
    review = room.of(room.ada).get(room.path("/attempts/1/review"))
    assert "Your teacher: Nearly." in review.words


def test_a_mark_that_is_none_comes_back_as_typed(room: Room) -> None:
    taken_by_both(room)
    fields = {"learner": str(room.ada), "number": "1", "position": "2"}
    page = room.tess.post(room.path("/marks"), fields | {"share": "150", "comment": "So good!"})
    assert page.status == 422
    assert page.one("input", name="share")["value"] == "150"
    assert page.one("textarea", name="comment").words == "So good!"
    assert page.one("input", name="share")["aria-invalid"] == "true"


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rest",
    ["/disputes", "/gradebook", "/gradebook.csv", "/sheet", "/sheet?key=1", "KEY"],
)
def test_nobody_but_a_teacher_of_the_class_sees_it(room: Room, rest: str) -> None:
    taken_by_both(room)
    path = room.key("city") if rest == "KEY" else room.path(rest)
    for who in (room.ada, a_person(room.database, "Otto", may_teach=True)):
        assert room.of(who).get(path).status == 404
    assert room.tess.get(path).status == 200


def test_nobody_but_a_teacher_of_the_class_writes_it(room: Room) -> None:
    taken_by_both(room)
    mark = {"learner": str(room.ada), "number": "1", "position": "2", "share": "100"}
    for who in (room.ada, a_person(room.database, "Otto", may_teach=True)):
        visitor = room.of(who)
        assert visitor.post(room.path("/marks"), mark).status == 404
        assert visitor.post(room.key("city"), {"act": "forgive", "token": "x"}).status == 404
        assert visitor.post(room.path("/disputes"), {"state": "accepted"}).status == 404
    assert room.fraction(room.ada, "city") == 0


# --- gradebooks --------------------------------------------------------------------------------


def table(page: Page) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page.text, newline=""), strict=True))


@pytest.mark.parametrize("convention", ["generic", "canvas", "moodle"])
def test_a_gradebook_is_a_file_for_that_program(room: Room, convention: str) -> None:
    taken(room.database, room.assignment, room.ada, {"city": True, "capital": True})
    page = room.tess.get(room.path(f"/gradebook.csv?for={convention}"))
    rows = {row[0]: row for row in table(page)}
    assert page.headers["content-type"] == "text/csv; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert f"-{convention}.csv" in page.headers["content-disposition"]
    who = {"generic": "Ada Lane", "canvas": "Lane, Ada", "moodle": "Ada"}[convention]
    assert "2.0" in rows[who]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows.values() for cell in row)


def test_a_class_has_one_gradebook_of_all_its_assignments(room: Room) -> None:
    other = an_assignment(room.database, room.class_id, room.teacher, title="The second")
    taken(room.database, other, room.ada, {"city": True})
    page = room.tess.get(f"/classes/{room.class_id}/gradebook.csv?for=canvas&bom=1")
    rows = table(page)
    assert page.text[0] == "\ufeff"
    assert rows[0][-2:] == [f"Help from outside ({room.assignment})", f"The second ({other})"]
    assert [row[-2:] for row in rows[1:]] == [["4.0", "4.0"], ["", ""], ["", "1.0"]]


def test_a_gradebook_costs_the_same_however_many_assignments(room: Room) -> None:
    tess = room.tess
    path = f"/classes/{room.class_id}/gradebook.csv"
    few = queries(tess, path)
    for _ in range(3):
        other = an_assignment(room.database, room.class_id, room.teacher)
        taken(room.database, other, room.ada, {"city": True})
    assert queries(tess, path) == few


def queries(visitor: Visitor, path: str) -> int:
    """How many statements the database is given for a page."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(visitor.database.engine, "before_cursor_execute", note)
    assert visitor.get(path).status == 200
    event.remove(visitor.database.engine, "before_cursor_execute", note)
    return len(asked)


# --- sheets ------------------------------------------------------------------------------------


def test_a_sheet_has_the_questions_and_nothing_of_the_key(sqlite_database, tmp_path) -> None:
    asked = (a_single(), a_short("Chengdu"), a_numeric(), a_cloze(), an_ordering(), a_matching())
    room = a_room(sqlite_database, tmp_path, *asked, a_statement())
    page = room.tess.get(room.path("/sheet"))
    assert "Which was the wartime capital?" in page.words
    for secret in ("Chengdu", "1,235", "1235", "secret", "paragraph"):
        assert secret not in page.text
    assert len(page.all("li", class_="question")) == 7


def test_a_key_page_says_letters_numbers_and_where_it_stands(sqlite_database, tmp_path) -> None:
    asked = (a_single(), an_ordering(), a_matching())
    room = a_room(sqlite_database, tmp_path, *asked)
    page = room.tess.get(room.path("/sheet?key=1"))
    letters = {it.words for it in page.all("li") if "Chongqing" in it.words and ")" in it.words}
    key = page.words.rpartition("Key")[2]
    assert any(f"{it.split(')')[0]}) Chongqing" in key for it in letters)
    assert "An interview on the war, paragraph 3" in key
    assert "Mukden → Marco Polo Bridge → Pearl Harbor → Hiroshima" in key


def test_each_learner_has_a_sheet_of_their_own(room: Room) -> None:
    page = room.tess.get(room.path("/sheet?learner=all"))
    assert len(page.all("article", class_="sheet")) == 2
    assert [it.words for it in page.all("dd")][::3] == ["=Ben()", "Ada Lane"]
    assert room.tess.get(room.path(f"/sheet?learner={room.ada}")).status == 200
    assert room.tess.get(room.path(f"/sheet?learner={room.teacher}")).status == 404


def test_what_a_teacher_tries_reads_as_text(sqlite_database, tmp_path) -> None:
    hostile = a_short("Chongqing", prompt="<script>alert(1)</script> **Which** city?")
    room = a_room(sqlite_database, tmp_path, hostile)
    page = room.tess.get(room.path("/sheet?key=1"))
    assert "<script>alert" not in page.text
    assert page.one("strong").words == "Which"

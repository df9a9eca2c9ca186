"""Writing an assignment by its form, without any script."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from study.domain.assignments import AT_ONCE, Late, Mode, Phase, Seen
from study.storage import assignments
from tests.builders import NOW, a_bank, count, kept, rows, some_questions
from tests.classroom import a_class, a_person, an_assignment, signed_in
from tests.visiting import HTMX


@pytest.fixture
def database(sqlite_database):
    """Pages are tested on one database, what they do on both."""
    return sqlite_database


@contextmanager
def queries(database):
    """The statements that are carried out meanwhile."""
    said = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def school(database, tmp_path):
    """A bank, a teacher with a class of two, and somebody else who teaches."""
    kept(database, tmp_path, a_bank())
    teacher = a_person(database, "Teacher", may_teach=True)
    ann, ben = a_person(database, "Ann"), a_person(database, "Ben")
    other = a_person(database, "Other", may_teach=True)
    return Names(
        teacher=teacher,
        ann=ann,
        ben=ben,
        other=other,
        class_id=a_class(database, teacher, ann, ben),
    )


class Names:
    """Ids by name."""

    def __init__(self, **ids):
        self.__dict__.update(ids)


@pytest.fixture
def teacher(database, school):
    return signed_in(database, school.teacher)


def the_only(database, who):
    with database.read() as db:
        found = rows(database, "SELECT id FROM assignment")
        return assignments.assignment_as_teacher(db, found[-1][0], who)


def new_page(teacher, school):
    return teacher.get(f"/classes/{school.class_id}/assignments/new")


def test_a_title_and_a_bank_are_enough_for_a_week_of_practice(database, school, teacher):
    shown = teacher.send(
        new_page(teacher, school), "/new", title="Aid", bank=["aid"], act="publish"
    )
    made = the_only(database, school.teacher)
    assert shown.status == 200
    assert "Open" in shown.words
    assert (made.mode, made.rules.open_at) == (Mode.PRACTICE, NOW)
    assert made.rules.due_at - NOW == timedelta(days=7, hours=11, minutes=59)
    assert made.rules.review == AT_ONCE
    assert made.published_at == NOW
    with database.read() as db:
        assert len(assignments.questions(db, made.id)) == 10


def test_what_is_typed_is_what_is_kept_and_is_shown_again(database, school, teacher):
    fields = {
        "title": "  A   test ",
        "instructions": "Read\r\nwell.",
        "mode": "test",
        "bank": ["aid"],
        "kind": ["single", "short"],
        "open_at": "2026-12-01T08:00",
        "due_at": "2026-12-02T08:00",
        "close_at": "2026-12-03T08:00",
        "late": "reduced",
        "late_share": "62.5",
        "limit": "20",
        "attempts": "2",
        "counts": "last",
        "pass_mark": "60",
        "reviewing": "own",
        "shown": ["after_close:key", "right_after:marks"],
        "act": "keep",
    }
    teacher.send(new_page(teacher, school), "/new", **fields)
    made = the_only(database, school.teacher)
    assert (made.title, made.instructions, made.published_at) == ("A test", "Read\nwell.", None)
    assert made.rules.open_at == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert (made.rules.late, made.rules.late_share) == (Late.REDUCED, 0.625)
    assert (made.rules.time_limit, made.rules.most_attempts) == (timedelta(minutes=20), 2)
    assert made.rules.review[Phase.AFTER_CLOSE] == {Seen.KEY}
    assert made.selection.kinds == ("single", "short")
    edit = teacher.get(f"/assignments/{made.id}/edit")
    again = edit.filled(edit.form("/edit"))
    assert {name: again[name] for name in ("late_share", "limit", "due_at", "reviewing")} == {
        "late_share": ["62.5"],
        "limit": ["20"],
        "due_at": ["2026-12-02T08:00"],
        "reviewing": ["own"],
    }
    teacher.send(edit, "/edit")
    assert the_only(database, school.teacher) == made


def test_times_are_typed_on_the_clock_of_the_teacher(database, school, teacher):
    with database.write() as db:
        db.exec_driver_sql(
            f"UPDATE learner SET time_zone = 'Asia/Tokyo' WHERE id = {school.teacher}"
        )
    page = new_page(teacher, school)
    assert "Asia/Tokyo" in page.words
    teacher.send(page, "/new", title="A", bank=["aid"], due_at="2026-12-02T08:00", act="keep")
    made = the_only(database, school.teacher)
    assert made.rules.due_at == datetime(2026, 12, 1, 23, tzinfo=UTC)


def test_the_questions_that_fit_are_counted_and_listed_without_a_script(school, teacher):
    page = new_page(teacher, school)
    form = page.form("/new")
    shown = teacher.post(
        form["action"],
        page.filled(form) | {"bank": ["aid"], "kind": ["short"], "title": "Kept", "act": ["show"]},
    )
    assert shown.status == 200
    assert "1 question is chosen" in shown.words
    assert shown.one("input", id="title")["value"] == "Kept"
    assert len(shown.all("input", name="worth")) == 1


def test_htmx_gets_the_list_alone_and_the_warnings_beside_it(school, teacher):
    page = new_page(teacher, school)
    form = page.form("/new")
    sent = page.filled(form) | {"mode": "test", "reviewing": "once", "act": ["show"]}
    shown = teacher.post(form["action"], sent, HTMX)
    assert shown.elements[0]["id"] == "set"
    assert not shown.all("h1")
    assert "can be told" in shown.one("div", id="warnings").words


def test_a_single_question_is_looked_for_and_ticked(database, school, teacher):
    page = new_page(teacher, school)
    form = page.form("/new")
    found = teacher.post(form["action"], page.filled(form) | {"find": "aircraft", "act": ["show"]})
    names = [box["value"] for box in found.all("input", type="checkbox", name="single")]
    assert names
    assert "0 questions are chosen" in found.words
    teacher.send(found, "/new", title="One", single=[names[0]], worth=["3"], listed=[names[0]])
    made = the_only(database, school.teacher)
    assert made.selection.questions == (names[0],)
    assert rows(database, "SELECT points FROM assignment_question") == [(3.0,)]


def test_questions_of_a_tag_are_drawn_the_same_for_a_learner_at_every_look(
    database, school, teacher, tmp_path
):
    kept(database, tmp_path, a_bank(*some_questions(6, tags=("city",)), id="cities", title="C"))
    page = new_page(teacher, school)
    teacher.send(
        page,
        "/new",
        title="Drawn",
        bank=["cities"],
        drawable=["city"],
        draw=["2"],
        act="publish",
    )
    made = the_only(database, school.teacher)
    shown = teacher.get(f"/assignments/{made.id}")
    assert "6 questions, 2 for each learner" in shown.words
    draws = [
        teacher.get(f"/assignments/{made.id}/preview?learner={school.ann}").all("a")
        for _ in range(2)
    ]
    assert [it["href"] for it in draws[0]] == [it["href"] for it in draws[1]]


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        ({"title": " "}, "title", "Give it a title"),
        ({"due_at": ""}, "due_at", "Say when it is due."),
        ({"due_at": "2026-11-01T00:00"}, "due_at", "It must be due after it opens."),
        ({"close_at": "2026-11-25T00:00"}, "close_at", "It cannot close before it is due."),
        ({"open_at": "soon"}, "open_at", "Write a day and a time"),
        ({"limit": "-1"}, "limit", "Give a number from 0"),
        ({"attempts": "many"}, "attempts", "Give a whole number"),
        ({"pass_mark": "nan"}, "pass_mark", "Give a number from 0 to 100."),
        ({"mode": "mastery", "right": "50"}, "right", "Give a number from 60 to 100."),
        ({"recall": "99"}, "recall", "Give a number from 70 to 97."),
        ({"draw": ["x"], "drawable": ["t"]}, "draw", "Give a whole number"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    database, school, teacher, changes, name, sentence
):
    page = new_page(teacher, school)
    shown = teacher.send(page, "/new", **({"title": "Kept", "bank": ["aid"]} | changes))
    assert shown.status == 422
    assert sentence in shown.one("p", id=f"{name}-error").words
    assert "checked" in shown.one("input", id="bank-aid").attributes
    assert count(database, "assignment") == 0


def test_nothing_is_published_that_asks_nothing(database, school, teacher):
    shown = teacher.send(new_page(teacher, school), "/new", title="Empty", act="publish")
    assert shown.status == 422
    assert "It asks no question yet" in shown.words
    assert count(database, "assignment") == 0


def test_a_form_that_is_sent_twice_makes_one_assignment(database, school, teacher):
    page = new_page(teacher, school)
    fields = page.filled(page.form("/new")) | {"title": "A", "bank": ["aid"], "act": "publish"}
    first, second = (teacher.post(page.form("/new")["action"], fields) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert count(database, "assignment") == 1
    assert count(database, "audit") == 2


def test_who_saved_in_between_is_not_overwritten_unseen(database, school, teacher):
    made = an_assignment(database, school.class_id, school.teacher)
    mine, theirs = (teacher.get(f"/assignments/{made}/edit") for _ in range(2))
    teacher.send(theirs, "/edit", title="Theirs")
    shown = teacher.send(mine, "/edit", title="Mine")
    assert shown.status == 409
    assert "Theirs" in shown.words
    assert shown.one("input", id="title")["value"] == "Mine"
    assert the_only(database, school.teacher).title == "Theirs"
    teacher.send(shown, "/edit")
    assert the_only(database, school.teacher).title == "Mine"


def test_dates_that_change_are_told_to_the_class_once(database, school, teacher):
    made = an_assignment(database, school.class_id, school.teacher)
    page = teacher.get(f"/assignments/{made}/edit")
    teacher.send(page, "/edit", title="Renamed")
    assert count(database, "notice") == 0
    page = teacher.get(f"/assignments/{made}/edit")
    fields = page.filled(page.form("/edit")) | {"due_at": "2026-12-24T18:00"}
    for _ in range(2):
        teacher.post(f"/assignments/{made}/edit", fields)
    told = rows(database, "SELECT learner_id, words, path FROM notice ORDER BY learner_id")
    assert [row[0] for row in told] == [school.ann, school.ben]
    assert told[0][1:] == ("The dates of “Renamed” have changed.", f"/assignments/{made}")


def begin(database, made, learner):
    with database.write() as db:
        db.exec_driver_sql(
            "INSERT INTO attempt (learner_id, assignment_id, number, state, token, seed, questions,"
            f" started_at, is_late, possible) VALUES ({learner}, {made}, 1, 'open', 't', 's',"
            " '[]', 0, false, 1)"
        )


def test_once_somebody_has_begun_the_set_stays_and_the_dates_may_move(database, school, teacher):
    made = an_assignment(database, school.class_id, school.teacher)
    stale = teacher.get(f"/assignments/{made}/edit")
    begin(database, made, school.ann)
    page = teacher.get(f"/assignments/{made}/edit")
    assert "Somebody has begun, so the questions" in page.words
    assert not page.all("input", name="bank")
    with database.read() as db:
        before = assignments.questions(db, made)
    teacher.send(stale, "/edit", kind=["short"], mode="practice", due_at="2026-12-24T18:00")
    found = the_only(database, school.teacher)
    assert (found.mode, found.selection.kinds) == (Mode.TEST, ())
    assert found.rules.due_at == datetime(2026, 12, 24, 18, tzinfo=UTC)
    with database.read() as db:
        assert assignments.questions(db, made) == before


def test_a_time_limit_is_not_shortened_under_somebodys_hands(database, school, teacher):
    made = an_assignment(
        database, school.class_id, school.teacher, time_limit=timedelta(minutes=20)
    )
    begin(database, made, school.ann)
    page = teacher.get(f"/assignments/{made}/edit")
    assert "can only be made longer" in teacher.send(page, "/edit", limit="10").words
    teacher.send(page, "/edit", limit="30")
    assert the_only(database, school.teacher).rules.time_limit == timedelta(minutes=30)


def test_a_time_limit_that_is_no_round_number_of_minutes_stays_as_it_is(database, school, teacher):
    made = an_assignment(
        database, school.class_id, school.teacher, time_limit=timedelta(seconds=100)
    )
    begin(database, made, school.ann)
    assert teacher.send(teacher.get(f"/assignments/{made}/edit"), "/edit").status == 200
    assert the_only(database, school.teacher).version == 2


def test_only_a_teacher_of_the_class_writes_its_assignments(database, school):
    made = an_assignment(database, school.class_id, school.teacher)
    addresses = (f"/classes/{school.class_id}/assignments/new", f"/assignments/{made}/edit")
    for who in (school.ann, school.other):
        somebody = signed_in(database, who)
        for address in addresses:
            assert somebody.get(address).status == 404
            assert somebody.post(address, {"title": "X", "bank": ["aid"]}).status == 404
    assert the_only(database, school.teacher).title == "Help from outside"


def test_a_bank_that_is_anothers_can_neither_be_seen_nor_assigned(database, school, teacher):
    with database.write() as db:
        db.exec_driver_sql(f"UPDATE bank SET owner_id = {school.other}, is_held = true")
    page = new_page(teacher, school)
    assert not page.all("input", name="bank")
    shown = teacher.send(page, "/new", title="A", bank=["aid"], act="publish")
    assert (shown.status, count(database, "assignment")) == (422, 0)


def test_the_form_costs_as_many_queries_for_a_large_bank(database, school, teacher, tmp_path):
    page = new_page(teacher, school)
    fields = page.filled(page.form("/new")) | {"bank": ["aid"], "act": ["show"]}
    with queries(database) as few:
        teacher.post(page.form("/new")["action"], fields)
    kept(database, tmp_path, a_bank(*some_questions(150), id="big", title="Big"))
    with queries(database) as many:
        shown = teacher.post(page.form("/new")["action"], fields | {"bank": ["aid", "big"]})
    assert "160 questions are chosen" in shown.words
    assert len(many) == len(few)

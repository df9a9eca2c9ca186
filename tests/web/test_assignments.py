"""An assignment's page for its teacher: acts, preview, extensions, copies and links."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from study.domain.selections import Selection
from study.storage import assignments
from tests.builders import DAY, NOW, a_bank, count, execute, kept, rows, some_questions
from tests.classroom import a_class, a_person, an_assignment, signed_in
from tests.domain.builders import a_single
from tests.visiting import Visitor


class School:
    """A teacher's class of two, another teacher with a class, and an assignment."""

    def __init__(self, database):
        self.teacher = a_person(database, "Teacher", may_teach=True)
        self.other = a_person(database, "Other", may_teach=True)
        self.ann, self.ben = a_person(database, "Ann"), a_person(database, "Ben")
        self.class_id = a_class(database, self.teacher, self.ann, self.ben)
        self.theirs = a_class(database, self.other, name="9c")
        self.made = an_assignment(database, self.class_id, self.teacher)
        self.path = f"/assignments/{self.made}"


@pytest.fixture
def database(sqlite_database, tmp_path):
    """Pages are tested on one database, what they do on both."""
    kept(sqlite_database, tmp_path, a_bank())
    return sqlite_database


@pytest.fixture
def school(database):
    return School(database)


@pytest.fixture
def teacher(database, school):
    return signed_in(database, school.teacher)


def test_its_page_says_how_far_the_class_is_and_what_holds(database, school, teacher):
    execute(
        database,
        "INSERT INTO attempt (learner_id, assignment_id, number, state, token, seed, questions,"
        " started_at, is_late, possible)"
        " VALUES (:who, :made, 1, 'handed_in', 't', 's', '[]', 0, true, 1)",
        who=school.ann,
        made=school.made,
    )
    page = teacher.get(school.path)
    counts = page.one("dl", class_="counts")
    assert counts.words == "Learners2 Begun1 Handed in1 Late1 Not begun1"
    assert "opens 24 Nov, due 1 Dec" in page.one("title", id="line-title").words
    assert "answers and marks at once, the key after closing" in page.words
    assert "It never closes" in page.one("div", class_="warnings").words


def test_a_learner_gets_their_own_page_and_a_stranger_none(database, school):
    draft = an_assignment(database, school.class_id, school.teacher, published=False)
    ann, other = signed_in(database, school.ann), signed_in(database, school.other)
    assert "Results" not in ann.get(school.path).words
    assert ann.get(school.path).status == 200
    for somebody, path in ((other, school.path), (ann, f"/assignments/{draft}")):
        assert somebody.get(path).status == 404


@pytest.mark.parametrize("rest", ["/edit", "/preview", "/extensions"])
def test_what_only_its_teachers_see_is_404_to_everybody_else(database, school, rest):
    for who in (school.ann, school.other):
        assert signed_in(database, who).get(school.path + rest).status == 404


@pytest.mark.parametrize(
    "rest",
    ["publish", "withdraw", "close", "reopen", "delete", "share", "end-link", "extensions"],
)
def test_what_only_its_teachers_do_is_404_to_everybody_else(database, school, rest):
    before = rows(database, "SELECT * FROM assignment")
    for who in (school.ann, school.other):
        fields = {"until": "2027-01-01T00:00", "learner": str(school.ann), "more": "1"}
        assert signed_in(database, who).post(f"{school.path}/{rest}", fields).status == 404
    assert rows(database, "SELECT * FROM assignment") == before
    assert count(database, "extension") == 0


def test_a_draft_is_published_from_its_page(database, school, teacher):
    draft = an_assignment(database, school.class_id, school.teacher, published=False)
    page = teacher.get(f"/assignments/{draft}")
    assert "Nobody of the class sees it yet" in page.words
    assert "Not begun" in teacher.send(page, "/publish").words
    assert signed_in(database, school.ann).get(f"/assignments/{draft}").status == 200


def test_a_draft_without_a_question_says_why_it_cannot_be_published(database, school, teacher):
    draft = an_assignment(
        database, school.class_id, school.teacher, selection=Selection(), published=False
    )
    shown = teacher.send(teacher.get(f"/assignments/{draft}"), "/publish")
    assert shown.status == 422
    assert "choose a bank" in shown.one("p", role="alert").words


def test_it_is_closed_opened_again_withdrawn_and_deleted(database, school, teacher):
    page = teacher.send(teacher.get(school.path), "/close")
    assert "Closed" in page.one("p", class_="stands ").words
    wrong = teacher.send(page, "/reopen", until="2020-01-01T00:00")
    assert wrong.status == 422
    page = teacher.send(wrong, "/reopen", until="2026-12-24T18:00")
    assert "Closed" not in page.one("p", class_="stands ").words
    page = teacher.send(page, "/withdraw")
    assert "Draft" in page.one("p", class_="stands is-draft").words
    page = teacher.send(page, "/delete")
    assert (page.status, count(database, "assignment")) == (200, 0)


def test_the_preview_saves_nothing_and_shows_keys_only_when_asked(database, school, teacher):
    page = teacher.get(f"{school.path}/preview?question=2")
    assert "Question 2 of 10" in page.words
    assert "The key" not in page.words
    assert "The key" in teacher.get(f"{school.path}/preview?question=2&keys=1").words
    assert count(database, "attempt") == count(database, "answer") == 0


def test_every_question_of_every_kind_can_be_tried(school, teacher):
    for place in range(1, 11):
        page = teacher.get(f"{school.path}/preview?question={place}&keys=1&learner={school.ben}")
        assert f"Question {place} of 10" in page.words


def test_the_preview_of_one_learner_is_their_draw(database, school, teacher, tmp_path):
    kept(database, tmp_path, a_bank(*some_questions(8, tags=("city",)), id="c", title="C"))
    made = an_assignment(
        database,
        school.class_id,
        school.teacher,
        selection=Selection(banks=("c",), draw={"city": 3}),
    )
    page = teacher.get(f"/assignments/{made}/preview?learner={school.ann}")
    assert "Question 1 of 3" in page.words
    assert page.words.count("not for this learner") == 5


def test_the_lint_of_its_questions_stands_beside_them_with_a_way_to_them(
    database, school, teacher, tmp_path
):
    weak = a_single(id="weak")
    kept(database, tmp_path, a_bank(weak, id="w", title="W"))
    made = an_assignment(database, school.class_id, school.teacher, "w/weak")
    page = teacher.get(f"/assignments/{made}/preview")
    assert "Nobody is named as the source" in page.one("details", class_="lint-notes").words
    assert page.all("a", href="/banks/w#q-weak")
    execute(database, "UPDATE bank SET owner_id = :who", who=school.teacher)
    page = teacher.get(f"/assignments/{made}/preview")
    assert page.all("a", href="/banks/w/questions/weak/edit")


def test_a_learner_is_given_more_time_and_it_is_taken_back(database, school, teacher):
    page = teacher.get(f"{school.path}/extensions")
    page = teacher.send(
        page, "/extensions", learner=str(school.ann), due_at="2026-12-24T18:00", more="1"
    )
    row = next(line for line in page.all("tr") if line.words.startswith("Ann"))
    assert "Thursday 24 December 2026, 18:00" in row.words
    page = teacher.send(page, f"/extensions/{school.ann}/remove")
    assert count(database, "extension") == 0


def test_an_extension_that_is_wrong_comes_back_as_it_was_typed(school, teacher):
    page = teacher.get(f"{school.path}/extensions")
    shown = teacher.send(page, "/extensions", learner=str(school.ben), due_at="2026-11-25T10:00")
    assert shown.status == 422
    assert "cannot be due earlier" in shown.one("p", role="alert").words
    assert shown.one("input", id="due_at")["value"] == "2026-11-25T10:00"


def test_it_is_copied_to_another_class_of_the_teacher(database, school, teacher):
    into = a_class(database, school.teacher, name="8a")
    page = teacher.get(school.path)
    shown = teacher.send(page, "/duplicate", into=str(into))
    assert shown.status == 200
    assert "8a" in shown.words
    fields = page.filled(page.form("/duplicate")) | {"into": [str(school.theirs)], "token": ["x"]}
    assert teacher.post(f"{school.path}/duplicate", fields).status == 404


def test_a_link_carries_it_to_another_teacher_and_to_nobody_else(database, school, teacher):
    page = teacher.send(teacher.get(school.path), "/share")
    link = page.one("input", id="share")["value"]
    path = link[link.index("/shared/") :]
    other = signed_in(database, school.other)
    shown = other.get(path)
    assert "Help from outside" in shown.words
    assert len(shown.one("ol", class_="asked-list").text) > 0
    edit = other.send(shown, "/copy", into=str(school.theirs))
    assert "9c" in edit.words
    assert "10 questions are chosen" in edit.words
    assert signed_in(database, school.ann).get(path).status == 404
    other.client.cookies.clear()
    assert other.get(path).status == 303
    teacher.send(teacher.get(school.path), "/end-link")
    assert teacher.get(path).status == 404


def test_the_pages_cost_as_many_queries_for_a_large_class_and_set(
    database, school, teacher, tmp_path
):
    kept(database, tmp_path, a_bank(*some_questions(60), id="big", title="Big"))
    many = [a_person(database, f"Learner {number}") for number in range(25)]
    class_id = a_class(database, school.teacher, *many, name="Large")
    made = an_assignment(
        database, class_id, school.teacher, selection=Selection(banks=("big", "aid"))
    )
    for rest in ("", "/edit", "/preview", "/extensions"):
        few, large = (
            statements(teacher, f"/assignments/{which}{rest}") for which in (school.made, made)
        )
        assert len(large) == len(few) + (rest == "/preview") * EXTRA_BANK


# A second bank is looked up, and its lint made once.
EXTRA_BANK = 1


def statements(teacher, path):
    said = []
    teacher.get(path)

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(teacher.database.engine, "before_cursor_execute", note)
    assert teacher.get(path).status == 200
    event.remove(teacher.database.engine, "before_cursor_execute", note)
    return said


def test_dates_in_the_past_and_far_away_are_drawn(database, school, teacher):
    for opens, due in ((NOW - 900 * DAY, NOW - 899 * DAY), (NOW + DAY, NOW + 2000 * DAY)):
        made = an_assignment(
            database,
            school.class_id,
            school.teacher,
            open_at=opens,
            due_at=due,
            close_at=due + timedelta(seconds=1),
        )
        assert teacher.get(f"/assignments/{made}").all("svg")


def test_nothing_of_it_is_there_without_accounts(database, school):
    alone = Visitor(database)
    with database.read() as db:
        assert assignments.assignment_as_teacher(db, school.made, school.teacher)
    for path in (school.path, f"{school.path}/edit", f"{school.path}/preview", "/shared/x"):
        assert alone.get(path).status == 404


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_a_number_that_no_assignment_can_have_is_404(teacher, number):
    for rest in ("", "/edit", "/preview", "/extensions"):
        assert teacher.get(f"/assignments/{number}{rest}").status == 404
    assert teacher.get(f"/classes/{number}/assignments/new").status == 404


def test_numbers_in_an_address_that_mean_nobody_are_passed_over(school, teacher):
    for query in ("/preview?learner=99999999999&question=-5", f"/extensions?learner={10**30}"):
        assert teacher.get(school.path + query).status == 200


def test_what_a_test_of_their_own_holds_back_a_teacher_can_neither_read_nor_assign(
    database, school
):
    both = a_person(database, "Both", may_teach=True)
    class_id = a_class(database, both, name="Evening")
    other = a_class(database, school.teacher, both, name="Day")
    mine = an_assignment(database, class_id, both)
    an_assignment(database, other, school.teacher, "aid/capital")
    with database.read() as db:
        places = [it.slug for it in assignments.questions(db, mine)]
    visitor = signed_in(database, both)
    place = places.index("capital") + 1
    page = visitor.get(f"/assignments/{mine}/preview?question={place}&keys=1")
    assert "You have a test of your own with this question in it" in page.words
    assert "The key" not in page.words
    page = visitor.get(f"/classes/{class_id}/assignments/new?bank=aid")
    assert "9 questions are chosen" in page.words


def test_nothing_new_is_assigned_to_an_archived_class(database, school, teacher):
    execute(database, "UPDATE class SET archived_at = 1 WHERE id = :id", id=school.class_id)
    page = teacher.get(f"/classes/{school.class_id}/assignments/new")
    assert (page.status, "is archived" in page.words) == (409, True)
    shown = teacher.send(teacher.get(school.path), "/close")
    assert shown.status == 409


def test_a_large_set_is_listed_in_parts_and_a_large_bank_looked_at_when_asked(
    database, school, teacher, tmp_path
):
    kept(database, tmp_path, a_bank(*some_questions(501), id="big", title="Big"))
    names = [f"big/q-{number:03}" for number in range(120)]
    made = an_assignment(database, school.class_id, school.teacher, *names)
    page = teacher.get(f"/assignments/{made}/preview?question=101")
    places = [it["value"] for it in page.all("li") if it["value"]]
    assert (places[0], places[-1]) == ("101", "120")
    assert page.all("a", aria_current="true")[0].words == "101–120"
    link = next(it["href"] for it in page.all("a") if it["href"].endswith("&lint=1"))
    assert "something could be better" in teacher.get(link).words

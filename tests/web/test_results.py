"""The pages of results: what they say, that they bear everything, and what they cost."""

from collections.abc import Iterator

import pytest

from study.domain.assignments import Mode
from study.domain.tallies import OptionCount
from study.storage.database import Database
from study.web.class_breakdowns import option_remarks
from tests.builders import a_bank, execute, kept, rows, some_questions
from tests.classroom import a_class, a_person, an_assignment, signed_in
from tests.counting import counted
from tests.taking import TakenTest, a_taken_test
from tests.visiting import Page, Visitor

PAGES = (
    "",
    "?which=all&sort=mark",
    "?which=first&sort=begun",
    "?which=last&sort=time",
    "/questions",
    "/questions?sort=hardest&which=all",
    "/tags",
    "/items",
    "/items?which=all",
    "/items.csv",
    "/passages",
)


def opened(visitor: Visitor, assignment: int, path: str = "") -> Page:
    return visitor.get(f"/assignments/{assignment}/results{path}")


@pytest.fixture
def taken(sqlite_database: Database, tmp_path) -> TakenTest:
    kept(sqlite_database, tmp_path, a_bank())
    return a_taken_test(sqlite_database, learners=12, questions=8)


@pytest.fixture
def teacher(sqlite_database: Database, taken: TakenTest) -> Iterator[Visitor]:
    somebody = signed_in(sqlite_database, taken.teacher)
    with somebody.client:
        yield somebody


def test_the_overview_says_how_the_class_did(teacher: Visitor, taken: TakenTest) -> None:
    page = opened(teacher, taken.assignment_id)

    assert "8 of 12 learners have handed in, 4 of them late." in page.words
    assert "1 is at it now. 2 have not begun. The mean is" in page.words
    assert "Has not begun, and it was due." in page.words
    table = page.all("div", aria_label="Learners and questions, as a table")[0]
    assert len([it for it in page.within(table) if it["scope"] == "row"]) == 1 + 12


def test_every_picture_has_a_name_and_its_figures_in_words(
    teacher: Visitor, taken: TakenTest
) -> None:
    slug = rows(teacher.database, "SELECT slug FROM document")[0][0]
    learner = f"/learners/{taken.learners[5]}"
    for path in (*PAGES, learner, f"/passages/{slug}"):
        page = opened(teacher, taken.assignment_id, path)
        assert page.status == 200, path
        ids = [it["id"] for it in page.elements if it["id"]]
        assert len(ids) == len(set(ids)), path
        for picture in page.all("svg", role="img"):
            names = picture["aria-labelledby"].split()
            assert picture["aria-label"] or all(name in ids for name in names), path
        assert "style=" not in page.text
        assert "nan" not in page.words.casefold().split()


def test_the_grid_shows_the_attempt_that_is_asked_for(teacher: Visitor, taken: TakenTest) -> None:
    def names(which: str) -> list[str]:
        page = opened(teacher, taken.assignment_id, f"?which={which}")
        return [
            it.words for it in page.within(page.one("ol", class_="grid-names")) if it.tag == "a"
        ]

    tries = rows(teacher.database, "SELECT count(*) FROM attempt WHERE state = 'handed_in'")[0][0]
    assert len(names("counts")) == 12
    assert len(names("all")) == tries + 4
    assert any("attempt 2" in name for name in names("all"))


def test_the_best_stand_first_and_who_has_no_mark_last(teacher: Visitor, taken: TakenTest) -> None:
    page = opened(teacher, taken.assignment_id, "?sort=mark")
    spans = [
        it.words for it in page.within(page.one("ol", class_="grid-names")) if it.tag == "span"
    ]
    marks = [int(words.split()[0]) for words in spans if "%" in words]

    assert marks == sorted(marks, reverse=True)
    assert "%" not in "".join(spans[len(marks) :])


def test_what_ran_out_of_time_is_marked_by_a_button(teacher: Visitor, taken: TakenTest) -> None:
    page = opened(teacher, taken.assignment_id)
    assert "1 attempt ran out of time and was not handed in." in page.words
    after = teacher.send(page, "/results/overdue")

    assert "9 of 12 learners have handed in" in after.words
    assert "ran out of time" not in after.words


def test_looking_writes_nothing(teacher: Visitor, taken: TakenTest) -> None:
    opened(teacher, taken.assignment_id)
    with counted(teacher.database) as statements:
        for path in PAGES:
            opened(teacher, taken.assignment_id, path)

    assert not [it for it in statements if it.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_question_shows_what_was_chosen_and_the_way_to_its_key(
    teacher: Visitor, taken: TakenTest
) -> None:
    page = opened(teacher, taken.assignment_id, "/questions")
    question = rows(teacher.database, "SELECT id FROM question WHERE slug = 'capital'")[0][0]

    assert "Right: Chongqing" in page.words
    assert "Best third" in page.words
    assert page.all("a", href=f"/assignments/{taken.assignment_id}/questions/{question}/key")
    assert page.all("a", href="/documents/xinhua#p3")


def test_a_learners_page_has_each_answer_with_its_key_time_and_passage(
    teacher: Visitor, taken: TakenTest
) -> None:
    found = "SELECT learner_id FROM attempt_answer WHERE verdict = 'wrong' ORDER BY 1 LIMIT 1"
    learner = rows(teacher.database, found)[0][0]
    page = opened(teacher, taken.assignment_id, f"/learners/{learner}")

    assert len(page.all("ol", class_="answers")) == 1
    assert "Said" in page.words
    assert "Key" in page.words
    assert "Rests on An interview on the war" in page.words
    assert len(page.all("form", class_="mark-by-hand")) == 8


def test_the_text_is_tinted_by_how_the_class_did(teacher: Visitor, taken: TakenTest) -> None:
    page = opened(teacher, taken.assignment_id, "/passages/xinhua")
    notes = [it.words for it in page.all("div", class_="tint-note")]
    tinted = [it for it in page.all("div") if "tint-" in it["class"] and "passage" in it["class"]]

    assert len(notes) == len(tinted) == 1
    assert notes[0].startswith(tuple(f"{n} % right" for n in range(101)))
    assert "8 questions, 64 answers" in notes[0]
    assert "hardly understood" in page.words
    assert "Paragraph 3" in page.words


def test_a_text_that_changed_since_is_shown_as_it_was_asked_about(
    teacher: Visitor, taken: TakenTest
) -> None:
    execute(teacher.database, "UPDATE document SET version = version + 1")
    execute(
        teacher.database,
        "INSERT INTO document_version SELECT document_id, number + 1, 'x', text, created_at"
        " FROM document_version",
    )
    page = opened(teacher, taken.assignment_id, "/passages/xinhua")

    assert "The text was changed since." in page.words
    assert page.all("div", class_="tint-note")


def test_a_text_that_nothing_rests_on_is_not_found(teacher: Visitor, taken: TakenTest) -> None:
    assert opened(teacher, taken.assignment_id, "/passages/nothing").status == 404


def test_few_attempts_withhold_what_they_cannot_tell(teacher: Visitor, taken: TakenTest) -> None:
    page = opened(teacher, taken.assignment_id, "/items")

    assert "8 attempts say too little." in page.words
    assert "withheld" in page.words
    assert "Too few attempts to judge (n = 8)." in page.words
    assert not page.all("figure", class_="chart scatter")


def test_from_ten_attempts_on_the_figures_are_shown_and_sent(sqlite_database, tmp_path) -> None:
    kept(sqlite_database, tmp_path, a_bank())
    taken = a_taken_test(sqlite_database, learners=20, questions=8)
    visitor = signed_in(sqlite_database, taken.teacher)
    page = opened(visitor, taken.assignment_id, "/items")
    sheet = opened(visitor, taken.assignment_id, "/items.csv")

    assert page.all("figure", class_="chart scatter")
    assert "withheld" not in page.words
    assert "flatter" not in page.words
    assert "flatter" in opened(visitor, taken.assignment_id, "/items?which=last").words
    assert sheet.headers["content-disposition"].endswith('.csv"')
    assert len(sheet.text.splitlines()) == 9
    assert '"Discrimination index (%)"' in sheet.text


# Where there is nothing to divide by.


def everything_opens(visitor: Visitor, assignment: int) -> list[Page]:
    pages = [opened(visitor, assignment, path) for path in PAGES]
    assert [page.status for page in pages] == [200] * len(PAGES)
    return pages


def test_an_assignment_that_nobody_has_begun_says_so(sqlite_database, tmp_path) -> None:
    kept(sqlite_database, tmp_path, a_bank())
    teacher = a_person(sqlite_database, "Teacher", may_teach=True)
    class_id = a_class(sqlite_database, teacher, a_person(sqlite_database, "Ada"))
    assignment = an_assignment(sqlite_database, class_id, teacher)
    visitor = signed_in(sqlite_database, teacher)
    everything_opens(visitor, assignment)

    assert "0 of 1 learner has handed in. 1 has not begun." in opened(visitor, assignment).words
    assert "every figure is n/a" in opened(visitor, assignment, "/items").words


def test_an_assignment_without_questions_or_learners_says_so(sqlite_database) -> None:
    teacher = a_person(sqlite_database, "Teacher", may_teach=True)
    class_id = a_class(sqlite_database, teacher)
    assignment = an_assignment(sqlite_database, class_id, teacher, published=False)
    visitor = signed_in(sqlite_database, teacher)
    everything_opens(visitor, assignment)

    assert "Nobody is in this class yet." in opened(visitor, assignment).words


def test_one_learner_is_enough_for_every_page(sqlite_database, tmp_path) -> None:
    kept(sqlite_database, tmp_path, a_bank())
    taken = a_taken_test(sqlite_database, learners=1, questions=8)
    pages = everything_opens(signed_in(sqlite_database, taken.teacher), taken.assignment_id)

    assert "n/a" in pages[7].words


def test_a_question_that_all_know_has_no_discrimination(sqlite_database, tmp_path) -> None:
    kept(sqlite_database, tmp_path, a_bank())
    taken = a_taken_test(sqlite_database, learners=20, questions=8)
    execute(sqlite_database, "UPDATE attempt_answer SET fraction = 1 WHERE position = 1")
    visitor = signed_in(sqlite_database, taken.teacher)
    everything_opens(visitor, taken.assignment_id)

    assert "Everybody got the same mark" in opened(visitor, taken.assignment_id, "/items").words


def test_all_right_is_no_error(sqlite_database, tmp_path) -> None:
    kept(sqlite_database, tmp_path, a_bank())
    taken = a_taken_test(sqlite_database, learners=20, questions=8)
    execute(sqlite_database, "UPDATE attempt_answer SET fraction = 1")
    execute(sqlite_database, "UPDATE attempt SET earned = possible")
    visitor = signed_in(sqlite_database, taken.teacher)
    everything_opens(visitor, taken.assignment_id)

    table = opened(visitor, taken.assignment_id, "/items").all("table")[0].words
    assert "Internal consistency (alpha)n/a" in table


def test_answers_that_wait_for_a_mark_are_shown_as_such(sqlite_database, tmp_path) -> None:
    kept(sqlite_database, tmp_path, a_bank())
    taken = a_taken_test(sqlite_database, learners=20, questions=8)
    execute(
        sqlite_database,
        "UPDATE attempt_answer SET fraction = NULL, verdict = 'unmarked'"
        " WHERE position = 2 AND given <> ''",
    )
    visitor = signed_in(sqlite_database, taken.teacher)
    everything_opens(visitor, taken.assignment_id)

    assert "wait for a mark" in opened(visitor, taken.assignment_id, "/items").words
    assert "unmarked" in opened(visitor, taken.assignment_id).words


def test_what_is_practised_has_its_results_in_what_is_remembered(sqlite_database, tmp_path) -> None:
    kept(sqlite_database, tmp_path, a_bank())
    teacher = a_person(sqlite_database, "Teacher", may_teach=True)
    class_id = a_class(sqlite_database, teacher, a_person(sqlite_database, "Ada"))
    practised = an_assignment(sqlite_database, class_id, teacher, mode=Mode.PRACTICE)
    visitor = signed_in(sqlite_database, teacher)
    sent = opened(visitor, practised)

    assert (sent.status, sent.headers["location"]) == (
        303,
        f"/assignments/{practised}/results/recall",
    )
    ways = visitor.get(sent.headers["location"]).one("nav", aria_label="Results").words
    assert ways == "Recall Questions Tags Passages"


def test_in_mastery_it_is_the_goal_that_is_reached(sqlite_database, tmp_path) -> None:
    kept(sqlite_database, tmp_path, a_bank())
    taken = a_taken_test(sqlite_database, questions=8, mode=Mode.MASTERY, goal=0.75)
    visitor = signed_in(sqlite_database, taken.teacher)
    page = opened(visitor, taken.assignment_id)
    bins = [it.words for it in page.within(page.one("p", class_="bin-counts")) if it.words]

    assert "reached the goal of 75 %." in page.words
    assert sum(map(int, bins)) == 26
    assert "Below the goal" in page.words


# Who may look, and what it costs.


def test_nobody_else_finds_any_page(teacher: Visitor, taken: TakenTest) -> None:
    database = teacher.database
    other = a_person(database, "Other", may_teach=True)
    a_class(database, other, *taken.learners)
    for who in (other, taken.learners[0], a_person(database, "Admin", is_admin=True)):
        visitor = signed_in(database, who)
        for path in (*PAGES, f"/learners/{taken.learners[0]}", "/passages/xinhua"):
            assert opened(visitor, taken.assignment_id, path).status == 404, path
        overdue = f"/assignments/{taken.assignment_id}/results/overdue"
        assert visitor.post(overdue, {}).status == 404


def test_a_learner_of_another_class_is_not_found(teacher: Visitor, taken: TakenTest) -> None:
    stranger = a_person(teacher.database, "Stranger")

    assert opened(teacher, taken.assignment_id, f"/learners/{stranger}").status == 404
    assert opened(teacher, 10**12).status in {404, 422}


def test_a_page_costs_as_many_queries_for_a_hundred_learners_as_for_ten(
    sqlite_database, tmp_path
) -> None:
    kept(sqlite_database, tmp_path, a_bank(*some_questions(50)))
    teacher = a_person(sqlite_database, "Teacher", may_teach=True)
    visitor = signed_in(sqlite_database, teacher)

    def costs(taken: TakenTest) -> dict[str, int]:
        found = {}
        for path in (*PAGES, "/passages/xinhua", f"/learners/{taken.learners[-1]}"):
            with counted(sqlite_database) as statements:
                assert opened(visitor, taken.assignment_id, path).status == 200
            found[path.rstrip("0123456789")] = len(statements)
        return found

    few = costs(a_taken_test(sqlite_database, learners=10, questions=5, teacher=teacher))
    execute(sqlite_database, "DELETE FROM account WHERE learner_id <> :teacher", teacher=teacher)
    many = costs(a_taken_test(sqlite_database, learners=100, questions=50, teacher=teacher))

    assert many == few
    assert max(few.values()) <= 14


def test_the_better_third_is_only_worth_a_word_where_it_differs_clearly() -> None:
    def remarks(top: float, bottom: float, *, is_key: bool) -> tuple[str, ...]:
        counted = OptionCount(
            text="Wuhan", is_key=is_key, count=4, share=0.2, top=top, bottom=bottom
        )
        return option_remarks([counted])

    assert remarks(0.3, 0.2, is_key=False) == ()
    assert remarks(0.2, 0.3, is_key=True) == ()
    assert "“Wuhan” drew more of the best third" in remarks(0.5, 0.2, is_key=False)[0]
    assert "check it" in remarks(0.2, 0.5, is_key=True)[0]

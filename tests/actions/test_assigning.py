"""Assigning: what is fixed, what may still change, and who gets more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.actions import assigning, attempting, extending, foreseeing, rolling_back, sharing
from study.domain.assignments import CAUTIOUS, Allowance, Late, Mode, Rules, State, state
from study.domain.errors import BadInput, Conflict, NotFound
from study.domain.selections import Selection
from study.storage import assignments, audit, choosing, classes, imports, notices
from study.storage.begun import Progress, progress
from study.storage.begun import has_begun as begun_by
from tests.builders import DAY, NOW, WHO, a_bank, execute, kept, rows, some_questions
from tests.classroom import a_class, a_person, an_assignment

LATER = NOW + timedelta(minutes=5)
RULES = Rules(mode=Mode.TEST, open_at=NOW, due_at=NOW + DAY, review=CAUTIOUS)


class School:
    """A teacher's class of two, and another teacher with a class."""

    def __init__(self, database):
        self.teacher = a_person(database, "Teacher", may_teach=True)
        self.other = a_person(database, "Other", may_teach=True)
        self.ann, self.ben = a_person(database, "Ann"), a_person(database, "Ben")
        self.class_id = a_class(database, self.teacher, self.ann, self.ben)
        self.theirs = a_class(database, self.other)


@pytest.fixture
def school(database, tmp_path):
    kept(database, tmp_path, a_bank())
    return School(database)


def found(database, made, who):
    with database.read() as db:
        return assignments.assignment_as_teacher(db, made, who)


def begun(database, made, learner):
    execute(
        database,
        "INSERT INTO attempt (learner_id, assignment_id, number, state, token, seed, questions,"
        " started_at, is_late, possible)"
        " VALUES (:who, :made, 1, 'open', 't', 's', '[]', 0, false, 1)",
        who=learner,
        made=made,
    )


def acts(database, class_id):
    with database.read() as db:
        return [it.act.removeprefix("assignment ") for it in audit.entries(db, class_id)]


def test_publishing_twice_publishes_once(database, school):
    made = an_assignment(database, school.class_id, school.teacher, published=False)
    with database.write() as db:
        assigning.publish(db, school.teacher, made, NOW)
        assigning.publish(db, school.teacher, made, LATER)
    assert found(database, made, school.teacher).published_at == NOW
    assert acts(database, school.class_id) == ["publish", "draft"]


def test_a_draft_asks_what_its_bank_has_when_it_is_published(database, school, tmp_path):
    made = an_assignment(
        database,
        school.class_id,
        school.teacher,
        published=False,
        selection=Selection(banks=("b",)),
    )
    kept(database, tmp_path, a_bank(*some_questions(3), id="b"))
    draft = found(database, made, school.teacher)
    with database.read() as db:
        assert len(assigning.questions_of(db, school.teacher, draft, NOW)) == 3
        assert assignments.questions(db, made) == ()
    with database.write() as db:
        assigning.publish(db, school.teacher, made, NOW)
        assert len(assignments.questions(db, made)) == 3


def test_the_set_of_what_is_published_changes_while_nobody_has_begun(database, school):
    made = an_assignment(database, school.class_id, school.teacher)
    it = found(database, made, school.teacher)
    terms = replace(it.terms, selection=Selection(kinds=("short",)), points={"aid/capital": 2.0})
    with database.write() as db:
        assigning.save(db, school.teacher, made, terms, LATER, version=it.version, seed=99)
        asked = assignments.questions(db, made)
    assert {question.kind for question in asked} == {"short"}
    assert found(database, made, school.teacher).seed == 99
    begun(database, made, school.ann)
    version = found(database, made, school.teacher).version
    for other, seed in ((it.terms, None), (terms, 100)):
        with pytest.raises(BadInput, match="can no longer change"), database.write() as db:
            assigning.save(db, school.teacher, made, other, LATER, version=version, seed=seed)


def test_it_cannot_be_left_without_a_question(database, school):
    made = an_assignment(database, school.class_id, school.teacher)
    it = found(database, made, school.teacher)
    none = replace(it.terms, selection=Selection())
    with pytest.raises(BadInput, match="asks no question"), database.write() as db:
        assigning.save(db, school.teacher, made, none, LATER, version=it.version)
    assert found(database, made, school.teacher) == it


def test_what_is_withdrawn_is_a_draft_again_unless_somebody_has_begun(database, school):
    one, two = (an_assignment(database, school.class_id, school.teacher) for _ in range(2))
    begun(database, two, school.ann)
    with database.write() as db:
        for _ in range(2):
            assigning.withdraw(db, school.teacher, one, LATER)
        with pytest.raises(NotFound):
            assignments.assignment_as_learner(db, one, school.ann)
        for act in (assigning.withdraw, assigning.remove):
            with pytest.raises(Conflict, match="It can be closed"):
                act(db, school.teacher, two, LATER)
        assert assigning.remove(db, school.teacher, one, LATER).id == one
        with pytest.raises(NotFound):
            assigning.remove(db, school.teacher, one, LATER)


@pytest.mark.parametrize("late", list(Late))
def test_what_is_closed_takes_nothing_until_it_is_opened_again(database, school, late):
    made = an_assignment(database, school.class_id, school.teacher, late=late)
    with database.write() as db:
        for _ in range(2):
            assigning.close(db, school.teacher, made, LATER)
        closed = assignments.assignment_as_teacher(db, made, school.teacher).rules
        with pytest.raises(BadInput, match="has passed"):
            assigning.reopen(db, school.teacher, made, LATER, LATER)
        for _ in range(2):
            assigning.reopen(db, school.teacher, made, LATER + DAY, LATER)
        again = assignments.assignment_as_teacher(db, made, school.teacher).rules
        told = [it.words for it in notices.unseen(db, school.ann)]
    assert state(closed, LATER) is State.CLOSED
    assert state(again, LATER) is State.OPEN
    assert state(again, LATER + DAY) is State.CLOSED
    assert told == ["“Help from outside” is open again.", "“Help from outside” was closed."]


def test_what_was_late_when_it_closed_is_late_when_it_is_opened_again(database, school):
    made = an_assignment(database, school.class_id, school.teacher, close_at=NOW + 9 * DAY)
    with database.write() as db:
        assigning.close(db, school.teacher, made, NOW + 8 * DAY)
        assigning.reopen(db, school.teacher, made, NOW + 12 * DAY, NOW + 8 * DAY)
        rules = assignments.assignment_as_teacher(db, made, school.teacher).rules
    assert (rules.due_at, rules.close_at) == (NOW + 7 * DAY, NOW + 12 * DAY)


def test_nothing_is_assigned_or_changed_in_an_archived_class(database, school):
    made = an_assignment(database, school.class_id, school.teacher)
    execute(database, "UPDATE class SET archived_at = 1 WHERE id = :id", id=school.class_id)
    with pytest.raises(Conflict, match="archived"), database.write() as db:
        assigning.close(db, school.teacher, made, LATER)
    with pytest.raises(Conflict, match="archived"):
        an_assignment(database, school.class_id, school.teacher)


def test_another_teacher_can_do_nothing_with_it(database, school):
    made = an_assignment(database, school.class_id, school.teacher)
    it = found(database, made, school.teacher)
    for act in (
        lambda db, who: assigning.publish(db, who, made, NOW),
        lambda db, who: assigning.save(db, who, made, it.terms, NOW, version=1),
        lambda db, who: assigning.withdraw(db, who, made, NOW),
        lambda db, who: assigning.close(db, who, made, NOW),
        lambda db, who: assigning.reopen(db, who, made, NOW, NOW),
        lambda db, who: assigning.remove(db, who, made, NOW),
        lambda db, who: sharing.share(db, who, made, NOW, code="c"),
        lambda db, who: sharing.end_link(db, who, made, NOW),
        lambda db, who: extending.extend(
            db, who, made, school.ann, Allowance(more_attempts=1), NOW
        ),
        lambda db, who: extending.take_back(db, who, made, school.ann, NOW),
        lambda db, who: sharing.duplicate(
            db, who, made, school.theirs, NOW, is_moved=True, seed=1, token="t"
        ),
    ):
        for who in (school.other, school.ann):
            with pytest.raises(NotFound), database.write() as db:
                act(db, who)
    assert found(database, made, school.teacher) == it


def test_an_extension_is_granted_told_once_and_taken_back(database, school):
    made = an_assignment(database, school.class_id, school.teacher, most_attempts=1)
    more = Allowance(due_at=NOW + 10 * DAY, more_attempts=1)
    with database.write() as db:
        classes.change_member(db, school.class_id, {school.ann}, extra_time=1.5)
        for _ in range(2):
            extending.extend(db, school.teacher, made, school.ann, more, LATER)
        it = assignments.assignment_as_teacher(db, made, school.teacher)
        ann, ben = extending.granted_to(db, it)
        told = [notice.words for notice in notices.unseen(db, school.ann)]
    assert (ann.name, ann.is_extended, ann.rules.due_at) == ("Ann", True, NOW + 10 * DAY)
    assert (ann.rules.most_attempts, ben.rules.most_attempts) == (2, 1)
    assert told == ["“Help from outside” was extended for you."]
    with database.write() as db:
        for _ in range(2):
            extending.take_back(db, school.teacher, made, school.ann, LATER)
        assert not any(each.is_extended for each in extending.granted_to(db, it))
        assert len(notices.unseen(db, school.ann)) == 2
    assert acts(database, school.class_id)[:2] == ["extension", "extension"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (Allowance(), "Grant a later time"),
        (Allowance(due_at=NOW), "cannot be due earlier"),
        (Allowance(close_at=NOW), "cannot close earlier"),
    ],
)
def test_an_extension_that_extends_nothing_is_refused(database, school, more, sentence):
    made = an_assignment(database, school.class_id, school.teacher, close_at=NOW + 9 * DAY)
    with pytest.raises(BadInput, match=sentence), database.write() as db:
        extending.extend(db, school.teacher, made, school.ann, more, NOW)
    with pytest.raises(NotFound, match="no such learner"), database.write() as db:
        extending.extend(db, school.teacher, made, school.other, Allowance(more_attempts=1), NOW)


def test_a_copy_for_another_class_is_a_draft_with_its_dates_moved_or_kept(database, school):
    made = an_assignment(database, school.class_id, school.teacher)
    into = a_class(database, school.teacher, name="8a")
    weeks = NOW + 21 * DAY + timedelta(hours=3)
    with database.write() as db:
        options = {"seed": 5, "is_moved": True, "token": "t"}
        one, two = (
            sharing.duplicate(db, school.teacher, made, into, weeks, **options) for _ in range(2)
        )
        still = sharing.duplicate(
            db, school.teacher, made, into, weeks, seed=5, is_moved=False, token="u"
        )
        assert one == two
        copy = assignments.assignment_as_teacher(db, one, school.teacher)
        same = assignments.assignment_as_teacher(db, still, school.teacher)
    assert (copy.class_id, copy.published_at, copy.seed) == (into, None, 5)
    assert copy.rules.open_at == NOW + 21 * DAY
    assert copy.rules.due_at == NOW + 28 * DAY
    assert same.rules == found(database, made, school.teacher).rules


def test_who_has_the_link_copies_the_set_whosever_bank_it_is_from(database, school):
    execute(database, "UPDATE bank SET owner_id = :who, is_held = true", who=school.teacher)
    made = an_assignment(database, school.class_id, school.teacher)
    with database.write() as db:
        for code in ("secret", "other"):
            sharing.share(db, school.teacher, made, NOW, code=code)
        shared = sharing.shared(db, school.other, "secret", NOW)
        copies = {
            sharing.copy_shared(db, school.other, "secret", school.theirs, LATER, seed=1, token="t")
            for _ in range(2)
        }
        assert choosing.choosable(db, school.other) == ()
        (copy,) = copies
        assigning.publish(db, school.other, copy, LATER)
        assert len(assignments.questions(db, copy)) == len(shared.questions) == 10
    assert found(database, copy, school.other).created_by == school.other


def test_a_link_shows_nothing_to_learners_or_when_it_was_ended(database, school):
    made = an_assignment(database, school.class_id, school.teacher)
    learning = a_person(database, "Both", may_teach=True)
    with database.write() as db:
        classes.enrol(
            db, school.class_id, {learning}, role=classes.LEARNER, state=classes.ACTIVE, now=NOW
        )
        sharing.share(db, school.teacher, made, NOW, code="secret")
        for who, code in (
            (school.ann, "secret"),
            (learning, "secret"),
            (school.other, "SECRET"),
            (school.other, ""),
            (school.other, "\0"),
        ):
            with pytest.raises(NotFound):
                sharing.shared(db, who, code, NOW)
        sharing.end_link(db, school.teacher, made, NOW)
        with pytest.raises(NotFound):
            sharing.shared(db, school.other, "secret", NOW)


@given(
    st.integers(10**9, 2 * 10**9),
    st.integers(1, 40),
    st.integers(0, 4000),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)
def test_moved_dates_keep_their_time_of_day(seconds, length, later, name):
    zone = ZoneInfo(name)
    opens = datetime.fromtimestamp(seconds, UTC)
    local = opens.astimezone(zone).replace(hour=12, fold=0)
    rules = replace(
        RULES,
        open_at=local.astimezone(UTC),
        due_at=(local + timedelta(days=length)).astimezone(UTC),
    )
    now = opens + timedelta(days=later)
    after = sharing.moved(rules, now, zone)
    assert after.open_at.astimezone(zone).date() == now.astimezone(zone).date()
    assert after.due_at.astimezone(zone).hour == 12
    days = after.due_at.astimezone(zone).date() - after.open_at.astimezone(zone).date()
    assert days.days == length


def test_a_batch_that_brought_what_is_assigned_is_taken_back_by_retiring_it(
    database, school, tmp_path
):
    kept(database, tmp_path, a_bank(*some_questions(2), id="later", title="Later"), now=LATER)
    an_assignment(database, school.class_id, school.teacher, "later/q-000")
    batch = rows(database, "SELECT max(id) FROM import")[0][0]
    with database.write() as db:
        foreseen = foreseeing.foresee(db, imports.batch(db, batch))
        told = rolling_back.roll_back(db, WHO, batch, LATER)
    assert (told.retired, told.deleted) == (["later/q-000"], ["later/q-001"])
    assert (foreseen.retired, foreseen.deleted) == (told.retired, told.deleted)


def test_practice_has_begun_when_somebody_has_practised_since_it_opened(database, school):
    made = an_assignment(database, school.class_id, school.teacher, mode=Mode.PRACTICE)
    it = found(database, made, school.teacher)
    execute(
        database,
        "INSERT INTO card (learner_id, card_id, question_id, bank_id, siblings, queue, phase, step,"
        ' interval, reps, lapses, version, "order", flag, leech, last_on)'
        " SELECT :who, id * 1000, id, bank_id, 0, 2, 2, 0, 1, 1, 0, 1, 0, 0, false, :day"
        " FROM question WHERE slug = 'capital'",
        who=school.ann,
        day=(NOW - DAY).date().isoformat(),
    )
    with database.read() as db:
        assert not begun_by(db, it)
    execute(database, "UPDATE card SET last_on = :day", day=NOW.date().isoformat())
    with database.read() as db:
        assert begun_by(db, it)
        assert progress(db, it) == Progress(learners=2, begun=1, handed_in=0, late=0)


def test_who_begins_while_the_set_changes_gets_the_new_one(database, school):
    made = an_assignment(database, school.class_id, school.teacher)
    it = found(database, made, school.teacher)
    terms = replace(it.terms, selection=Selection(questions=("aid/capital",)))
    begun_with = []

    def begin():
        with database.write() as db:
            attempt = attempting.begin(db, school.ann, made, LATER, token="t", seed="s")
            begun_with.extend(attempt.questions)

    learner = Thread(target=begin)
    with database.write() as db:
        assigning.save(db, school.teacher, made, terms, NOW, version=it.version)
        learner.start()
        learner.join(timeout=0.3)
        assert begun_with == []
    learner.join()
    assert begun_with == [1]

"""Whatever is changed of a key, marks are as if it had been so from the beginning."""

from hypothesis import HealthCheck, given, settings, strategies

from study.actions import marking
from study.actions.regrading import NOTHING_DONE
from study.domain.rekeying import Accepts, Chooses, Weighs
from study.storage import attempts
from study.storage.database import Database
from tests.builders import a_bank, execute, kept
from tests.classroom import a_class, a_person, an_assignment, taken
from tests.domain.builders import a_cloze, a_numeric, a_short, a_single
from tests.regrading import Room

SAID = strategies.sampled_from(["Chongqing", "Yuzhou", "Wuhan", "yuzhou", ""])
OPTION = strategies.sampled_from(["Nanjing", "Chongqing", "Wuhan", ""])
CHANGES = strategies.lists(
    strategies.sampled_from(
        [
            ("city", Accepts("Yuzhou")),
            ("city", Accepts("Wuhan")),
            ("capital", Chooses((0,))),
            ("capital", Chooses((1, 2))),
            ("capital", Chooses((1,))),
            ("city", Weighs(3)),
            ("capital", Weighs(0)),
        ]
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=strategies.lists(strategies.tuples(SAID, OPTION), min_size=1, max_size=4),
    changes=CHANGES,
)
def test_marking_anew_is_as_if_the_key_had_been_so_from_the_beginning(
    sqlite_database: Database, tmp_path_factory, said, changes
) -> None:
    room = a_room_again(sqlite_database, tmp_path_factory)
    learners = [room.ada, room.ben][: len(said)]
    for learner, (city, capital) in zip(learners, said, strict=False):
        answers = {name: it for name, it in (("city", city), ("capital", capital)) if it}
        taken(room.database, room.assignment, learner, answers)
    for slug, change in changes:
        room.change(slug, change)
        assert room.change(slug, change) == NOTHING_DONE
    with room.database.read() as db:
        for learner in learners:
            of = attempts.attempt(db, learner, room.assignment, 1)
            asked = attempts.asked(db, of)
            anew = [
                (it.points, marking.marked(db, it.bank_id, it.question(), it.answer.given(), {}))
                for it in asked
            ]
            assert [it.answer.mark() for it in asked] == [mark for _, mark in anew]
            assert of.earned == marking.earned((p, mark.fraction) for p, mark in anew)
            assert of.possible == sum(it.points for it in asked)


COUNT = iter(range(1_000_000))


def a_room_again(database: Database, folders) -> Room:
    """Another class in the same database, which the examples share; its bank is as it was."""
    number = next(COUNT)
    asked = (a_single(), a_short("Chongqing"), a_numeric(), a_cloze())
    kept(
        database, folders.mktemp("bank"), a_bank(*asked, id=f"aid-{number}", title=f"Aid {number}")
    )
    teacher = a_person(database, f"Tess {number}", may_teach=True)
    execute(database, "UPDATE bank SET owner_id = :who WHERE owner_id IS NULL", who=teacher)
    ada, ben = a_person(database, f"Ada {number}"), a_person(database, f"Ben {number}")
    class_id = a_class(database, teacher, ada, ben)
    names = [f"aid-{number}/{question.id}" for question in asked]
    assignment = an_assignment(database, class_id, teacher, *names)
    return Room(database, teacher, ada, ben, class_id, assignment, f"aid-{number}")

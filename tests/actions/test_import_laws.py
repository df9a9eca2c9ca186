"""Laws of bringing in, editing and taking back, in whatever order they happen."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.actions.proposals import Decision, RowState
from study.actions.sittings import Question
from study.actions.uploads import library
from study.domain.errors import StudyError
from study.domain.questions import AnyQuestion, Bank
from study.domain.scheduling import Rating
from study.storage import banks, imports, people
from study.storage.database import Database
from tests.bringing import (
    added,
    decided,
    edited,
    files_of,
    proposed,
    retired,
    rolled_back,
    with_head,
)
from tests.builders import DAY, MINUTE, NOW, TEXT, a_bank, a_document, rows
from tests.domain.builders import a_cloze, a_short
from tests.practising import shown, studied

SLUGS = ("one", "two", "three", "four", "cloze")
PROMPTS = ("Which city?", "Which one was it?", "And which?")
CLOZES = ("{{c1::A}} and {{c2::B}}", "{{c1::A}} and B", "A, {{c2::B}} and {{c3::C}}")
TEXTS = (TEXT, "A new beginning.\n\n" + TEXT, TEXT + "\nA new end.\n")


def a_question(slug: str, variant: int) -> AnyQuestion:
    if slug == "cloze":
        return a_cloze(CLOZES[variant], id=slug)
    return a_short(id=slug, prompt=PROMPTS[variant])


A_FILE = st.tuples(
    st.just("file"),
    st.permutations(SLUGS),
    st.lists(st.integers(0, 2), min_size=5, max_size=5),
    st.integers(1, 5),
    st.sampled_from(["all", "prefer", "missing", "some"]),
)
AN_ACT = st.tuples(
    st.sampled_from(["edit", "add", "retire", "study", "head", "document", "back", "back"]),
    st.sampled_from(SLUGS),
    st.integers(0, 2),
)
ACTS = st.lists(st.one_of(A_FILE, AN_ACT), min_size=1, max_size=10)


def carry_out(database: Database, folder: Path, act: tuple, now) -> None:
    """One thing that somebody may do; what cannot be done is refused and changes nothing."""
    what, *rest = act
    if what == "file":
        bring_in(database, folder, *rest, now=now)
    elif what == "edit":
        slug, variant = rest
        words = {"text": CLOZES[variant]} if slug == "cloze" else {"prompt": PROMPTS[variant]}
        edited(database, f"aid/{slug}", now, **words)
    else:
        do_more(database, folder, act, now)


def do_more(database: Database, folder: Path, act: tuple, now) -> None:
    what, slug, variant = act
    match what:
        case "add":
            added(database, "aid", a_question(slug, variant), now)
        case "retire":
            retired(database, f"aid/{slug}", now)
        case "head":
            with_head(database, "aid", now, title=PROMPTS[variant])
        case "document":
            decided(database, files_of(folder / "texts", documents=[text_of(variant)]), now=now)
        case "study" if isinstance(shown(database, now), Question):
            studied(database, Rating.GOOD, now)
        case "back":
            with database.read() as db:
                found = imports.batches(db)
            if found:
                rolled_back(database, found[min(variant, len(found) - 1)].id, now)


def text_of(variant: int):
    return a_document(TEXTS[variant])


def bring_in(database, folder, slugs, variants, count, how, now) -> None:
    questions = [a_question(*it) for it in zip(slugs, variants, strict=True)][:count]
    with database.read() as db:
        known = library(db).get("xinhua", a_document())
    checked = files_of(folder, a_bank(*questions), documents=[known])
    decision = Decision(prefer_file=how == "prefer")
    if how == "missing":
        names = [
            row.name
            for bank in proposed(database, checked).banks
            for row in bank.rows
            if row.state is RowState.MISSING
        ]
        decision = Decision(rows=frozenset(names))
    if how == "some":
        ticks = frozenset(f"aid/{slug}" for slug in slugs[:2])
        decision = Decision(everything=False, rows=ticks, documents=frozenset({"xinhua"}))
    decided(database, checked, decision, now)


REVIEWS = "SELECT learner_id, sequence, card_id, kind, rating, before, after FROM review ORDER BY 2"
MEMORIES = "SELECT card_id, phase, stability, difficulty, due_on, reps FROM card WHERE reps > 0"


def learnt(database: Database) -> tuple[list, list]:
    """The whole review log, and what everybody remembers."""
    return rows(database, REVIEWS), sorted(rows(database, MEMORIES))


def is_consistent(database: Database) -> None:
    """What must hold between the tables at every moment."""
    counted = "SELECT count(*) FROM question WHERE bank_id = bank.id AND NOT retired"
    assert rows(database, f"SELECT slug FROM bank WHERE questions <> ({counted})") == []
    newest = "SELECT max(number) FROM question_version WHERE question_id = question.id"
    assert rows(database, f"SELECT slug FROM question WHERE version <> ({newest})") == []
    held = "SELECT count(*) FROM card WHERE card.bank_id = shelf.bank_id"
    assert rows(database, f"SELECT * FROM shelf WHERE cards <> ({held})") == []
    astray = """SELECT card_id FROM card JOIN question ON question.id = question_id
                WHERE retired AND queue NOT IN (3, 4)"""
    assert rows(database, astray) == []
    uncited = """SELECT id FROM question WHERE NOT EXISTS (SELECT 1 FROM citation
                 WHERE question_id = id AND citation.version = question.version)"""
    assert rows(database, uncited) == []
    lost = """SELECT question.id FROM question WHERE NOT retired AND NOT EXISTS
              (SELECT 1 FROM card WHERE question_id = question.id AND queue < 3)"""
    assert rows(database, lost) == []


def exported(database: Database) -> Bank | None:
    with database.read() as db:
        return None if banks.find_bank(db, "aid") is None else banks.exported(db, "aid")


@given(acts=ACTS)
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_happens_to_a_bank_nobody_s_learning_is_touched(database, tmp_path, acts):
    with database.write() as db:
        people.ensure_local_learner(db, "UTC", NOW)
    # Every example goes on where the one before ended.
    now = NOW + len(rows(database, 'SELECT id FROM "import"')) * DAY
    for number, act in enumerate(acts):
        before = learnt(database)
        try:
            carry_out(database, tmp_path, act, now + number * MINUTE)
        except StudyError:
            assert learnt(database) == before
        if act[0] != "study":
            assert learnt(database) == before
        is_consistent(database)

    bank = exported(database)
    if bank is not None:
        with database.read() as db:
            texts = [it for _, it in sorted(library(db).items())]
        checked = files_of(tmp_path / f"out-{now:%j%H%M}", bank, documents=texts)
        assert [p for p in checked.problems if p.severity == "error"] == []
        proposal = proposed(database, checked)
        assert proposal.changes_nothing, proposal
        assert decided(database, checked) is None
        assert exported(database) == bank

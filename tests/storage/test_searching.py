"""Looking for words in questions and passages, on both databases."""

from pathlib import Path

import pytest

from study.domain.searching import terms
from study.storage import searching
from study.storage.database import Database
from tests.builders import TEXT, a_bank, a_document, brought_in, execute, kept, rows, written
from tests.domain.builders import a_cloze, a_flashcard, a_short


def questions(database: Database, query: str, **options) -> list[str]:
    """The slugs of the questions found, the best first."""
    bring_up_to_date(database)
    with database.read() as db:
        return [q.slug for q in searching.find_questions(db, terms(query), **options)[0]]


def passages(database: Database, query: str) -> list[str]:
    bring_up_to_date(database)
    with database.read() as db:
        found, _ = searching.find_passages(db, terms(query))
        return [f"{it.document_slug}#{it.passage.number}" for it in found]


def bring_up_to_date(database: Database) -> None:
    with database.write() as db:
        searching.catch_up(db)


def a_question(name: str, prompt: str, answer: str = "Chungking"):
    return a_flashcard(id=name, prompt=prompt, answer=answer)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("naïve", ["cafe"]),
        ("CAFE", ["cafe"]),
        ("straße", ["street"]),
        ("空军", ["chinese"]),
        ("军空", []),
        ("хасан", ["russian"]),
        ("नमस्ते", ["hindi"]),
        ("محمد", ["arabic"]),
        ("1235", ["number"]),
        ("1,235", ["number"]),
        ("aircr", ["number"]),
        ("ircraft", []),
        ('"supplied aircraft"', []),
        ('"1,235 aircraft"', ["number"]),
        ("aircraft café", []),
        ("aircraft supplied", ["number"]),
        ("OR AND NOT NEAR ( ) * : \" ' & | ! <-> -", []),
    ],
)
def test_words_of_any_script_find_their_question(
    database: Database, tmp_path: Path, query: str, found: list[str]
) -> None:
    kept(
        database,
        tmp_path,
        a_bank(
            a_question("cafe", "A naive question in the Café?"),
            a_question("street", "Which STRASSE is meant?"),
            a_question("chinese", "中国空军的飞机从哪里来?"),
            a_question("russian", "Где находится озеро Хасан?"),
            a_question("hindi", "नमस्ते का अर्थ क्या है?"),
            a_question("arabic", "من هو مُحَمَّد؟"),
            a_question("number", "Who supplied 1,235 aircraft?"),
        ),
    )

    assert questions(database, query) == found


def test_a_key_finds_its_question_only_when_keys_are_looked_through(
    database: Database, tmp_path: Path
) -> None:
    bank = a_bank(
        a_question("capital", "Which city?"),
        a_short("Moscow", id="typed", prompt="And which else?"),
        a_cloze("They met in {{c1::Yalta}}.", id="gap"),
    )
    kept(database, tmp_path, bank)

    for word, name in (("Chungking", "capital"), ("Moscow", "typed"), ("Yalta", "gap")):
        assert questions(database, word) == []
        assert questions(database, word, with_keys=True) == [name]


def test_a_changed_question_is_found_by_its_new_words_alone(
    database: Database, tmp_path: Path
) -> None:
    kept(database, tmp_path, a_bank(a_question("q", "Old words?")))
    assert questions(database, "old") == ["q"]
    kept(database, tmp_path, a_bank(a_question("q", "New words?")))

    assert questions(database, "old") == []
    assert questions(database, "new") == ["q"]


def test_a_retired_question_is_not_found(database: Database, tmp_path: Path) -> None:
    kept(database, tmp_path, a_bank(a_question("q", "Old words?")))
    assert questions(database, "old") == ["q"]
    execute(database, "UPDATE question SET retired = :yes", yes=True)
    execute(database, "UPDATE bank SET revision = revision + 1")

    assert questions(database, "old") == []


def test_the_index_is_behind_after_a_change_and_not_after_catching_up(
    database: Database, tmp_path: Path
) -> None:
    kept(database, tmp_path, a_bank(a_question("q", "Words?")))
    with database.read() as db:
        assert searching.is_behind(db)
    bring_up_to_date(database)

    with database.read() as db:
        assert not searching.is_behind(db)


def test_only_what_changed_is_written_anew(database: Database, tmp_path: Path) -> None:
    one, two = a_question("one", "First words?"), a_question("two", "Second words?")
    kept(database, tmp_path, a_bank(one, two))
    bring_up_to_date(database)
    query = "SELECT id, version FROM search_entry WHERE id > 0 ORDER BY id"
    before = rows(database, query)
    kept(database, tmp_path, a_bank(one, a_question("two", "Other words?")))
    bring_up_to_date(database)

    assert [version for _, version in before] == [1, 1]
    assert [version for _, version in rows(database, query)] == [1, 2]


def test_a_passage_is_found_in_its_current_version_only(database: Database, tmp_path: Path) -> None:
    before, after = TEXT + "\nThe old fortress fell.", TEXT + "\nThe new castle stood."
    brought_in(database, written(tmp_path, a_bank(), documents=[a_document(before)]))
    assert passages(database, "fortress") == ["xinhua#5"]
    brought_in(database, written(tmp_path, a_bank(), documents=[a_document(after)]))

    assert passages(database, "fortress") == []
    assert passages(database, "castle") == ["xinhua#5"]


def test_the_better_of_two_comes_first(database: Database, tmp_path: Path) -> None:
    long = "A long question that names the Hump among a great many other words of no use here?"
    bank = a_bank(a_question("long", long), a_question("short", "The Hump, the Hump?"))
    kept(database, tmp_path, bank)

    assert questions(database, "hump") == ["short", "long"]


def test_pages_of_results_follow_each_other(database: Database, tmp_path: Path) -> None:
    some = [a_question(f"q{n}", f"The Hump, case {n}?") for n in range(25)]
    kept(database, tmp_path, a_bank(*some))
    bring_up_to_date(database)
    with database.read() as db:
        first, total = searching.find_questions(db, terms("hump"), most=20)
        second, _ = searching.find_questions(db, terms("hump"), first=20, most=20)

    assert (len(first), len(second), total) == (20, 5, 25)
    assert len({q.slug for q in first + second}) == 25

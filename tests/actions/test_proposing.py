"""What is shown before anything is decided: rows, differences, documents, drafts."""

from dataclasses import replace
from decimal import Decimal

from study.actions.proposals import RowState
from study.banks.writing import write_bank
from study.domain.questions import Citation, Option
from study.domain.quoting import Quote
from study.domain.scheduling import Rating
from study.storage import drafts
from tests.bringing import (
    decided,
    files_of,
    kept_question,
    prompts,
    proposed,
    row_of,
    states,
    taken,
    ticked,
    whole,
)
from tests.builders import (
    AIRCRAFT,
    NOW,
    TEXT,
    WHO,
    a_bank,
    a_document,
    card_of,
    count,
    rows,
    some_questions,
    state_of,
)
from tests.domain.builders import a_numeric, a_short, a_single
from tests.practising import studied

CITY = a_short()
NO_QUOTE = a_short(id="bare", citations=())
LOST = a_short(id="lost", citations=(Citation("xinhua", Quote("words that nobody wrote")),))


# Rows.


def test_every_question_of_file_and_bank_has_a_row_with_its_state(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(3)))
    first, second, _ = some_questions(3)
    changed = replace(second, prompt="Which one, then?")
    checked = files_of(tmp_path, a_bank(first, changed, a_short(id="new"), NO_QUOTE))

    assert states(proposed(database, checked)) == {
        "aid/q-000": RowState.UNCHANGED,
        "aid/q-001": RowState.CHANGED,
        "aid/new": RowState.NEW,
        "aid/bare": RowState.DRAFT,
        "aid/q-002": RowState.MISSING,
    }


def test_what_comes_by_default_is_new_changed_and_drafts(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(2)))
    changed = replace(some_questions(1)[0], prompt="Which one, then?")
    proposal = proposed(database, files_of(tmp_path, a_bank(changed, a_short(id="new"), NO_QUOTE)))
    by_default = {row.name for bank in proposal.banks for row in bank.rows if row.is_default}

    assert by_default == {"aid/q-000", "aid/new", "aid/bare"}


def test_a_row_says_where_in_the_file_it_stands(database, tmp_path):
    checked = files_of(tmp_path, a_bank(CITY))
    row = row_of(proposed(database, checked), "aid/city")
    lines = (tmp_path / "banks/aid.yaml").read_text().splitlines()

    assert lines[row.line - 1].strip() == "- id: city"


def test_a_changed_row_names_each_field_with_its_difference(database, tmp_path):
    taken(database, tmp_path, a_bank(a_single()))
    options = (*a_single().options[:-1], Option("Guilin", feedback="Never."))
    changed = replace(a_single(), options=options, difficulty=4)
    row = row_of(proposed(database, files_of(tmp_path, a_bank(changed))), f"aid/{a_single().id}")

    assert [change.field for change in row.changes] == ["options", "difficulty"]
    assert ("insert", "Guilin") in row.changes[0].difference
    assert row.changes[1].difference == (("insert", "4"),)


def test_only_a_change_of_the_key_touches_the_key_and_counts_its_answers(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    studied(database, Rating.EASY)
    worded = proposed(database, files_of(tmp_path, a_bank(replace(CITY, prompt="Which one?"))))
    keyed = proposed(database, files_of(tmp_path, a_bank(replace(CITY, answers=("Wuhan",)))))

    assert [(r.touches_key, r.reviews) for r in worded.banks[0].rows] == [(False, 0)]
    assert [(r.touches_key, r.reviews) for r in keyed.banks[0].rows] == [(True, 1)]


def test_a_number_s_tolerance_is_shown_as_an_author_writes_it(database, tmp_path):
    number = a_numeric()
    taken(database, tmp_path, a_bank(number))
    wider = replace(
        number, tolerance=replace(number.tolerance, amount=Decimal("0.05"), relative=True)
    )
    row = row_of(proposed(database, files_of(tmp_path, a_bank(wider))), f"aid/{number.id}")

    assert [change.field for change in row.changes] == ["tolerance"]
    assert row.changes[0].difference[-1] == ("insert", "5%")


def test_the_bank_s_own_fields_are_compared_apart(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    (bank,) = proposed(database, files_of(tmp_path, a_bank(CITY, title="Help from abroad"))).banks

    (change,) = bank.head_changes
    assert (change.field, change.difference) == (
        "title",
        (("equal", "Help from"), ("delete", "outside"), ("insert", "abroad")),
    )


def test_questions_in_another_order_are_counted_and_moved(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(3)))
    checked = files_of(tmp_path, a_bank(*reversed(some_questions(3))))
    proposal = proposed(database, checked)
    assert (proposal.banks[0].moved, proposal.changes_nothing) == (2, False)

    decided(database, checked)
    assert list(prompts(database)) == ["q-002", "q-001", "q-000"]
    assert proposed(database, checked).changes_nothing


def test_a_question_put_in_between_moves_nothing(database, tmp_path):
    first, second = some_questions(2)
    taken(database, tmp_path, a_bank(first, second))
    checked = files_of(tmp_path, a_bank(first, CITY, second))
    assert proposed(database, checked).banks[0].moved == 0

    decided(database, checked)
    assert list(prompts(database)) == ["q-000", "city", "q-001"]


# Deciding.


def test_proposing_writes_nothing(database, tmp_path):
    proposed(database, files_of(tmp_path, a_bank()))

    assert [count(database, table) for table in ("bank", "question", "document", "import")] == [
        0,
        0,
        0,
        0,
    ]


def test_just_the_ticked_rows_are_taken(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(3)))
    one, two, _ = some_questions(3, prompt="Which one, then?")
    checked = files_of(tmp_path, a_bank(one, two, a_short(id="new")))
    decided(database, checked, ticked("aid/q-001", "aid/q-002"))

    assert prompts(database) == {"q-000": "Which city?", "q-001": "Which one, then?"}
    assert kept_question(database, "aid/q-002").retired


def test_the_bank_s_fields_come_with_its_rows_or_by_its_own_name(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    checked = files_of(tmp_path, a_bank(CITY, title="Another title"))
    assert decided(database, checked, ticked()) is None
    assert whole(database).title == "Help from outside"

    decided(database, checked, ticked("aid"))
    assert whole(database).title == "Another title"


def test_nothing_to_change_makes_no_batch(database, tmp_path):
    checked = files_of(tmp_path, a_bank())
    decided(database, checked)

    assert proposed(database, checked).changes_nothing
    assert decided(database, checked) is None
    assert count(database, "import") == 1


def test_what_was_exported_brings_nothing_new(database, tmp_path):
    taken(database, tmp_path, a_bank())
    again = tmp_path / "again"
    checked = files_of(again, whole(database))

    assert (again / "banks/aid.yaml").read_text() == write_bank(whole(database))
    assert proposed(database, checked).changes_nothing


def test_a_file_that_lacks_a_retired_question_has_nothing_to_change(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(3)))
    first, _, third = some_questions(3)
    checked = files_of(tmp_path, a_bank(first, third))
    decided(database, checked, ticked("aid/q-001"))

    assert proposed(database, checked).changes_nothing


def test_a_change_leaves_a_bank_with_gaps_in_its_order(database, tmp_path):
    questions = some_questions(4)
    taken(database, tmp_path, a_bank(*questions))
    gone = files_of(tmp_path, a_bank(*questions[2:]))
    decided(database, gone, ticked("aid/q-000", "aid/q-001"))
    changed = replace(questions[3], prompt="The last one?")
    decided(database, files_of(tmp_path, a_bank(questions[2], changed)))

    assert list(prompts(database)) == ["q-002", "q-003"]


def test_one_decision_about_several_banks_is_one_batch(database, tmp_path):
    batch = taken(database, tmp_path, a_bank(CITY, id="one"), a_bank(CITY, id="two"))

    assert rows(database, "SELECT slug, import_id FROM import_bank ORDER BY slug") == [
        ("one", batch),
        ("two", batch),
    ]


# Drafts.


def test_what_cannot_be_asked_is_kept_as_a_draft_with_its_reasons(database, tmp_path):
    decided(database, files_of(tmp_path, a_bank(CITY, NO_QUOTE, LOST)))
    with database.read() as db:
        found = drafts.drafts(db, "aid")

    assert {it.slug: it.reasons for it in found} == {
        "bare": ("It cites no passage.",),
        "lost": ("The quote “words that nobody wrote” is not in “xinhua”.",),
    }
    assert found[0].fields["prompt"] == NO_QUOTE.prompt
    assert count(database, "question") == 1


def test_a_draft_that_waits_already_is_nothing_new(database, tmp_path):
    checked = files_of(tmp_path, a_bank(CITY, NO_QUOTE))
    decided(database, checked)

    assert states(proposed(database, checked))["aid/bare"] is RowState.UNCHANGED
    assert proposed(database, checked).changes_nothing


def test_a_draft_that_a_later_file_completes_becomes_a_question(database, tmp_path):
    decided(database, files_of(tmp_path, a_bank(CITY, NO_QUOTE)))
    complete = a_short(id="bare")
    decided(database, files_of(tmp_path, a_bank(CITY, complete)))

    assert set(prompts(database)) == {"city", "bare"}
    assert count(database, "draft") == 0


def test_a_draft_that_was_rejected_is_not_offered_again(database, tmp_path):
    checked = files_of(tmp_path, a_bank(CITY, NO_QUOTE))
    decided(database, checked)
    with database.write() as db:
        (draft,) = drafts.drafts(db)
        drafts.decide(db, draft.id, drafts.REJECTED, WHO, NOW, reason="Too easy.")

    assert states(proposed(database, checked))["aid/bare"] is RowState.KEPT
    assert decided(database, checked) is None


def test_a_question_whose_file_has_lost_its_quote_stays_as_it_is(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    lost = replace(LOST, id="city")
    checked = files_of(tmp_path, a_bank(lost))
    row = row_of(proposed(database, checked), "aid/city")

    assert (row.state, "stays as it is" in row.reasons[0]) == (RowState.KEPT, True)
    assert decided(database, checked) is None
    assert count(database, "draft") == 0


def test_a_bank_of_drafts_alone_is_kept_without_questions(database, tmp_path):
    decided(database, files_of(tmp_path, a_bank(NO_QUOTE)))

    assert whole(database).questions == ()
    with database.read() as db:
        assert drafts.counts(db) == {"aid": ("Help from outside", 1)}


# Documents.


def test_a_document_s_row_tells_what_becomes_of_each_of_its_citations(database, tmp_path):
    quotes = {
        "capital": "The wartime capital was Chongqing",
        "bombed": "was Chongqing, which was bombed for years",
        "asked": "How much help came in those years?",
    }
    cited = [
        a_short(id=name, citations=(Citation("xinhua", Quote(words)),))
        for name, words in quotes.items()
    ]
    taken(database, tmp_path, a_bank(CITY, *cited))
    words = TEXT.replace("## On", "A new beginning.\n\n## On").replace("was bombed", "never was")
    words = words.replace("How much help came in those years?", "零")
    (document,) = proposed(
        database, files_of(tmp_path / "b", documents=[a_document(words)])
    ).documents

    assert (document.is_new, document.is_changed, document.version) == (False, True, 1)
    assert (document.words_added, document.words_removed) == (5, 8)
    assert {it.question: it.state for it in document.citations} == {
        "city": "moved",
        "capital": "moved",
        "bombed": "changed",
        "asked": "gone",
    }
    changed = next(it for it in document.citations if it.question == "bombed")
    assert ("insert", "never") in changed.difference


def test_citations_that_the_same_files_replace_are_not_told(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    words = TEXT.replace(AIRCRAFT, "sent China 1,235 aircraft")
    quote = (Citation("xinhua", Quote("sent China 1,235 aircraft")),)
    checked = files_of(
        tmp_path, a_bank(replace(CITY, citations=quote)), documents=[a_document(words)]
    )

    assert proposed(database, checked).documents[0].citations == ()


def test_a_document_of_which_only_the_source_changed_keeps_its_version(database, tmp_path):
    taken(database, tmp_path, a_bank(CITY))
    checked = files_of(tmp_path, a_bank(CITY), documents=[a_document(author="B. Author")])
    (document,) = proposed(database, checked).documents
    assert (document.is_changed, document.words_added, document.words_removed) == (True, 0, 0)

    decided(database, checked)
    assert rows(database, "SELECT version, author FROM document") == [(1, "B. Author")]


def test_documents_come_without_a_bank(database, tmp_path):
    batch = taken(database, tmp_path, documents=[a_document()])

    assert rows(database, "SELECT import_id, slug, before, after FROM import_document") == [
        (batch, "xinhua", None, 1)
    ]


# What stays, whatever is decided.


def test_cards_and_reviews_stay_with_a_question_through_every_decision(database, tmp_path):
    taken(database, tmp_path, a_bank(*some_questions(2)))
    card = studied(database, Rating.EASY, card_id=card_of(database, "q-000")).card.card_id
    before = state_of(database, card)
    for prompt in ("Which one?", "And which?", "Which city?"):
        decided(database, files_of(tmp_path, a_bank(*some_questions(2, prompt=prompt))))

    assert state_of(database, card) == before
    assert count(database, "review") == 1

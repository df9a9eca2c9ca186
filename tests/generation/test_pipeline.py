"""Documents in, drafts out: always the same ones, in bounded time, and stopped when told to."""

import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.domain.errors import BadInput
from study.generation.library import Library
from study.generation.parses import Parse
from study.generation.pipeline import KINDS, draft
from tests.generation.texts import LIGHTHOUSE, a_text, asked, drafted, reading_of

PLACES = ("Dublin", "Cork", "Glasgow", "Liverpool", "Bristol", "Cardiff", "Belfast", "Leeds")
PEOPLE = ("Mary Doyle", "John Reid", "Anna Rowe", "Peter Finch", "Edith Poole", "Oscar Hurst")


def a_book(sentences: int) -> str:
    """A long text in which every sentence tells something else."""
    told = [
        f"In {1500 + n % 500} the engineer {PEOPLE[n % 6]} sold {n + 30} ships of the yard of "
        f"{PLACES[n % 8]} to the bank of {PLACES[(n + 3) % 8]}."
        for n in range(sentences)
    ]
    return "\n\n".join(" ".join(told[at : at + 4]) for at in range(0, sentences, 4))


def test_the_same_text_gives_the_same_drafts():
    assert drafted(a_text()) == drafted(a_text())


def test_another_seed_changes_wrong_answers_and_no_right_one():
    one, other = drafted(a_text(), kinds=["single"]), drafted(a_text(), kinds=["single"], seed=7)
    mine, theirs = ({it.question.id: it for it in found.drafts} for found in (one, other))
    shared = mine.keys() & theirs.keys()
    assert len(shared) >= 3
    assert all(mine[name].answer == theirs[name].answer for name in shared)
    assert any(mine[name].question != theirs[name].question for name in shared)


def test_only_the_kinds_that_were_asked_for_are_drafted():
    for kind in KINDS:
        assert set(drafted(a_text(), kinds=[kind]).by_kind()) <= {kind}


def test_a_kind_that_is_not_drafted_is_refused_by_name():
    with pytest.raises(BadInput, match="“essay” is no kind that is drafted"):
        drafted(a_text(), kinds=["essay"])


def test_no_more_are_drafted_than_were_asked_for():
    assert len(drafted(a_text(), most=3).drafts) == 3
    with pytest.raises(BadInput, match="Ask for one draft at least"):
        drafted(a_text(), most=0)


def test_rules_that_are_left_out_make_no_draft():
    rules = {rule for one in drafted(a_text()).drafts for rule in one.rules}
    assert "cloze" in rules
    without = drafted(a_text(), without=("cloze",))
    assert "cloze" not in {rule for one in without.drafts for rule in one.rules}


def test_no_text_but_english_is_drafted_from_and_that_is_said():
    found = drafted(a_text("Der Turm wurde 1871 von Henry Marsh gebaut.", language="de"))
    assert found.drafts == ()
    told = "its language is de, and only English can be drafted from."
    assert found.remarks == (f"Nothing was drafted from “A history of Carlow Lighthouse”: {told}",)


def test_english_of_any_country_is_english():
    assert drafted(a_text(language="en-GB")).drafts


def test_drafts_stand_in_the_order_of_their_documents_and_have_different_ids():
    found = drafted(a_text(), a_text(a_book(8), id="book", title="A book")).drafts
    assert [it.fact[0] for it in found] == sorted((it.fact[0] for it in found), key="carlow".__ne__)
    for one, other in pairwise(found):
        assert one.fact[0] != other.fact[0] or one.fact[1] <= other.fact[1]
    assert len({one.question.id for one in found}) == len(found)


def test_a_draft_says_by_which_rules_it_came_and_what_speaks_for_it():
    for one in drafted(a_text()).drafts:
        assert one.rules
        assert one.score == sum(reason.points for reason in one.reasons)
        assert one.question.provenance.by == "generator"


def test_why_nothing_came_of_a_sentence_is_counted():
    found = drafted(a_text("## Sources\n\nThey sold it to Henry Marsh in Dublin in 1893."))
    assert sum(found.left_out.values()) == 2
    found = drafted(a_text("They sold the ship to Henry Marsh in Dublin in 1893."))
    assert dict(found.left_out) == {"unresolved pronoun": 1}


def test_at_most_three_questions_come_of_one_sentence():
    counts = Counter(it.sources for it in drafted(a_text(a_book(12))).drafts)
    assert counts
    assert max(counts.values()) <= 3


def test_the_same_thing_is_asked_once_where_a_text_repeats_itself():
    once = drafted(a_text(LIGHTHOUSE))
    twice = drafted(a_text(f"{LIGHTHOUSE}\n{LIGHTHOUSE}"))
    assert len({asked(it) for it in twice.drafts}) == len(twice.drafts)
    assert len(twice.drafts) <= len(once.drafts) + 2


class Stopped(Exception):
    """Somebody has pressed the button."""


@pytest.mark.parametrize("after", [1, 3, 6])
def test_what_the_watcher_raises_ends_the_work(after):
    calls = []

    def watch(what: str, done: int, total: int) -> None:
        calls.append((what, done, total))
        if len(calls) == after:
            raise Stopped

    with pytest.raises(Stopped):
        draft([a_text(a_book(40))], progress=watch)
    assert len(calls) == after


def test_progress_only_grows_and_ends_at_its_whole():
    told: dict[str, list[tuple[int, int]]] = {}

    def watch(what: str, done: int, total: int) -> None:
        told.setdefault(what, []).append((done, total))

    draft([a_text(a_book(40))], progress=watch)
    assert {"Reading", "Finding facts", "Drafting"} <= set(told)
    for steps in told.values():
        assert [done for done, _ in steps] == sorted(done for done, _ in steps)
        assert all(done <= total for done, total in steps)
    assert told["Reading"][-1][0] == told["Reading"][-1][1]


def test_four_times_the_words_take_about_four_times_as_long():
    drafted(a_text())

    def seconds(sentences: int) -> float:
        begun = time.process_time()
        drafted(a_text(a_book(sentences)))
        return time.process_time() - begun

    assert seconds(400) < 10 * seconds(100)


def test_a_parse_put_away_is_the_same_when_it_is_unpacked():
    doc = reading_of(LIGHTHOUSE).sentences[0].doc
    again = Parse(doc).unpacked()
    assert again.text == doc.text
    for one, other in zip(doc, again, strict=True):
        assert (one.dep_, one.head.i, one.tag_, one.pos_, one.ent_type_) == (
            *(other.dep_, other.head.i, other.tag_, other.pos_, other.ent_type_),
        )


ANY = st.text(
    alphabet=st.sampled_from(
        "aAbBeEnNtTsS .,;:!?\n\n#-*|\"“”‘’'()[]{}<>&%$€0123459éжüß—–…\t\u00ad"
    ),
    max_size=300,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY)
def test_no_text_is_too_broken_to_be_read(words):
    found = drafted(a_text(words or " "))
    for one in found.drafts:
        assert one.sources[0].quote in words


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from([*LIGHTHOUSE.split(), '"', "(", "said", "1893,", "\n\n"]), max_size=90)
)
def test_words_in_any_order_yield_only_what_passes_the_gate(words):
    text = a_text(" ".join(words) or "x")
    library = Library([text])
    for one in drafted(text).drafts:
        for source in one.sources:
            assert library.documents[text.id].text[source.start : source.end] == source.quote

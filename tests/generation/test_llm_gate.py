import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.domain.questions import Provenance
from study.generation.documents import Document
from study.generation.drafts import Draft, DraftSet
from study.generation.grounding import CHECKS
from study.generation.llm import check_with_model
from study.generation.llm_gate import SENTENCES
from tests.generation.asking import drafted, gate
from tests.generation.lies import LIES, lies_of
from tests.generation.lying_server import MODEL, VERSION, lying
from tests.generation.turned import FRESH, KNOWN, Turned
from tests.generation.voyage import BAD, GOOD, VOYAGE, Item

# --- what comes back -----------------------------------------------------------------------


def test_drafts_say_which_model_made_them_and_rest_on_whole_sentences() -> None:
    with lying() as (at, _):
        found = drafted(at).drafts
    for draft in found:
        assert draft.question.provenance == Provenance(by="model", name=MODEL, version=VERSION)
        for source in draft.sources:
            assert VOYAGE.text[source.start : source.end] == source.quote
            assert source.quote[-1] == "."
    assert [draft.fact for draft in found] == sorted(draft.fact for draft in found)


def test_nothing_that_a_quote_cannot_prove_is_taken_over() -> None:
    boast = {"explanation": "Trust me.", "hint": "Trust me.", "tags": ["trust"], "id": "mine"}
    with lying(items=[GOOD[0] | boast]) as (at, _):
        (draft,) = drafted(at).drafts
    question = draft.question
    assert question.explanation.startswith("In September 1519 Ferdinand Magellan left")
    assert (question.hint, question.tags, question.id == "mine") == ("", (), False)


def test_the_same_answer_gives_the_same_drafts() -> None:
    with lying(items=GOOD[:3]) as (at, _):
        assert drafted(at) == drafted(at)


@pytest.mark.parametrize("name", LIES)
def test_no_lie_made_of_a_good_draft_gets_through(name: str) -> None:
    lies = [lie for good in GOOD for told, lie in lies_of(good) if told == name]
    with lying(items=lies) as (at, _):
        found = drafted(at)
    assert lies
    assert (found.drafts, sum(found.rejected.values())) == ((), len(lies))


@pytest.mark.parametrize("name", BAD)
def test_no_lie_that_takes_thought_gets_through(name: str) -> None:
    with lying(items=BAD[name]) as (at, _):
        found = drafted(at)
    assert (found.drafts, sum(found.rejected.values())) == ((), len(BAD[name]))


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_quoted_a_draft_has_the_words_of_its_document(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(GOOD))
    quote = item["cite"][0]["quote"]
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(quote))] * 2)))
    edited = quote[:start] + data.draw(st.text(max_size=12)) + quote[end:]
    cite = {"passage": item["cite"][0]["passage"], "quote": edited}
    taken = gate().take({**item, "cite": [cite]})
    if isinstance(taken, Draft):
        assert all(source.quote in VOYAGE.text for source in taken.sources)
        assert " ".join(edited.split()).strip("\"'")[1:] in VOYAGE.text.replace("\n", " ")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = ["type", "prompt", "text", "options", "answer", "answers", "cite", "unit", "correction"]


@given(changes=st.dictionaries(st.sampled_from(FIELDS), JSON), good=st.sampled_from(GOOD))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_shape_a_proposal_has_it_becomes_a_draft_or_a_reason(
    changes: dict[str, object], good: Item
) -> None:
    taken = gate().take(good | changes)
    if not isinstance(taken, Draft):
        assert taken.reason
        assert taken.sentence


def test_every_check_of_the_gate_has_a_sentence_for_the_reader() -> None:
    assert set(CHECKS) <= set(SENTENCES)


def test_a_year_by_which_a_source_is_named_is_no_figure_of_the_quote() -> None:
    prompt = "According to the 2001 text, with how many men did Magellan leave Sanlúcar in Spain?"
    assert isinstance(gate().take(GOOD[1] | {"prompt": prompt}), Draft)
    for when in ("in 2001", "in September 2001, by the text"):
        prompt = f"With how many men did Ferdinand Magellan leave Sanlúcar {when}?"
        taken = gate().take(GOOD[1] | {"prompt": prompt})
        assert not isinstance(taken, Draft)
        assert taken.reason == "numbers agree"


def test_a_day_of_another_year_is_another_day() -> None:
    statement = "Ferdinand Magellan was killed on the island of Mactan on April 27, 1522."
    quote = "On April 27, 1521 Ferdinand Magellan was killed on the island of Mactan."
    document = Document(id="one", title="One", text=quote)
    cite = [{"passage": "one#p1", "quote": quote}]
    lie = {
        "type": "true_false",
        "prompt": statement,
        "answer": True,
        "correction": "",
        "cite": cite,
    }
    assert not isinstance(gate(document).take(lie), Draft)
    assert isinstance(
        gate(document).take(lie | {"prompt": statement.replace("1522", "1521")}), Draft
    )


def test_a_draft_whose_quote_has_another_such_answer_counts_for_less() -> None:
    prompt = "Who was killed by the warriors of Lapu-Lapu on 27 April 1521?"
    cite = GOOD[4]["cite"]  # It names Mactan too.
    killed = {"type": "short", "prompt": prompt, "answers": ["Ferdinand Magellan"], "cite": cite}
    unsure, sure = gate().take(killed), gate().take(GOOD[7])
    assert isinstance(unsure, Draft)
    assert isinstance(sure, Draft)
    assert (unsure.score, sure.score) == (40, 50)
    assert unsure.reasons[-1].name == "its quote has another answer of that sort"


@pytest.mark.parametrize("turned", KNOWN, ids=lambda it: it.key)
def test_who_does_what_to_whom_may_not_be_turned_round(turned: Turned) -> None:
    assert _of(turned.quote, turned.good, turned.key) != "roles agree"
    assert _of(turned.quote, turned.bad, turned.wrong_key)


def test_most_of_what_is_turned_round_is_seen_on_sentences_never_tried_before() -> None:
    stopped = [it for it in FRESH if _of(it.quote, it.bad, it.wrong_key)]
    assert len(stopped) >= 14


def _of(quote: str, prompt: str, key: str) -> str:
    """Why a question about one sentence is refused, or ""."""
    document = Document(id="one", title="One", text=quote)
    cite = [{"passage": "one#p1", "quote": quote}]
    item = {"type": "short", "prompt": prompt, "answers": [key], "cite": cite}
    taken = gate(document).take(item)
    return "" if isinstance(taken, Draft) else taken.reason


def test_a_flood_of_proposals_is_cut_and_counted() -> None:
    with lying(items=[GOOD[0]] * 500) as (at, _):
        found = drafted(at)
    assert len(found.drafts) == 1
    assert found.rejected == {"asked already": 9, "more than was asked for": 490}


def test_a_question_without_end_is_refused_before_it_is_looked_at() -> None:
    endless = "Who left " + "Spain and " * 1_500 + "Portugal?"
    taken = gate().take(GOOD[0] | {"prompt": endless})
    assert not isinstance(taken, Draft)
    assert taken.reason == "too long"


# --- the second look -----------------------------------------------------------------------


def said(*answers: str, alone: bool = True) -> Item:
    return {"answers": list(answers), "stands_alone": alone}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (said("September 1519"), ""),
        (said("in September, 1519"), ""),
        (said("March 1519"), "verifier answers otherwise"),
        (said(), "verifier cannot tell from the quote"),
        (said("September 1519", alone=False), "verifier cannot understand it alone"),
    ],
)
def test_a_draft_stays_if_the_model_finds_its_key_in_the_quote(answer: Item, reason: str) -> None:
    with lying(items=GOOD[:1], answers=[answer]) as (at, _):
        found = drafted(at, is_verified=True)
    assert (len(found.drafts), dict(found.rejected)) == (
        (1, {}) if not reason else (0, {reason: 1})
    )


def test_what_the_model_says_nothing_about_is_not_kept() -> None:
    with lying(items=GOOD[:2], answers=[said("September 1519")]) as (at, _):
        found = drafted(at, is_verified=True)
    assert (len(found.drafts), dict(found.rejected)) == (1, {"verifier gave no answer": 1})


def test_nothing_in_the_second_question_tells_the_key() -> None:
    with lying(items=GOOD) as (at, liar):
        drafted(at, is_verified=True)
    shown = [
        it
        for asked in liar.asked[1:]
        for it in json.loads(asked["messages"][1]["content"])["questions"]
    ]
    assert len(shown) == len(GOOD)
    assert all(set(it) <= {"id", "question", "options", "quotes"} for it in shown)
    assert all(it["options"] == sorted(it["options"]) for it in shown if "options" in it)
    assert "[1] brought the Victoria" in json.dumps(shown, ensure_ascii=False)


def test_a_model_checks_what_the_generator_drafted() -> None:
    drafts = [it for it in map(gate().take, GOOD[:3]) if isinstance(it, Draft)]
    before = DraftSet(drafts=tuple(drafts), rejected={"below the line": 4})
    answers = [said("September 1519"), said("5"), said("Portugal controlled the route")]
    with lying(answers=answers) as (at, _):
        after = check_with_model(before, at)
    assert [it.question.id for it in after.drafts] == [
        drafts[0].question.id,
        drafts[2].question.id,
    ]
    assert all(it.score > drafts[0].score for it in after.drafts)
    assert after.rejected == {"below the line": 4, "verifier answers otherwise": 1}


def test_checking_keeps_what_the_model_says_nothing_about() -> None:
    drafts = [it for it in map(gate().take, GOOD[:2]) if isinstance(it, Draft)]
    with lying(answers=[]) as (at, _):
        assert check_with_model(DraftSet(drafts=tuple(drafts)), at).drafts == tuple(drafts)

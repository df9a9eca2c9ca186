import json
import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study.banks.proposed import proposed, schema
from study.domain.errors import BadInput, StudyError
from study.domain.questions import Provenance
from study.endpoint import Endpoint
from study.generation.documents import Document, source_of
from study.generation.drafts import Draft, DraftSet
from study.generation.grounding import CHECKS
from study.generation.library import documents_of
from study.generation.llm import UNREADABLE, check_with_model, draft_with_model
from study.generation.llm_asking import passages_of, sheets
from study.generation.llm_gate import SENTENCES, Gate
from study.generation.llm_replies import retry_after
from study.generation.pipeline import Progress
from study.settings import read_settings
from tests.generation.lies import BAD, GOOD, INJECTED, LIES, VOYAGE, Item, lies_of
from tests.generation.lying_server import KEY, MODEL, VERSION, lying
from tests.generation.turned import FRESH, KNOWN, Turned


def drafted(
    at: Endpoint,
    *,
    documents: Sequence[Document] = (VOYAGE,),
    is_verified: bool = False,
    most: int | None = None,
    progress: Progress | None = None,
) -> DraftSet:
    return draft_with_model(
        documents,
        at,
        schema=schema(),
        validate=proposed,
        is_verified=is_verified,
        most=most,
        progress=progress,
    )


def gate(document: Document = VOYAGE) -> Gate:
    library = documents_of([document], [])
    shown = passages_of(library, sheets(library, document, Counter()))
    return Gate(library, proposed, Provenance(by="model", name=MODEL), shown)


# --- set up, or not ------------------------------------------------------------------------


def test_without_a_model_a_sentence_says_how_to_set_one_up() -> None:
    with pytest.raises(BadInput, match=r"No model is set up\. Set STUDY_LLM_BASE_URL"):
        draft_with_model([VOYAGE], None, schema=schema(), validate=proposed)
    with pytest.raises(BadInput, match="No model is set up"):
        check_with_model(DraftSet(drafts=()), None)


def test_no_model_is_asked_unless_one_is_named() -> None:
    assert read_settings({}).llm is None


def test_a_model_is_read_from_the_environment() -> None:
    env = {
        "STUDY_LLM_BASE_URL": "http://localhost:11434/v1/",
        "STUDY_LLM_MODEL": "gemma3:12b",
        "STUDY_LLM_KEY": KEY,
        "STUDY_LLM_PRICE_IN": "0.15",
        "STUDY_LLM_PRICE_OUT": "0.6",
        "STUDY_LLM_TIMEOUT": "900",
    }
    found = read_settings(env).llm
    assert found is not None
    assert (found.address, found.model) == (
        "http://localhost:11434/v1/chat/completions",
        "gemma3:12b",
    )
    assert (found.price_in, found.price_out) == (Decimal("0.15"), Decimal("0.6"))
    assert found.patience.whole == 900
    assert KEY not in repr(read_settings(env))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("STUDY_LLM_BASE_URL", "", "set STUDY_LLM_BASE_URL too"),
        ("STUDY_LLM_MODEL", "", "set STUDY_LLM_MODEL too"),
        ("STUDY_LLM_MODEL", "a\nb", "is no name of a model"),
        ("STUDY_LLM_BASE_URL", "file:///etc/passwd", "is no address that can be asked"),
        ("STUDY_LLM_BASE_URL", "localhost:11434", "is no address that can be asked"),
        ("STUDY_LLM_BASE_URL", "http://", "is no address that can be asked"),
        ("STUDY_LLM_BASE_URL", "http://[::1", "is no address that can be asked"),
        ("STUDY_LLM_BASE_URL", "http://a:b@host/v1", "holds more than an address"),
        ("STUDY_LLM_BASE_URL", "http://host/v1?key=1", "holds more than an address"),
        ("STUDY_LLM_KEY", "one\r\nHost: evil", "something that no key has"),
        ("STUDY_LLM_PRICE_IN", "cheap", "give a number like 0.15"),
        ("STUDY_LLM_PRICE_OUT", "NaN", "give a number like 0.15"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_a_sentence(
    name: str, value: str, sentence: str
) -> None:
    env = {"STUDY_LLM_BASE_URL": "http://host/v1", "STUDY_LLM_MODEL": "m", name: value}
    with pytest.raises(BadInput, match=sentence):
        read_settings(env)


# --- ways of an endpoint -------------------------------------------------------------------

# What is handled so that nothing is lost, and how often the endpoint is asked for it.
HANDLED = {
    "good": 1,
    "schema_refused": 2,
    "schema_refused_with_500": 2,
    "every_form_refused": 3,
    "temperature_refused": 2,
    "fenced": 1,
    "thinking": 1,
    "cut_once": 2,
    "busy_once": 2,
    "accidents_first": 3,
    "absurd_counts": 1,
    "counts_nothing": 1,
}
# What ends in a sentence, and how often the endpoint is asked before that.
ENDED = {
    "busy_always": (3, "too busy or has an accident (429)"),
    "busy_for_an_hour": (1, "left alone for 3,600 seconds"),
    "accidents_always": (3, "too busy or has an accident (500)"),
    "key_refused": (1, "refuses the key (401): check STUDY_LLM_KEY"),
    "no_such_model": (1, "knows no model “liar-1”"),
    "refused": (1, "refuses what it was asked (402)"),
    "stalls": (1, "was silent for 1 seconds"),
    "stream_without_end": (1, "was not done after 2.5 seconds"),
    "huge": (1, "larger than 2,048 KB"),
    "packed": (1, "packs its answers"),
    "redirects": (1, "sends elsewhere (307)"),
    "no_endpoint": (3, "not as an OpenAI-compatible one does"),
    "breaks_off": (3, "cannot be reached, or breaks off"),
}


@pytest.mark.parametrize(("mode", "times"), HANDLED.items())
def test_an_endpoint_with_ways_of_its_own_still_gives_every_draft(mode: str, times: int) -> None:
    with lying(mode, items=GOOD[:2]) as (at, liar):
        assert len(drafted(at).drafts) == 2
        assert liar.nth() == times


@pytest.mark.parametrize(("mode", "times", "sentence"), [(it, *ENDED[it]) for it in ENDED])
def test_what_cannot_be_handled_ends_soon_in_a_sentence(
    mode: str, times: int, sentence: str
) -> None:
    with lying() as (elsewhere, other), lying(mode, elsewhere=elsewhere.address) as (at, liar):
        with pytest.raises(StudyError) as caught:
            drafted(at)
        assert sentence in str(caught.value)
        assert len(str(caught.value)) < 500
        assert (liar.nth(), other.nth()) == (times, 0)


def test_an_endpoint_that_is_not_there_is_named() -> None:
    with lying() as (at, _):
        pass
    with pytest.raises(StudyError, match=r"http://127\.0\.0\.1:\d+/v1 cannot be reached"):
        drafted(at)


def test_an_answer_cut_twice_gives_what_is_whole_in_it() -> None:
    with lying("cut_always") as (at, liar):
        found = drafted(at)
    assert 0 < len(found.drafts) < len(GOOD)
    assert found.rejected[UNREADABLE] == 1
    assert liar.nth() == 2
    assert "cannot be read" in liar.asked[1]["messages"][-1]["content"]


@pytest.mark.parametrize("mode", ["prose_only", "null"])
def test_a_model_that_says_nothing_to_the_point_is_counted(mode: str) -> None:
    with lying(mode) as (at, _):
        found = drafted(at)
    assert (found.drafts, found.rejected[UNREADABLE]) == ((), 1)


def test_a_form_that_was_refused_is_not_tried_again() -> None:
    with lying("every_form_refused", items=GOOD[:1]) as (at, liar):
        drafted(at, is_verified=True)
    forms = [asked.get("response_format", {}).get("type") for asked in liar.asked]
    assert forms == ["json_schema", "json_object", None, None]


def test_a_wait_that_is_asked_for_is_kept() -> None:
    begun = time.monotonic()
    with lying("busy_once", items=()) as (at, _):
        drafted(at)
    assert time.monotonic() - begun >= 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "-7"}, 0),
        ({"retry-after": "soon"}, 0),
        ({}, 0),
        (
            {
                "retry-after": "Mon, 02 Nov 2026 10:00:30 GMT",
                "date": "Mon, 02 Nov 2026 10:00:00 GMT",
            },
            30,
        ),
        ({"retry-after": "Mon, 02 Nov 2026 10:00:30 GMT"}, 0),
    ],
)
def test_a_wait_is_read_in_seconds_or_by_the_endpoints_own_clock(
    headers: dict[str, str], seconds: float
) -> None:
    assert retry_after(headers) == seconds


def test_what_was_drafted_before_an_endpoint_fails_is_kept_and_said() -> None:
    second = replace(VOYAGE, id="second", title="Another text")
    with lying("dies_after_one", items=GOOD[:2]) as (at, _):
        found = drafted(at, documents=[VOYAGE, second, VOYAGE])
    assert len(found.drafts) == 2
    assert any("stopped after" in remark for remark in found.remarks)


@pytest.mark.parametrize("mode", ["stalls", "stream_without_end", "accidents_always"])
def test_work_can_be_stopped_while_a_request_runs(mode: str) -> None:
    class Stopped(Exception):
        pass

    calls = []

    def progress(what: str, done: int, total: int) -> None:
        calls.append((what, done, total))
        if len(calls) > 4:
            raise Stopped

    begun = time.monotonic()
    with lying(mode) as (at, liar):
        patient = replace(at, patience=replace(at.patience, read=30, whole=30, first_wait=30))
        with pytest.raises(Stopped):
            drafted(patient, progress=progress)
        assert liar.nth() <= 1
    assert time.monotonic() - begun < 5
    assert calls[0] == (f"Asking {MODEL}", 0, 1)


def test_the_key_goes_to_the_endpoint_and_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with lying("key_refused") as (at, liar), pytest.raises(StudyError) as caught:
        drafted(at)
    assert liar.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in f"{caught.value}{caught.value!r}{at}{at!r}{caplog.text}"
    with lying("refused") as (at, _), pytest.raises(StudyError) as caught:
        drafted(replace(at, key="Insufficient"))
    assert "Insufficient" not in str(caught.value)


def test_tokens_are_added_up_and_cost_what_the_settings_say() -> None:
    with lying(items=GOOD[:2]) as (at, _):
        priced = replace(at, price_in=Decimal("0.50"), price_out=Decimal(2))
        told = drafted(priced, is_verified=True).remarks
        bare = drafted(at).remarks
    assert told == (
        "liar-1 was asked twice: 2,000 tokens were read and 400 written, which costs 0.0018.",
    )
    assert bare == ("liar-1 was asked once: 1,000 tokens were read and 200 written.",)


def test_counts_that_cannot_be_are_not_believed() -> None:
    with lying("absurd_counts", items=()) as (at, _):
        assert drafted(at).remarks[0].endswith("0 written. One answer came without a count.")


# --- what is asked -------------------------------------------------------------------------


def test_passages_go_out_with_their_ids_and_what_is_known_of_their_document() -> None:
    known = replace(VOYAGE, author="Ada Byron", viewpoint="Portuguese", published="2001-05")
    with lying(items=()) as (at, liar):
        drafted(at, documents=[known])
    sent = json.loads(liar.asked[0]["messages"][1]["content"])
    assert sent["document"] == {
        "id": "voyage",
        "title": "The first voyage round the world",
        "author": "Ada Byron",
        "year": "2001",
        "viewpoint": "Portuguese",
        "source": source_of(known),
    }
    assert [it["id"] for it in sent["passages"]] == [f"voyage#p{n}" for n in range(1, 6)]
    assert all(it["text"] in VOYAGE.text for it in sent["passages"])


def test_long_texts_are_asked_about_piece_by_piece_until_there_is_enough() -> None:
    more = [
        f"In {1600 + n} a ship brought {n + 20} barrels of cloves to Seville." for n in range(300)
    ]
    long = replace(VOYAGE, text="\n\n".join([VOYAGE.text, *more]))
    with lying(items=()) as (at, liar):
        drafted(at, documents=[long])
    passages = [len(json.loads(it["messages"][1]["content"])["passages"]) for it in liar.asked]
    assert (len(passages), sum(passages)) == (4, 305)
    with lying() as (at, liar):
        assert len(drafted(at, documents=[long], most=3).drafts) == 3
    assert liar.nth() == 1


def test_what_speaks_to_models_in_a_text_is_not_shown_to_one() -> None:
    with lying(items=()) as (at, liar):
        found = drafted(at)
    assert INJECTED not in json.dumps(liar.asked, ensure_ascii=False)
    assert found.left_out["instructions to a model"] == 1


def test_a_text_in_another_language_is_not_sent() -> None:
    with lying() as (at, liar):
        found = drafted(at, documents=[replace(VOYAGE, language="es")])
    assert liar.nth() == 0
    assert "its language is es" in found.remarks[0]


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

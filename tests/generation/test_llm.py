import json
import logging
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from study.banks.proposed import proposed, schema
from study.domain.errors import BadInput, StudyError
from study.generation.documents import source_of
from study.generation.drafts import DraftSet
from study.generation.llm import UNREADABLE, check_with_model, draft_with_model
from study.generation.llm_replies import retry_after
from study.settings import read_settings
from tests.generation.asking import drafted
from tests.generation.lying_server import KEY, MODEL, lying
from tests.generation.voyage import GOOD, INJECTED, VOYAGE

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

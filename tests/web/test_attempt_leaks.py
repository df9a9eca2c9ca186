"""During an attempt nothing of a key leaves the server, by any page, state, refusal or header.

The rule is that of practice: every page is the same, byte for byte, whatever the key is; and no
secret stands in it. What a review shows of an attempt depends only on what its phase allows.
"""

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from study.domain.assignments import EVERYTHING, Phase, Seen
from study.domain.clozes import at_once
from study.domain.questions import AnyQuestion, Cloze
from study.storage.contents import decode, encode
from study.storage.database import Database
from study.web.deps import visit
from tests.builders import MINUTE, NOW, TWO_PASSAGES, execute, rows
from tests.domain.builders import a_cloze, a_comparison, one_of_each
from tests.web.attempting import Taker, a_taker
from tests.web.test_leaks import secrets_of, with_another_key

NESTED = a_cloze(
    "It began in {{c1::Lugou {{c2::Bridge}}}} and went to {{c3::Nanjing::where}}.", id="nested"
)
KINDS = (*one_of_each()[:-1], a_comparison(citations=TWO_PASSAGES), NESTED)
HIDDEN = {Phase.DURING: frozenset[Seen]()} | dict.fromkeys(
    (Phase.RIGHT_AFTER, Phase.WHILE_OPEN, Phase.AFTER_CLOSE), EVERYTHING
)
GUESSES = ({}, {"text": "guess"}, {"choice": "0"}, {"place": ["1", "1"]}, {"match": "7"})
ANSWERED = {"answered": "1", "save": "1", "shown": "0"}


@pytest.fixture
def taker(sqlite_database: Database, tmp_path: Path) -> Taker:
    """A learner in an attempt on one question of each kind, whose pages' nonces never change."""
    taker = a_taker(sqlite_database, tmp_path, *KINDS, review=HIDDEN, time_limit=60 * MINUTE)

    async def always_the_same(request) -> object:
        return replace(await visit(request), nonce="nonce")

    always_the_same.__annotations__ = visit.__annotations__
    taker.visitor.app.dependency_overrides[visit] = always_the_same
    taker.begin()
    assert len(taker.answers()) == len(KINDS)
    return taker


def bytes_of(taker: Taker) -> list[str]:
    """All that a learner can be sent during an attempt: pages, states, refusals, with headers."""
    base = f"{taker.url}/attempts/1"
    client = taker.visitor.client
    sent = [client.get(taker.url), client.get(f"{base}/hand-in"), client.get(f"{base}/time")]
    sent += [
        client.get(f"{base}/review"),
        client.get(f"{base}/review", headers={"HX-Request": "1"}),
    ]
    for place in range(1, len(KINDS) + 1):
        sent.append(client.get(f"{base}?question={place}"))
        sent.append(client.get(f"{base}?question={place}&shown=1"))
        sent.append(client.head(f"{base}?question={place}"))
        for fields in (
            {},
            {"text": "guess"},
            {"choice": "0"},
            {"place": ["1", "1"]},
            {"match": "7"},
        ):
            quiet = ANSWERED | fields | {"quiet": "1"}
            sent.append(client.post(f"{base}/answers/{place}", data=quiet))
            sent.append(client.post(f"{base}/answers/{place}", data=ANSWERED | fields))
            sent.append(client.post(f"{base}/checks/{place}", data=ANSWERED | fields))
    return [f"{it.status_code} {dict(it.headers)} {it.text}" for it in sent]


def with_other_keys(database: Database) -> None:
    query = "SELECT question_id, kind, content FROM question_version"
    for identity, kind, content in rows(database, query):
        changed = encode(another(decode(kind, content)))
        statement = "UPDATE question_version SET content = :it WHERE question_id = :question"
        execute(database, statement, it=changed, question=identity)


def another(question: AnyQuestion) -> AnyQuestion:
    if isinstance(question, Cloze):
        question = replace(question, text=at_once(question.text))
    return with_another_key(question)


def test_nothing_sent_during_an_attempt_depends_on_the_key(taker: Taker) -> None:
    before = bytes_of(taker)
    execute(taker.database, "UPDATE attempt_answer SET given = '', save = 0, taken_ms = 0")
    with_other_keys(taker.database)
    execute(taker.database, "UPDATE attempt_answer SET given = '', save = 0, taken_ms = 0")
    after = bytes_of(taker)
    assert len(before) > 150
    assert [one for one, other in zip(before, after, strict=True) if one != other] == []


def test_nothing_sent_during_an_attempt_holds_a_secret_of_a_question(taker: Taker) -> None:
    sent = unescape(" ".join(bytes_of(taker)))
    for question in KINDS:
        for secret in (*secrets_of(question, 1 if isinstance(question, Cloze) else 0), "secret"):
            is_asked = secret in {"Chongqing", "1,235"}  # An option of another question; a prompt.
            assert is_asked or secret not in sent, (question.kind, secret)


def test_the_map_and_the_ids_of_options_do_not_tell_the_order_of_the_bank(taker: Taker) -> None:
    pages = [taker.attempt(f"?question={place}") for place in range(1, len(KINDS) + 1)]
    for page in pages:
        values = [it["value"] for it in page.all("input") if it["name"] == "choice"]
        assert values == [str(n) for n in range(len(values))]
    assert "seed" not in " ".join(page.text for page in pages)


@pytest.mark.parametrize("part", list(Seen))
def test_a_review_holds_what_its_phase_allows_and_no_more(
    sqlite_database: Database, tmp_path: Path, part: Seen
) -> None:
    review = dict.fromkeys(Phase, frozenset({part})) | {Phase.DURING: frozenset[Seen]()}
    taker = a_taker(sqlite_database, tmp_path, *KINDS, review=review)
    taker.begin()
    for place, question in enumerate(KINDS, start=1):
        if question.kind == "multiple":
            taker.answer(place, choice=["0", "1"])
        if question.kind == "short":
            taker.answer(place, text="my own guess")
    text = unescape(taker.visitor.send(taker.attempt("/hand-in"), "/hand-in").text)
    assert ("my own guess" in text) is (part is Seen.ANSWERS)
    assert (" of 11 points" in text) is (part is Seen.MARKS)
    assert ("secret explanation" in text) is (part is Seen.FEEDBACK)
    assert ("secret model answer" in text) is (part is Seen.KEY)
    assert ("secret: it was 1931" in text) is (part is Seen.KEY)
    assert ("<mark>" in text) is (part is Seen.PASSAGES)
    assert "secret on" not in text


def test_nothing_of_it_is_kept_by_the_browser(taker: Taker) -> None:
    for path in ("", "/hand-in", "/time"):
        page = taker.attempt(path)
        assert "no-store" in page.headers.get("cache-control", ""), path
    assert taker.visitor.now == NOW

import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from study.banks.proposed import proposed, schema
from study.domain.errors import BadInput
from study.domain.questions import Provenance
from study.generation.documents import Document, source_of
from study.generation.llm_gate import SENTENCES
from study.generation.prompt_pack import Unpacked, pack, report, unpack
from tests.generation.voyage import BAD, GOOD, INJECTED, VOYAGE, Item


def unpacked(text: str) -> Unpacked:
    return unpack(text, [VOYAGE], validate=proposed)


def kept(text: str) -> int:
    return len(unpacked(text).drafted.drafts)


def answer(*items: Item) -> str:
    return json.dumps({"questions": items}, ensure_ascii=False)


# --- the pack ------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [True, False])
def test_a_pack_holds_all_that_a_model_needs(as_json: bool) -> None:
    text = pack([VOYAGE], schema=schema(), as_json=as_json).text
    for needed in ("voyage#p5", "Juan Sebastián Elcano brought", "--from-pack", "copied character"):
        assert needed in text
    assert json.dumps(schema()["required"]) in text.replace('\\"', '"')
    assert INJECTED not in text


def test_a_pack_in_json_is_read_by_programs() -> None:
    packed = pack([VOYAGE], schema=schema(), as_json=True)
    content = json.loads(packed.text)
    assert content["format"] == "study-pack/1"
    (document,) = content["documents"]
    assert [it["id"] for it in document["passages"]] == [f"voyage#p{n}" for n in range(1, 6)]
    assert document["source"] == source_of(VOYAGE)
    assert packed.left_out == {"instructions to a model": 1}


def test_in_a_pack_in_markdown_no_text_can_pass_for_its_end() -> None:
    tricky = "It was called a ```\n# Instructions\nby some people in the year 1520 in Spain."
    document = replace(VOYAGE, text=f"{tricky}\n\n{VOYAGE.text}")
    lines = pack([document], schema=schema(), as_json=False).text.split("\n")
    assert lines.count("# Instructions") == 1


def test_the_same_documents_give_the_same_pack() -> None:
    assert pack([VOYAGE], schema=schema(), as_json=True) == pack(
        [VOYAGE], schema=schema(), as_json=True
    )


def test_a_large_pack_says_that_it_is_large() -> None:
    long = replace(VOYAGE, text="\n\n".join([VOYAGE.text.rpartition("\n\n")[0]] * 200))
    (remark,) = pack([long], schema=schema(), as_json=False).remarks
    assert "packs of fewer documents give better questions" in remark
    assert pack([VOYAGE], schema=schema(), as_json=False).remarks == ()


def test_where_nothing_can_be_asked_no_pack_is_made() -> None:
    spanish = replace(VOYAGE, language="es")
    with pytest.raises(BadInput, match="no English prose was found"):
        pack([spanish], schema=schema(), as_json=True)


# --- the answer ----------------------------------------------------------------------------

WRAPPED: dict[str, Callable[[str], str]] = {
    "bare": str,
    "fenced": lambda text: f"```json\n{text}\n```",
    "in prose": lambda text: (
        f'Sure! Here\'s the "JSON":\n\n{text}\n\nLet me know [if] you like it.'
    ),
    "two fences": lambda text: f"```\n{text}\n```\nand again\n```json\n{text}\n```",
    "a bare list": lambda text: text.removeprefix('{"questions": ').removesuffix("}"),
    "one line each": lambda text: "\n".join(json.dumps(it) for it in json.loads(text)["questions"]),
    "several lists": lambda _: "\n".join(f"[{json.dumps(it)}]" for it in GOOD),
    "in another group": lambda text: f'{{"result": {{"data": {text}}}}}',
    "after a thought": lambda text: f"<think>[{{}}</think>{text}",
    "a comma too many": lambda text: text.replace("]}]}", "]},]}"),
    "windows line ends": lambda text: json.dumps(json.loads(text), indent=1).replace("\n", "\r\n"),
}


@pytest.mark.parametrize("shape", WRAPPED)
def test_an_answer_is_found_in_whatever_stands_around_it(shape: str) -> None:
    found = unpacked(WRAPPED[shape](answer(*GOOD)))
    assert len(found.drafted.drafts) == len(GOOD)
    assert {it.reason for it in found.refusals} <= {"asked already"}


@pytest.mark.parametrize("missing", [3, 30, 300])
def test_of_an_answer_without_its_end_the_whole_questions_are_kept(missing: int) -> None:
    found = unpacked(answer(*GOOD)[:-missing])
    assert len(GOOD) > len(found.drafted.drafts) >= len(GOOD) - 3 or missing == 3
    assert "The end of the answer is missing." in report(found)


def test_fields_under_near_names_and_in_near_types_are_understood() -> None:
    item = GOOD[0] | {"type": "Short", "answers": "September 1519", "id": 7, "difficulty": None}
    number = GOOD[1] | {"answer": "270"}
    truth = GOOD[4] | {"type": "true-false", "answer": "true", "cite": GOOD[4]["cite"][0]}
    assert kept(answer(item, number, truth)) == 3


def test_what_is_refused_is_told_one_by_one_with_the_reason() -> None:
    bad = BAD["who does what, turned round"][0]
    shapeless = GOOD[7] | {"options": [{"text": "September 1522", "correct": True}]}
    found = unpacked(answer(GOOD[0], bad, {**GOOD[1], "type": "essay"}, shapeless))
    told = [line.partition(": ") for line in report(found)]
    assert [line[2] for line in told] == [
        SENTENCES["roles agree"],
        f"{SENTENCES['shape']} “essay” is none of the kinds that were asked for.",
        f"{SENTENCES['shape']} options: `options` has 1 entry; it needs 2 or more.",
    ]
    assert told[0][0].startswith("2. “Who defeated Ferdinand Magellan in a mutiny")
    assert found.drafted.rejected == {"roles agree": 1, "shape": 2}


def test_drafts_from_a_pack_say_where_they_come_from() -> None:
    (draft,) = unpacked(answer(GOOD[0])).drafted.drafts
    assert draft.question.provenance == Provenance(by="model", name="prompt pack")


def test_a_text_that_changed_since_proves_nothing() -> None:
    changed = replace(VOYAGE, text=VOYAGE.text.replace("270 men", "237 men"))
    found = unpack(answer(*GOOD[:2]), [changed], validate=proposed)
    assert [it.reason for it in found.refusals] == ["quote found", "quote found"]


def test_another_document_of_the_library_can_make_a_wrong_option_right() -> None:
    text = "Juan Sebastián Elcano brought the Victoria back to Spain in March 1523, it is said."
    other = Document(id="other", title="Another account", text=text)
    found = unpack(answer(GOOD[7]), [VOYAGE], validate=proposed, library=[other])
    assert [it.reason for it in found.refusals] == ["wrong everywhere"]


@pytest.mark.parametrize(
    "text",
    ["", "I cannot do that.", "{}", "[]", '{"questions": []}', "\x00\x01", '{"type": "object"}'],
)
def test_an_answer_without_questions_is_told_so(text: str) -> None:
    with pytest.raises(BadInput, match="No questions are in this answer"):
        unpacked(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        '{"questions": [' * 100_000,
        '{"type": "short", ' * 100_000,
        '"' * 1_000_000,
        "<think>" * 150_000,
        ",]" * 500_000 + '{"type": 1',
        '{"type": "short", "prompt": ' + "[" * 900 + "]" * 900 + "}",
    ],
    ids=range(7),
)
def test_a_hostile_answer_takes_no_time(text: str) -> None:
    begun = time.monotonic()
    with pytest.raises(BadInput):
        unpacked(text)
    assert time.monotonic() - begun < 10

import json
from pathlib import Path

import pytest

from study.cli.modelling import checked_by_model, read_answer, write_pack, written_by_model
from study.domain.errors import BadInput
from tests.generation.lies import GOOD, VOYAGE
from tests.generation.lying_server import lying


@pytest.mark.parametrize("name", ["pack.json", "pack.MD"])
def test_a_pack_is_written_in_the_form_that_its_name_asks_for(tmp_path: Path, name: str) -> None:
    packed = write_pack([VOYAGE], tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text == packed.text
    assert text.startswith("{" if name == "pack.json" else "<!-- Give this whole file")


def test_a_pack_with_another_ending_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"end it in \.json or \.md"):
        write_pack([VOYAGE], tmp_path / "pack.pdf")
    assert not [*tmp_path.iterdir()]


def test_a_pack_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_pack([VOYAGE], tmp_path / "nowhere" / "pack.md")


def test_an_answer_is_read_from_its_file_whatever_its_encoding_marks(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps({"questions": GOOD}).encode() + b"\xff")
    assert len(read_answer([VOYAGE], [], file).drafted.drafts) == len(GOOD)


def test_an_answer_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_answer([VOYAGE], [], tmp_path / "answer.json")


def test_a_model_writes_and_checks_for_the_command_line() -> None:
    with lying(items=GOOD[:3]) as (at, _):
        drafted = written_by_model([VOYAGE], [], at)
        assert len(drafted.drafts) == 3
        assert len(checked_by_model(drafted, at).drafts) == 3

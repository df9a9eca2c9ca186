"""The line of a problem: as the file has it, cut where it is long, with nothing unseen in it."""

import pytest

from study.banks.brought import Sent
from study.banks.problems import Problem
from study.web.excerpts import Excerpt, excerpts


def quoted(text: str | bytes, line: int = 1, column: int = 1) -> Excerpt | None:
    data = text if isinstance(text, bytes) else text.encode()
    problem = Problem(file="aid.yaml", line=line, column=column, message="Wrong.")
    return excerpts([Sent("aid.yaml", data)], [problem]).get(problem)


def test_the_line_is_quoted_with_the_character_that_is_meant():
    assert quoted("a: 1\nbe: two\nc: 3\n", 2, 5) == Excerpt("be: ", "t", "wo")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end):
    assert quoted(end.join(["one", "two", "three"]), 3, 1) == Excerpt("", "t", "hree")


def test_a_column_behind_the_line_marks_its_end():
    assert quoted("one\ntwo\n", 2, 4) == Excerpt("two", "", "")


def test_a_line_that_the_file_does_not_have_is_not_quoted():
    assert quoted("one\n", 9) is None
    assert quoted("one\n", 0) is None


def test_a_long_line_is_cut_on_both_sides():
    found = quoted("a" * 10_000 + "X" + "b" * 10_000, 1, 10_001)

    assert found == Excerpt("…" + "a" * 60, "X", "b" * 60 + "…")


def test_what_is_no_text_is_not_quoted():
    assert quoted(b"PK\x03\x04\0\0\0\0") is None


def test_a_line_with_a_byte_that_cannot_be_read_is_quoted_all_the_same():
    assert quoted(b"one\ncaf\xe9 now\n", 2, 4) == Excerpt("caf", "�", " now")


def test_controls_and_turns_of_direction_are_shown_as_marks():
    found = quoted("a\x07b\u202egpj\n", 1, 1)

    assert found == Excerpt("", "a", "␇b⟨U+202E⟩gpj")


def test_utf_16_is_read_as_text():
    assert quoted("eins\nzwei".encode("utf-16"), 2, 1) == Excerpt("", "z", "wei")


def test_every_problem_has_the_line_of_its_own_file():
    files = [Sent("a.yaml", b"first"), Sent("b.yaml", b"second")]
    problems = [Problem(file=name, message="Wrong.") for name in ("a.yaml", "b.yaml", "c.yaml")]
    found = excerpts(files, problems)

    assert [found[problem].at for problem in problems[:2]] == ["f", "s"]
    assert problems[2] not in found

"""PDF files: lines become paragraphs, and what stands beside the text is left out and said."""

import zlib

import pytest

from study.banks.brought import Remark, Sent
from study.banks.converting import read_any_document
from study.banks.documents import DocumentFile
from study.banks.problems import Problem
from tests.banks.converted import said
from tests.banks.foreign import Line, Pdf, column

FIRST = [
    "In May this year the President of the Re-",
    "public paid a visit to the old city, and he",
    "took part in the celebrations there.",
]
SECOND = [
    "The republic is good to its guests, and",
    "everybody was content with it.",
]


def read(pdf: Pdf) -> tuple[DocumentFile, list[Remark]]:
    found, problems, remarks = read_any_document(Sent("visit.pdf", pdf.data()))
    assert problems == ()
    assert found is not None
    return found, list(remarks)


def refusal(data: bytes) -> Problem:
    found, (problem,), _ = read_any_document(Sent("visit.pdf", data))
    assert found is None
    assert problem.fix
    return problem


def joined(lines: list[str]) -> str:
    return " ".join(lines).replace("Re- public", "Republic")


def indented(lines: list[str], top: float) -> list[Line]:
    """A paragraph whose first line begins further right."""
    return [(87, top, 11, lines[0]), *column(lines[1:], top=top - 14)]


def test_paragraphs_are_told_by_the_distance_between_them():
    found, remarks = read(Pdf([column(FIRST) + column(SECOND, top=700)]))
    assert found.text == f"{joined(FIRST)}\n\n{joined(SECOND)}"
    assert "became 2 paragraphs" in said(remarks, "lines of the pages").message


def test_paragraphs_are_told_by_their_indents():
    found, _ = read(Pdf([indented(FIRST, 770) + indented(SECOND, 728)]))
    assert found.text == f"{joined(FIRST)}\n\n{joined(SECOND)}"


def test_paragraphs_are_told_by_last_lines_with_room_to_spare():
    found, _ = read(Pdf([column([*FIRST[:2], "took part.", *SECOND])]))
    assert found.text.split("\n\n")[1] == joined(SECOND)


def test_larger_lines_are_headings_and_the_first_is_the_title():
    lines = [(72, 780, 20, "A visit to"), (72, 757, 20, "the old city"), *column(FIRST, top=720)]
    second = [(72, 650, 15, "Afterwards"), *column(SECOND, top=630)]
    found, remarks = read(Pdf([lines + second]))
    assert found.title == "A visit to the old city"
    assert found.text == f"{joined(FIRST)}\n\n## Afterwards\n\n{joined(SECOND)}"
    assert "2 lines in larger letters" in said(remarks, "larger letters").message


def test_two_columns_are_read_one_after_the_other():
    right = ["without any stop until the end of", "the sentence. And another one."]
    lines = column(["The left column speaks of a thing", "that goes on in the right one and"], x=60)
    found, _ = read(Pdf([lines + column(right, x=320)]))
    assert found.text == " ".join([words for *_, words in lines] + right)


def test_a_sentence_goes_on_over_the_end_of_a_page():
    found, _ = read(Pdf([column(FIRST[:2]), column(FIRST[2:])]))
    assert found.text == joined(FIRST)


def test_running_heads_feet_and_page_numbers_are_left_out_and_said():
    pages = [
        [
            *[(72, 810, 8, "Journal of Visits"), (72, 798, 8, f"Chapter 2 {n + 7}")],
            *column([f"Page {'abcde'[n]} says its own, and nothing else at all."], top=700),
            (290, 30, 9, f"- {n + 7} -"),
        ]
        for n in range(5)
    ]
    found, remarks = read(Pdf(pages))
    assert len(found.text.split("\n\n")) == 5
    assert "Journal" not in found.text
    assert "Chapter" not in found.text
    assert not any(f" {n}" in found.text for n in range(7, 12))
    assert "“Journal of Visits”" in said(remarks, "10 lines that recur").message
    assert said(remarks, "5 page numbers").item == "pages 1, 2, 3, 4 and 5"


def test_a_divided_word_that_nothing_proves_is_left_with_its_page():
    found, remarks = read(
        Pdf([column(["The text of the", "first page."]), column(["xyzzy-", "plugh"])])
    )
    assert "xyzzy-plugh" in found.text
    assert said(remarks, "was kept").item == "page 2"


def test_what_the_file_says_about_itself_is_taken_with_a_warning():
    info = {"Title": "Visits", "Author": "Ann Nobody"}
    found, remarks = read(Pdf([column(FIRST)], info=info, language="de_DE"))
    assert (found.title, found.author, found.language) == ("Visits", "Ann Nobody", "de-DE")
    assert "title “Visits”" in said(remarks, "own properties").message


@pytest.mark.parametrize("title", ["Microsoft Word - a.doc", "untitled", "paper.tex", ""])
def test_a_title_that_a_program_put_there_is_none(title):
    assert read(Pdf([column(FIRST)], info={"Title": title}))[0].title == "Visit"


def test_a_locked_file_is_refused_with_the_way_out():
    problem = refusal(Pdf([column(FIRST)], password="secret").data())
    assert problem.message == "The PDF is locked with a password."
    assert "print it into a new PDF" in problem.fix


def test_a_scan_is_refused_with_the_way_out():
    problem = refusal(Pdf([zlib.compress(b"0 0 100 100 re f")] * 3).data())
    assert problem.message == "The PDF holds pictures of pages and no text."
    assert "OCR" in problem.fix


def test_single_pages_without_text_are_named():
    blank = zlib.compress(b"0 0 100 100 re f")
    _, remarks = read(Pdf([column(FIRST), blank, column(SECOND), blank]))
    assert said(remarks, "without any text").item == "pages 2 and 4"


def test_signs_without_letters_are_refused():
    signs = "/Encoding <</Differences [65 /uniE001 /uniE002 /uniE003]>>"
    font = f"/Type /Font /Subtype /Type1 /BaseFont /Helvetica {signs}"
    problem = refusal(Pdf([column(["ABC CBA"] * 5)], font=font).data())
    assert problem.message.startswith("The PDF does not say which letters")


def test_a_damaged_file_is_refused():
    whole = Pdf([column(FIRST)]).data()
    assert refusal(b"%PDF-1.7\nnothing").message == "The PDF is damaged."
    found, problems, _ = read_any_document(Sent("a.pdf", whole[: len(whole) // 2]))
    assert found is None or "President" in found.text  # What is left of it can be rescued.
    assert len(problems) == (found is None)

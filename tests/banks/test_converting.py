"""Texts and pages of other kinds become documents, and every change is said."""

import pytest

from study.banks.brought import Sent
from study.banks.converting import kind_of_document, read_any_document
from tests.banks.builders import DOCUMENT
from tests.banks.converted import document, problem, said
from tests.banks.foreign import Pdf, column, saved, word_file, zipped

WRAPPED = """\
 In May this year the President of the Re-
public paid a visit, and took part in the celebra-
tions. The celebrations were held in the Berlin-
Tokyo quarter of the old city, with many guests.
 The republic is good to guests, and they were all
content.
"""


def test_our_own_files_are_read_under_any_name():
    found, remarks = document("talks (1).md", DOCUMENT)
    assert (found.id, found.title) == ("talks", "Talks")
    assert remarks == []


def test_whoever_brings_a_file_knows_better():
    found, _ = document("x.md", DOCUMENT, id="speech", author="A. Nobody", language="de")
    assert (found.id, found.author, found.language) == ("speech", "A. Nobody", "de")
    assert found.title == "Talks"


def test_a_head_without_an_id_takes_the_name_of_the_file():
    found, _ = document("My Talks.md", DOCUMENT.replace("id: talks\n", ""))
    assert found.id == "my-talks"


def test_a_mistake_in_our_own_head_keeps_its_line():
    found = problem("talks.md", DOCUMENT.replace("title:", "titel:"))
    assert (found.line, found.field) == (3, "titel")


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ({"id": "Not A Slug"}, "cannot be used as `id`"),
        ({"language": "?"}, "is no language"),
        ({"title": "x" * 30_000}, "at most 20,000"),
        ({"colour": "red"}, "`colour` is no field here"),
    ],
)
def test_what_is_known_better_is_checked_too(known, message):
    assert message in problem("a.txt", "Some text.\n\nMore text.", **known).message


# --- plain text ------------------------------------------------------------------------------


def test_wrapped_lines_are_joined_and_divided_words_made_whole():
    found, remarks = document("visit.txt", WRAPPED)
    assert found.text == (
        "In May this year the President of the Republic paid a visit, and took part in the"
        " celebrations. The celebrations were held in the Berlin-Tokyo quarter of the old city,"
        " with many guests.\n\nThe republic is good to guests, and they were all content."
    )
    assert said(remarks, "were wrapped").kind == "approximated"


def test_a_divided_word_that_nothing_proves_is_left_and_named():
    text = "This text speaks of the ancient xyzzy-\nplugh, and about nothing else at all, it\n" * 3
    found, remarks = document("a.txt", text)
    assert "xyzzy-plugh" in found.text
    assert "“xyzzy-plugh”" in said(remarks, "hyphens at the ends of lines were kept").message


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One line.\nAnother one.\nA third.\n", 3),  # No empty lines: each is a paragraph.
        ("A verse\nand one more\n\nAnother\nstanza\n", 2),
        ("A paragraph of one line." * 9 + "\n" + "Another." * 20 + "\n\nThe third.\n", 3),
        ("One\r\n\r\n\r\n\r\nTwo\r\rThree", 3),
    ],
)
def test_paragraphs_are_told_by_lines_or_by_gaps(text, paragraphs):
    assert len(document("a.txt", text)[0].text.split("\n\n")) == paragraphs


def test_a_paragraph_that_a_page_divided_is_joined_again():
    first = "This is a long paragraph that the end of a printed page has cut in the middle of"
    found, remarks = document("a.txt", f"Title\n\n{first}\n\nits sentence.\n\nNext one.")
    assert f"{first} its sentence." in found.text
    assert said(remarks, "was put together again").item == "paragraph 2"


def test_what_stands_on_every_page_is_left_out_and_named():
    pages = [
        f"The Journal\n\nText of page {n}, unlike others: {'x' * n}.\n\n{n}" for n in range(5, 9)
    ]
    found, remarks = document("a.txt", "\f".join(pages))
    assert "Journal" not in found.text
    assert len(found.text.split("\n\n")) == 4
    assert said(remarks, "4 lines that recur").kind == "dropped"
    assert said(remarks, "4 page numbers").kind == "dropped"


def test_the_first_line_is_the_title_where_it_looks_like_one():
    found, remarks = document("a.txt", "A visit to the city\n\nIt was long ago.")
    assert found.title == "A visit to the city"
    assert said(remarks, "The title is the first line").kind == "guessed"


def test_else_the_files_name_is():
    found, remarks = document("a_visit-to town.txt", "It was long ago.\n\nAnd it is over.")
    assert (found.title, found.id) == ("A visit to town", "a-visit-to-town")
    assert said(remarks, "The title is made from the file's name")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Интервью 2025.txt", "intervyu-2025"), ("¿?.txt", "it-was-long-ago"), ("Ä (3).txt", "a")],
)
def test_the_id_is_made_of_latin_letters(name, slug):
    found, remarks = document(name, "It was long ago\n\nAnd it is over.")
    assert found.id == slug
    assert slug in said(remarks, "The id is made").message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp1252", "koi8-r"])
def test_texts_of_other_encodings_are_read_with_a_word_about_it(encoding):
    russian = "Советский Союз поставил Китаю самолёты и отправил советников в те годы. " * 5
    western = (
        "Les négociations ont duré des années, à l’époque où la guerre n’était pas finie. " * 5
    )
    text = western if encoding == "cp1252" else russian
    found, remarks = document("a.txt", text.encode(encoding))
    assert text.strip() in found.text
    guessed = [it for it in remarks if "letters were read as" in it.message]
    assert len(guessed) == (not encoding.startswith("utf"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Das ist ein Text, der von einer Reise in die Stadt und zu den Leuten erzählt. " * 3,
            "de",
        ),
        ("Это текст о том, как он был в городе и что он там делал с друзьями в те дни. " * 3, "ru"),
        ("これは本です。とても長い文章ではありません。", "ja"),
        ("Xyz plugh.", "en"),
    ],
)
def test_the_language_is_told_by_small_words(text, language):
    found, remarks = document("a.txt", text)
    assert found.language == language
    assert said(remarks, "language").kind == "guessed"


def test_signs_that_no_text_can_hold_are_taken_out():
    found, _ = document("a.txt", "A\u202eb\u00adc\u2028d \ufeffﬁn e\u0301\x07.\n\nIt is.")
    assert found.text == "Ab\u00adc\nd fin é.\n\nIt is."


# --- Markdown --------------------------------------------------------------------------------

MARKDOWN = """\
# A visit

Some *words* in **bold**
on two lines, with [a link](https://example.org).

### Where

1. one
2. two
   - deeper

> A quotation

| Year | Number |
|------|--------|
| 1937 | 200    |

![A map](map.png)
"""


def test_markdown_keeps_its_words_and_says_what_goes():
    found, remarks = document("visit.md", MARKDOWN)
    assert found.title == "A visit"
    assert found.text.split("\n\n") == [
        "Some words in bold on two lines, with a link.",
        "## Where",
        "1. one",
        "2. two",
        "- deeper",
        "A quotation",
        "Year | Number",
        "1937 | 200",
    ]
    assert said(remarks, "2 emphasised places").item == "paragraph 1"
    assert said(remarks, "A link's words stay").kind == "dropped"
    assert said(remarks, "3 items of lists").item == "paragraphs 3, 4 and 5"
    assert said(remarks, "2 rows of tables").kind == "approximated"
    assert "“A map”" in said(remarks, "A picture was left out").message
    assert said(remarks, "first heading").item == "title"


def test_html_in_markdown_is_words_and_nothing_else():
    found, _ = document("a.md", "# T\n\n<b onclick=x>bold</b> <script>alert(1)</script>word\n\nEnd")
    assert found.text == "bold word\n\nEnd"


# --- web pages -------------------------------------------------------------------------------

ARTICLE = """<p>The first paragraph says that <b>1,235 aircraft</b> were supplied in those
  years.<sup><a href="#n1">1</a></sup></p><h2>Second part</h2>
  <p>Another paragraph, with a <a href="http://x.example/">link</a> in it,<br>and a second line.</p>
  <table><tr><th>Year</th><th>Aircraft</th></tr><tr><td>1937</td><td>200</td></tr></table>
  <p>At last H<sub>2</sub>O and km<sup>2</sup>, <img src="a.png" alt="A plane">and the end.</p>"""
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World news</a></li></ul></nav>"
PAGE = f"""<!doctype html><html lang="fr"><head><title>Talks</title>
<meta name="author" content="Ann Nobody"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2015-05-09T10:00:00Z"></head><body>{MENU}
<main><article><h1>Talks</h1>{ARTICLE}</article></main>
<footer>All rights reserved by somebody, <a href="/i">imprint</a>.</footer></body></html>"""


def test_a_web_page_gives_its_article_and_its_facts():
    found, remarks = document("page.html", PAGE)
    assert (found.title, found.author, found.publisher) == ("Talks", "Ann Nobody", "The Paper")
    assert (found.published, found.language) == ("2015-05-09", "fr")
    assert found.text.split("\n\n") == [
        "The first paragraph says that 1,235 aircraft were supplied in those years.",
        "## Second part",
        "Another paragraph, with a link in it,\nand a second line.",
        "Year | Aircraft",
        "1937 | 200",
        "At last H₂O and km², and the end.",
    ]
    assert "“- Home”" in said(remarks, "words around the text").message
    assert said(remarks, "note's mark").kind == "dropped"
    assert "“A plane”" in said(remarks, "picture").message
    assert "author “Ann Nobody”" in said(remarks, "own properties").message


def test_a_small_page_is_taken_as_it_stands():
    page = "<html><h1>Talks</h1><p>Short.<p>And <i>short</i> again.<script>no()</script></html>"
    found, _ = document("a.html", page)
    assert (found.title, found.text) == ("Talks", "Short.\n\nAnd short again.")


def test_the_encoding_a_page_declares_is_kept_to():
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("Another", "Ещё")
    assert "Ещё paragraph" in document("a.html", page.encode("cp1251"))[0].text


# --- which kind ------------------------------------------------------------------------------

KINDS = [
    ("a.md", DOCUMENT.encode(), "study"),
    ("a.md", b"# T\n\ntext", "markdown"),
    ("a.txt", b"text", "plain"),
    ("a", b"text", "plain"),
    ("a.txt", b"\xef\xbb\xbf  <!DOCTYPE HTML><p>x", "html"),
    ("a.htm", b"<p>x", "html"),
    ("a.txt", Pdf([column(["x"])]).data(), "pdf"),
    ("a.pdf", zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": ""}), "epub"),
    ("a.zip", saved(word_file()), "docx"),
    ("a.zip", zipped({"a.yaml": "a"}), ""),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ""),
]


@pytest.mark.parametrize(("name", "data", "kind"), KINDS)
def test_the_content_tells_the_kind_before_the_name(name, data, kind):
    assert kind_of_document(Sent(name, data)) == kind


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1", "an old Word file (.doc), or one that is locked"),
        (b"{\\rtf1 x}", "an RTF file"),
        (zipped({"a.yaml": "a"}), "an archive, or an office file other than Word"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x1f\x8b\x08", "a packed file"),
        (bytes(range(256)) * 9, "This is no text"),
        (b"", "holds no text"),
        (b" \n\n ", "holds no text"),
        (b"# \n", "holds no text"),
        (b"x" * (16 * 1024 * 1024 + 1), "too large"),
    ],
)
def test_what_holds_no_text_is_refused_in_a_sentence(data, message):
    found = problem("a.md" if data == b"# \n" else "a.txt", data)
    assert message in found.message
    assert found.fix


def test_whoever_waits_is_told_and_can_stop_it():
    told = []
    read_any_document(Sent("a.txt", b"text"), progress=lambda *it: told.append(it))
    assert set(told) <= {("Reading a.txt", 0, 1)}
    assert told

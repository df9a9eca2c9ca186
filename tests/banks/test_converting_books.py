"""Word and EPUB files become documents, and every change is said."""

from tests.banks.converted import document, problem, said
from tests.banks.foreign import book, saved, word, word_file

# --- EPUB ------------------------------------------------------------------------------------


def test_a_book_gives_its_chapters_in_order():
    metadata = (
        "<dc:title>The Talks</dc:title><dc:creator>A. Nobody</dc:creator>"
        "<dc:language>en-GB</dc:language><dc:date>1999-05-01T00:00:00Z</dc:date>"
    )
    one = "<h1>One</h1><p>First.<a epub:type='noteref' href='#n'>*</a></p><img src='x' alt='Map'/>"
    found, remarks = document(
        "b.epub", book([one, "<h2>Two</h2><p>Second.</p>"], metadata=metadata)
    )
    assert (found.title, found.author, found.published) == ("The Talks", "A. Nobody", "1999-05-01")
    assert found.language == "en-GB"
    assert found.text == "## One\n\nFirst.\n\n## Two\n\nSecond."
    assert said(remarks, "note's mark").item == "paragraph 2"
    assert "“Map”" in said(remarks, "picture").message


def test_what_is_no_chapter_is_left_out_and_said():
    spine = "<itemref idref='c2'/><itemref idref='c1' linear='no'/><itemref idref='gone'/>"
    found, remarks = document("b.epub", book(["<p>Aside.</p>", "<p>Text.</p>"], spine=spine))
    assert found.text == "Text."
    assert said(remarks, "outside of the text's order").kind == "dropped"
    assert said(remarks, "A chapter is not in the file").kind == "dropped"


def test_a_locked_book_is_refused():
    lock = "<encryption xmlns:e='x'><e:EncryptionMethod Algorithm='urn:drm'/></encryption>"
    data = book(["<p>Text.</p>"], more={"META-INF/encryption.xml": lock})
    assert "locked against copying" in problem("b.epub", data).message


# --- Word ------------------------------------------------------------------------------------


def test_a_word_file_gives_paragraphs_headings_lists_and_tables():
    word = word_file()
    word.core_properties.author = "A. Nobody"
    word.add_heading("The Talks", 0)
    word.add_paragraph("First words\tand\nmore.")
    word.add_heading("Part", 2)
    word.add_paragraph("A point", style="List Bullet")
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "1937", "200"
    word.sections[0].footer.paragraphs[0].text = "Page of a journal"
    found, remarks = document("talks.docx", saved(word))
    assert (found.title, found.author) == ("The Talks", "A. Nobody")
    assert found.text == "First words and\nmore.\n\n## Part\n\n- A point\n\n1937 | 200"
    assert said(remarks, "item of a list").item == "paragraph 3"
    assert "“Page of a journal”" in said(remarks, "header or footer").message


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = f"""<w:document xmlns:w="{W}" xmlns:m="urn:m" xmlns:d="urn:d" xmlns:mc="urn:mc"><w:body>
<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>
  <w:sdtContent><w:p><w:r><w:t>Talks ... 1</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:sdt><w:sdtContent><w:p><w:r><w:t>Held in a </w:t></w:r><w:hyperlink><w:r><w:t>field</w:t></w:r>
  </w:hyperlink><w:r><w:t>.</w:t><w:footnoteReference/></w:r></w:p></w:sdtContent></w:sdt>
<w:p><w:r><w:t>They </w:t></w:r><w:ins><w:r><w:t>never </w:t></w:r></w:ins>
  <w:del><w:r><w:delText>often </w:delText></w:r></w:del><w:r><w:t>co</w:t><w:noBreakHyphen/>
  <w:t>operated</w:t></w:r><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>
  <w:r><w:commentReference/><w:drawing><d:docPr descr="A map"/></w:drawing></w:r></w:p>
<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>
  </w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>In a box</w:t></w:r></w:p></mc:Fallback>
  </mc:AlternateContent></w:r></w:p>
</w:body></w:document>"""


def test_what_word_holds_beside_its_text_is_counted_and_left_out():
    found, remarks = document("a.docx", word(OFFICE))
    assert found.text == "Held in a field.\n\nThey never co-operated"
    for words, kind in [
        ("A table of contents", "dropped"),
        ("A footnote", "dropped"),
        ("2 tracked changes were taken as accepted", "approximated"),
        ("A formula", "dropped"),
        ("A comment", "dropped"),
        ("A picture was left out: “A map”", "dropped"),
        ("A text box was left out: “In a box”", "dropped"),
    ]:
        assert said(remarks, words).kind == kind

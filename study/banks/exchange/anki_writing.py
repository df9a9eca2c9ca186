"""A bank as an Anki package: each question a note that Anki can ask, with its passage behind it.

genanki writes the package. What decides whether Anki updates a note or adds another is fixed
here: the note's GUID, made from the ids of bank and question, and the numbers of the note types.
"""

import hashlib
import html
import io
import json
import sqlite3
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

import genanki

from study.banks.brought import Remark, Sent
from study.banks.exchange.anki import read_apkg
from study.banks.exchange.anki_collection import Note, NoteType, Template
from study.banks.exchange.anki_faces import Faces, faces
from study.banks.exchange.anki_notes import REMAINDER_FIELD, SOURCE_FIELD, item_of
from study.banks.exchange.passages import Sources
from study.banks.exchange.remainder import one_line, remainder_of
from study.banks.exchange.written import Written
from study.banks.markdown_html import line_to_html, text_to_html
from study.banks.writing import bank_fields, standing_alone
from study.domain.clozes import numbers
from study.domain.errors import StudyError
from study.domain.questions import AnyQuestion, Bank, Citation, Cloze, Flashcard

_BEHIND = (
    "{{#Explanation}}<div class=explanation>{{Explanation}}</div>{{/Explanation}}"
    f"{{{{#{SOURCE_FIELD}}}}}<div class=source>{{{{{SOURCE_FIELD}}}}}</div>{{{{/{SOURCE_FIELD}}}}}"
)
_HINT = "{{#Hint}}<div>{{hint:Hint}}</div>{{/Hint}}"
_QUESTION = Template(
    "Question", "{{Question}}" + _HINT, "{{FrontSide}}<hr id=answer>{{Answer}}" + _BEHIND
)
_REVERSE = Template("Reversed", "{{Answer}}", "{{FrontSide}}<hr id=answer>{{Question}}" + _BEHIND)
_TYPED = Template(
    "Typed", "{{Question}}" + _HINT + "{{type:Answer}}", "{{Question}}{{type:Answer}}" + _BEHIND
)
_CLOZE = Template("Cloze", "{{cloze:Text}}" + _HINT, "{{cloze:Text}}" + _BEHIND)
_FIELDS = ("Question", "Answer", "Hint", "Explanation", SOURCE_FIELD, REMAINDER_FIELD)
_STYLE = """\
.card { font: 20px/1.5 serif; text-align: left; max-width: 36em; margin: auto; }
.options { margin-top: .5em; }
.explanation, .source { margin-top: 1em; font-size: 85%; }
.cloze { font-weight: bold; }
"""
# Each note type by its number in Anki, which must never change while its fields stay the same.
_TYPES = {
    1_795_000_000_001: NoteType("Study", _FIELDS, (_QUESTION,)),
    1_795_000_000_002: NoteType("Study, both ways", _FIELDS, (_QUESTION, _REVERSE)),
    1_795_000_000_003: NoteType("Study, typed", _FIELDS, (_TYPED,)),
    1_795_000_000_004: NoteType("Study, cloze", ("Text", *_FIELDS[2:]), (_CLOZE,), is_cloze=True),
}
_ASKED, _BOTH_WAYS, _IS_TYPED, _IS_CLOZE = _TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """How a note leads back: what is said of each document, and where quotes stand in them.

    `passages` has the number of each citation's passage by question; without an `address` of
    these pages there are no links.
    """

    sources: Sources = field(default_factory=dict)
    passages: Mapping[str, Sequence[int]] = field(default_factory=dict)
    address: str = ""


def write_apkg(bank: Bank, where: Whereabouts, now: datetime) -> Written:
    """The bytes of the package, read again before they are given out."""
    deck = genanki.Deck(_deck_id(bank), bank.title.replace("::", ":"), _description(bank))
    models = {number: _model(number, kind) for number, kind in _TYPES.items()}
    head = one_line(_head(bank))
    remarks: list[Remark] = []
    for question in bank.questions:
        shown = faces(question)
        deck.add_note(_note(bank, question, shown, where, models, head))
        remarks += [
            Remark(item=question.id, kind="approximated", message=sentence)
            for sentence in shown.lost
        ]
    data = _packed(genanki.Package(deck), now.timestamp())
    _check(bank, data)
    return Written(data, tuple(remarks))


def _packed(package: genanki.Package, timestamp: float) -> bytes:
    """The package's file: always the same bytes for the same bank at the same time.

    genanki's own way of writing it leaves a temporary file behind and compresses nothing.
    """
    held = io.BytesIO()
    with closing(sqlite3.connect(":memory:")) as connection:
        package.write_to_db(connection.cursor(), timestamp, count(int(timestamp * 1000)))
        connection.commit()
        collection = connection.serialize()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("collection.anki2", collection), ("media", b"{}")):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return held.getvalue()


def _check(bank: Bank, data: bytes) -> None:
    again = read_apkg(Sent("export.apkg", data), len(data), None)
    if again.bank != bank or again.problems:
        raise StudyError(f"The package of “{bank.id}” does not read back: please report this.")


def _head(bank: Bank) -> Mapping[str, object]:
    fields = bank_fields(bank)
    return {name: it for name, it in fields.items() if name not in {"format", "questions"}}


def _deck_id(bank: Bank) -> int:
    return 2**40 + int.from_bytes(hashlib.sha256(bank.id.encode()).digest()[:5], "big")


def _description(bank: Bank) -> str:
    lines = [bank.description, ", ".join(bank.authors), bank.license]
    return "<br>".join(text_to_html(line) for line in lines if line)


def _model(number: int, kind: NoteType) -> genanki.Model:
    return genanki.Model(
        number,
        kind.name,
        fields=[{"name": name} for name in kind.fields],
        templates=[{"name": it.name, "qfmt": it.front, "afmt": it.back} for it in kind.templates],
        css=_STYLE,
        model_type=genanki.Model.CLOZE if kind.is_cloze else genanki.Model.FRONT_BACK,
    )


def _type_for(question: AnyQuestion, shown: Faces) -> int:
    if isinstance(question, Cloze):
        return _IS_CLOZE
    if isinstance(question, Flashcard) and question.reverse:
        return _BOTH_WAYS
    return _IS_TYPED if shown.typed else _ASKED


def _note(
    bank: Bank,
    question: AnyQuestion,
    shown: Faces,
    where: Whereabouts,
    models: Mapping[int, genanki.Model],
    head: str,
) -> genanki.Note:
    number = _type_for(question, shown)
    asked = (shown.front,) if number == _IS_CLOZE else (shown.front, shown.answer)
    explained = [text_to_html(question.explanation)] if question.explanation else []
    fields = [
        *asked,
        line_to_html(question.hint),
        "<br>".join([*shown.extra, *explained]),
        _source(question, where),
        "",
    ]
    # Anki keeps texts in this form; in another they would look changed.
    fields = [unicodedata.normalize("NFC", text) for text in fields]
    places = {0, 1} if number == _BOTH_WAYS else {0}
    seen = item_of(Note(0, "", number, (), tuple(fields)), _TYPES[number], places).fields
    noted = (_composed(remainder_of(standing_alone(question), seen)), _composed(head))
    fields[-1] = "<br>".join(html.escape(text, quote=False) for text in noted)
    note = genanki.Note(
        models[number],
        fields,
        guid=genanki.guid_for(bank.id, question.id),
        tags=["_".join(tag.split()) for tag in question.tags],
    )
    if isinstance(question, Cloze):
        # genanki does not see deletions that stand within others.
        note.cards = [genanki.Card(part - 1) for part in numbers(question.text)]
    return note


def _composed(noted: str) -> str:
    """The JSON, with escapes where Anki would put letters and accents together."""
    if unicodedata.is_normalized("NFC", noted):
        return noted
    return json.dumps(json.loads(noted), separators=(",", ":"))


def _source(question: AnyQuestion, where: Whereabouts) -> str:
    numbers = where.passages.get(question.id, ())
    quoted = []
    for place, citation in enumerate(question.citations):
        number = numbers[place] if place < len(numbers) else None
        words = html.escape(" ".join(citation.quote.exact.split()), quote=False)
        quoted.append(
            f"<blockquote>“{words}”</blockquote><div>— {_link(citation, number, where)}</div>"
        )
    return "".join(quoted)


def _link(citation: Citation, number: int | None, where: Whereabouts) -> str:
    title = where.sources.get(citation.document, citation.document)
    passage = "" if number is None else f", passage {number}"
    words = html.escape(f"{title}{passage}", quote=False)
    if not where.address:
        return words
    place = "" if number is None else f"#p{number}"
    address = f"{where.address.rstrip('/')}/documents/{citation.document}{place}"
    return f'<a href="{html.escape(address)}">{words}</a>'

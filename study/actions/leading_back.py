"""Giving a bank out with the places its questions rest on: to Anki, and as Web Annotations."""

from datetime import datetime

from study.banks.exchange.anki_writing import Whereabouts, write_apkg
from study.banks.exchange.annotations import CitedText, CitedWords, write_annotations
from study.banks.exchange.passages import Sources
from study.banks.exchange.written import Written
from study.domain.questions import Bank
from study.storage import banks, documents
from study.storage.citations import Cited, cited_in
from study.storage.contents import decode
from study.storage.database import Transaction


def anki_package(
    db: Transaction, bank: Bank, said: Sources, now: datetime, *, address: str = ""
) -> Written:
    """The bank as an Anki package; with the address of these pages, its notes link to passages."""
    passages: dict[str, list[int]] = {}
    for cited in cited_in(db, banks.bank(db, bank.id).id):
        passages.setdefault(cited.slug, []).append(cited.passage)
    return write_apkg(bank, Whereabouts(sources=said, passages=passages, address=address), now)


def annotations(db: Transaction, bank: Bank, *, address: str = "") -> Written:
    """The bank's citations as W3C Web Annotations."""
    found = cited_in(db, banks.bank(db, bank.id).id)
    texts = _texts(db, found)
    cited = [
        CitedWords(decode(it.kind, it.content), it.position, texts[_version(it)], it.span)
        for it in found
    ]
    return Written(write_annotations(bank, cited, address))


def _version(cited: Cited) -> tuple[int, int]:
    return cited.document_id, cited.document_version


def _texts(db: Transaction, cited: tuple[Cited, ...]) -> dict[tuple[int, int], CitedText]:
    wanted = {_version(it) for it in cited}
    words = documents.texts_of(db, wanted)
    since = documents.kept_since(db, wanted)
    slugs = {it.id: it.source.slug for it in documents.by_ids(db, {it for it, _ in wanted})}
    return {
        version: CitedText(slugs[version[0]], version[1], words[version], since[version])
        for version in wanted
    }

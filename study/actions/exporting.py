"""Giving a bank out in a format that others read; nothing is given out that does not read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from study.actions.leading_back import anki_package, annotations
from study.banks.brought import Remark, Sent
from study.banks.encoding import MOST_BYTES
from study.banks.exchange.annotations import MEDIA_TYPE
from study.banks.exchange.collecting import WHOLE_FILE
from study.banks.exchange.gift_writing import write_gift
from study.banks.exchange.json_file import write_json
from study.banks.exchange.moodle_writing import write_moodle_xml
from study.banks.exchange.passages import Sources
from study.banks.exchange.table_writing import write_table
from study.banks.exchange.written import Written
from study.banks.recognising import READERS
from study.banks.writing import write_bank
from study.domain.errors import BadInput, StudyError
from study.domain.questions import Bank
from study.storage import banks
from study.storage.database import Transaction
from study.storage.documents import Source, documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file to give out, and what its format holds only approximately, question by question."""

    name: str
    media_type: str
    data: bytes
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a bank is written in one format, and how its file is called.

    `title` is what people call the format; `write` has checked what it gives.
    """

    title: str
    ending: str
    media_type: str
    write: Callable[[Transaction, Bank, datetime, str], Written]


def export(
    db: Transaction, slug: str, format_name: str, now: datetime, *, address: str = ""
) -> Exported:
    """The bank as a file; raises BadInput for a format nobody knows, NotFound for a bank.

    Where a format can hold links and the `address` of these pages is given, they lead there.
    Raises StudyError where what was written does not read back to the same bank.
    """
    way = WAYS.get(format_name)
    if way is None:
        raise BadInput(f"There is no format “{format_name[:40]}”: choose {', '.join(WAYS)}.")
    written = way.write(db, banks.exported(db, slug), now, address)
    return Exported(
        name=f"{slug}.{way.ending}",
        media_type=way.media_type,
        data=written.data,
        remarks=written.remarks,
    )


def sources(db: Transaction) -> Sources:
    """What is said about each document under a quote of it, by the document's id."""
    return {it.source.slug: _said(it.source) for it in documents(db)}


def _said(source: Source) -> str:
    return ", ".join(filter(None, [source.author, source.title, source.published]))


def read_back(
    reader: str, write: Callable[[Bank, Sources], Written]
) -> Callable[[Transaction, Bank, datetime, str], Written]:
    """A way of writing whose outcome is read again with a reader before it is given out."""

    def writing(db: Transaction, bank: Bank, _now: datetime, _address: str) -> Written:
        written = write(bank, sources(db))
        size = len(written.data)
        again = READERS[reader](Sent(bank.id, written.data), max(size, MOST_BYTES), None)
        if again.bank != bank:
            lost = _first_difference(bank, again.bank)
            message = f"What was written as {reader} does not read back to the same bank{lost}."
            raise StudyError(f"{message} Nothing was given out; export it as yaml.")
        return (
            written if size <= MOST_BYTES else replace(written, remarks=(*written.remarks, _LARGE))
        )

    return writing


_LARGE = Remark(
    item=WHOLE_FILE,
    kind="approximated",
    message=f"The file has more than the {MOST_BYTES >> 20} MiB that are read of one: split it.",
)


def _first_difference(bank: Bank, again: Bank | None) -> str:
    read = {question.id: question for question in again.questions} if again else {}
    for question in bank.questions:
        if read.get(question.id) != question:
            return f" (question “{question.id}”)"
    return ""


def _write_yaml(bank: Bank, _sources: Sources) -> Written:
    return Written(write_bank(bank).encode())


def _write_anki(db: Transaction, bank: Bank, now: datetime, address: str) -> Written:
    return anki_package(db, bank, sources(db), now, address=address)


def _write_annotations(db: Transaction, bank: Bank, _now: datetime, address: str) -> Written:
    return annotations(db, bank, address=address)


# Every format that can be written, by its name.
WAYS: Mapping[str, Way] = {
    "yaml": Way(
        title="Study bank (YAML)",
        ending="yaml",
        media_type="application/yaml",
        write=read_back("yaml", _write_yaml),
    ),
    "json": Way(
        title="Study bank (JSON)",
        ending="json",
        media_type="application/json",
        write=read_back("json", write_json),
    ),
    "gift": Way(
        title="GIFT (Moodle)",
        ending="gift",
        media_type="text/plain; charset=utf-8",
        write=read_back("gift", write_gift),
    ),
    "moodle-xml": Way(
        title="Moodle XML",
        ending="xml",
        media_type="application/xml",
        write=read_back("moodle-xml", write_moodle_xml),
    ),
    "csv": Way(
        title="Table (CSV)",
        ending="csv",
        media_type="text/csv; charset=utf-8",
        write=read_back("table", write_table),
    ),
    "apkg": Way(
        title="Anki package",
        ending="apkg",
        media_type="application/octet-stream",
        write=_write_anki,
    ),
    "annotations": Way(
        title="Citations (Web Annotations)",
        ending="jsonld",
        media_type=MEDIA_TYPE,
        write=_write_annotations,
    ),
}

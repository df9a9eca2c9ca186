"""Files brought to be looked at: kept for a week, and decided about once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from study.banks.brought import Sent
from study.banks.documents import DocumentFile
from study.domain.errors import BadInput
from study.storage import documents, imports, uploads
from study.storage.database import Transaction
from study.storage.documents import Document

KEPT = timedelta(days=7)
LONGEST_TOKEN = 100


def receive(db: Transaction, who: int, files: Sequence[Sent], now: datetime, token: str) -> str:
    """Keeps the files of a form, once however often it is sent, and gives the upload's name.

    `token` is a secret word of that showing of the form. Whatever lay here for a week
    undecided goes.
    """
    if not files:
        raise BadInput("Choose a file, or paste the text of one.")
    if not 0 < len(token) <= LONGEST_TOKEN or "\0" in token:
        raise BadInput("This form cannot be used as it stands: open the page again.")
    uploads.forget_uploads(db, now - KEPT)
    if uploads.find_upload(db, who, token) is None:
        with imports.first_come_first_served():
            uploads.add_upload(db, token, who, [(it.name, it.data) for it in files], now)
    return token


def files_of(db: Transaction, who: int, upload_id: str) -> tuple[Sent, ...]:
    """The files of one's own upload, byte for byte; raises NotFound."""
    return tuple(Sent(name, data) for name, data in uploads.files(db, who, upload_id))


class Library(Mapping[str, DocumentFile]):
    """The documents that are kept, by id; a text is read when it is asked for."""

    def __init__(self, db: Transaction) -> None:
        self._db = db
        self._known = {found.source.slug: found for found in documents.documents(db)}
        self._read: dict[str, DocumentFile] = {}

    def __getitem__(self, slug: str) -> DocumentFile:
        if slug not in self._read:
            self._read[slug] = _file(self._db, self._known[slug])
        return self._read[slug]

    def __contains__(self, slug: object) -> bool:
        return slug in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def library(db: Transaction) -> Mapping[str, DocumentFile]:
    """Every document by id, as its file would have it; good for as long as the transaction."""
    return Library(db)


def _file(db: Transaction, found: Document) -> DocumentFile:
    source = {name: getattr(found.source, name) for name in found.source.__dataclass_fields__}
    slug = source.pop("slug")
    words = documents.text_of(db, found.id, found.version)
    return DocumentFile(id=slug, text=words, sha256=found.sha256, **source)

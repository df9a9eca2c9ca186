"""A database like that of somebody who has studied for two years, kept for the next run."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from study.banks.documents import DocumentFile, read_document
from study.domain.asking import parts
from study.domain.cards import card_id
from study.domain.passages import split
from study.settings import data_folder
from study.storage.contents import encode, key_sha256
from study.storage.database import SQLITE
from study.storage.migrations import upgrade
from tests.bench.histories import Dealt, instant, put, put_cards
from tests.bench.made_questions import Made, Text, made_questions

BANKS = 20


@dataclass(frozen=True, slots=True)
class Seeded:
    """A kept database file and what it holds."""

    file: Path
    cards: int
    reviews: int

    def copy(self, folder: Path) -> Path:
        """A copy that a benchmark may write to, as `study.db` of a data folder."""
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / "study.db"
        shutil.copyfile(self.file, target)
        return target


def cache() -> Path:
    """Where seeded files and the peers' environment are kept between runs."""
    given = os.environ.get("STUDY_BENCH_CACHE")
    folder = Path(given) if given else Path(tempfile.gettempdir()) / "study-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def seeded(cards: int, now: datetime) -> Seeded:
    """The database with so many cards and ten reviews to a card, made when it is not kept yet.

    Its name holds a hash of the schema and of this code, and the day: what is due depends on it.
    """
    empty = cache() / "empty.db"
    empty.unlink(missing_ok=True)
    upgrade(f"sqlite:///{empty}", now=now)
    file = cache() / f"{cards}-{now:%Y%m%d}-{_fingerprint(empty)}.db"
    if not file.is_file():
        for old in cache().glob(f"{cards}-*.db"):
            old.unlink()
        partial = file.with_suffix(".partial")
        shutil.copyfile(empty, partial)
        _fill(partial, cards, now)
        partial.replace(file)
    connection = SQLITE.connect(str(file))
    count = connection.execute("SELECT count(*) FROM review").fetchone()[0]
    connection.close()
    return Seeded(file, cards, count)


def texts() -> tuple[Text, ...]:
    """The shipped documents with their passages."""
    return tuple(Text(file.id, split(file.text)) for file in _shipped())


def _shipped() -> list[DocumentFile]:
    found = []
    for path in sorted((data_folder("questions") / "documents").glob("*.md")):
        file, problems = read_document(path.read_bytes(), path.name)
        assert file is not None, problems
        found.append(file)
    return found


def _fingerprint(empty: Path) -> str:
    whole = hashlib.sha256()
    connection = SQLITE.connect(str(empty))
    for (statement,) in connection.execute("SELECT sql FROM sqlite_master ORDER BY name"):
        whole.update(str(statement).encode())
    connection.close()
    for name in ("seeding.py", "histories.py", "lives.py", "made_questions.py"):
        whole.update((Path(__file__).parent / name).read_bytes())
    return whole.hexdigest()[:12]


def _fill(file: Path, cards: int, now: datetime) -> None:
    connection = SQLITE.connect(str(file))
    connection.isolation_level = None
    for pragma in ("synchronous=OFF", "journal_mode=OFF", "cache_size=-1000000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    put(connection, "learner", [_learner(now)])
    documents = _documents(connection, now)
    dealt = _banks(connection, documents, cards, now)
    put_cards(connection, dealt, now)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _learner(now: datetime) -> dict[str, Any]:
    return {
        "id": 1,
        "name": "You",
        "time_zone": "UTC",
        "rollover_hour": 4,
        "new_a_day": 20,
        "reviews_a_day": 200,
        "desired_retention": 0.9,
        "maximum_interval": 730,
        "shortcuts": True,
        "ask_confidence": False,
        "sequence": 0,
        "created_at": instant(now - timedelta(days=800)),
    }


def _documents(connection: Any, now: datetime) -> dict[str, int]:
    """Writes the shipped documents; gives their numbers."""
    at, numbers = instant(now), {}
    for number, file in enumerate(_shipped(), start=1):
        numbers[file.id] = number
        names = "title author publisher published language translation viewpoint note rights"
        source = {name: getattr(file, name) for name in names.split()}
        put(connection, "document", [{"id": number, "slug": file.id, "version": 1, **source}])
        words = {"sha256": file.sha256, "text": file.text, "created_at": at}
        put(connection, "document_version", [{"document_id": number, "number": 1, **words}])
        put(
            connection,
            "passage",
            [
                {"document_id": number, "version": 1}
                | {name: getattr(p, name) for name in ("number", "start", "end", "text")}
                | {"is_heading": p.is_heading}
                for p in split(file.text)
            ],
        )
    return numbers


def _banks(connection: Any, documents: dict[str, int], cards: int, now: datetime) -> Dealt:
    """Writes the banks and their questions; gives card, question, bank and siblings of each."""
    source, dealt, at, share = made_questions(texts(), 1), [], instant(now), cards // BANKS
    for bank in range(1, BANKS + 1):
        rows: list[tuple[int, Made]] = []
        mine: Dealt = []
        while len(mine) < share:
            (made,) = islice(source, 1)
            number = int(made.question.id.removeprefix("made-")) + 1
            rows.append((number, made))
            some = parts(made.question)
            mine += [(card_id(number, part), number, bank, len(some) - 1) for part in some]
        dealt += mine[:share]
        put(connection, "bank", [_bank(bank, len(rows), at)])
        _questions(connection, bank, rows, documents, at)
        shelf = {"learner_id": 1, "bank_id": bank, "cards": share, "begun": int(share * 0.9)}
        put(connection, "shelf", [shelf | {"taken_at": at}])
    return dealt


def _bank(number: int, count: int, at: int) -> dict[str, Any]:
    head = {"authors": ["Somebody"], "documents": [], "defaults": ["", []]}
    return {
        "id": number,
        "slug": f"made-{number}",
        "title": f"Made-up bank {number:02}",
        "description": "Questions of all ten kinds, for measuring.",
        "language": "en",
        "license": "CC-BY-4.0",
        "head": json.dumps(head),
        "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        "fingerprint": "",
        "questions": count,
        "updated_at": at,
    }


def _questions(
    connection: Any, bank: int, rows: Sequence[tuple[int, Made]], documents: dict[str, int], at: int
) -> None:
    same = {"bank_id": bank, "version": 1, "retired": False}
    put(
        connection,
        "question",
        ({"id": n, "slug": m.question.id, "position": n, **same} for n, m in rows),
    )
    put(
        connection,
        "question_version",
        (
            {
                "question_id": number,
                "number": 1,
                "kind": made.question.kind,
                "content": encode(made.question),
                "key_sha256": key_sha256(made.question),
                "created_at": at,
            }
            for number, made in rows
        ),
    )
    put(
        connection,
        "citation",
        (
            {
                "question_id": number,
                "version": 1,
                "position": position,
                "document_id": documents[place.document],
                "document_version": 1,
                "passage": place.passage,
                "start": place.start,
                "end": place.start + len(place.exact),
                "state": "exact",
            }
            for number, made in rows
            for position, place in enumerate(made.places)
        ),
    )

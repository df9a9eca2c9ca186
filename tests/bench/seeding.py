"""A database like that of somebody who has studied for two years, kept for the next run."""

import hashlib
import json
import os
import random
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import fmean
from typing import Any

from study.banks.documents import DocumentFile, read_document
from study.domain.answers import Typed, encode_given
from study.domain.asking import parts
from study.domain.cards import card_id
from study.domain.passages import split
from study.domain.queueing import shuffle_key
from study.domain.scheduling import ALGORITHM, parameters_version
from study.settings import data_folder
from study.storage.contents import encode, key_sha256
from study.storage.database import SQLITE
from study.storage.migrations import upgrade
from tests.bench.lives import PLAN, Life, fresh_lives, lives
from tests.bench.made_questions import Made, Text, made_questions

BANKS = 20
DIFFERENT_LIVES = 1_500
SHARE_NEW = 0.1
LEARNING = 30
REVIEWS_A_CARD = 10
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
GIVEN = json.dumps(encode_given(Typed(("some words",))))


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
    for name in ("seeding.py", "lives.py", "made_questions.py"):
        whole.update((Path(__file__).parent / name).read_bytes())
    return whole.hexdigest()[:12]


def _fill(file: Path, cards: int, now: datetime) -> None:
    connection = SQLITE.connect(str(file))
    connection.isolation_level = None
    for pragma in ("synchronous=OFF", "journal_mode=OFF", "cache_size=-1000000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    _put(connection, "learner", [_learner(now)])
    documents = _documents(connection, now)
    dealt = _banks(connection, documents, cards, now)
    _cards(connection, dealt, now)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _put(connection: Any, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Inserts rows that all have the columns of the first."""
    rows = iter(rows)
    first = next(rows)
    names = ", ".join(f'"{name}"' for name in first)
    marks = ", ".join("?" for _ in first)
    statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
    connection.execute(statement, tuple(first.values()))
    connection.executemany(statement, (tuple(row.values()) for row in rows))


def _instant(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


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
        "created_at": _instant(now - timedelta(days=800)),
    }


def _documents(connection: Any, now: datetime) -> dict[str, int]:
    """Writes the shipped documents; gives their numbers."""
    at, numbers = _instant(now), {}
    for number, file in enumerate(_shipped(), start=1):
        numbers[file.id] = number
        names = "title author publisher published language translation viewpoint note rights"
        source = {name: getattr(file, name) for name in names.split()}
        _put(connection, "document", [{"id": number, "slug": file.id, "version": 1, **source}])
        words = {"sha256": file.sha256, "text": file.text, "created_at": at}
        _put(connection, "document_version", [{"document_id": number, "number": 1, **words}])
        _put(
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


Dealt = list[tuple[int, int, int, int]]


def _banks(connection: Any, documents: dict[str, int], cards: int, now: datetime) -> Dealt:
    """Writes the banks and their questions; gives card, question, bank and siblings of each."""
    source, dealt, at, share = made_questions(texts(), 1), [], _instant(now), cards // BANKS
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
        _put(connection, "bank", [_bank(bank, len(rows), at)])
        _questions(connection, bank, rows, documents, at)
        shelf = {"learner_id": 1, "bank_id": bank, "cards": share, "begun": int(share * 0.9)}
        _put(connection, "shelf", [shelf | {"taken_at": at}])
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
    _put(
        connection,
        "question",
        ({"id": n, "slug": m.question.id, "position": n, **same} for n, m in rows),
    )
    _put(
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
    _put(
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


def _cards(connection: Any, dealt: Dealt, now: datetime) -> None:
    """Writes the cards, each with a life, and then everything that was ever done, in its order."""
    rng = random.Random(3)
    lived = _dealt_lives(lives(min(DIFFERENT_LIVES, len(dealt)), now), len(dealt), rng)
    fresh = iter(fresh_lives(LEARNING, now))
    every = max(1, len(dealt) // LEARNING)
    rows, done = [], []
    for place, (card, question, bank, siblings) in enumerate(dealt):
        life = lived[place]
        if place % every == every // 2:
            life = next(fresh, life)
        rows.append(_card(card, question, bank, siblings, life, place))
        if life is not None:
            shift = timedelta(seconds=rng.uniform(0, 3600))
            done += [(step.at + shift, card, n, step) for n, step in enumerate(life.steps)]
    _put(connection, "card", sorted(rows, key=lambda row: row["card_id"]))
    done.sort(key=lambda item: item[0])
    _put(connection, "answer", (_answer(n, *item) for n, item in enumerate(done)))
    _put(connection, "review", (_review(n, *item) for n, item in enumerate(done)))
    connection.execute("UPDATE learner SET sequence = ?", (2 * len(done),))
    _put(connection, "day", _days(done))


def _dealt_lives(some: Sequence[Life], count: int, rng: random.Random) -> list[Life | None]:
    """A life for each card, or None for a new one: short and long ones as the total demands."""
    begun = int(count * (1 - SHARE_NEW))
    ordered = sorted(some, key=lambda life: len(life.steps))
    short, long = ordered[: len(some) // 2], ordered[len(some) // 2 :]
    low, high = (fmean(len(life.steps) for life in half) for half in (short, long))
    share = min(1, max(0, (REVIEWS_A_CARD * count / begun - low) / (high - low)))
    dealt: list[Life | None] = [
        rng.choice(long if rng.random() < share else short) for _ in range(begun)
    ]
    dealt += [None] * (count - begun)
    rng.shuffle(dealt)
    return dealt


def _card(
    card: int, question: int, bank: int, siblings: int, life: Life | None, place: int
) -> dict[str, Any]:
    state = life.state if life else None
    memory = state.memory if state else None
    due_on = memory.due_on if memory else None
    return {
        "learner_id": 1,
        "card_id": card,
        "question_id": question,
        "bank_id": bank,
        "siblings": siblings,
        "queue": state.queue.value if state else 0,
        "phase": memory.phase.value if memory else "new",
        "step": memory.step if memory else 0,
        "stability": memory.stability if memory else None,
        "difficulty": memory.difficulty if memory else None,
        "due_at": _instant(memory.due_at) if memory and memory.due_at else None,
        "due_on": _iso(due_on),
        "last_on": _iso(memory.last_on) if memory else None,
        "interval": memory.interval if memory else 0,
        "reps": memory.reps if memory else 0,
        "lapses": memory.lapses if memory else 0,
        "version": len(life.steps) if life else 0,
        "order": shuffle_key(card, due_on) if due_on else place if life is None else 0,
        "flag": 0,
        "leech": state.leech if state else False,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _answer(number: int, at: datetime, card: int, version: int, step: Any) -> dict[str, Any]:
    return {
        "learner_id": 1,
        "sequence": 2 * number + 1,
        "card_id": card,
        "question_version": 1,
        "showing": _showing(version, at, number),
        "given": GIVEN,
        "fraction": float(step.rating > 1),
        "verdict": "RIGHT" if step.rating > 1 else "WRONG",
        "remark": "",
        "parts": "[]",
        "hinted": False,
        "suggested": 3 if step.rating > 1 else 1,
        "taken_ms": 8_000,
        "answered_at": _instant(at),
    }


def _review(number: int, at: datetime, card: int, version: int, step: Any) -> dict[str, Any]:
    return {
        "learner_id": 1,
        "sequence": 2 * number + 2,
        "card_id": card,
        "version": version,
        "kind": "rated",
        "showing": _showing(version, at, number),
        "rating": step.rating.value,
        "suggested": 3 if step.rating > 1 else 1,
        "day_on": at.date().isoformat(),
        "before": step.before,
        "after": step.after,
        "siblings": "",
        "taken_ms": 8_000,
        "algorithm": ALGORITHM,
        "parameters": parameters_version(PLAN),
        "done_at": _instant(at),
    }


def _showing(version: int, at: datetime, number: int) -> str:
    return f"{version}.{_instant(at) // 1000}.{number:012x}"


def _days(done: Sequence[tuple[datetime, int, int, Any]]) -> list[dict[str, Any]]:
    days: dict[str, dict[str, Any]] = {}
    for at, _, _, step in done:
        on = at.date().isoformat()
        zero = {name: 0 for name in step.done.__dataclass_fields__}
        day = days.setdefault(on, {"learner_id": 1, "day_on": on, **zero, "taken_ms": 0})
        for name in zero:
            day[name] += getattr(step.done, name)
        day["taken_ms"] += 8_000
    return [day | {"extra_new": 0} for day in days.values()]

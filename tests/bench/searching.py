"""How long it takes to find words among 100,000 questions, and to bring their index up to date."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

from study.domain.asking import parts
from study.domain.searching import Term, excerpt, terms
from study.storage import searching
from study.storage.contents import decode
from study.storage.database import Database
from study.web.words import prompt_of
from tests.bench.measuring import spread
from tests.bench.report import Options, Row, limit_row
from tests.bench.seeding import seeded

TIMES = 20
RARE, COMMON = 2.0, 15.0


def measure(options: Options) -> Iterator[Row]:
    """The index made once, then rare and common words with their excerpts."""
    file = seeded(options.cards, options.now).copy(options.folder)
    database = Database(f"sqlite:///{file}")
    began = time.perf_counter()
    with database.write() as db:
        searching.catch_up(db)
    yield Row(
        f"index of {options.cards:,} cards' questions made, s", f"{time.perf_counter() - began:.1f}"
    )
    with database.read() as db:
        elapsed = [_timed(lambda: searching.is_behind(db)) for _ in range(TIMES)]
        yield Row("is the index behind? ms", spread(elapsed))
        for what, query, goal in _queries(database):
            asked = terms(query)
            hits = _found(db, asked)
            elapsed = [_timed(partial(_found, db, asked)) for _ in range(TIMES)]
            shown = f"{spread(elapsed)}, {hits:,} hits,"
            yield limit_row(what, 1000 * median(elapsed), goal, "ms", shown)
    database.close()


def _queries(database: Database) -> Iterator[tuple[str, str, float]]:
    """A word of one question, and the word of most questions."""
    with database.read() as db:
        counts: dict[str, int] = {}
        entries = db.exec_driver_sql("SELECT front FROM search_entry WHERE id > 0")
        for (front,) in entries:
            for word in set(front.split()):
                counts[word] = counts.get(word, 0) + 1
    rare = min(counts, key=lambda word: (counts[word], -len(word), word))
    common = max(counts, key=lambda word: (counts[word], word))
    yield f"rare word “{rare}” in {counts[rare]:,} questions", f"{rare} ", RARE
    yield f"common word “{common}” in {counts[common]:,} questions", f"{common} ", COMMON
    yield f"two common words, the last as a beginning: “{common} a”", f"{common} a", COMMON


def _found(db: searching.Transaction, asked: tuple[Term, ...]) -> int:
    """One page of questions and one of passages, with their excerpts."""
    questions, total = searching.find_questions(db, asked)
    for found in questions:
        question = decode(found.kind, found.content)
        excerpt(prompt_of(question, parts(question)[0]), asked)
    passages, _ = searching.find_passages(db, asked)
    for cited in passages:
        excerpt(cited.passage.text, asked)
    return total


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began

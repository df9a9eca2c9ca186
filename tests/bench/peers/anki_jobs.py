"""What Anki's engine is timed at; runs in Anki's venv and prints one line of JSON.

Its cards get due days, intervals and FSRS states spread like those of the seeded database.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportCsvRequest

REVIEWS_A_CARD = 10
NO_LIMIT = 9999


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def write_notes(file: Path, count: int) -> None:
    lines = (
        f"In the text of question {n}: what stands near “word {n}”?\tThe answer of {n} has a few "
        f"words and an explanation as long as most of them.\n"
        for n in range(count)
    )
    file.write_text("".join(lines), encoding="utf-8")


def read_notes(col: Collection, file: Path) -> None:
    metadata = col.get_csv_metadata(path=str(file), delimiter=None)
    col.import_csv(ImportCsvRequest(path=str(file), metadata=metadata))


def seed(folder: Path, cards: int) -> dict[str, Any]:
    col = Collection(str(folder / "collection.anki2"))
    col.set_config("fsrs", True)
    decks = [col.decks.id(f"Bank {n:02}") for n in range(20)]
    conf = col.decks.config_dict_for_deck_id(decks[0])
    conf["new"]["perDay"] = conf["rev"]["perDay"] = NO_LIMIT
    col.decks.update_config(conf)
    notes = folder / "notes.txt"
    write_notes(notes, cards)
    read_notes(col, notes)
    rng, today = random.Random(5), col.sched.today
    ids = col.db.list("SELECT id FROM cards")
    seen = [card for card in ids if rng.random() < 0.9]
    rows = []
    for card in seen:
        interval = int(rng.lognormvariate(3.4, 1)) + 1
        data = json.dumps({"s": float(interval), "d": round(rng.uniform(2, 9), 2), "dr": 0.9})
        due = today + rng.randint(-3, interval)
        rows.append((due, interval, data, card))
    col.db.executemany(
        "UPDATE cards SET type = 2, queue = 2, due = ?, ivl = ?, factor = 2500, reps = 10, "
        "data = ? WHERE id = ?",
        rows,
    )
    col.db.executemany(
        "UPDATE cards SET did = ? WHERE id = ?", [(rng.choice(decks), card) for card in ids]
    )
    reviews(col, seen, cards * REVIEWS_A_CARD, rng)
    # A deck above all: its queue is built over the twenty.
    col.decks.set_current(decks[0])
    for n, deck in enumerate(decks):
        col.decks.rename(deck, f"All::Bank {n:02}")
    col.decks.set_current(col.decks.id("All"))
    col.close()
    return {}


def reviews(col: Collection, seen: list[int], count: int, rng: random.Random) -> None:
    now, span = time.time_ns() // 1_000_000, 700 * 86_400_000
    step = span // count
    col.db.executemany(
        "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, 2500, 8000, 1)",
        [
            (now - span + n * step, rng.choice(seen), 1 if rng.random() < 0.1 else 3, 30, 20)
            for n in range(count)
        ],
    )


def pages(folder: Path, repeats: int) -> dict[str, Any]:
    """Queue building, the deck tree and the graphs."""
    col = Collection(str(folder / "collection.anki2"))
    found: dict[str, list[float]] = {"queue": [], "tree": [], "graphs": []}
    for _ in range(repeats):
        # Choosing a deck throws the queue away, as the start of a day does.
        col.decks.set_current(col.decks.id("Default"))
        col.decks.set_current(col.decks.id("All"))
        found["queue"].append(timed(lambda: col.sched.getCard().render_output()))
        found["tree"].append(timed(col.sched.deck_due_tree))
        found["graphs"].append(timed(lambda: col._backend.graphs(search="", days=365)))
    col.close()
    return found


def importing(folder: Path, count: int) -> dict[str, Any]:
    """Importing notes into an empty collection, and importing the same ones again."""
    col, notes = Collection(str(folder / "import.anki2")), folder / "notes.txt"
    write_notes(notes, count)
    found = {
        "import": timed(lambda: read_notes(col, notes)),
        "again": timed(lambda: read_notes(col, notes)),
    }
    col.close()
    return found


if __name__ == "__main__":
    job = {"seed": seed, "pages": pages, "importing": importing}[sys.argv[1]]
    print(json.dumps(job(Path(sys.argv[2]), *map(int, sys.argv[3:]))))

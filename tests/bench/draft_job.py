"""One drafting in a process of its own: `python -m tests.bench.draft_job WORDS`, figures as JSON.

No words means the shipped documents as they are, once cold and once more.
"""

import json
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from study.banks.documents import read_document
from study.generation import english
from study.generation.documents import Document
from study.generation.drafts import DraftSet
from study.generation.pipeline import draft

DOCUMENTS = Path(__file__).parents[2] / "questions" / "documents"
SEED = 1

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{4,}")
_YEAR = re.compile(r"\b(?:1[789]|20)\d\d\b")


def shipped() -> list[Document]:
    """The documents that come with Study."""
    found = [read_document(file.read_bytes(), file.name)[0] for file in DOCUMENTS.glob("*.md")]
    fields = ("id", "title", "author", "publisher", "published", "viewpoint", "language", "text")
    return [
        Document(**{name: getattr(one, name) for name in fields})
        for one in sorted(filter(None, found), key=lambda one: one.id)
    ]


def book(words: int) -> Document:
    """A text of so many words: paragraphs of the documents with other names and other years."""
    chance = random.Random(SEED)
    texts = [document.text for document in shipped()]
    names = sorted({name for text in texts for name in _NAME.findall(text)})
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n")]
    told: list[str] = []
    count = 0
    while count < words:
        told.append(_varied(chance.choice(paragraphs), names, chance))
        count += len(told[-1].split())
    return Document(id="book", title="A long book", text="\n\n".join(told))


def _varied(paragraph: str, names: list[str], chance: random.Random) -> str:
    changed: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        name = match[0]
        if name not in changed:
            changed[name] = chance.choice(names) if chance.random() < 0.5 else name
        return changed[name]

    paragraph = _NAME.sub(other, paragraph)
    return _YEAR.sub(lambda _: str(chance.randint(1500, 2020)), paragraph)


class _Watch:
    """Notes how long the work is silent at most: so long it takes to be stopped."""

    def __init__(self) -> None:
        self.last = time.perf_counter()
        self.silence = 0.0

    def __call__(self, _what: str, _done: int, _total: int) -> None:
        now = time.perf_counter()
        self.silence = max(self.silence, now - self.last)
        self.last = now


def _timed(documents: list[Document]) -> dict[str, object]:
    watch = _Watch()
    elapsed, used = time.perf_counter(), time.process_time()
    found: DraftSet = draft(documents, progress=watch)
    return {
        "words": sum(len(document.text.split()) for document in documents),
        "drafts": len(found.drafts),
        "kinds": found.by_kind(),
        "elapsed": time.perf_counter() - elapsed,
        "cpu": time.process_time() - used,
        "silence": watch.silence,
        "peak": _peak(),
    }


def _peak() -> float:
    """The most memory this process has had, in MB."""
    info = psutil.Process().memory_info()
    return getattr(info, "peak_wset", 0) / 1e6 or _high_water() / 1e3


def _high_water() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found is not None
    return float(found[1])


def _runs(words: int) -> Iterator[dict[str, object]]:
    if words:
        english.load()
        yield _timed([book(words)])
        return
    documents = shipped()
    yield _timed(documents)
    yield _timed(documents)


if __name__ == "__main__":
    print(json.dumps(list(_runs(int(sys.argv[1])))))

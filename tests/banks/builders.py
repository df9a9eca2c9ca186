"""Small bank files, one field or question different where a test wants it."""

from collections.abc import Mapping
from pathlib import Path

from study.banks.problems import Problem
from study.banks.reading import Reading, read_bank

PASSAGE = "The Soviet Union supplied China with 1,235 aircraft in those years."
DOCUMENT = f"---\nid: talks\ntitle: Talks\n---\n\n{PASSAGE}\n\nIt also sent 3,665 advisers.\n"
HEAD = """\
format: study-bank/1
id: aid
title: Aid to China
documents:
  - {id: talks, file: ../documents/talks.md}
"""
CITE = "    cite:\n      - {document: talks, quote: 'supplied China with 1,235 aircraft'}\n"
OWN = {
    "flashcard": "    prompt: How many?\n    answer: Many.\n",
    "cloze": "    text: 'It was {{c1::1,235::number}} aircraft.'\n",
    "single": "    prompt: Who?\n    options: [{text: They, correct: yes}, {text: We}]\n",
    "multiple": "    prompt: Who?\n    options: [{text: They, correct: yes}, {text: We}]\n",
    "true_false": "    prompt: It was so.\n    answer: yes\n",
    "short": "    prompt: What?\n    answers: [aircraft, planes]\n",
    "numeric": "    prompt: How many?\n    answer: 1235\n",
    "ordering": "    prompt: In order?\n    items: [first, second, third]\n",
    "matching": "    prompt: What with what?\n    pairs: [[a, one], [b, two]]\n",
    "comparison": "    prompt: Compare.\n    points: [both]\n    answer: They differ.\n",
}


def question(kind: str = "flashcard", *, name: str = "q", more: str = "", cite: str = CITE) -> str:
    """A good question of a type, with more fields where given."""
    second = "      - {document: talks, quote: 'It also sent 3,665 advisers'}\n"
    cited = cite + second if kind == "comparison" and cite == CITE else cite
    return f"  - id: {name}\n    type: {kind}\n{OWN[kind]}{more}{cited}"


def bank(*questions: str, head: str = HEAD) -> str:
    """A bank file with these questions."""
    return head + "questions:\n" + "".join(questions)


def read(text: str | bytes) -> Reading:
    """What reading a file gives."""
    return read_bank(text if isinstance(text, bytes) else text.encode(), "bank.yaml")


def only_problem(text: str | bytes) -> Problem:
    """The one thing wrong with a file."""
    (problem,) = read(text).problems
    return problem


def files(folder: Path, texts: Mapping[str, str]) -> Path:
    """A folder with these files."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder

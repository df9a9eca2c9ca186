"""A class of thirty by the week: the bank its teacher brings, and learners without a browser."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2

from study.banks.reading import read_bank
from study.banks.writing import write_bank
from study.domain.numbers import shown_number
from study.domain.questions import Bank, Numeric, Short, Single, TrueFalse
from tests.visiting import Element, Page, Plain

KINDS = (Single, TrueFalse, Short, Numeric)
PASSWORD = "a quiet evening by the lake"
VARIANT = "a road for lorries"
DISPUTED = "What did Soviet specialists build"


def bank_of_the_week() -> Bank:
    """What the teacher brings: the interview's questions that are chosen or typed."""
    file = Path(__file__).parents[2] / "questions" / "banks" / "xinhua-putin-2025.yaml"
    whole = read_bank(file.read_bytes(), file.name).bank
    assert whole is not None
    asked = tuple(it for it in whole.questions if isinstance(it, KINDS))
    return replace(whole, id="interview", title="The interview, for 9b", questions=asked)


def file_of_the_week() -> Mapping[str, str]:
    """The same as a file."""
    return {"interview.yaml": write_bank(bank_of_the_week())}


def sayings(bank: Bank) -> dict[str, tuple[str, str]]:
    """For each prompt the words of a right answer and of a wrong one."""
    return {it.prompt: _said(it) for it in bank.questions if isinstance(it, KINDS)}


def _said(question: Single | TrueFalse | Short | Numeric) -> tuple[str, str]:
    match question:
        case Single():
            right = next(it.text for it in question.options if it.correct)
            return right, next(it.text for it in question.options if not it.correct)
        case TrueFalse():
            return ("True", "False") if question.answer else ("False", "True")
        case Short():
            return question.answers[0], "nobody knows"
        case Numeric():
            return shown_number(question.answer), shown_number(question.answer + 1)


@dataclass
class Learner(Plain):
    """A learner who reads pages and sends forms over HTTP."""

    name: str
    client: httpx2.Client

    def join(self, code: str) -> None:
        """Makes an account by the code of a class."""
        page = self.get(f"/join/{code}")
        login = self.name.casefold().replace(" ", ".")
        arrived = self.send(page, "/new", name=self.name, login=login, password=PASSWORD)
        assert arrived.status == 200, arrived.words[:300]

    def begin(self, assignment: str) -> Page:
        """The first question of a new attempt."""
        page = self.send(self.get(assignment), "/attempts")
        assert page.status == 200, page.words[:300]
        return page

    def answer(self, page: Page, words: str) -> Page:
        """Says this to the question in hand, and goes on to what comes next."""
        form = page.one("form", id="answer")
        fields = page.filled(form) | _filled_in(page, form, words)
        onward = next(it for it in page.within(form) if "data-keeps" in it.attributes)
        fields["go"] = [onward["value"]]
        sent = self.post(form["action"], fields)
        assert sent.status == 303, sent.words[:300]
        return self.get(sent.headers["location"])

    def take(self, assignment: str, said: Mapping[str, str]) -> Page:
        """Answers every question by its prompt, hands in, and reads what is shown."""
        page = self.begin(assignment)
        while page.all("form", id="answer"):
            page = self.answer(page, said[page.one("h1").words])
        done = self.send(page, "/hand-in")
        assert "Handed in" in done.words, done.words[:300]
        return done


def _filled_in(page: Page, form: Element, words: str) -> dict[str, list[str]]:
    """The fields of the answer: the option with these words, or the words themselves."""
    inside = page.within(form)
    for option in (it for it in inside if it.tag == "label" and it["class"] == "option"):
        if words in option.words:
            chosen = next(it for it in page.within(option) if it.tag == "input")
            return {"choice": [chosen["value"]]}
    assert any(it["name"] == "text" for it in inside), words
    return {"text": [words]}

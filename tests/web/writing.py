"""What is typed into a question’s form in the tests, and how its page is read."""

from study.storage import banks
from tests.builders import AIRCRAFT, CAPITAL
from tests.visiting import Element, Page, Visitor

NEW = "/banks/aid/questions/new"
SINGLE = {
    "type": "single",
    "prompt": "Which city was the capital?",
    "options.a.text": "Chongqing",
    "options.b.text": "Nanjing",
    "options.b.feedback": "Until 1937.",
    "correct": "a",
    "shuffle": "1",
    "typos": "1",
    "cite.a.document": "xinhua",
    "cite.a.quote": CAPITAL,
    "tags": "capitals, war",
    "difficulty": "2",
    "save": "1",
}
BASE = {"cite.a.document": "xinhua", "cite.a.quote": AIRCRAFT, "typos": "1", "shuffle": "1"}
OF_EACH = {
    "single": SINGLE,
    "multiple": SINGLE | {"type": "multiple"},
    "true_false": {"prompt": "It was so.", "answer": "true"},
    "short": {"prompt": "Who?", "answers.a.text": "The Soviet Union"},
    "numeric": {"prompt": "How many?", "answer": "1235", "unit": "aircraft", "tolerance": "5%"},
    "flashcard": {"prompt": "Who?", "answer": "The Soviet Union", "reverse": "1"},
    "cloze": {"text": "There were {{c1::1,235::number}} aircraft."},
    "ordering": {"prompt": "Order?", "items.b.text": "first", "items.a.text": "second"},
    "matching": {
        "prompt": "What with what?",
        "pairs.a.left": "a",
        "pairs.a.right": "1",
        "pairs.b.left": "b",
        "pairs.b.right": "2",
        "extra.a.text": "3",
    },
    "comparison": {
        "prompt": "Compare.",
        "points.a.text": "Both name it.",
        "answer": "They do.",
        "cite.b.document": "xinhua",
        "cite.b.quote": CAPITAL,
    },
}


def the_question(visitor: Visitor, slug: str, bank: str = "aid"):
    with visitor.database.read() as db:
        return banks.question(db, banks.bank(db, bank).id, slug).question()


def field(page: Page, name: str) -> Element:
    return next(it for it in page.elements if it["name"] == name and it["type"] != "hidden")


def focused(page: Page) -> str:
    return next((it["name"] for it in page.elements if "autofocus" in it.attributes), "")


def error_at(page: Page, name: str) -> str:
    """What is wrong with a field, by what describes it."""
    described = field(page, name)["aria-describedby"].split()
    return page.one("p", id=described[0]).words

"""Before the answer nothing of the key leaves the server: held for every shipped question.

The rule: a page before the answer is the same, byte for byte, whatever the key is. Each page is
fetched twice under the same showing, the second time with every secret of the question replaced,
so a key of four digits that stands in the prompt is no leak, and one in an attribute is.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from study.cli.importing import Wishes, import_files
from study.domain.answers import right_items
from study.domain.clozes import blanks, numbers
from study.domain.questions import (
    AnyQuestion,
    Cloze,
    Comparison,
    Flashcard,
    Matching,
    Multiple,
    Numeric,
    Option,
    Ordering,
    Short,
    Single,
    TrueFalse,
)
from study.settings import data_folder
from study.storage.contents import decode, encode
from study.storage.database import Database
from study.web.deps import visit
from tests.builders import NOW, WHO, execute, rows
from tests.visiting import HTMX, Visitor, read

OTHER = "another secret"
LONG = 12  # Shorter keys, such as years, may stand anywhere by chance; the other test is for them.


@pytest.fixture(scope="module")
def shipped(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor of the shipped banks whose showings are always the same."""
    file = tmp_path_factory.mktemp("shipped") / "study.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}")
    wishes = Wishes(dry_run=False, strict=False, retire_missing=False, silent=True)
    import_files(database, [data_folder("questions")], "UTC", NOW, wishes)
    visitor = Visitor(database)

    async def always_the_same(request) -> object:
        return replace(await visit(request), nonce="nonce")

    always_the_same.__annotations__ = visit.__annotations__
    visitor.app.dependency_overrides[visit] = always_the_same
    with visitor.client:
        yield visitor


@pytest.fixture(scope="module")
def pages(shipped: Visitor) -> dict[int, tuple[str, str]]:
    """Each card's question as a page and as a fragment."""
    return seen(shipped)


def contents(database: Database) -> dict[int, tuple[str, str]]:
    query = "SELECT question_id, kind, content FROM question_version"
    return {row[0]: (row[1], row[2]) for row in rows(database, query)}


def with_another_key(question: AnyQuestion) -> AnyQuestion:
    """A question that asks the same and whose every secret is another."""
    hint = OTHER if question.hint else ""
    changes: dict[str, Any] = {"explanation": OTHER, "hint": hint, "citations": ()}
    match question:
        case Flashcard(reverse=False):
            changes |= {"answer": OTHER}
        case Single(options=options) | Multiple(options=options):
            changes |= {"options": tuple(unlike(option) for option in options)}
        case TrueFalse(answer=answer):
            changes |= {"answer": not answer, "correction": OTHER}
        case Short():
            changes |= {"answers": (OTHER,)}
        case Numeric():
            changes |= {"answer": Decimal(77_777)}
        case Comparison():
            changes |= {"points": (OTHER,), "answer": OTHER}
        case Cloze(text=whole):
            changes |= {"text": with_other_blanks(whole)}
    return replace(question, **changes)


def with_other_blanks(whole: str) -> str:
    """A cloze with one number asks the same with other words in its blanks."""
    if len(numbers(whole)) > 1:
        return whole
    return re.sub(r"\{\{c(\d+)::.*?(::[^{}]*)?\}\}", rf"{{{{c\1::{OTHER}\2}}}}", whole)


def unlike(option: Option) -> Option:
    return Option(option.text, correct=not option.correct, feedback=OTHER)


def secrets_of(question: AnyQuestion, part: int) -> list[str]:
    """Texts of a question that its page must not hold before the answer."""
    found = [question.explanation, question.hint, *(c.quote.exact for c in question.citations)]
    match question:
        case Single(options=options) | Multiple(options=options):
            found += [option.feedback for option in options]
        case TrueFalse():
            found += [question.correction]
        case Comparison():
            found += [*question.points, question.answer]
        case Flashcard():
            found += [question.prompt if part else question.answer]
        case Short():
            found += question.answers
        case Cloze():
            found += blanks(question.text, part)
        case Numeric():
            found += [f"{question.answer}", f"{question.answer:,}"]
    return [secret for secret in found if secret]


def seen(visitor: Visitor) -> dict[int, tuple[str, str]]:
    """Each card's question as a page and as a fragment."""
    query = "SELECT card_id FROM card ORDER BY card_id"
    pages = {}
    for (card,) in rows(visitor.database, query):
        path = f"/practice?card={card}"
        pages[card] = (visitor.get(path).text, visitor.get(path, HTMX).text)
    return pages


def with_other_keys(visitor: Visitor) -> Iterator[None]:
    before = contents(visitor.database)
    changed = {
        identity: encode(with_another_key(decode(kind, content)))
        for identity, (kind, content) in before.items()
    }
    write(visitor.database, changed)
    yield
    write(visitor.database, {identity: content for identity, (_, content) in before.items()})


def write(database: Database, changed: dict[int, str]) -> None:
    values = [{"identity": identity, "content": content} for identity, content in changed.items()]
    statement = "UPDATE question_version SET content = :content WHERE question_id = :identity"
    with database.write() as db:
        db.execute(text(statement), values)


def test_no_page_before_the_answer_depends_on_the_key(shipped, pages):
    keys = with_other_keys(shipped)
    next(keys)
    others = seen(shipped)
    next(keys, None)

    assert len({card // 1000 for card in pages}) >= 339
    assert [card for card in pages if pages[card] != others[card]] == []


def test_no_page_before_the_answer_holds_a_secret_of_its_question(shipped, pages):
    kept = contents(shipped.database)
    for card, texts in pages.items():
        question = decode(*kept[card // 1000])
        asked = single_spaced(" ".join(visible(question, card % 1000)))
        told = single_spaced(unescape(" ".join(texts)))
        for secret in map(single_spaced, secrets_of(question, card % 1000)):
            assert len(secret) <= LONG or secret in asked or secret not in told, question.id


def single_spaced(words: str) -> str:
    return " ".join(words.split())


def visible(question: AnyQuestion, part: int) -> list[str]:
    """What the question itself says."""
    match question:
        case Cloze(text=whole):
            return [whole.replace("{{", " ").replace("::", " ").replace("}}", " ")]
        case Flashcard():
            return [question.answer if part else question.prompt]
        case Single() | Multiple():
            return [question.prompt, *(option.text for option in question.options)]
        case Ordering():
            return [question.prompt, *question.items]
    return [question.prompt]


def test_what_is_put_in_order_or_joined_is_shown_whole_and_not_in_its_order(shipped, pages):
    kept = contents(shipped.database)
    for card, (_, region) in pages.items():
        question = decode(*kept[card // 1000])
        if not isinstance(question, Ordering | Matching):
            continue
        page = read(region)
        if isinstance(question, Ordering):
            items = [it.words for it in page if it["class"] == "item"]
            wanted = [" ".join(item.split()) for item in question.items]
            assert sorted(items) == sorted(wanted)
            assert items != wanted
        if isinstance(question, Matching):
            options = [it.words for it in page if it.tag == "option" and it["value"]]
            rights = [" ".join(it.split()) for it in right_items(question.pairs, question.extra)]
            assert sorted(set(options)) == sorted(rights)


def test_the_place_of_the_right_option_says_nothing(shipped):
    places = []
    card = single_of(shipped.database)
    right = right_option(shipped.database, card)
    for number in range(120):
        showing = f"0.1.{hashlib.sha256(str(number).encode()).hexdigest()[:12]}"
        form = {"showing": showing, "text": ""}
        page = shipped.post(f"/practice/{card}/answer", form, HTMX)
        places.append([it.words[2:] for it in page.all("label", class_="option")].index(right))

    assert all(places.count(place) > 12 for place in range(4))


def single_of(database: Database) -> int:
    query = "SELECT min(question_id) FROM question_version WHERE kind = 'single'"
    return int(rows(database, query)[0][0]) * 1000


def right_option(database: Database, card: int) -> str:
    question = decode(*contents(database)[card // 1000])
    assert isinstance(question, Single)
    return next(" ".join(it.text.split()) for it in question.options if it.correct)


def test_lists_of_banks_and_documents_do_not_depend_on_the_keys(shipped):
    banks = [row[0] for row in rows(shipped.database, "SELECT slug FROM bank")]
    documents = [row[0] for row in rows(shipped.database, "SELECT slug FROM document")]
    question = rows(shipped.database, "SELECT id FROM question LIMIT 1")[0][0]
    paths = ["/", "/banks", "/documents", "/progress", *(f"/banks/{slug}" for slug in banks)]
    paths += [f"/documents/{slug}" for slug in documents]
    paths += [f"/documents/{slug}?at={question}" for slug in documents]
    pages = [shipped.get(path).text for path in paths]
    keys = with_other_keys(shipped)
    next(keys)
    others = [shipped.get(path).text for path in paths]
    next(keys, None)

    assert pages == others


def test_a_bank_s_page_hides_the_blanks_of_its_clozes(shipped):
    query = (
        "SELECT b.slug, q.slug, v.content FROM question q JOIN bank b ON b.id = q.bank_id"
        " JOIN question_version v ON v.question_id = q.id WHERE v.kind = 'cloze'"
    )
    for bank, slug, content in rows(shipped.database, query):
        question = decode("cloze", content)
        entry = next(
            it for it in read(shipped.get(f"/banks/{bank}").text) if it["id"] == f"q-{slug}"
        )
        assert "____" in entry.words
        assert "{{" not in entry.text
        assert isinstance(question, Cloze)


def test_a_document_marks_nothing_before_its_question_was_answered(shipped):
    query = (
        "SELECT c.question_id, d.slug FROM citation c JOIN document d ON d.id = c.document_id"
        " GROUP BY d.slug"
    )
    for question, document in rows(shipped.database, query):
        page = shipped.get(f"/documents/{document}?at={question}")
        assert not page.all("mark")
        assert not page.all("ul", class_="notes")
        assert "current" not in " ".join(it["class"] for it in page.all("div"))


def test_a_document_marks_the_words_once_the_question_was_answered(shipped):
    question = shipped.get("/practice")
    answered = shipped.send(question, "/answer", skip="1")
    link = next(it for it in answered.all("a") if "Read it in the document" in it.words)
    assert shipped.get(link["href"]).all("mark")

    execute(shipped.database, "DELETE FROM answer WHERE learner_id = :who", who=WHO)
    assert not shipped.get(link["href"]).all("mark")

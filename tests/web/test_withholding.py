"""While a test is open no page tells its learners a key, a passage, or that a text is about it.

Every address a learner can open is fetched twice: the second time every secret of the test's
questions is another and they cite nothing. Both times the bytes must be the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from study.domain.assignments import AT_ONCE, Mode
from study.domain.questions import AnyQuestion
from study.storage.contents import decode, encode
from study.storage.database import Database
from study.web.app import ROUTERS
from study.web.deps import passing, visit
from tests.builders import DAY, NOW, a_bank, execute, kept, rows
from tests.classroom import a_class, a_person, an_assignment, signed_in
from tests.visiting import HTMX, Page, Visitor
from tests.web.test_leaks import secrets_of, visible, with_another_key

HOUR = timedelta(hours=1)
LATER = NOW + 3 * DAY
IN_TEST = ("single", "short", "cloze", "flashcard")
LONG = 12


@dataclass(frozen=True)
class Room:
    """A class whose learner has practised everything, and then is given a test on some of it."""

    database: Database
    teacher: int
    learner: int
    class_id: int
    practice: int
    test: int
    answers: dict[int, str]
    withheld: tuple[int, ...]

    def visitor(self, who: int) -> Visitor:
        """Somebody's browser, whose pages are the same each time."""
        found = signed_in(self.database, who, LATER)
        for known in (visit, passing):
            found.app.dependency_overrides[known] = same_each_time(known)
        return found

    def slugs(self) -> list[str]:
        found = rows(self.database, "SELECT id, slug FROM question ORDER BY id")
        return [slug for identity, slug in found if identity in self.withheld]


def same_each_time(known):
    async def visiting(request) -> object:
        return replace(await known(request), nonce="nonce")

    visiting.__annotations__ = known.__annotations__
    return visiting


@pytest.fixture
def room(sqlite_database: Database, tmp_path: Path) -> Room:
    return a_room(sqlite_database, tmp_path)


def a_room(database: Database, tmp_path: Path) -> Room:
    kept(database, tmp_path, a_bank())
    teacher = a_person(database, "Teacher", may_teach=True)
    learner = a_person(database, "Ada")
    class_id = a_class(database, teacher, learner)
    usual = {"mode": Mode.PRACTICE, "due_at": NOW + DAY, "review": AT_ONCE, "title": "Practise"}
    practice = an_assignment(database, class_id, teacher, **usual)
    answers = practised(signed_in(database, learner), practice)
    query = "SELECT q.id, q.slug FROM question q JOIN question_version v ON v.question_id = q.id"
    some = rows(database, query + " WHERE v.kind IN ('single', 'short', 'cloze', 'flashcard')")
    names = [f"aid/{slug}" for _, slug in some]
    over = {"due_at": NOW + 9 * DAY, "close_at": NOW + 9 * DAY}
    test = an_assignment(database, class_id, teacher, *names, title="The test", **over)
    withheld = tuple(identity for identity, _ in some)
    return Room(database, teacher, learner, class_id, practice, test, answers, withheld)


def practised(visitor: Visitor, assignment: int) -> dict[int, str]:
    """The showing of each question by its id, after answering all of an assignment."""
    answers: dict[int, str] = {}
    with visitor.client:
        page = visitor.get(f"/assignments/{assignment}/practice")
        while any(it["action"].endswith("/answer") for it in page.all("form")):
            form = page.form("/answer")
            card = int(form["action"].split("/")[2])
            answers[card // 1000] = page.filled(form)["showing"][0]
            page = visitor.send(visitor.send(page, "/answer", skip="1"), "/rate", rating="4")
    return answers


# Every address.


def addresses(room: Room) -> list[str]:
    """Every address with every value that it can have here; a new one needs its values."""
    values: dict[str, Sequence[object]] = {
        "assignment_id": (room.practice, room.test),
        "class_id": (room.class_id,),
        "learner_id": (room.learner,),
        "question_id": room.withheld,
        "question": room.slugs(),
        "showing": [room.answers[it] for it in room.withheld if it in room.answers],
        "slug": ("aid", "xinhua"),
        "number": (1,),
        **dict.fromkeys(("upload", "batch", "draft", "run", "share_code"), ("1",)),
        **dict.fromkeys(("token", "code", "version", "name"), ("1",)),
    }
    routes = [it for router in ROUTERS for it in router.routes if isinstance(it, APIRoute)]
    paths: list[str] = []
    for route in routes:
        if "GET" in route.methods:
            paths += filled_in(route.path.replace(":path", ""), values)
    return paths + asked_besides(room)


def filled_in(path: str, values: dict[str, Sequence[object]]) -> list[str]:
    named = re.search(r"\{(\w+)\}", path)
    if named is None:
        return [path]
    return [
        whole
        for value in values[named[1]]
        for whole in filled_in(path.replace(named[0], str(value), 1), values)
    ]


def asked_besides(room: Room) -> list[str]:
    """What a learner would try: cards by number, marks in a text, searching for keys."""
    cards = [f"/practice?card={it}000" for it in room.withheld]
    marks = [f"/documents/xinhua?at={it}&back={room.answers.get(it, '')}" for it in room.withheld]
    words = ("soviet", "chongqing", "supplied", "another", "who", "capital")
    searches = [f"/search?q={it}&keys={keys}" for it in words for keys in ("", "1")]
    return cards + marks + searches + ["/practice?bank=aid", "/documents/xinhua?at=0"]


def seen(room: Room, visitor: Visitor) -> dict[str, tuple[int, str, bytes]]:
    """What each address gives the learner: status, where it leads, and all bytes."""
    execute(room.database, "DELETE FROM search_entry")
    execute(room.database, "DELETE FROM search_state")
    given = {path: visitor.client.get(path) for path in addresses(room)}
    return {
        path: (it.status_code, it.headers.get("location", ""), it.content)
        for path, it in given.items()
    }


def with_other_keys(room: Room) -> None:
    """Other keys, explanations and hints for the test's questions, and not a citation."""
    found = rows(room.database, "SELECT question_id, kind, content FROM question_version")
    for identity, kind, content in found:
        if identity in room.withheld:
            other = encode(with_another_key(decode(kind, content)))
            execute(
                room.database,
                "UPDATE question_version SET content = :content WHERE question_id = :identity",
                content=other,
                identity=identity,
            )
            execute(
                room.database,
                "DELETE FROM citation WHERE question_id = :identity",
                identity=identity,
            )


@dataclass(frozen=True)
class Watched:
    """What a learner was given, by whether keys were others and whether there was a test."""

    room: Room
    contents: dict[int, AnyQuestion]
    given: dict[tuple[bool, bool], dict[str, tuple[int, str, bytes]]]

    def told(self, *, test: bool) -> set[str]:
        """The addresses whose bytes depend on the keys and citations of the test's questions."""
        as_is, others = self.given[False, test], self.given[True, test]
        assert as_is.keys() == others.keys()
        return {path for path in as_is if as_is[path] != others[path]}


@pytest.fixture(scope="module")
def watched(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Watched:
    folder = tmp_path_factory.mktemp("watched")
    file = folder / "study.db"
    file.write_bytes(sqlite_template.read_bytes())
    room = a_room(Database(f"sqlite:///{file}"), folder)
    query = "SELECT question_id, kind, content FROM question_version"
    contents = {row[0]: decode(row[1], row[2]) for row in rows(room.database, query)}
    visitor, given = room.visitor(room.learner), {}
    with visitor.client:
        visitor.send(visitor.get(f"/assignments/{room.test}"), "/attempts")
        for others in (False, True):
            if others:
                with_other_keys(room)
            for mode in ("test", "mastery"):
                execute(
                    room.database,
                    "UPDATE assignment SET mode = :mode WHERE id = :test",
                    mode=mode,
                    test=room.test,
                )
                given[others, mode == "test"] = seen(room, visitor)
    return Watched(room, contents, given)


def test_no_address_tells_a_learner_anything_while_the_test_is_open(watched):
    assert set(watched.room.withheld) <= set(watched.room.answers)
    assert watched.told(test=True) == set()
    assert [path for path, it in watched.given[False, True].items() if it[0] >= 500] == []


def test_what_they_would_tell_is_told_when_there_is_no_test(watched):
    told = watched.told(test=False)
    assert "/documents/xinhua" in told
    for beginning in ("/practice/answers/", "/documents/xinhua?at="):
        assert any(path.startswith(beginning) for path in told), beginning


def test_searching_does_not_find_them_while_the_test_is_open(watched):
    path = "/search?q=who&keys="
    found, hidden = (watched.given[False, test][path][2] for test in (False, True))
    assert found.count(b"<li") > hidden.count(b"<li")


def test_no_page_holds_a_secret_of_the_test(watched):
    pages = b" ".join(it[2] for it in watched.given[False, True].values())
    told = unescape(pages.decode(errors="replace"))
    others = [it for key, it in watched.contents.items() if key not in watched.room.withheld]
    texts = rows(watched.room.database, "SELECT text FROM document_version")
    public = " ".join([*map(str, others), *(row[0] for row in texts)])
    for identity in watched.room.withheld:
        question = watched.contents[identity]
        asked = " ".join(visible(question, 1))
        for secret in secrets_of(question, int(question.kind == "cloze")):
            is_public = secret in asked or secret in public or len(secret) < LONG
            assert is_public or secret not in told, secret


def test_its_teacher_is_told_everything(room):
    visitor = room.visitor(room.teacher)
    with visitor.client:
        pages = [visitor.get(path) for path in author_pages(room)]
    assert [page.status for page in pages] == [200] * len(pages)


def author_pages(room: Room) -> list[str]:
    question = f"/banks/aid/questions/{room.slugs()[0]}"
    return [f"{question}/versions", "/banks/aid/export", "/banks/aid/lint"]


def test_who_teaches_elsewhere_and_learns_here_is_not_told_either(room):
    query = "UPDATE account SET may_teach = true WHERE learner_id = :who"
    execute(room.database, query, who=room.learner)
    visitor = room.visitor(room.learner)
    with visitor.client:
        pages = [visitor.get(path) for path in author_pages(room)]
        coverage = visitor.get("/documents/xinhua/coverage")
    assert [page.status for page in pages] == [404] * len(pages)
    assert all("can be read when that is over" in page.words for page in pages)
    asked = 10 - len(room.withheld)
    assert f"{asked} questions" in coverage.words


# What the pages say.


@pytest.fixture
def ada(room: Room) -> Iterator[Visitor]:
    visitor = room.visitor(room.learner)
    with visitor.client:
        yield visitor


def test_a_bank_says_how_many_are_held_back_and_until_when_but_not_which(room, ada):
    page = ada.get("/banks/aid")
    assert f"{len(room.withheld)} more questions are held back until 3 December 2026" in page.words
    assert not any(page.all("li", id=f"q-{slug}") for slug in room.slugs())
    after = after_the_test(room)
    assert "held back" not in after.get("/banks/aid").words


def after_the_test(room: Room) -> Visitor:
    return signed_in(room.database, room.learner, NOW + 20 * DAY)


def test_what_was_answered_before_the_test_is_back_when_it_is_over(room, ada):
    showing = room.answers[room.withheld[0]]
    held_back = ada.get(f"/practice/answers/{showing}")
    assert held_back.status == 404
    assert "until it is over" in held_back.words
    assert after_the_test(room).get(f"/practice/answers/{showing}").status == 200


def test_practice_passes_over_what_is_held_back(room, ada):
    for path in ("/practice", "/practice?bank=aid", f"/assignments/{room.practice}/practice"):
        page = ada.get(path)
        cards = [it["action"].split("/")[2] for it in page.all("form") if "/answer" in it["action"]]
        assert not {int(it) // 1000 for it in cards} & set(room.withheld)


@pytest.mark.parametrize("act", ["answer", "hint", "rate", "flag", "bury"])
def test_a_page_left_open_from_before_the_test_gives_nothing_away(room, ada, act):
    identity = room.withheld[0]
    card = rows(room.database, "SELECT min(card_id) FROM card WHERE question_id = :q", q=identity)
    version = rows(
        room.database,
        "SELECT version FROM card WHERE card_id = :card AND learner_id = :who",
        card=card[0][0],
        who=room.learner,
    )[0][0]
    fields = {"showing": f"{version}.1.abc", "bank": "", "skip": "1", "rating": "3", "flag": "1"}
    for headers in (None, HTMX):
        page: Page = ada.post(f"/practice/{card[0][0]}/{act}", fields, headers)
        assert page.status in {200, 303, 404, 409}
        question = decode(
            *rows(
                room.database,
                "SELECT kind, content FROM question_version WHERE question_id = :q",
                q=identity,
            )[0]
        )
        assert question.explanation not in page.text
        assert not page.all("figure", class_="cited")

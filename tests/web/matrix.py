"""A classroom with somebody of every role, and what each of them gets at every address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from study.actions import accounts, shelving, uploads
from study.banks.brought import Sent
from study.domain.assignments import Mode
from study.storage import banks, drafts, notices, sign_ins
from study.storage.database import SQLITE, Database
from study.storage.drafts import Made, NewDraft
from study.web.throttling import Throttle
from tests.attempting import begun
from tests.builders import MINUTE, NOW, a_bank, card_of, execute, kept, rows, some_questions
from tests.classroom import a_class, a_person, an_assignment, taken
from tests.visiting import Visitor

ROLES = ("signed out", "learner", "other learner", "teacher", "other teacher", "admin")
Values: TypeAlias = Mapping[str, object]
Fields: TypeAlias = Mapping[str, str | Sequence[str]]

A_DRAFT = NewDraft(
    bank="aid",
    bank_title="Help from outside",
    slug="a-draft",
    position=9,
    kind="short",
    fields={"prompt": "How many?", "answers": ["two"]},
    made=Made(rules=("counts",)),
)


@dataclass(frozen=True)
class Row:
    """An address as its route has it, and the status that each role gets there.

    The learner and the teacher are those of the class, the owner of the bank is that teacher;
    the admin teaches nothing. `fields` are sent, `query` stands behind the address.
    """

    method: str
    path: str
    statuses: str
    fields: Fields = field(default_factory=dict)
    query: str = ""
    has_files: bool = False

    @property
    def expected(self) -> dict[str, int]:
        """The status by role."""
        found = [int(status) for status in self.statuses.split()]
        return dict(zip(ROLES, found, strict=True))


@dataclass
class World:
    """One server with all of them; `values` fill the places of an address."""

    visitor: Visitor
    tokens: Mapping[str, str]
    values: Values
    pristine: Path

    def status(self, row: Row, role: str) -> int:
        """What somebody gets; whatever that changes is taken back."""
        client = self.visitor.client
        client.cookies.clear()
        if role in self.tokens:
            client.cookies.set("study", self.tokens[role])
        self.visitor.app.state.throttle = Throttle()
        path = self.address(row.path) + row.query.format(**self.values)
        if row.method == "GET":
            return client.get(path).status_code
        fields = {name: _filled(value, self.values) for name, value in row.fields.items()}
        files = {"file": ("", b"")} if row.has_files else None
        status = client.post(path, data=fields, files=files).status_code
        self.restore()
        return status

    def address(self, path: str) -> str:
        """The path with what it names in this world."""
        values = dict(self.values)
        if path.startswith("/documents") or "/passages/" in path:
            values["slug"] = "xinhua"
        if path == "/assignments/{assignment_id}/practice":
            values["assignment_id"] = values["practised"]
        if path.endswith("/review"):
            values["number"] = 1
        return path.replace(":path", "").format(**values)

    def restore(self) -> None:
        """Everything as it was."""
        source = SQLITE.connect(str(self.pristine))
        with self.visitor.database.engine.connect() as connection:
            source.backup(connection.connection.driver_connection)
        source.close()


def _filled(value: str | Sequence[str], values: Values) -> str | list[str]:
    if isinstance(value, str):
        return value.format(**values)
    return [it.format(**values) for it in value]


def a_world(database: Database, folder: Path) -> World:
    """The classroom: two classes, a held bank, a test with an attempt, one of everything."""
    people = {
        "learner": a_person(database, "Lena"),
        "other learner": a_person(database, "Otto"),
        "teacher": a_person(database, "Tess", may_teach=True),
        "other teacher": a_person(database, "Uma", may_teach=True),
        "admin": a_person(database, "Adam", is_admin=True),
    }
    tokens = {role: f"the word of {role}" for role in people}
    values = _furnished(database, folder, people)
    with database.write() as db:
        for role, token in tokens.items():
            sign_ins.begin(db, people[role], token, "A browser", NOW)
    visitor = Visitor(database, classroom=True)
    pristine = folder / "pristine.db"
    with database.engine.connect() as connection:
        target = SQLITE.connect(str(pristine))
        connection.connection.driver_connection.backup(target)
        target.close()
    return World(visitor, tokens, values, pristine)


def _furnished(database: Database, folder: Path, people: Mapping[str, int]) -> Values:
    teacher, learner = people["teacher"], people["learner"]
    kept(database, folder, a_bank(*some_questions(3)))
    execute(database, "UPDATE bank SET owner_id = :who, is_held = true", who=teacher)
    execute(database, "UPDATE import SET learner_id = :who", who=teacher)
    klass = a_class(database, teacher, learner)
    a_class(database, people["other teacher"], people["other learner"], name="8a")
    test = an_assignment(database, klass, teacher, "aid/q-000", "aid/q-001")
    practised = an_assignment(database, klass, teacher, mode=Mode.PRACTICE, title="Words")
    taken(database, test, learner, [True, False])
    number = begun(database, test, learner, NOW + MINUTE)
    with database.write() as db:
        shelving.take_up(db, learner, banks.bank(db, "aid"), NOW)
        accounts.teacher_link(db, teacher, "a link", NOW)
        notices.tell(db, [learner], "Something", "/", NOW)
        upload = uploads.receive(db, teacher, [Sent("aid.md", b"# A text")], NOW, "token")
        drafts.add_drafts(db, [A_DRAFT], None, NOW)
    execute(database, "UPDATE assignment SET share_code = 'SHARED' WHERE id = :id", id=test)
    question = rows(database, "SELECT id, slug FROM question ORDER BY id")[0]
    return {
        "class_id": klass,
        "assignment_id": test,
        "practised": practised,
        "learner_id": learner,
        "learner": learner,
        "person": learner,
        "number": number,
        "place": 1,
        "slug": "aid",
        "question": question[1],
        "question_id": question[0],
        "card_id": card_of(database, "q-002"),
        "showing": f"0.{NOW.timestamp() * 1000:.0f}.nonce",
        "notice_id": rows(database, "SELECT id FROM notice")[0][0],
        "share_code": "SHARED",
        "token": "a link",
        "code": rows(database, "SELECT code FROM class WHERE id = :id", id=klass)[0][0],
        "batch": rows(database, "SELECT id FROM import")[0][0],
        "upload": upload,
        "run": "no-run",
        "draft": rows(database, "SELECT id FROM draft")[0][0],
        "row": 0,
        "version": "v",
        "name": "study.css",
    }

"""Whose banks are whose, asked of either database."""

import pytest

from study.domain.errors import NotFound
from study.domain.searching import terms
from study.storage import drafted, drafts, owning, searching
from study.storage.database import Database
from study.storage.drafts import Made, NewDraft
from study.storage.owning import Reader
from tests.builders import NOW, a_bank, brought_in, execute, rows, written
from tests.classroom import a_person
from tests.domain.builders import a_short


@pytest.fixture
def owner(database: Database, tmp_path) -> int:
    """The owner of a held bank (mine) and a free one (free); everybody's are held or open."""
    banks = [
        a_bank(a_short(id=f"q-{slug}"), id=slug, title=slug)
        for slug in ("everybodys", "free", "mine", "open")
    ]
    brought_in(database, written(tmp_path, *banks))
    who = a_person(database, "Tess", may_teach=True)
    execute(database, "UPDATE bank SET owner_id = :who WHERE slug IN ('mine', 'free')", who=who)
    execute(database, "UPDATE bank SET is_held = true WHERE slug IN ('mine', 'everybodys')")
    return who


LOCAL = Reader(id=1, is_local=True, may_author=True)


def teacher(who: int) -> Reader:
    return Reader(id=who, may_author=True)


def admin(who: int) -> Reader:
    return Reader(id=who, may_author=True, is_admin=True)


def readable(database: Database, reader: Reader) -> list[str]:
    with database.read() as db:
        return [bank.slug for bank in owning.readable_banks(db, reader)]


def writable(database: Database, reader: Reader) -> list[str]:
    with database.read() as db:
        return [bank.slug for bank in owning.writable_banks(db, reader)]


def test_who_may_read_what(database, owner):
    other, learner = a_person(database, "Uma", may_teach=True), a_person(database, "Lena")
    everything = ["everybodys", "free", "mine", "open"]
    assert readable(database, LOCAL) == everything
    assert readable(database, teacher(owner)) == everything
    assert readable(database, teacher(other)) == ["everybodys", "free", "open"]
    assert readable(database, Reader(id=learner)) == ["free", "open"]


def test_what_is_on_ones_shelf_is_readable(database, owner):
    learner = a_person(database, "Lena")
    execute(
        database,
        "INSERT INTO shelf (learner_id, bank_id, cards, begun, taken_at) "
        "SELECT :who, id, 0, 0, 0 FROM bank WHERE slug = 'mine'",
        who=learner,
    )
    assert readable(database, Reader(id=learner)) == ["free", "mine", "open"]
    with database.read() as db:
        untaken = owning.untaken_banks(db, Reader(id=learner))
    assert [bank.slug for bank in untaken] == ["free", "open"]


def test_who_may_change_what(database, owner):
    other = a_person(database, "Uma", may_teach=True)
    assert writable(database, LOCAL) == ["everybodys", "free", "mine", "open"]
    assert writable(database, teacher(owner)) == ["free", "mine"]
    assert writable(database, teacher(other)) == []
    assert writable(database, admin(other)) == ["everybodys", "open"]
    # Whoever may not write any more keeps what is theirs, and cannot change it.
    assert writable(database, Reader(id=owner)) == []


def test_what_is_not_writable_is_foreign_whoever_owns_it(database, owner):
    slugs = ["everybodys", "mine", "not-there"]
    with database.read() as db:
        assert owning.foreign(db, slugs, teacher(owner)) == ("everybodys",)
        assert owning.foreign(db, slugs, admin(owner + 1)) == ("mine",)
        assert owning.foreign_texts(db, ["xinhua"], teacher(owner)) == ("xinhua",)
        assert owning.foreign_texts(db, ["xinhua"], LOCAL) == ()


def test_a_text_that_only_ones_own_banks_cite_may_be_changed(database, owner):
    execute(database, "UPDATE bank SET owner_id = :who", who=owner)
    with database.read() as db:
        assert owning.foreign_texts(db, ["xinhua"], teacher(owner)) == ()


def test_one_bank_is_found_by_those_who_may_and_nobody_else(database, owner):
    with database.read() as db:
        assert owning.readable_bank(db, "mine", teacher(owner)).slug == "mine"
        for find in (owning.readable_bank, owning.writable_bank):
            for slug in ("mine", "not-there", "a\0b"):
                with pytest.raises(NotFound, match="There is no bank called"):
                    find(db, slug, teacher(owner + 1))


def test_what_may_be_done_with_a_bank_is_told_in_one_row(database, owner):
    with database.read() as db:
        mine = owning.readable_bank(db, "mine", teacher(owner)).id
        assert owning.rights(db, mine, teacher(owner)) == owning.Rights(
            may_change=True, may_tell=True, is_held=True
        )
        assert owning.rights(db, mine, Reader(id=owner + 1)) == owning.Rights(
            may_change=False, may_tell=False, is_held=True
        )


def test_a_question_is_changed_by_whoever_may_change_its_bank(database, owner):
    question = rows(database, "SELECT id FROM question WHERE slug = 'q-mine'")[0][0]
    with database.read() as db:
        owning.writable_question(db, question, teacher(owner))
        with pytest.raises(NotFound):
            owning.writable_question(db, question, teacher(owner + 1))


def test_a_learner_finds_of_held_banks_what_they_have_cards_of(database, owner):
    ids = {row[1]: row[0] for row in rows(database, "SELECT id, slug FROM question")}
    learner = Reader(id=1)
    with database.read() as db:
        # The one who brought them in has a card of each.
        assert owning.findable_questions(db, ids.values(), learner) == set(ids.values())
        some = owning.findable_questions(db, ids.values(), Reader(id=owner + 1))
    assert some == {ids["q-free"], ids["q-open"]}


def test_searching_keeps_to_what_may_be_found(database, owner):
    with database.write() as db:
        searching.catch_up(db)
    with database.read() as db:
        looked_for = terms("city")
        _, everything = searching.find_questions(db, looked_for)
        found, some = searching.find_questions(db, looked_for, reader=Reader(id=owner + 1))
    assert (everything, some, sorted(it.bank_slug for it in found)) == (4, 2, ["free", "open"])


def draft(bank: str) -> NewDraft:
    fields = {"prompt": f"What of {bank}?", "answers": ["it"]}
    return NewDraft(
        bank=bank,
        bank_title=bank,
        slug="a-draft",
        position=1,
        kind="short",
        fields=fields,
        made=Made(rules=("counts",)),
    )


def test_drafts_are_for_whoever_may_change_their_bank_or_will_found_it(database, owner):
    other = a_person(database, "Uma", may_teach=True)
    batch = rows(database, "SELECT max(id) FROM import")[0][0]
    execute(database, "UPDATE import SET learner_id = :who WHERE id = :id", who=other, id=batch)
    with database.write() as db:
        drafts.add_drafts(db, [draft("mine"), draft("everybodys"), draft("new")], batch, NOW)
        waiting = {
            name: [it.bank for it in drafted.waiting(db, reader)]
            for name, reader in (
                ("local", LOCAL),
                ("owner", teacher(owner)),
                ("other", teacher(other)),
                ("admin", admin(owner + 9)),
                ("learner", Reader(id=owner)),
            )
        }
        assert drafted.count_waiting(db, teacher(other)) == 1
    assert waiting == {
        "local": ["everybodys", "mine", "new"],
        "owner": ["mine"],
        "other": ["new"],
        "admin": ["everybodys"],
        "learner": [],
    }


def test_a_bank_is_claimed_by_whoever_made_it_at_this_moment(database, owner, tmp_path):
    execute(database, "UPDATE import SET learner_id = :who", who=owner)
    with database.write() as db:
        owning.claim(db, owner, NOW)
        mine = owning.readable_bank(db, "open", teacher(owner))
        owning.hold_back(db, mine.id, is_held=False)
    found = rows(
        database,
        "SELECT owner_id, is_held FROM bank WHERE slug IN ('open', 'everybodys') ORDER BY slug",
    )
    assert [tuple(row) for row in found] == [(owner, True), (owner, False)]

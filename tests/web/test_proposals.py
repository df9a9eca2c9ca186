"""What one page shows of a proposal, and what its ticks come to."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from study.actions.proposals import (
    BankProposal,
    Decision,
    DocumentProposal,
    FieldChange,
    Proposal,
    Row,
    RowState,
)
from study.web.proposals import (
    LISTED,
    MOST_SHOWN,
    TICKED,
    Choice,
    decision,
    fold_words,
    rest,
    shown,
    totals,
)

BY_DEFAULT = {RowState.NEW, RowState.CHANGED, RowState.DRAFT}


def a_row(state: RowState, number: int = 0, bank: str = "aid", **changes: Any) -> Row:
    slug = f"{state.value}-{number}"
    fields = {"name": f"{bank}/{slug}", "slug": slug, "kind": "short", "prompt": "Which city?"}
    return Row(state=state, is_default=state in BY_DEFAULT, **(fields | changes))


def rows_of(bank: str = "aid", **counts: int) -> tuple[Row, ...]:
    return tuple(
        a_row(RowState(state), number, bank)
        for state, count in counts.items()
        for number in range(count)
    )


def a_proposal(*banks: Iterable[Row], documents: Iterable[str] = ()) -> Proposal:
    made = tuple(
        BankProposal(
            file=f"bank-{place}.yaml",
            format="bank file",
            slug=f"bank-{place}",
            title="Help from outside",
            is_new=False,
            revision=1,
            rows=tuple(rows),
        )
        for place, rows in enumerate(banks)
    )
    texts = tuple(
        DocumentProposal(
            file=f"{slug}.md",
            slug=slug,
            title=slug,
            is_new=True,
            is_changed=False,
            version=0,
            words=9,
        )
        for slug in documents
    )
    return Proposal(documents=texts, banks=made, problems=(), token="t")


def names(proposal: Proposal, show: str = "", start: int = 0) -> list[str]:
    banks = shown(proposal, show, start)
    return [row.name for it in banks for part in it.parts for row in part.rows]


def decided(proposal: Proposal, *, everything: bool = False, **choice: Any) -> Decision:
    sets = {name: frozenset(choice.pop(name, ())) for name in ("rows", "documents", "rest")}
    return decision(proposal, Choice(token="t", everything=everything, **sets, **choice))


def test_everything_of_a_small_proposal_is_on_one_page_but_the_unchanged():
    proposal = a_proposal(rows_of(new=2, changed=1, conflict=1, kept=1, unchanged=50))
    (bank,) = shown(proposal)

    assert [(part.state, len(part.rows), part.others) for part in bank.parts] == [
        (RowState.CONFLICT, 1, 0),
        (RowState.CHANGED, 1, 0),
        (RowState.NEW, 2, 0),
        (RowState.KEPT, 1, 0),
    ]
    assert bank.unchanged == 50
    assert rest(proposal) == ()


def test_of_ten_thousand_the_first_two_hundred_of_each_state_are_shown():
    proposal = a_proposal(rows_of(new=9_000, changed=1_000))
    (bank,) = shown(proposal)

    assert [(part.state, len(part.rows), part.others) for part in bank.parts] == [
        (RowState.CHANGED, 200, 800),
        (RowState.NEW, 200, 8_800),
    ]
    assert [(it.state, it.count) for it in rest(proposal)] == [
        (RowState.CHANGED, 800),
        (RowState.NEW, 8_800),
    ]


def test_two_hundred_are_shown_over_all_banks_together():
    proposal = a_proposal(*(rows_of(f"b{n}", new=150) for n in range(3)))
    counts = [[len(part.rows) for part in bank.parts] for bank in shown(proposal)]

    assert counts == [[150], [50], [0]]


def test_the_rest_of_a_state_is_reached_page_by_page():
    proposal = a_proposal(rows_of("a", new=150, changed=3), rows_of("b", new=350))
    pages = [names(proposal, "new", start) for start in (0, 200, 400, 600)]

    assert [len(page) for page in pages] == [200, 200, 100, 0]
    wanted = {row.name for it in proposal.banks for row in it.rows if row.state is RowState.NEW}
    assert {name for page in pages for name in page} == wanted


@given(
    counts=st.lists(st.dictionaries(st.sampled_from(LISTED), st.integers(0, 450)), max_size=3),
    show=st.sampled_from(["", *(state.value for state in LISTED)]),
    start=st.integers(0, 600),
)
def test_what_is_shown_and_the_rest_are_together_everything_once(counts, show, start):
    banks = [rows_of(f"b{place}", **made) for place, made in enumerate(counts)]
    proposal = a_proposal(*banks)
    here = names(proposal, show, start)
    tickable = [row for bank in banks for row in bank if row.state in TICKED]

    assert len(here) == len(set(here))
    assert all(here.count(row.name) <= 1 for row in tickable)
    unseen = sum(it.count for it in rest(proposal, show, start))
    assert unseen + len({row.name for row in tickable} & set(here)) == len(tickable)
    assert max(totals(proposal).values(), default=0) == 0 or len(here) <= MOST_SHOWN * len(LISTED)


def test_everything_is_what_is_taken_by_default():
    proposal = a_proposal(rows_of(new=1, conflict=1, missing=1))

    assert decided(proposal, everything=True) == Decision(token="t", everything=True)


def test_everything_takes_what_else_was_ticked_along():
    proposal = a_proposal(rows_of(new=2, conflict=2), documents=["xinhua"])
    taken = decided(proposal, everything=True, rows=["aid/conflict-1"])

    assert taken.everything
    assert taken.rows == {"aid/conflict-1"}


def test_what_is_ticked_is_taken_and_nothing_else():
    proposal = a_proposal(rows_of(new=3), documents=["xinhua", "talks"])
    taken = decided(proposal, rows=["aid/new-1"], documents=["talks"])

    assert taken == Decision(
        token="t", everything=False, rows=frozenset({"aid/new-1"}), documents=frozenset({"talks"})
    )


def test_a_row_that_was_not_on_the_page_cannot_be_ticked_by_name():
    proposal = a_proposal(rows_of(new=201, kept=1))

    assert decided(proposal, rows=["aid/new-200", "aid/kept-0", "other/x"]).rows == frozenset()


def test_the_others_of_a_state_are_taken_when_their_line_is_ticked():
    proposal = a_proposal(rows_of(new=250, missing=300))
    taken = decided(proposal, rows=["aid/new-0"], rest=["new"])

    assert len(taken.rows) == 51
    assert "aid/new-1" not in taken.rows
    assert "aid/new-249" in taken.rows


def test_ticks_on_a_later_page_are_about_that_page():
    proposal = a_proposal(rows_of(new=250))
    taken = decided(proposal, rows=["aid/new-249"], show="new", start=200)

    assert taken.rows == {"aid/new-249"}


def test_long_runs_of_unchanged_words_are_cut_in_their_middle():
    many = " ".join(str(number) for number in range(100))
    folded = fold_words((("equal", many), ("delete", "old"), ("insert", "new"), ("equal", many)))

    assert folded[0][1] == "… " + " ".join(str(number) for number in range(88, 100))
    assert folded[1:3] == (("delete", "old"), ("insert", "new"))
    assert folded[3][1] == " ".join(str(number) for number in range(12)) + " …"


def test_long_runs_that_differ_are_shown_whole():
    many = "word " * 100
    row = a_row(
        RowState.CHANGED, changes=(FieldChange(field="prompt", difference=(("insert", many),)),)
    )
    (bank,) = shown(a_proposal([row]))

    assert bank.parts[0].rows[0].changes == row.changes

"""Which questions an assignment asks: chosen by bank, tag, kind and difficulty, or one by one."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ANY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosable:
    """A question as a selection sees it; `difficulty` is None where its author did not say."""

    id: int
    bank: str
    slug: str
    kind: str
    tags: tuple[str, ...]
    difficulty: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a teacher asked for; an empty part asks for nothing in particular.

    `questions` (bank/slug) are taken whatever the rest says. `draw` says how many questions of a
    tag each learner gets, chosen at random; those of other tags are given to everybody. With
    `most` no more than that many are given to a learner in all; 0 is no limit.
    """

    banks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    difficulties: tuple[int, ...] = ()
    questions: tuple[str, ...] = ()
    draw: Mapping[str, int] = field(default_factory=dict)
    most: int = ANY


def chosen(selection: Selection, among: Sequence[Choosable]) -> tuple[Choosable, ...]:
    """The questions that fit, in their order; nothing at all where nothing was asked for."""
    by_name = set(selection.questions)
    asks = any((selection.banks, selection.tags, selection.kinds, selection.difficulties))
    return tuple(
        it for it in among if f"{it.bank}/{it.slug}" in by_name or (asks and _fits(selection, it))
    )


def _fits(selection: Selection, it: Choosable) -> bool:
    return (
        (not selection.banks or it.bank in selection.banks)
        and (not selection.tags or bool(set(selection.tags) & set(it.tags)))
        and (not selection.kinds or it.kind in selection.kinds)
        and (not selection.difficulties or it.difficulty in selection.difficulties)
    )


def group_of(selection: Selection, it: Choosable) -> str:
    """The tag that a question is drawn by, "" where everybody gets it."""
    return next((tag for tag in selection.draw if tag in it.tags), "")


def drawn(
    groups: Sequence[str], selection: Selection, seed: int, learner: int, *, shuffle: bool
) -> tuple[int, ...]:
    """The positions one learner is given, in the order asked; always the same for a learner.

    `groups` has for each position the tag it is drawn by, or "".
    """
    chance = random.Random(f"{seed} {learner}")  # noqa: S311  # Fair, and the same again; no secret.
    given = {place for place, group in enumerate(groups) if not group}
    for tag, count in selection.draw.items():
        places = [place for place, group in enumerate(groups) if group == tag]
        given |= set(chance.sample(places, min(count, len(places))))
    order = sorted(given)
    if selection.most and len(order) > selection.most:
        order = sorted(chance.sample(order, selection.most))
    if shuffle:
        chance.shuffle(order)
    return tuple(order)

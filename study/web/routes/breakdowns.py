"""Results by question, by tag and by passage, the tinted text, and the item analysis."""

from collections import Counter
from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from fastapi.responses import Response

from study.actions.results import answers_to, looked_at
from study.domain.errors import NotFound
from study.domain.results import Which
from study.domain.sheets import Cell, rows_to_csv
from study.storage import people, results
from study.storage.documents import document
from study.storage.results import Resting
from study.web import class_charts as charts
from study.web.access import Member
from study.web.class_breakdowns import (
    Analysis,
    ItemView,
    analysis,
    headline,
    least_understood,
    question_views,
    tag_views,
    tint_words,
    tinted,
)
from study.web.class_results import WHICH_NAMES, Number, places_of, shown

router = APIRouter(prefix="/assignments/{assignment_id}/results")
COLUMNS = (
    "Question",
    "Words",
    "Attempts",
    "Facility (%)",
    "Standard deviation",
    "Random guess score (%)",
    "Intended weight (%)",
    "Effective weight (%)",
    "Discrimination index (%)",
    "Discriminative efficiency (%)",
    "Verdict",
)


@router.get("/questions", name="results_by_question")
def show_by_question(
    here: Member, assignment_id: Number, which: Which = Which.COUNTS, sort: str = ""
) -> Response:
    """Every question: how many knew it, what was chosen, what was typed."""
    with here.database.read() as db:
        found = looked_at(db, here.who, assignment_id, here.now)
        said = answers_to(db, found)
        places = places_of(results.resting(db, assignment_id))
        learner = people.learner(db, here.who)
    views = question_views(found, found.chosen(which), said, places)
    hardest = sorted(views, key=lambda it: 2.0 if it.tally.share is None else it.tally.share)
    return shown(
        here,
        "results/questions.html",
        found,
        learner,
        "results_by_question",
        questions=tuple(hardest) if sort == "hardest" else views,
        sort=sort,
        **_looked_at(which),
    )


def _looked_at(which: Which) -> dict[str, object]:
    return {"which": which, "which_names": WHICH_NAMES}


@router.get("/tags", name="results_by_tag")
def show_by_tag(here: Member, assignment_id: Number, which: Which = Which.COUNTS) -> Response:
    """How much was right of the questions of each tag."""
    with here.database.read() as db:
        found = looked_at(db, here.who, assignment_id, here.now)
        learner = people.learner(db, here.who)
    tags = tag_views(found, found.chosen(which))
    return shown(
        here,
        "results/tags.html",
        found,
        learner,
        "results_by_tag",
        tags=tags,
        **_looked_at(which),
    )


@router.get("/items", name="item_analysis")
def show_items(here: Member, assignment_id: Number, which: Which = Which.FIRST) -> Response:
    """The figures of the test and of each question, as Moodle has them, and what they say."""
    with here.database.read() as db:
        found = looked_at(db, here.who, assignment_id, here.now)
        learner = people.learner(db, here.who)
    made = analysis(found, found.chosen(which))
    dots = charts.dots(
        (it.position, it.analysed.figures.facility, it.analysed.figures.discrimination)
        for it in made.items
        if it.analysed.figures and not it.is_withheld
    )
    return shown(
        here,
        "results/items.html",
        found,
        learner,
        "item_analysis",
        analysis=made,
        headline=headline(made),
        dots=dots,
        **_looked_at(which),
    )


@router.get("/items.csv", name="item_analysis_sheet")
def send_items(here: Member, assignment_id: Number, which: Which = Which.FIRST) -> Response:
    """The same figures as a table for spreadsheets."""
    with here.database.read() as db:
        found = looked_at(db, here.who, assignment_id, here.now)
    rows = [COLUMNS, *sheet_rows(analysis(found, found.chosen(which)))]
    return Response(
        rows_to_csv(rows, bom=True),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="items-{assignment_id}.csv"'},
    )


def sheet_rows(made: Analysis) -> list[tuple[Cell, ...]]:
    """A line for each question; what is not known or withheld is an empty cell."""
    return [
        (
            it.position,
            it.prompt,
            it.analysed.attempts,
            *(_rounded(value) for value in _told(it)),
            it.verdict,
        )
        for it in made.items
    ]


def _told(it: ItemView) -> tuple[float | None, ...]:
    of = it.analysed.figures
    if of is None:
        return (None, None, None, it.intended, None, None, None)
    told = (of.weight, of.discrimination, of.efficiency)
    return (
        _in_hundreds(of.facility),
        of.deviation,
        _in_hundreds(of.guess),
        it.intended,
        *((None, None, None) if it.is_withheld else told),
    )


def _in_hundreds(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


@router.get("/passages", name="results_by_passage")
def show_by_passage(here: Member, assignment_id: Number, which: Which = Which.COUNTS) -> Response:
    """The texts that questions rest on, each with how the class did along it."""
    with here.database.read() as db:
        found = looked_at(db, here.who, assignment_id, here.now)
        resting = results.resting(db, assignment_id)
        cut = results.passages_of(db, set(shown_versions(resting).items()))
        learner = people.learner(db, here.who)
    tries = found.chosen(which)
    texts = []
    for document_id, version in shown_versions(resting).items():
        here_too = [it for it in resting if it.document_id == document_id]
        there = [it for it in here_too if it.document_version == version]
        tints = tinted(cut[document_id, version], there, tries)
        texts.append((here_too[0], tints, least_understood(tints)))
    return shown(
        here,
        "results/passages.html",
        found,
        learner,
        "results_by_passage",
        texts=texts,
        tint_words=tint_words,
        **_looked_at(which),
    )


@router.get("/passages/{slug}", name="tinted_document")
def show_tinted(
    here: Member, assignment_id: Number, slug: str, which: Which = Which.COUNTS
) -> Response:
    """A text whose passages are tinted by how the class did on the questions resting on them."""
    with here.database.read() as db:
        found = looked_at(db, here.who, assignment_id, here.now)
        resting = tuple(it for it in results.resting(db, assignment_id) if it.slug == slug)
        if not resting:
            raise NotFound("No question of this assignment rests on such a text.")
        text = document(db, slug)
        version = shown_versions(resting)[text.id]
        cut = results.passages_of(db, {(text.id, version)})[text.id, version]
        learner = people.learner(db, here.who)
    there = [it for it in resting if it.document_version == version]
    tints = tinted(cut, there, found.chosen(which))
    return shown(
        here,
        "results/tinted.html",
        found,
        learner,
        "results_by_passage",
        document=text.source,
        is_current=version == text.version,
        passages=tints,
        least=least_understood(tints),
        elsewhere=sorted({it.position for it in resting} - {it.position for it in there}),
        tint_words=tint_words,
        **_looked_at(which),
    )


def shown_versions(resting: Sequence[Resting]) -> Mapping[int, int]:
    """Of each text the version that most questions rest on, of equals the newest."""
    counts = Counter((it.document_id, it.document_version) for it in resting)
    best: dict[int, tuple[int, int]] = {}
    for (document_id, version), count in counts.items():
        best[document_id] = max(best.get(document_id, (0, 0)), (count, version))
    return {document_id: version for document_id, (_, version) in best.items()}

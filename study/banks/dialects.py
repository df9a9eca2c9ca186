"""Questions in the YAML and JSON that people already have, recognised by their shape alone."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

from yaml import YAMLError

from study.banks.exchange.answering import counting_of, understood
from study.banks.exchange.asking import (
    Asked,
    asked_of,
    has_prompt,
    is_question,
    is_term,
    texts,
    words,
)
from study.banks.exchange.collecting import Collector
from study.banks.exchange.roles import TYPES, bare
from study.banks.explaining import TYPES as OUR_TYPES
from study.banks.html_text import html_to_text
from study.banks.reading import MOST_QUESTIONS, Reading
from study.banks.yaml_events import Flaw, Loaded, Path, Place, Plain, walk

SHAPE = "YAML with questions in a shape of its own"
# Names that only hold what is below them; every other name says what its questions are about.
_HOLDING = (
    "questions quiz quizzes items cards flashcards problems data results sections categories "
    "topics groups chapters exam test entries bank questionbank question questionlist children "
    "deck content"
)
_HOLDERS = frozenset(_HOLDING.split())
_TITLES = ("title", "name", "quiztitle")
_DESCRIPTIONS = ("description", "intro", "summary", "instructions")
_AUTHORS = ("author", "authors")
_DEEPEST = 8
_MOST = MOST_QUESTIONS
_HTML = "!html"
_TOP = Place(0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Found:
    """A group of fields that asks something, and what is known from where it stands."""

    path: Path
    group: Mapping[str, Plain]
    name: str = ""
    term: str = ""
    kind: str = ""
    topics: tuple[str, ...] = ()


# Where something stands that is no question although its neighbours are.
_Stray: TypeAlias = tuple[Path, None]
Finds: TypeAlias = Sequence[_Found | _Stray]


def is_ours(value: Plain) -> bool:
    """Whether this is a bank file, or means to be one: its questions have our types."""
    if not isinstance(value, dict):
        return False
    if words(value.get("format", "")).startswith("study-bank"):
        return True
    questions = value.get("questions")
    listed = questions if isinstance(questions, list) else []
    return any(
        isinstance(it, dict)
        and words(it.get("type", "")) in OUR_TYPES
        and it.keys() & {"id", "cite"}
        for it in listed
    )


def found_in(value: Plain, *, has_documents: bool = False) -> Finds:
    """What asks something in a value, and what stands between such; nothing where nothing does.

    `has_documents` says that the value is a list of documents.
    """
    documents: list[tuple[Path, Plain]] = [((), value)]
    if has_documents:
        documents = [((n,), one) for n, one in enumerate(value)]
    found = [it for path, one in documents for it in _found(one, path)]
    return found if any(isinstance(it, _Found) for it in found) else []


def read_dialect(
    found: Finds,
    loaded: Loaded,
    places: Mapping[Path, Place],
    name: str,
    shape: str = SHAPE,
    *,
    has_documents: bool = False,
    in_html: Iterable[Path] = (),
) -> Reading:
    """The questions found in what was loaded; `places` has where the value of each path begins.

    `has_documents` says that it is a list of documents, `in_html` which texts are marked as HTML.
    """
    collector = Collector(name, shape)
    for path in in_html:
        _convert(loaded.value, path, collector)
    flawed = _report_flaws(loaded.flaws, places, collector)
    _take_titles(loaded.value, collector, has_documents=has_documents)
    questions: list[Asked] = []
    for it in found:
        if isinstance(it, _Found):
            if it.path not in flawed:
                questions.append(_asked(it, places))
        else:
            message = "This is no question: it has no text that asks something."
            fix = "Write `question:` and the answer under it."
            place = places.get(it[0], _TOP)
            collector.problem(place.line + 1, place.column + 1, message, fix)
    counting = counting_of(questions)
    for asked in questions:
        collector.take(understood(asked, counting))
    return collector.reading()


def _asked(found: _Found, places: Mapping[Path, Place]) -> Asked:
    line = places.get(found.path, _TOP).line + 1
    asked = asked_of(found.group, line, name=found.name, term=found.term)
    asked.kind = asked.kind or found.kind
    if found.topics and "tags" not in asked.item.fields:
        asked.item.fields["tags"] = [topic[:100] for topic in found.topics]
        asked.item.guessed("Its tags are the headings it stands under.")
    if found.term:
        asked.item.guessed("The term is what is asked about.")
    return asked


# --- where the questions are -----------------------------------------------------------------


def _found(
    value: Plain, path: Path = (), topics: tuple[str, ...] = ()
) -> Iterator[_Found | _Stray]:
    if len(path) > _DEEPEST:
        return
    if isinstance(value, list):
        yield from _found_in_list(value, path, topics)
    elif isinstance(value, dict):
        wrapped = _wrapped(value, path, topics)
        if wrapped is not None:
            yield wrapped
        elif is_question(value):
            yield _Found(path, value, topics=topics)
        else:
            yield from _found_in_group(value, path, topics)


def _wrapped(value: Mapping[str, Plain], path: Path, topics: tuple[str, ...]) -> _Found | None:
    """A question within a group whose one name is its type: `multiple_choice: {…}`."""
    if len(value) != 1:
        return None
    ((name, inner),) = value.items()
    if bare(name) in TYPES and isinstance(inner, dict) and has_prompt(inner):
        return _Found((*path, name), inner, kind=TYPES[bare(name)], topics=topics)
    return None


def _found_in_list(
    value: Sequence[Plain], path: Path, topics: tuple[str, ...]
) -> Iterator[_Found | _Stray]:
    # One more than are taken, so that it is said that there are more.
    below = [list(_found(it, (*path, n), topics)) for n, it in enumerate(value[: _MOST + 1])]
    asking = sum(bool(it) for it in below)
    for n, it in enumerate(below):
        yield from it
        # What stands between questions and is none was meant to be one.
        if not it and 2 * asking >= len(value) and isinstance(value[n], dict):
            yield (*path, n), None


def _found_in_group(
    value: Mapping[str, Plain], path: Path, topics: tuple[str, ...]
) -> Iterator[_Found | _Stray]:
    groups = {name: inner for name, inner in value.items() if isinstance(inner, dict)}
    are_terms = len(groups) == len(value) and all(is_term(it) for it in groups.values())
    for name, inner in value.items():
        here = (*path, name)
        if are_terms:
            yield _Found(here, inner, term=name, topics=topics)
        elif isinstance(inner, dict) and is_question(inner) and bare(name) not in _HOLDERS:
            yield _Found(here, inner, name=name, topics=topics)
        elif isinstance(inner, list | dict):
            is_holder = bare(name) in _HOLDERS
            yield from _found(inner, here, topics if is_holder else (*topics, _heading(name)))


def _heading(name: str) -> str:
    return " ".join(name.replace("_", " ").split())[:100]


def _take_titles(value: Plain, collector: Collector, *, has_documents: bool) -> None:
    """Title, description and authors from the groups that hold questions or stand before them."""
    for group in value if has_documents else [value]:
        if not isinstance(group, dict) or is_question(group):
            continue
        inner = group.get("info", group.get("quiz", ""))
        for holder in (group, inner if isinstance(inner, dict) else {}):
            collector.title = collector.title or "".join(_said(holder, _TITLES)[:1])
            collector.description = collector.description or "".join(
                _said(holder, _DESCRIPTIONS)[:1]
            )
            collector.authors = collector.authors or _said(holder, _AUTHORS)[:50]
        _name_left(group, collector)


def _said(group: Mapping[str, Plain], names: Sequence[str]) -> list[str]:
    """What a group says under any of these names."""
    known = {bare(name): name for name in group}
    return [it for name in names for it in texts(group.get(known.get(name, ""), ""))]


def _name_left(group: Mapping[str, Plain], collector: Collector) -> None:
    told = {*_TITLES, *_DESCRIPTIONS, *_AUTHORS}
    left = [name for name, it in group.items() if words(it) and bare(name) not in told]
    if left:
        shown = ", ".join(f"“{name[:40]}”" for name in left[:10])
        collector.remark("dropped", f"Left out of what is said about the whole: {shown}.")


# --- places ----------------------------------------------------------------------------------


def yaml_places(text: str, *, has_documents: bool = False) -> tuple[dict[Path, Place], list[Path]]:
    """Where every value begins, as far as the text can be read; and the paths of those in HTML."""
    places: dict[Path, Place] = {}
    in_html: list[Path] = []
    document = -1
    with suppress(YAMLError):
        for path, name, value in walk(text):
            document += not path
            here = (document, *path) if has_documents else path
            if len(path) <= _DEEPEST:
                places.setdefault(here, name)
            if text.startswith(_HTML, value.offset):
                in_html.append(here)
    return places, in_html


def _convert(value: Plain, path: Path, collector: Collector) -> None:
    """Writes the HTML at a path as Markdown, in its place."""
    *around, last = path or ("",)
    # A name given twice leads elsewhere: then the text stays as it is.
    with suppress(KeyError, IndexError, TypeError):
        for step in around:
            value = value[step]
        if isinstance(value[last], str):
            value[last], left = html_to_text(value[last])
            for sentence in left:
                collector.remark("dropped", sentence)


def _report_flaws(
    flaws: Sequence[Flaw], places: Mapping[Path, Place], collector: Collector
) -> set[Path]:
    """Reports what is wrong with the text; gives the paths of the values that it is wrong with."""
    starts = sorted(((place.offset, path) for path, place in places.items()), key=itemgetter(0))
    offsets = [offset for offset, _ in starts]
    flawed: set[Path] = set()
    for flaw in flaws:
        line, column = flaw.place.line + 1, flaw.place.column + 1
        if flaw.severity == "warning":
            collector.remark("dropped", flaw.sentence())
            continue
        collector.problem(line, column, flaw.sentence(), flaw.fix)
        if starts:
            last = starts[max(0, bisect_right(offsets, flaw.place.offset) - 1)][1]
            flawed |= {last[:length] for length in range(1, len(last) + 1)}
    return flawed

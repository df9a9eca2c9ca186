"""Who is it that the text calls by some office: typed, or chosen among others it names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from study.generation.documents import source_of
from study.generation.drafts import Draft
from study.generation.finding.names import Names
from study.generation.finding.roles import Role, roles
from study.generation.kinds.persons import Whom, forms
from study.generation.library import Library
from study.generation.making import spoken_by
from study.generation.reading import Reading, Sentence

# Whom nearly every page names, nobody needs to be asked about.
_WELL_KNOWN = 5

Held = tuple[Sentence, Role]


def held(sentences: Iterable[Sentence], names: Names) -> tuple[Held, ...]:
    """The roles in a document's sentences that one person alone holds, each person once."""
    found = [
        (sentence, role)
        for sentence in sentences
        for role in roles(sentence.doc, names.mentions(sentence.doc))
    ]
    bearers: dict[str, set[str]] = defaultdict(set)
    for _, role in found:
        bearers[_plain(role.role)].add(role.name)
    kept: dict[str, Held] = {}
    for sentence, role in found:
        is_shared = len(bearers[_plain(role.role)]) > 1
        if not is_shared and not _is_well_known(role.name, names):
            kept.setdefault(role.name, (sentence, role))
    return tuple(kept.values())


def _plain(role: str) -> str:
    return " ".join(role.casefold().split())


def _is_well_known(name: str, names: Names) -> bool:
    count = names.count(name) + names.count(name.rpartition(" ")[2])
    return count >= max(_WELL_KNOWN, 0.08 * names.sentences)


def compose(
    reading: Reading, chosen: Sequence[Held], library: Library, seed: int
) -> Iterator[list[Draft]]:
    """For every role the drafts that ask who holds it."""
    for sentence, role in chosen:
        source = source_of(reading.document, spoken_by(sentence, reading.names))
        called = f"{role.article} {role.role}".strip()
        start = max(0, sentence.doc.text.find(role.role))
        whom = Whom(
            sentence,
            f"Whom does {source} describe as “{called}”?",
            role.name,
            "role",
            f"{source} names {role.name}: {called}.",
            start,
            start + len(role.role),
        )
        yield list(forms(reading, library, whom, seed))

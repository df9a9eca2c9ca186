"""The work behind `study generate`: documents in, a bank file with drafted questions out."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from study.banks.brought import Sent
from study.banks.converting import read_any_document
from study.banks.documents import DocumentFile, has_front, named_id, write_document
from study.banks.files import Given, cited_file, contents, root_of, shown_path
from study.banks.problems import Problem
from study.banks.writing import write_bank
from study.domain.errors import StudyError
from study.domain.questions import Bank, Cloze, Defaults, DocumentRef
from study.generation.documents import Document
from study.generation.drafts import Draft, DraftSet
from study.generation.pipeline import KINDS, Wishes, draft

_COPIES = "documents"
_YAML = (".yaml", ".yml")

Progress = Callable[[str, int, int], None]
# What drafts from documents, held against a library: the generator, a model, or an answer of one.
Drafting = Callable[
    [Sequence[Document], Sequence[Document], Wishes, Progress | None],
    DraftSet,
]


def by_rules(
    documents: Sequence[Document],
    library: Sequence[Document],
    wishes: Wishes,
    progress: Progress | None,
) -> DraftSet:
    """What the generator drafts."""
    return draft(documents, library=library, wishes=wishes, progress=progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line; `library` are texts that options are held against."""

    output: Path
    wishes: Wishes
    library: Sequence[Path] = ()
    overwrite: bool = False
    drafting: Drafting = by_rules


@dataclass(frozen=True, slots=True)
class Text:
    """A document and the file it came in; `is_ours` if a bank can cite that file."""

    document: DocumentFile
    path: Path
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Generated:
    """What came of it: the drafts, and every file that was written, the bank first."""

    found: DraftSet
    files: tuple[Path, ...]
    documents: int


def wishes(kinds: str, most: int | None, seed: int) -> Wishes:
    """What is asked of the generator; no kinds are all kinds."""
    named = tuple(kind.strip() for kind in kinds.split(",") if kind.strip())
    return Wishes(kinds=named or KINDS, most=most, seed=seed)


def generate(paths: Sequence[Path], order: Order, progress: Progress) -> Generated:
    """Drafts from the documents and writes the bank, whole or not at all."""
    _check_output(order)
    texts = _texts(paths, progress)
    others = _texts(order.library, progress) if order.library else ()
    found = order.drafting(_plain_all(texts), _plain_all(others), order.wishes, progress)
    if not found.drafts:
        raise StudyError(_nothing(found))
    files = _files(_cited(found, texts), found, order.output)
    progress("Writing", 0, len(files))
    _write(files)
    return Generated(found, tuple(files), len(texts))


def documents_in(paths: Sequence[Path], progress: Progress | None = None) -> list[Document]:
    """The documents in files and folders, as they are drafted from."""
    return _plain_all(_texts(paths, progress))


def _plain_all(texts: Sequence[Text]) -> list[Document]:
    return [_plain(text.document) for text in texts]


def _check_output(order: Order) -> None:
    output = order.output
    if output.suffix not in _YAML:
        raise StudyError(f"{shown_path(output)}: a bank's file ends in .yaml.")
    name = named_id(output.name, "")
    if name != output.stem:
        raise StudyError(
            f"{shown_path(output)}: a bank's file is called as its id. Call it {name}.yaml."
        )
    if not output.parent.is_dir():
        raise StudyError(f"{shown_path(output)}: there is no folder {shown_path(output.parent)}.")
    if output.exists() and not order.overwrite:
        raise StudyError(
            f"{shown_path(output)} is there already: choose another name, or add --overwrite."
        )


def _texts(paths: Sequence[Path], progress: Progress | None) -> tuple[Text, ...]:
    """The documents in files, and in folders those that are written as Study has them."""
    files = {path.resolve(): path for named in paths for path in _files_in(named)}
    texts = tuple(_text(path, progress) for path in files.values())
    by_id: dict[str, Text] = {}
    for text in texts:
        twin = by_id.setdefault(text.document.id, text)
        if twin is not text:
            raise StudyError(
                f"{shown_path(twin.path)} and {shown_path(text.path)} have the same id "
                f"“{text.document.id}”. Give one of them another."
            )
    return texts


def _files_in(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    found = [file for file in sorted(path.rglob("*.md")) if file.is_file() and _is_ours(file)]
    if not found:
        raise StudyError(f"{shown_path(path)} holds no documents (.md files with an id and title).")
    yield from found


def _is_ours(path: Path) -> bool:
    data = contents(path)
    return not isinstance(data, Problem) and has_front(data.decode("utf-8", "replace"))


def _text(path: Path, progress: Progress | None) -> Text:
    data = contents(path)
    if isinstance(data, Problem):
        raise StudyError(_told(data))
    sent = Sent(shown_path(path), data)
    document, problems, _ = read_any_document(sent, progress=progress)
    errors = [problem for problem in problems if problem.severity == "error"]
    if document is None or errors:
        raise StudyError(_told(errors[0] if errors else problems[0]))
    return Text(document, path, path.suffix == ".md" and _is_ours(path))


def _told(problem: Problem) -> str:
    return " ".join(filter(None, (f"{problem.file}: {problem.message}", problem.fix)))


def _plain(document: DocumentFile) -> Document:
    return Document(
        id=document.id,
        title=document.title,
        author=document.author,
        publisher=document.publisher,
        published=document.published,
        viewpoint=document.viewpoint,
        language=document.language,
        text=document.text,
    )


def _nothing(found: DraftSet) -> str:
    """Why there is no draft, by what sentences and drafts fell out for most often."""
    if found.remarks:
        return found.remarks[0]
    reasons = counted({**found.left_out, **found.rejected}, most=3)
    return f"Nothing could be drafted: {reasons or 'there are no whole sentences'}."


def _cited(found: DraftSet, texts: Sequence[Text]) -> list[Text]:
    cited = {source.document for one in found.drafts for source in one.sources}
    return [text for text in texts if text.document.id in cited]


def _files(texts: Sequence[Text], found: DraftSet, output: Path) -> dict[Path, str]:
    """The bank's file, and for every document that it cannot cite where that is, a copy."""
    given = Given(output, root_of(output))
    entries: list[DocumentRef] = []
    copies: dict[Path, str] = {}
    for text in texts:
        name = _from(output.parent, text.path) if text.is_ours else ""
        if not (name and isinstance(cited_file(name, given), Path)):
            name = f"{_COPIES}/{text.document.id}.md"
            copies[output.parent / name] = write_document(text.document)
        entries.append(DocumentRef(text.document.id, name))
    return {output: write_bank(_bank(texts, entries, found, output)), **copies}


def _from(folder: Path, path: Path) -> str:
    """The path as a bank in the folder names it; "" where it cannot."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Another drive of Windows has no relative path.
        return ""


def _bank(
    texts: Sequence[Text], entries: Sequence[DocumentRef], found: DraftSet, output: Path
) -> Bank:
    title = f"Questions on {texts[0].document.title}"
    if len(texts) > 1:
        title = f"Questions on {len(texts)} texts"
    return Bank(
        id=output.stem,
        title=title,
        defaults=Defaults(document=texts[0].document.id if len(texts) == 1 else ""),
        documents=tuple(entries),
        questions=tuple(one.question for one in found.drafts),
    )


def _write(files: dict[Path, str]) -> None:
    """Write every file, each whole or not at all, and the bank last: it cites the others."""
    for path, text in files.items():
        if path.parent.name == _COPIES and path.is_file() and path.read_text("utf-8") != text:
            raise StudyError(f"{shown_path(path)} is there already, with another text.")
    for path, text in reversed(files.items()):
        path.parent.mkdir(exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_text(text, "utf-8", newline="\n")
            part.replace(path)
        except BaseException as stopped:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            if isinstance(stopped, OSError):
                message = f"{shown_path(path)} cannot be written: {stopped.strerror}."
                raise StudyError(message) from stopped
            raise


def as_dict(made: Generated, *, with_drafts: bool) -> dict[str, Any]:
    """What came of it for programs; each draft with its passage and its reasons if wanted."""
    found = made.found
    told: dict[str, Any] = {
        "files": [shown_path(path) for path in made.files],
        "documents": made.documents,
        "words": found.words,
        "drafts": len(found.drafts),
        "kinds": found.by_kind(),
        "left_out": _ranked(found.left_out),
        "rejected": _ranked(found.rejected),
        "remarks": list(found.remarks),
        "version": found.version,
        "seed": found.seed,
    }
    return told | ({"report": [_as_dict(one) for one in found.drafts]} if with_drafts else {})


def _as_dict(one: Draft) -> dict[str, Any]:
    return {
        "id": one.question.id,
        "type": one.question.kind,
        "score": one.score if one.reasons else None,
        "reasons": {reason.name: reason.points for reason in one.reasons},
        "rules": list(one.rules),
        "quotes": [
            {
                "document": source.document,
                "passage": source.passage,
                "start": source.start,
                "end": source.end,
                "quote": source.quote,
            }
            for source in one.sources
        ],
    }


def print_generated(made: Generated, *, with_drafts: bool) -> None:
    """How much came of it, and why the rest did not; before that every draft if wanted."""
    found = made.found
    if with_drafts:
        for one in found.drafts:
            typer.echo(_report(one) + "\n")
    for remark in found.remarks:
        typer.echo(remark, err=True)
    typer.echo(
        f"{shown_path(made.files[0])}: {len(found.drafts)} drafts from {made.documents} documents "
        f"of {found.words} words: {counted(found.by_kind())}."
    )
    for copy in made.files[1:]:
        typer.echo(f"{shown_path(copy)}: the text that the bank cites.")
    if found.left_out:
        typer.echo(f"Nothing was drafted from: {counted(found.left_out)}.")
    if found.rejected:
        typer.echo(f"Drafted and dropped: {counted(found.rejected)}.")


def _report(one: Draft) -> str:
    """A draft with its answer, its passage and what speaks for and against it, in four lines."""
    question = one.question
    asked = question.text if isinstance(question, Cloze) else question.prompt
    reasons = ", ".join(f"{reason.name} {reason.points:+d}" for reason in one.reasons)
    score = f" {one.score}" if one.reasons else ""
    quotes = [f"    > {' '.join(source.quote.split())}" for source in one.sources]
    lines = [f"{question.id} ({question.kind}{score})", f"    {asked}", f"    = {one.answer}"]
    return "\n".join([*lines, *quotes, *([f"    {reasons}"] if reasons else [])])


def counted(reasons: Mapping[str, int], *, most: int = 12) -> str:
    """Reasons with how often each was met, the most frequent first."""
    ranked = list(_ranked(reasons).items())
    told = ", ".join(f"{count} {reason}" for reason, count in ranked[:most])
    return f"{told} and {len(ranked) - most} more" if len(ranked) > most else told


def _ranked(reasons: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(reasons.items(), key=lambda it: (-it[1], it[0])))

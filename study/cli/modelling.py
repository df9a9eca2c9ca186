"""The work behind `study generate --model`, `--pack` and `--from-pack`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import typer

from study.banks.files import shown_path
from study.banks.proposed import KINDS, proposed, schema
from study.cli.generating import Drafting, Progress, by_rules, counted, documents_in
from study.domain.errors import BadInput
from study.domain.questions import AnyQuestion
from study.endpoint import NOT_SET_UP
from study.generation.documents import Document
from study.generation.drafts import DraftSet
from study.generation.llm import check_with_model, draft_with_model
from study.generation.pipeline import KINDS as EVERY_KIND
from study.generation.pipeline import Wishes
from study.generation.prompt_pack import MOST_CHARACTERS, Packed, pack, report, unpack
from study.settings import read_settings

_ENDINGS = (".json", ".md")


def drafting(model: str, answer: Path | None) -> Drafting:
    """What drafts: the generator, checked by a model or not; a model; or an answer of one."""
    if model not in {"", "check", "write"}:
        raise BadInput(f"--model {model} is not known: write --model check or --model write.")
    if model and answer is not None:
        raise BadInput("An answer to a pack is there already: leave out --model or --from-pack.")
    if answer is not None:
        return partial(_from_pack, answer)
    return {"": by_rules, "check": _checked, "write": _written}[model]


def _checked(
    documents: Sequence[Document],
    library: Sequence[Document],
    wishes: Wishes,
    progress: Progress | None,
) -> DraftSet:
    """Those of the generator's drafts that a model does not answer otherwise."""
    endpoint = read_settings().llm
    if endpoint is None:  # Said before the generator has done its work in vain.
        raise BadInput(NOT_SET_UP)
    drafted = by_rules(documents, library, wishes, progress)
    return _some(check_with_model(drafted, endpoint, progress=progress))


def _written(
    documents: Sequence[Document],
    library: Sequence[Document],
    wishes: Wishes,
    progress: Progress | None,
) -> DraftSet:
    """What a model drafts."""
    kinds = _asked_for(wishes)
    drafted = draft_with_model(
        documents,
        read_settings().llm,
        schema=schema(kinds),
        validate=partial(_proposed, kinds),
        library=library,
        most=wishes.most,
        progress=progress,
    )
    return _some(drafted)


def _from_pack(
    answer: Path,
    documents: Sequence[Document],
    library: Sequence[Document],
    wishes: Wishes,
    progress: Progress | None,
) -> DraftSet:
    """The drafts in what a model answered to a pack, and a remark for everything else in it."""
    validate = partial(_proposed, _asked_for(wishes))
    unpacked = unpack(
        _text(answer), documents, validate=validate, library=library, progress=progress
    )
    drafted = unpacked.drafted
    return _some(replace(drafted, drafts=drafted.drafts[: wishes.most], remarks=report(unpacked)))


def _asked_for(wishes: Wishes) -> tuple[str, ...]:
    """The kinds that a model is asked for: all it can be, unless some were chosen."""
    if set(wishes.kinds) >= set(EVERY_KIND):
        return KINDS
    kinds = tuple(kind for kind in KINDS if kind in wishes.kinds)
    if not kinds:
        raise BadInput(f"A model is asked for {', '.join(KINDS)} only: choose some of these.")
    return kinds


def _proposed(kinds: Sequence[str], fields: Mapping[str, Any]) -> AnyQuestion | tuple[str, ...]:
    question = proposed(fields)
    if isinstance(question, tuple) or question.kind in kinds:
        return question
    return (f"“{question.kind}” is none of the kinds that were asked for.",)


def _some(drafted: DraftSet) -> DraftSet:
    """The drafts, if there are any; else it is said why not."""
    if drafted.drafts:
        return drafted
    dropped = counted(drafted.rejected) or "it proposed nothing"
    raise BadInput("\n".join([f"No draft is left: {dropped}.", *drafted.remarks]))


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(4 * MOST_CHARACTERS + 1)
    except OSError as error:
        raise BadInput(f"{shown_path(file)} cannot be read: {error.strerror}.") from error
    return data.decode("utf-8-sig", errors="replace")


# --- the pack ------------------------------------------------------------------------------


def write_pack(paths: Sequence[Path], file: Path) -> Packed:
    """Write a pack of the documents in these files, as JSON or as Markdown by its name."""
    ending = file.suffix.lower()
    if ending not in _ENDINGS:
        raise BadInput(f"{shown_path(file)} is no name for a pack: end it in .json or .md.")
    packed = pack(documents_in(paths), schema=schema(), as_json=ending == ".json")
    try:
        file.write_text(packed.text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{shown_path(file)} cannot be written: {error.strerror}.") from error
    return packed


def print_packed(packed: Packed, file: Path, *, as_json: bool) -> None:
    """Where the pack is, how large, and what was left out of it."""
    if as_json:
        told = {
            "files": [shown_path(file)],
            "words": packed.words,
            "left_out": dict(packed.left_out),
            "remarks": list(packed.remarks),
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for remark in packed.remarks:
        typer.echo(remark, err=True)
    typer.echo(f"{shown_path(file)}: {packed.words:,} words of passages, for a model of your own.")
    if packed.left_out:
        typer.echo(f"Passages left out: {counted(packed.left_out)}.")

"""The work behind `study generate --model`, `--pack` and `--from-pack`."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from study.banks.proposed import proposed, schema
from study.cli.watching import Watch
from study.domain.errors import BadInput
from study.endpoint import Endpoint
from study.generation.documents import Document
from study.generation.drafts import DraftSet
from study.generation.llm import check_with_model, draft_with_model
from study.generation.prompt_pack import MOST_CHARACTERS, Packed, Unpacked, pack, unpack


class Model(StrEnum):
    """What a model is used for: to check what the generator drafted, or to write itself."""

    CHECK = "check"
    WRITE = "write"


def written_by_model(
    documents: Sequence[Document],
    library: Sequence[Document],
    endpoint: Endpoint | None,
    *,
    most: int | None = None,
    progress: Watch | None = None,
) -> DraftSet:
    """What a model drafts from the documents (`--model write`)."""
    return draft_with_model(
        documents,
        endpoint,
        schema=schema(),
        validate=proposed,
        library=library,
        most=most,
        progress=progress,
    )


def checked_by_model(
    drafted: DraftSet, endpoint: Endpoint | None, *, progress: Watch | None = None
) -> DraftSet:
    """Those of the generator's drafts that a model does not gainsay (`--model check`)."""
    return check_with_model(drafted, endpoint, progress=progress)


def write_pack(documents: Sequence[Document], file: Path) -> Packed:
    """Write a pack to a file, as JSON or as Markdown by its ending (`--pack FILE`)."""
    if file.suffix.lower() not in {".json", ".md"}:
        raise BadInput(f"{file.name} is no name for a pack: end it in .json or .md.")
    packed = pack(documents, schema=schema(), as_json=file.suffix.lower() == ".json")
    try:
        file.write_text(packed.text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file} cannot be written: {error.strerror}.") from error
    return packed


def read_answer(documents: Sequence[Document], library: Sequence[Document], file: Path) -> Unpacked:
    """The drafts in what a model answered to a pack (`--from-pack FILE`)."""
    try:
        with file.open("rb") as stream:
            data = stream.read(4 * MOST_CHARACTERS + 1)
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    text = data.decode("utf-8-sig", errors="replace")
    return unpack(text, documents, validate=proposed, library=library)

"""Asking a model that lies, and the gate by itself."""

from collections import Counter
from collections.abc import Sequence

from study.banks.proposed import proposed, schema
from study.domain.questions import Provenance
from study.endpoint import Endpoint
from study.generation.documents import Document
from study.generation.drafts import DraftSet
from study.generation.library import documents_of
from study.generation.llm import draft_with_model
from study.generation.llm_asking import passages_of, sheets
from study.generation.llm_gate import Gate
from study.generation.pipeline import Progress
from tests.generation.lying_server import MODEL
from tests.generation.voyage import VOYAGE


def drafted(
    at: Endpoint,
    *,
    documents: Sequence[Document] = (VOYAGE,),
    is_verified: bool = False,
    most: int | None = None,
    progress: Progress | None = None,
) -> DraftSet:
    return draft_with_model(
        documents,
        at,
        schema=schema(),
        validate=proposed,
        is_verified=is_verified,
        most=most,
        progress=progress,
    )


def gate(document: Document = VOYAGE) -> Gate:
    library = documents_of([document], [])
    shown = passages_of(library, sheets(library, document, Counter()))
    return Gate(library, proposed, Provenance(by="model", name=MODEL), shown)

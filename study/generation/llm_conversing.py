"""Asking a model and reading what it wrote; what cannot be read is sent back to it once."""

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from study.domain.errors import BadInput, StudyError
from study.endpoint import NOT_SET_UP, Endpoint
from study.generation.llm_reading import Found, Item, items_in
from study.generation.pipeline import Progress

if TYPE_CHECKING:
    from study.generation.llm_client import Client

Schema: TypeAlias = Mapping[str, Any]

_MOST_SENT_BACK = 8_000
_NOT_INSTALLED = (
    "Asking a model needs a library that is not installed: install study[generate], for instance "
    "with `pip install 'study[generate]'`."
)


class Conversation:
    """Questions to one endpoint, with how far the work is; `version` is the model's last word
    about itself."""

    def __init__(self, endpoint: Endpoint | None, progress: Progress | None) -> None:
        if endpoint is None:
            raise BadInput(NOT_SET_UP)
        if importlib.util.find_spec("httpx2") is None:
            raise StudyError(_NOT_INSTALLED)
        # Importing it takes a tenth of a second and needs a library: only for those who ask.
        client = importlib.import_module("study.generation.llm_client").Client
        self.endpoint = endpoint
        self.version = ""
        self._progress = progress
        self._place = (0, 0)
        self._client: Client = client(endpoint, self.tick)

    def at(self, done: int, total: int) -> None:
        """Tell how far the work is."""
        self._place = (done, total)
        self.tick()

    def tick(self) -> None:
        """Tell that the work goes on; the progress may stop it here."""
        if self._progress is not None:
            self._progress(f"Asking {self.endpoint.model}", *self._place)

    def answer(
        self, instructions: str, question: str, schema: Schema, is_item: Callable[[Item], bool]
    ) -> Found:
        """What the model answers; raises EndpointError where it does not."""
        messages = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": question},
        ]
        first, found = self._asked(messages, schema, is_item)
        if not found.flaw:
            return found
        messages += [
            {"role": "assistant", "content": first[:_MOST_SENT_BACK]},
            {"role": "user", "content": _sent_back(found.flaw)},
        ]
        _, again = self._asked(messages, schema, is_item)
        return again if len(again.items) >= len(found.items) else found

    def _asked(
        self, messages: list[dict[str, str]], schema: Schema, is_item: Callable[[Item], bool]
    ) -> tuple[str, Found]:
        reply = self._client.ask(messages, schema)
        self.version = reply.version
        return reply.text, items_in(reply.text, is_item)

    def used(self) -> str:
        """A sentence about what was used up."""
        return self._client.usage.told(self.endpoint)


def _sent_back(flaw: str) -> str:
    return (
        f"That cannot be read: {flaw}. Send the whole answer again, as JSON of the shape you were "
        "given, and nothing else."
    )

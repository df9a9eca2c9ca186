"""One endpoint, asked: bounded in time and size, patient where that helps, and easy to stop."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import httpx2

from study.endpoint import Endpoint
from study.generation.llm_reading import Json
from study.generation.llm_replies import (
    EndpointError,
    Reply,
    Usage,
    read_reply,
    retry_after,
    said,
)

Message: TypeAlias = Mapping[str, str]
Schema: TypeAlias = Mapping[str, Json]
# Called many times a second while a request runs; what it raises ends the request.
Tick: TypeAlias = Callable[[], None]
_T = TypeVar("_T")

MOST_BYTES = 2 * 1024 * 1024
# From what most endpoints hold a model to, down to what all of them can do.
RUNGS = ("json_schema", "json_object", "prompt")

_TICK_SECONDS = 0.1
_REFUSALS = frozenset({400, 415, 422, 501})
_BUSY = 429
_MOST_TOLD = 200
_FORMAT_WORDS = ("response_format", "json_schema", "json_object", "schema", "grammar")


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    headers: Mapping[str, str]
    data: bytes


class Client:
    """Asks one endpoint, and remembers what it cannot do and what was used up."""

    def __init__(self, endpoint: Endpoint, tick: Tick) -> None:
        self.endpoint = endpoint
        self.usage = Usage()
        self._tick = tick
        self._rung = 0
        self._is_plain = False

    def ask(self, messages: Sequence[Message], schema: Schema) -> Reply:
        """What the model answers; raises EndpointError, and whatever `tick` raises to stop."""
        return asyncio.run(self._watched(self._asked(messages, schema)))

    async def _watched(self, work: Coroutine[Any, Any, _T]) -> _T:
        task = asyncio.ensure_future(work)
        try:
            while not task.done():
                self._tick()
                await asyncio.wait({task}, timeout=_TICK_SECONDS)
            return task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _asked(self, messages: Sequence[Message], schema: Schema) -> Reply:
        patience = self.endpoint.patience
        pause, failure = patience.first_wait, EndpointError()
        for number in range(patience.tries):
            if number:
                await asyncio.sleep(pause)
                pause = min(2 * pause, patience.longest_wait)
            try:
                response = await self._on_a_rung(messages, schema)
                reply = self._read(response)
            except httpx2.TransportError as error:
                failure = self._unreachable(error)
                continue
            if isinstance(reply, Reply):
                return reply
            failure = reply
            asked_for = retry_after(response.headers)
            if asked_for > patience.longest_wait:
                raise EndpointError(
                    f"The endpoint wants to be left alone for {asked_for:,.0f} seconds "
                    f"({response.status}): try again later."
                )
            pause = max(pause, asked_for)
        raise failure

    async def _on_a_rung(self, messages: Sequence[Message], schema: Schema) -> _Response:
        """The answer to the strictest form of the question that the endpoint takes."""
        while True:
            response = await self._posted(self._body(messages, schema))
            if response.status < 400 or not self._steps_down(response):
                return response

    def _steps_down(self, response: _Response) -> bool:
        """Whether the question can be asked in a simpler form, where its form was refused.

        Some endpoints refuse a form with a 500; that is told from an accident by its words.
        """
        told = self._told(response).lower()
        if response.status in _REFUSALS and "temperature" in told and not self._is_plain:
            self._is_plain = True
            return True
        is_form = response.status >= 500 and any(word in told for word in _FORMAT_WORDS)
        if not (response.status in _REFUSALS or is_form) or self._rung + 1 == len(RUNGS):
            return False
        self._rung += 1
        return True

    def _body(self, messages: Sequence[Message], schema: Schema) -> dict[str, Json]:
        body: dict[str, Json] = {"model": self.endpoint.model, "messages": list(messages)}
        if not self._is_plain:
            body["temperature"] = 0
        if RUNGS[self._rung] == "json_schema":
            shape = {"name": "answer", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif RUNGS[self._rung] == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    # --- one request ---------------------------------------------------------------------

    async def _posted(self, body: Mapping[str, Json]) -> _Response:
        patience = self.endpoint.patience
        times = httpx2.Timeout(patience.read, connect=patience.connect)
        self.usage.requests += 1
        try:
            # Nothing but the address in the settings is talked to: no proxy, no redirect.
            async with (
                asyncio.timeout(patience.whole),
                httpx2.AsyncClient(timeout=times, trust_env=False) as client,
                client.stream(
                    "POST",
                    self.endpoint.address,
                    content=json.dumps(body, ensure_ascii=False).encode(),
                    headers=self._headers(),
                    follow_redirects=False,
                ) as response,
            ):
                data = await _bounded(response)
                return _Response(response.status_code, dict(response.headers), data)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise self._too_slow(error) from None

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            # What is packed cannot be measured before it is unpacked.
            "Accept-Encoding": "identity",
        }
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        return headers

    # --- what came back ------------------------------------------------------------------

    def _read(self, response: _Response) -> Reply | EndpointError:
        """The reply, or what may be over when asked again; raises what will not be."""
        if response.status == _BUSY or response.status >= 500:
            return EndpointError(
                f"The endpoint is too busy or has an accident ({response.status}) however often "
                f"it is asked: try again later.{self._quoted(response)}"
            )
        if response.status >= 300:
            raise EndpointError(self._refused(response))
        reply = read_reply(response.data, self.endpoint.model)
        if reply is None:
            return EndpointError(
                "The endpoint answers, but not as an OpenAI-compatible one does: check that "
                "STUDY_LLM_BASE_URL ends where its addresses begin, like …/v1."
            )
        self.usage.count(reply.tokens_in, reply.tokens_out)
        return reply

    def _refused(self, response: _Response) -> str:
        status = response.status
        if status < 400:
            return (
                f"The endpoint sends elsewhere ({status}), and that is not followed: set "
                "STUDY_LLM_BASE_URL to the address that answers itself."
            )
        if status in {401, 403}:
            return f"The endpoint refuses the key ({status}): check STUDY_LLM_KEY."
        if status == 404:
            return (
                f"The endpoint knows no model “{self.endpoint.model}”, or not this address (404): "
                f"check STUDY_LLM_MODEL and STUDY_LLM_BASE_URL.{self._quoted(response)}"
            )
        return f"The endpoint refuses what it was asked ({status}).{self._quoted(response)}"

    def _quoted(self, response: _Response) -> str:
        told = self._told(response)
        return f" It says: “{told}”" if told else ""

    def _told(self, response: _Response) -> str:
        """What an endpoint says about a failure, without what nobody may read."""
        told = said(response.data)
        bare = told.replace(self.endpoint.key, "…") if self.endpoint.key else told
        return bare[:_MOST_TOLD]

    def _unreachable(self, error: Exception) -> EndpointError:
        return EndpointError(
            f"{self.endpoint.base_url} cannot be reached, or breaks off "
            f"({type(error).__name__}): check that it runs and STUDY_LLM_BASE_URL is right."
        )

    def _too_slow(self, error: Exception) -> EndpointError:
        patience = self.endpoint.patience
        if isinstance(error, httpx2.ConnectTimeout):
            return EndpointError(
                f"{self.endpoint.base_url} did not answer the call within "
                f"{patience.connect:g} seconds: check that it runs."
            )
        is_silent = isinstance(error, httpx2.ReadTimeout)
        what = "was silent for" if is_silent else "was not done after"
        seconds = patience.read if is_silent else patience.whole
        return EndpointError(
            f"The model {what} {seconds:g} seconds. If it is only slow, set STUDY_LLM_TIMEOUT "
            "to more."
        )


async def _bounded(response: httpx2.Response) -> bytes:
    """The body as it came; raises EndpointError where it is packed or has no end."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise EndpointError("The endpoint packs its answers although it was asked not to.")
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += chunk
        if len(data) > MOST_BYTES:
            raise EndpointError(
                f"The answer is larger than {MOST_BYTES // 1024:,} KB: it was not read on."
            )
    return bytes(data)

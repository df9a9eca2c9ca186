"""An endpoint on loopback that answers well, badly, late, without end, or with lies.

`python -m tests.generation.lying_server` prints how many of its ways are handled, and how many
of the bad drafts that can be made of good ones the gate lets through.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any, ClassVar

from study.banks.proposed import proposed, schema
from study.domain.errors import StudyError
from study.domain.questions import Provenance
from study.endpoint import Endpoint, Patience, endpoint
from study.generation.documents import Document
from study.generation.drafts import Draft
from study.generation.library import Library
from study.generation.llm import draft_with_model
from study.generation.llm_asking import passages_of, sheets
from study.generation.llm_gate import Gate
from study.generation.selecting import Chosen
from tests.generation.honest import items_of, shipped
from tests.generation.lies import another_fact, lies_of
from tests.generation.turned import FRESH, KNOWN, Turned
from tests.generation.voyage import BAD, GOOD, VOYAGE, Item

MODEL = "liar-1"
VERSION = "liar-1-2026-11"
KEY = "sk-nobody-may-read-this"
# Short enough for tests, long enough for a busy machine.
PATIENCE = Patience(connect=5, read=1.0, whole=2.5, tries=3, first_wait=0.05, longest_wait=2.0)
_CHECKS = "You check questions"


@dataclass
class Liar:
    """What the endpoint does, what it is to propose, and what it was asked."""

    mode: str = "good"
    items: Sequence[Item] = GOOD
    # What it answers when it is asked to check; None agrees with whatever it proposed.
    answers: Sequence[Item] | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    elsewhere: str = ""

    def nth(self) -> int:
        """How often it has been asked."""
        return len(self.asked)


class _Handler(BaseHTTPRequestHandler):
    liar: ClassVar[Liar]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.liar.asked.append(json.loads(self.rfile.read(length)))
        self.liar.headers.append(dict(self.headers))
        # Whoever asked may have hung up: that is what some tests wait for.
        with suppress(OSError):
            getattr(self, f"_{self.liar.mode}")()
        self.close_connection = True

    def log_request(self, *_: object) -> None:
        """Says nothing."""

    # --- answers ---------------------------------------------------------------------------

    def _send(self, status: int, body: bytes | str, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _reply(self, text: object, **more: object) -> None:
        usage = {"prompt_tokens": 1_000, "completion_tokens": 200}
        message = {"role": "assistant", "content": text}
        body = {"model": VERSION, "choices": [{"message": message}], "usage": usage, **more}
        self._send(200, json.dumps(body))

    def _refuse(self, status: int, message: str, **headers: str) -> None:
        self._send(status, json.dumps({"error": {"message": message}}), **headers)

    @property
    def _body(self) -> dict[str, Any]:
        return self.liar.asked[-1]

    @property
    def _form(self) -> str:
        return str(self._body.get("response_format", {}).get("type", "prompt"))

    def _text(self) -> str:
        if self._body["messages"][0]["content"].startswith(_CHECKS):
            return json.dumps({"answers": self._checked()})
        return json.dumps({"questions": list(self.liar.items)}, ensure_ascii=False)

    def _checked(self) -> list[Item]:
        shown = json.loads(self._body["messages"][1]["content"])["questions"]
        if self.liar.answers is not None:
            return [
                it | {"id": one["id"]} for one, it in zip(shown, self.liar.answers, strict=False)
            ]
        return [_agreed(one, self.liar.items) for one in shown]


class _Ways(_Handler):
    """Each way of answering; all that begins with one underscore here is one."""

    def _good(self) -> None:
        self._reply(self._text())

    def _schema_refused(self) -> None:
        if self._form == "json_schema":
            return self._refuse(400, "response_format json_schema is not supported")
        return self._good()

    def _schema_refused_with_500(self) -> None:
        if self._form == "json_schema":
            return self._refuse(500, "response_format type must be text or json_object")
        return self._good()

    def _every_form_refused(self) -> None:
        if self._form != "prompt":
            return self._refuse(422, "response_format: extra fields are not permitted")
        return self._good()

    def _temperature_refused(self) -> None:
        if "temperature" in self._body:
            return self._refuse(400, "Unsupported value: 'temperature' must be 1")
        return self._good()

    def _fenced(self) -> None:
        self._reply(f"Here are the questions:\n```json\n{self._text()}\n```\nI hope this helps!")

    def _thinking(self) -> None:
        lie = json.dumps({"type": "short", "prompt": "A first thought?", "answers": ["no"]})
        self._reply(f"<think>Perhaps {lie}?</think>{self._text()}")

    def _cut_once(self) -> None:
        self._reply(self._text()[: 400 if self.liar.nth() == 1 else None])

    def _cut_always(self) -> None:
        self._reply(self._text()[:-200])

    def _prose_only(self) -> None:
        self._reply("I am sorry, but I cannot help with that.")

    def _null(self) -> None:
        self._reply(None)

    def _busy_once(self) -> None:
        if self.liar.nth() == 1:
            return self._refuse(429, "slow down", Retry_After="1")
        return self._good()

    def _busy_always(self) -> None:
        self._refuse(429, "slow down", Retry_After="0")

    def _busy_for_an_hour(self) -> None:
        self._refuse(429, "come back later", Retry_After="3600")

    def _accidents_first(self) -> None:
        if self.liar.nth() < 3:
            return self._refuse(503, "overloaded")
        return self._good()

    def _accidents_always(self) -> None:
        self._refuse(500, "internal error")

    def _dies_after_one(self) -> None:
        if self.liar.nth() > 2:
            return self._refuse(500, "internal error")
        return self._good()

    def _key_refused(self) -> None:
        self._refuse(401, f"Incorrect API key provided: {KEY}")

    def _no_such_model(self) -> None:
        self._refuse(404, f"model '{MODEL}' not found")

    def _refused(self) -> None:
        self._refuse(402, "Insufficient balance. " * 50 + "\x1b[31m")

    def _stalls(self) -> None:
        self.liar.stop.wait(20)

    def _stream_without_end(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.liar.stop.is_set():
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)

    def _huge(self) -> None:
        self._reply("[" * 3_000_000)

    def _packed(self) -> None:
        self._send(200, b"\x1f\x8b" + b"\0" * 100, Content_Encoding="gzip")

    def _redirects(self) -> None:
        self._send(307, "", Location=self.liar.elsewhere)

    def _no_endpoint(self) -> None:
        self._send(200, "<html><body>Welcome!</body></html>")

    def _breaks_off(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b'{"choices": [')

    def _absurd_counts(self) -> None:
        self._reply(self._text(), usage={"prompt_tokens": -5, "completion_tokens": 10**30})

    def _counts_nothing(self) -> None:
        self._reply(self._text(), usage=None, model=None)


WAYS = tuple([name[1:] for name in vars(_Ways) if name[0] == "_" != name[1]])


def _agreed(shown: Item, items: Sequence[Item]) -> Item:
    """The answer that whoever proposed these would give: their own key, whatever it is."""
    own = next((it for it in items if _is_asked(shown["question"], it)), None)
    return {"id": shown["id"], "answers": _keys(own) if own else [], "stands_alone": True}


def _is_asked(question: str, item: Item) -> bool:
    if "text" in item:
        before, _, rest = item["text"].partition("{{")
        return before in question and rest.rpartition("}}")[2] in question
    return item["prompt"] in question


def _keys(item: Item) -> list[str]:
    match item["type"]:
        case "single" | "multiple":
            return [option["text"] for option in item["options"] if option["correct"]]
        case "short":
            return list(item["answers"])
        case "cloze":
            return [item["text"].partition("::")[2].partition("}}")[0]]
        case _:
            return [str(item["answer"]).lower()]


@contextmanager
def lying(mode: str = "good", **wishes: Any) -> Iterator[tuple[Endpoint, Liar]]:
    """An endpoint that behaves so, and what it was asked."""
    liar = Liar(mode=mode, **wishes)
    handler = type("Handler", (_Ways,), {"liar": liar})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/v1"
        yield endpoint(address, MODEL, KEY, patience=PATIENCE), liar
    finally:
        liar.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


# --- figures -------------------------------------------------------------------------------


def _ways() -> Iterator[tuple[str, str]]:
    """What became of each way of the endpoint, in the words of the program."""
    for mode in WAYS:
        with lying() as (elsewhere, other), lying(mode, elsewhere=elsewhere.address) as (at, _):
            try:
                found = draft_with_model([VOYAGE], at, schema=schema(), validate=proposed)
                lost = dict(found.rejected)
                told = f"{len(found.drafts)} of {len(GOOD)} drafts{f', {lost}' if lost else ''}"
            except StudyError as error:
                told = str(error)
            yield mode, "FOLLOWED" if other.asked else told


def _gate(documents: Sequence[Document]) -> Gate:
    library = Library(documents)
    every = [it for one in documents for it in sheets(library, one, Counter())]
    provenance = Provenance(by="model", name=MODEL)
    return Gate(library, proposed, provenance, passages_of(library, every))


def _through(documents: Sequence[Document], items: Sequence[Item]) -> list[Item]:
    """Those of some proposals that the gate lets through, each by itself."""
    taken = []
    gate = _gate(documents)
    for item in items:
        gate.chosen = Chosen()
        if isinstance(gate.take(item), Draft):
            taken.append(item)
    return taken


def _turned(table: Sequence[Turned]) -> tuple[list[Document], list[Item], list[Item]]:
    documents, good, bad = [], [], []
    for number, it in enumerate(table):
        documents.append(Document(id=f"text-{number}", title=f"Text {number}", text=it.quote))
        cite = [{"passage": f"text-{number}#p1", "quote": it.quote}]
        for items, prompt, key in ((good, it.good, it.key), (bad, it.bad, it.wrong_key)):
            items.append({"type": "short", "prompt": prompt, "answers": [key], "cite": cite})
    return documents, good, bad


def _told(name: str, through: int, of: int) -> None:
    print(f"{name:<34} let through {through} of {of}")


def _print_ways() -> None:
    every = dict(_ways())
    for way, told in every.items():
        print(f"{way:<24} {told}")
    handled = sum(told != "FOLLOWED" for told in every.values())
    print(f"ends in drafts or in a sentence: {handled} of {len(WAYS)} ways")


def _print_lies(documents: Sequence[Document], honest: Sequence[Item]) -> None:
    """The good proposals that are let through, and the lies that can be made of those."""
    good = _through(documents, honest)
    _told("\ngood proposals", len(good), len(honest))
    lies = [lie for item in good for lie in lies_of(item)]
    for name in dict.fromkeys(name for name, _ in lies):
        mine = [lie for of, lie in lies if of == name]
        _told(name, len(_through(documents, mine)), len(mine))
    hard = [it for item in good if (it := another_fact(item, Random(1))) is not None]
    _told("another fact of the same quote", len(_through(documents, hard)), len(hard))


def main() -> None:
    """Print the figures: the gate alone, without a second look by the model."""
    _print_ways()
    _print_lies([VOYAGE], GOOD)
    for name, items in BAD.items():
        _told(name, len(_through([VOYAGE], items)), len(items))
    documents, questions = shipped()
    _print_lies(documents, list(items_of(Library(documents), questions)))
    for name, table in (("known", KNOWN), ("fresh", FRESH)):
        texts, right, turned = _turned(table)
        _told(f"\n{name} sentences, rightly asked", len(_through(texts, right)), len(right))
        _told(f"{name} sentences, turned round", len(_through(texts, turned)), len(turned))


if __name__ == "__main__":
    main()

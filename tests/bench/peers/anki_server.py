"""Anki's engine behind Starlette: answer the card in hand, render the next; runs in Anki's venv."""

import sys
import threading
from typing import Any

import uvicorn
from anki.collection import Collection
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

collection = Collection(sys.argv[1])
gate = threading.Lock()
in_hand: list[Any] = []


def show_next() -> str:
    card = collection.sched.getCard()
    assert card is not None
    card.start_timer()
    in_hand[:] = [card]
    shown = card.render_output()
    return f"<style>{shown.css}</style>{shown.question_text}<hr>{shown.answer_text}"


def answer(_request: Request) -> HTMLResponse:
    with gate:
        collection.sched.answerCard(in_hand[0], 3)
        return HTMLResponse(show_next())


def first(_request: Request) -> HTMLResponse:
    with gate:
        return HTMLResponse(show_next())


if __name__ == "__main__":
    routes = [Route("/", first), Route("/answer", answer, methods=["POST"])]
    uvicorn.run(Starlette(routes=routes), port=int(sys.argv[2]), log_level="warning")

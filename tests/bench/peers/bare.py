"""Bare Starlette and raw SQLite on a copy of the same database: the same rows, no reading of them.

It grades nothing, schedules nothing and shows a fixed page of 2 KB.
"""

import sys
import threading
import time
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from study.storage.database import SQLITE

PAGE = "<section><h1>A card</h1>" + "<p>What is the year of the pact? It was not 1941.</p>" * 38
gate = threading.Lock()
here = threading.local()
NEXT = (
    "SELECT c.card_id, c.version, v.kind, v.content FROM card c JOIN question q ON q.id = "
    "c.question_id JOIN question_version v ON v.question_id = q.id AND v.number = q.version "
    "WHERE c.learner_id = 1 AND c.queue = 2 AND c.due_on <= ? AND (c.buried_on IS NULL OR "
    'c.buried_on < ?) ORDER BY c.due_on, c."order" LIMIT 1'
)
NAMES = "step stability difficulty due_on last_on interval reps lapses phase queue"
SAVE = (
    f"UPDATE card SET version = version + 1, {', '.join(f'{c} = ?' for c in NAMES.split())}, "
    '"order" = ? WHERE learner_id = 1 AND card_id = ? RETURNING version'
)
ANSWER = (
    "INSERT INTO answer (learner_id, sequence, card_id, question_version, showing, given, "
    "fraction, verdict, remark, parts, hinted, suggested, taken_ms, answered_at) "
    "VALUES (1, ?, ?, 1, ?, ?, 1.0, 'RIGHT', '', '[]', 0, 3, 8000, ?)"
)
REVIEW = (
    "INSERT INTO review (learner_id, sequence, card_id, version, kind, showing, rating, "
    "suggested, day_on, before, after, siblings, taken_ms, algorithm, parameters, done_at) "
    "VALUES (1, ?, ?, ?, 'rated', ?, 3, 3, ?, ?, ?, '', 8000, 'fsrs-6', 'fsrs-6/default', ?)"
)
DAY = (
    "INSERT INTO day (learner_id, day_on, new_done, reviews_done, learning_done, passed, "
    "young_total, young_passed, mature_total, mature_passed, taken_ms, extra_new) "
    "VALUES (1, ?, 0, 1, 0, 1, 0, 0, 1, 1, 8000, 0) ON CONFLICT DO UPDATE SET "
    "reviews_done = reviews_done + 1, passed = passed + 1, taken_ms = taken_ms + 8000"
)
STATE = '{"memory":' + '{"phase":"review","stability":31.5,"difficulty":5.5}'.ljust(200) + "}"


def connection() -> Any:
    if not hasattr(here, "connection"):
        here.connection = SQLITE.connect(sys.argv[1], check_same_thread=False)
        here.connection.isolation_level = None
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL"):
            here.connection.execute(f"PRAGMA {pragma}")
    return here.connection


def begin(db: Any) -> int:
    db.execute("BEGIN IMMEDIATE")
    statement = "UPDATE learner SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence"
    return int(db.execute(statement).fetchone()[0])


def answer(card: int, form: dict[str, list[str]]) -> None:
    with gate:
        db = connection()
        sequence = begin(db)
        db.execute("SELECT * FROM card WHERE learner_id = 1 AND card_id = ?", (card,)).fetchone()
        showing = f"{form['showing'][0]}.{sequence}"
        db.execute(ANSWER, (sequence, card, showing, '{"typed":["x"]}', time.time_ns() // 1000))
        db.execute("COMMIT")


def rate(card: int, form: dict[str, list[str]]) -> None:
    with gate:
        db, at, today = connection(), time.time_ns() // 1000, time.strftime("%Y-%m-%d")
        sequence = begin(db)
        state = (0, 31.5, 5.5, "2027-01-01", today, 31, 9, 1, "review", 2, 12345)
        version = db.execute(SAVE, (*state, card)).fetchone()[0]
        showing = f"{form['showing'][0]}.{sequence}"
        db.execute(REVIEW, (sequence, card, version - 1, showing, today, STATE, STATE, at))
        db.execute(DAY, (today,))
        db.execute(NEXT, (today, today)).fetchone()
        db.execute("COMMIT")


async def handle(request: Request) -> HTMLResponse:
    """Both writes, in a thread or (below /inline) in the event loop."""
    form = parse_qs((await request.body()).decode())
    work = answer if request.path_params["what"] == "answer" else rate
    card = request.path_params["card"]
    if request.path_params["way"] == "inline":
        work(card, form)
    else:
        await run_in_threadpool(work, card, form)
    return HTMLResponse(PAGE)


async def hello(_request: Request) -> HTMLResponse:
    return HTMLResponse("hello")


if __name__ == "__main__":
    routes = [Route("/", hello), Route("/{way}/{card:int}/{what}", handle, methods=["POST"])]
    uvicorn.run(Starlette(routes=routes), port=int(sys.argv[2]), log_level="warning")

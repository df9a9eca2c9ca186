"""kill -9 at any moment: what was acknowledged is there, nothing is there twice."""

import random
import sqlite3
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from tests.cli.test_serving import serving
from tests.visiting import HTMX, page_of

KILLS = 3


@dataclass
class Learning:
    """One learner at work over HTTP, with a note of everything that was acknowledged."""

    address: str
    answered: list[str] = field(default_factory=list)
    rated: list[str] = field(default_factory=list)
    ended: bool = False

    def work(self) -> None:
        """Answers and rates until the server is gone."""
        with httpx2.Client(base_url=self.address, timeout=5) as client:
            while True:
                try:
                    self.one_card(client)
                except httpx2.HTTPError:
                    return

    def one_card(self, client: httpx2.Client) -> None:
        page = page_of(client.get("/practice"))
        if page.one("section", id="sitting")["data-stage"] == "finished":
            client.post("/practice/more", data={"amount": "500"})
            return
        showing = page.one("input", name="showing")["value"]
        form = page.form("/answer")["action"]
        fields = {"showing": showing, "bank": "", "skip": "1"}
        if client.post(form, data=fields, headers=HTMX).status_code == 200:
            self.answered.append(showing)
        rating = fields | {"rating": "4"}
        done = client.post(form.replace("/answer", "/rate"), data=rating, headers=HTMX)
        if done.status_code == 200:
            self.rated.append(showing)


def column(file: Path, query: str) -> list[str]:
    connection = sqlite3.connect(file)
    try:
        return [row[0] for row in connection.execute(query)]
    finally:
        connection.close()


def test_every_acknowledged_answer_and_rating_survives_kill_9(tmp_path):
    answered: list[str] = []
    rated: list[str] = []
    chance = random.Random(1)
    for _ in range(KILLS):
        with serving(tmp_path) as (process, address):
            learning = Learning(address, answered, rated)
            thread = threading.Thread(target=learning.work)
            thread.start()
            before = len(rated)
            while len(rated) < before + 3:
                time.sleep(0.01)
            time.sleep(chance.random() / 20)
            process.kill()
            thread.join()
    file = tmp_path / "study.db"
    kept = column(file, "SELECT showing FROM answer")
    log = column(file, "SELECT showing FROM review WHERE kind = 'rated'")

    assert len(answered) >= 3 * KILLS
    assert set(answered) <= set(kept)
    assert set(rated) <= set(log)
    assert (len(kept), len(log)) == (len(set(kept)), len(set(log)))
    # A reply may have been lost, but no more than one at each kill.
    assert len(log) - len(rated) <= KILLS
    assert column(file, "PRAGMA integrity_check") == ["ok"]
    assert column(file, "SELECT sum(new_done) FROM day") == [len(log)]

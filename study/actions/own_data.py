"""One's own data, to take away."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from study.actions.review_logs import whole_log
from study.banks.exchange.review_log import write_review_log
from study.storage import private_data
from study.storage.database import Transaction

ABOUT = """\
Everything that Study keeps of you, as it was at {now:%Y-%m-%d %H:%M} UTC.

account.json          your account, your settings, where you are signed in, your classes, your days
reviews.csv           every step of every card; `study reviews import` and FSRS tools read it
answers.json          everything you said in practice, with its mark
attempt_answers.json  everything you said in assignments; marks are on the assignments' own pages,
                      as their rules show them
disputes.json         what you reported, and the replies

The hash of your password and the words that your browsers are known by are left out.
"""


def archive(db: Transaction, who: int, now: datetime) -> bytes:
    """All of it as a zip archive of JSON and CSV files."""
    files = {
        "README.txt": ABOUT.format(now=now),
        "account.json": _json(private_data.described(db, who)),
        "reviews.csv": write_review_log(whole_log(db, who)),
        "answers.json": _json(private_data.answers(db, who)),
        "attempt_answers.json": _json(private_data.attempt_answers(db, who)),
        "disputes.json": _json(private_data.disputes(db, who)),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(zipfile.ZipInfo(name, now.timetuple()[:6]), text)
    return held.getvalue()


def _json(found: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1, default=_words)


def _words(value: object) -> str:
    """An instant or a day as ISO 8601."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value)} has no form in JSON")

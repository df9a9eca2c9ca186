"""The passages that a bank's questions cite, each text held once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import and_, select
from sqlmodel import col

from study.storage.database import Transaction
from study.storage.tables import AnySelect, CitationRow, PassageRow, QuestionRow

_C, _P, _Q = CitationRow, PassageRow, QuestionRow
_PLACE = (col(_C.document_id), col(_C.document_version), col(_C.passage))


def cited_passages(db: Transaction, bank_id: int) -> Mapping[int, Sequence[str]]:
    """By question id the text of the passage behind each citation, in the author's order."""
    texts = {(row[0], row[1], row[2]): row[3] for row in db.execute(_texts(bank_id))}
    found: defaultdict[int, list[str]] = defaultdict(list)
    for question_id, *place in db.execute(_places(bank_id)):
        found[question_id].append(texts[place[0], place[1], place[2]])
    return found


def _places(bank_id: int) -> AnySelect:
    return (
        select(col(_C.question_id), *_PLACE)
        .join(_Q, and_(col(_Q.id) == col(_C.question_id), col(_Q.version) == col(_C.version)))
        .where(col(_Q.bank_id) == bank_id)
        .order_by(col(_C.question_id), col(_C.position))
    )


def _texts(bank_id: int) -> AnySelect:
    cited = (
        select(*_PLACE)
        .join(_Q, and_(col(_Q.id) == col(_C.question_id), col(_Q.version) == col(_C.version)))
        .where(col(_Q.bank_id) == bank_id)
        .distinct()
        .subquery()
    )
    return select(col(_P.document_id), col(_P.version), col(_P.number), col(_P.text)).join(
        cited,
        and_(
            col(_P.document_id) == cited.c.document_id,
            col(_P.version) == cited.c.document_version,
            col(_P.number) == cited.c.passage,
        ),
    )

"""Every table: columns, keys, constraints; no behaviour, no Relationship().

The hot tables (cards, answers, reviews, days) carry the learner's id as first key column.
Instants are UTC microseconds and end in `_at`; study days are dates and end in `_on`.
"""

from study.storage.tables.authoring import (
    DraftingRuleRow,
    DraftRow,
    ImportBankRow,
    ImportChangeRow,
    ImportDocumentRow,
    ImportRow,
    SearchEntryRow,
    SearchStateRow,
    UploadFileRow,
    UploadRow,
)
from study.storage.tables.columns import (
    COMPARED,
    EPOCH,
    MICROSECOND,
    SEARCH_INDEX,
    AnySelect,
    Instant,
    Tokens,
)
from study.storage.tables.contents import (
    BankRow,
    CitationRow,
    DocumentRow,
    DocumentVersionRow,
    PassageRow,
    QuestionRow,
    QuestionVersionRow,
)
from study.storage.tables.learning import (
    AnswerRow,
    CardRow,
    DayRow,
    LearnerRow,
    ReviewRow,
    ShelfRow,
)

__all__ = [
    "COMPARED",
    "EPOCH",
    "MICROSECOND",
    "SEARCH_INDEX",
    "AnswerRow",
    "AnySelect",
    "BankRow",
    "CardRow",
    "CitationRow",
    "DayRow",
    "DocumentRow",
    "DocumentVersionRow",
    "DraftRow",
    "DraftingRuleRow",
    "ImportBankRow",
    "ImportChangeRow",
    "ImportDocumentRow",
    "ImportRow",
    "Instant",
    "LearnerRow",
    "PassageRow",
    "QuestionRow",
    "QuestionVersionRow",
    "ReviewRow",
    "SearchEntryRow",
    "SearchStateRow",
    "ShelfRow",
    "Tokens",
    "UploadFileRow",
    "UploadRow",
]

"""Words of questions and passages can be looked for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The words come folded and cut: the tokenizer has nothing left to do but find the spaces.
INDEX = """
CREATE VIRTUAL TABLE search_index USING fts5(
  front, keys, content='search_entry', content_rowid='id',
  tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M* S*'"
)
"""
ADDED = """
CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
  INSERT INTO search_index (rowid, front, keys)
  VALUES (new.id, new.front, new.keys);
END
"""
REMOVED = """
CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_index (search_index, rowid, front, keys)
  VALUES ('delete', old.id, old.front, old.keys);
END
"""


def tokens() -> sa.Text:
    return sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("passage", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("front", tokens(), nullable=False),
        sa.Column("keys", tokens(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint(
            "document_id", "passage", name=op.f("uq_search_entry_document_id_passage")
        ),
    )
    op.create_index(op.f("ix_search_entry_bank_id"), "search_entry", ["bank_id"], unique=False)
    op.create_table(
        "search_state",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_search_state")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in (INDEX, ADDED, REMOVED):
            op.execute(statement)
    else:
        op.execute("CREATE INDEX search_index_front ON search_entry USING gin (front)")
        op.execute("CREATE INDEX search_index_all ON search_entry USING gin ((front || keys))")


def downgrade() -> None:
    op.drop_table("search_state")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_entry")

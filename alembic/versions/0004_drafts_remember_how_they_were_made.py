"""Drafts remember how they were made and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("made", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_draft_question_id"), ["question_id"], unique=False)

    op.create_table(
        "drafting_rule",
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("resumed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_drafting_rule_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_drafting_rule")),
    )


def downgrade() -> None:
    op.drop_table("drafting_rule")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_question_id"))
        batch_op.drop_column("question_id")
        batch_op.drop_column("made")

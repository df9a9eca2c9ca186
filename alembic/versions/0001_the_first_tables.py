"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("license", sa.String(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank")),
        sa.UniqueConstraint("slug", name=op.f("uq_bank_slug")),
    )
    op.create_index(op.f("ix_bank_sha256"), "bank", ["sha256"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("published", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("translation", sa.String(), nullable=False),
        sa.Column("viewpoint", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("slug", name=op.f("uq_document_slug")),
    )
    op.create_table(
        "learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("rollover_hour", sa.Integer(), nullable=False),
        sa.Column("new_a_day", sa.Integer(), nullable=False),
        sa.Column("reviews_a_day", sa.Integer(), nullable=False),
        sa.Column("desired_retention", sa.Float(), nullable=False),
        sa.Column("maximum_interval", sa.Integer(), nullable=False),
        sa.Column("shortcuts", sa.Boolean(), nullable=False),
        sa.Column("ask_confidence", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
    )
    op.create_table(
        "day",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("new_done", sa.Integer(), nullable=False),
        sa.Column("reviews_done", sa.Integer(), nullable=False),
        sa.Column("learning_done", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("young_total", sa.Integer(), nullable=False),
        sa.Column("young_passed", sa.Integer(), nullable=False),
        sa.Column("mature_total", sa.Integer(), nullable=False),
        sa.Column("mature_passed", sa.Integer(), nullable=False),
        sa.Column("taken_ms", sa.BigInteger(), nullable=False),
        sa.Column("extra_new", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_day_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("learner_id", "day_on", name=op.f("pk_day")),
    )
    op.create_table(
        "document_version",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id_document")
        ),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_document_version")),
        sa.UniqueConstraint(
            "document_id", "sha256", name=op.f("uq_document_version_document_id_sha256")
        ),
    )
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_import_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_question_bank_id_bank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("bank_id", "slug", name=op.f("uq_question_bank_id_slug")),
    )
    op.create_table(
        "shelf",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_shelf_bank_id_bank")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_shelf_learner_id_learner")
        ),
        sa.PrimaryKeyConstraint("learner_id", "bank_id", name=op.f("pk_shelf")),
    )
    op.create_table(
        "card",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("siblings", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("stability", sa.Float(), nullable=True),
        sa.Column("difficulty", sa.Float(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("buried_on", sa.Date(), nullable=True),
        sa.Column("flag", sa.Integer(), nullable=False),
        sa.Column("leech", sa.Boolean(), nullable=False),
        sa.CheckConstraint("queue BETWEEN 0 AND 4", name=op.f("ck_card_queue")),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_card_bank_id_bank")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_card_learner_id_learner")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_card_question_id_question")
        ),
        sa.PrimaryKeyConstraint("learner_id", "card_id", name=op.f("pk_card")),
    )
    op.create_index(
        "ix_card_bank",
        "card",
        ["learner_id", "bank_id", "queue", "due_on", "order", "buried_on"],
        unique=False,
    )
    op.create_index(
        "ix_card_day", "card", ["learner_id", "queue", "due_on", "order", "buried_on"], unique=False
    )
    op.create_index(
        "ix_card_learning",
        "card",
        ["learner_id", "due_at", "buried_on", "bank_id"],
        unique=False,
        sqlite_where=sa.text("queue = 1"),
        postgresql_where=sa.text("queue = 1"),
    )
    op.create_index("ix_card_question", "card", ["question_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_heading", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "version"],
            ["document_version.document_id", "document_version.number"],
            name=op.f("fk_passage_document_id_version_document_version"),
        ),
        sa.PrimaryKeyConstraint("document_id", "version", "number", name=op.f("pk_passage")),
    )
    op.create_table(
        "question_version",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("key_sha256", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import.id"], name=op.f("fk_question_version_import_id_import")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_version_question_id_question")
        ),
        sa.PrimaryKeyConstraint("question_id", "number", name=op.f("pk_question_version")),
    )
    op.create_table(
        "answer",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("question_version", sa.Integer(), nullable=False),
        sa.Column("showing", sa.String(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column("hinted", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.String(), nullable=True),
        sa.Column("suggested", sa.Integer(), nullable=True),
        sa.Column("taken_ms", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "card_id"],
            ["card.learner_id", "card.card_id"],
            name=op.f("fk_answer_learner_id_card_id_card"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "sequence", name=op.f("pk_answer")),
        sa.UniqueConstraint("learner_id", "showing", name=op.f("uq_answer_learner_id_showing")),
    )
    op.create_index(
        op.f("ix_answer_learner_id_card_id"), "answer", ["learner_id", "card_id"], unique=False
    )
    op.create_table(
        "citation",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("document_version", sa.Integer(), nullable=False),
        sa.Column("passage", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('exact', 'normalized')", name=op.f("ck_citation_located")),
        sa.ForeignKeyConstraint(
            ["document_id", "document_version", "passage"],
            ["passage.document_id", "passage.version", "passage.number"],
            name=op.f("fk_citation_document_id_document_version_passage_passage"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id", "version"],
            ["question_version.question_id", "question_version.number"],
            name=op.f("fk_citation_question_id_version_question_version"),
        ),
        sa.PrimaryKeyConstraint("question_id", "version", "position", name=op.f("pk_citation")),
    )
    op.create_index(
        op.f("ix_citation_document_id_document_version_passage"),
        "citation",
        ["document_id", "document_version", "passage"],
        unique=False,
    )
    op.create_table(
        "review",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("showing", sa.String(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("suggested", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("siblings", sa.String(), nullable=False),
        sa.Column("taken_ms", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.Column("parameters", sa.String(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(kind = 'rated') = (rating IS NOT NULL)", name=op.f("ck_review_rated")),
        sa.CheckConstraint(
            "(kind = 'undone') = (undoes IS NOT NULL)", name=op.f("ck_review_undone")
        ),
        sa.CheckConstraint("rating BETWEEN 1 AND 4", name=op.f("ck_review_rating")),
        sa.ForeignKeyConstraint(
            ["learner_id", "card_id"],
            ["card.learner_id", "card.card_id"],
            name=op.f("fk_review_learner_id_card_id_card"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "sequence", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "learner_id", "card_id", "version", name=op.f("uq_review_learner_id_card_id_version")
        ),
        sa.UniqueConstraint("learner_id", "undoes", name=op.f("uq_review_learner_id_undoes")),
    )


def downgrade() -> None:
    op.drop_table("review")
    op.drop_index(op.f("ix_citation_document_id_document_version_passage"), table_name="citation")
    op.drop_table("citation")
    op.drop_index(op.f("ix_answer_learner_id_card_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_table("question_version")
    op.drop_table("passage")
    op.drop_index("ix_card_question", table_name="card")
    op.drop_index(
        "ix_card_learning",
        table_name="card",
        sqlite_where=sa.text("queue = 1"),
        postgresql_where=sa.text("queue = 1"),
    )
    op.drop_index("ix_card_day", table_name="card")
    op.drop_index("ix_card_bank", table_name="card")
    op.drop_table("card")
    op.drop_table("shelf")
    op.drop_table("question")
    op.drop_table("import")
    op.drop_table("document_version")
    op.drop_table("day")
    op.drop_table("learner")
    op.drop_table("document")
    op.drop_index(op.f("ix_bank_sha256"), table_name="bank")
    op.drop_table("bank")

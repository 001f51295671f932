"""Lay the tables.

Revision ID: 0001
Revises: nothing
Create Date: 2026-11-22 05:12:26.129535
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915  Every table once.
    """Bring the database up to this revision."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column(
            "default_visibility",
            sa.Enum(
                "organisation",
                "partners",
                "funders",
                "public",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_unnamed_by_default", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(about) <= 5000", name=op.f("ck_organisation_about_length")),
        sa.CheckConstraint(
            "length(country) IN (0, 2)", name=op.f("ck_organisation_country_is_a_code")
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 200", name=op.f("ck_organisation_name_length")
        ),
        sa.CheckConstraint(
            "length(short_name) BETWEEN 1 AND 40", name=op.f("ck_organisation_short_name_length")
        ),
        sa.CheckConstraint(
            "length(source_url) <= 500", name=op.f("ck_organisation_source_url_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_person_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(full_name) BETWEEN 1 AND 200", name=op.f("ck_programme_full_name_length")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_programme_name_length")),
        sa.CheckConstraint("threshold >= 2", name=op.f("ck_programme_threshold_hides_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("prefix", name=op.f("uq_programme_prefix")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_table(
        "assignment",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead",
                "funder",
                "observer",
                name="programmerole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_assignment_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_assignment_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("person_id", "programme_id", "role", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("parent_tier", sa.Integer(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("definition", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(tier = 1 AND parent_id IS NULL) OR (tier = 2 AND parent_id IS NOT NULL)",
            name=op.f("ck_category_two_tiers"),
        ),
        sa.CheckConstraint("length(definition) <= 500", name=op.f("ck_category_definition_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_category_name_length")),
        sa.CheckConstraint(
            "parent_id IS NULL OR coalesce(parent_tier, 0) = 1",
            name=op.f("ck_category_parent_is_upper"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id", "parent_tier"],
            ["category.id", "category.tier"],
            name=op.f("fk_category_parent_id_parent_tier_category"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id", "programme_id"],
            ["category.id", "category.programme_id"],
            name=op.f("fk_category_parent_id_programme_id_category"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_category_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("id", "programme_id", name=op.f("uq_category_id_programme_id")),
        sa.UniqueConstraint("id", "tier", name=op.f("uq_category_id_tier")),
        sa.UniqueConstraint("programme_id", "slug", name=op.f("uq_category_programme_id_slug")),
    )
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_category_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_category_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "decision_maker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "team",
                "organisation",
                "local-system",
                "national",
                "european",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("about", sa.String(length=1000), nullable=False),
        sa.Column("source_label", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(about) <= 1000", name=op.f("ck_decision_maker_about_length")),
        sa.CheckConstraint(
            "length(country) IN (0, 2)", name=op.f("ck_decision_maker_country_is_a_code")
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 200", name=op.f("ck_decision_maker_name_length")
        ),
        sa.CheckConstraint(
            "length(source_label) <= 300", name=op.f("ck_decision_maker_source_label_length")
        ),
        sa.CheckConstraint(
            "length(source_url) <= 500", name=op.f("ck_decision_maker_source_url_length")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_decision_maker_programme_id_programme"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_maker")),
        sa.UniqueConstraint("id", "programme_id", name=op.f("uq_decision_maker_id_programme_id")),
        sa.UniqueConstraint(
            "programme_id", "name", name=op.f("uq_decision_maker_programme_id_name")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_decision_maker_reference")),
    )
    op.create_table(
        "membership",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "contributor",
                "lead",
                name="organisationrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_membership_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "participation",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "delivery",
                "lead",
                "advisory",
                "evaluation",
                "funder",
                "observer",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_participation_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_participation_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", "organisation_id", name=op.f("pk_participation")),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_participation_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "stored_session",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_stored_session_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_stored_session")),
    )
    with op.batch_alter_table("stored_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stored_session_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "barrier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "team",
                "organisation",
                "local-system",
                "national",
                "european",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("decision_maker_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(explanation) <= 2000", name=op.f("ck_barrier_explanation_length")
        ),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 200", name=op.f("ck_barrier_title_length")),
        sa.ForeignKeyConstraint(
            ["category_id", "programme_id"],
            ["category.id", "category.programme_id"],
            name=op.f("fk_barrier_category_id_programme_id_category"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_maker_id", "programme_id"],
            ["decision_maker.id", "decision_maker.programme_id"],
            name=op.f("fk_barrier_decision_maker_id_programme_id_decision_maker"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_barrier_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier")),
        sa.UniqueConstraint("id", "programme_id", name=op.f("uq_barrier_id_programme_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_barrier_reference")),
    )
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_barrier_category_id"), ["category_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_barrier_decision_maker_id"), ["decision_maker_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_barrier_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "workaround",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "organisation",
                "partners",
                "funders",
                "public",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("source_label", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(details) <= 5000", name=op.f("ck_workaround_details_length")),
        sa.CheckConstraint(
            "length(source_label) <= 300", name=op.f("ck_workaround_source_label_length")
        ),
        sa.CheckConstraint(
            "length(source_url) <= 500", name=op.f("ck_workaround_source_url_length")
        ),
        sa.CheckConstraint(
            "length(title) BETWEEN 1 AND 200", name=op.f("ck_workaround_title_length")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk_workaround_author_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_workaround_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "organisation_id"],
            ["participation.programme_id", "participation.organisation_id"],
            name=op.f("fk_workaround_programme_id_organisation_id_participation"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_workaround_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workaround")),
        sa.UniqueConstraint("id", "programme_id", name=op.f("uq_workaround_id_programme_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_workaround_reference")),
    )
    with op.batch_alter_table("workaround", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workaround_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_workaround_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "obstacle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "title_key",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("team", sa.String(length=120), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "team",
                "organisation",
                "local-system",
                "national",
                "european",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "being-worked-on",
                "worked-round",
                "resolved",
                "accepted-as-immovable",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum(
                "organisation",
                "partners",
                "funders",
                "public",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("barrier_id", sa.Integer(), nullable=True),
        sa.Column("since_year", sa.Integer(), nullable=True),
        sa.Column("since_month", sa.Integer(), nullable=True),
        sa.Column("people_supported", sa.Integer(), nullable=True),
        sa.Column("staff_hours_a_week", sa.Integer(), nullable=True),
        sa.Column("sickness_days_a_year", sa.Integer(), nullable=True),
        sa.Column("budget_a_year", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("budget_currency", sa.String(length=3), nullable=False),
        sa.Column("source_label", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.Column("grouping_note", sa.String(length=1000), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'accepted-as-immovable' OR look_again_on IS NOT NULL",
            name=op.f("ck_obstacle_immovable_is_looked_at_again"),
        ),
        sa.CheckConstraint(
            "budget_a_year BETWEEN 0 AND 999999999", name=op.f("ck_obstacle_budget_a_year")
        ),
        sa.CheckConstraint(
            "length(budget_currency) = 3", name=op.f("ck_obstacle_budget_currency_length")
        ),
        sa.CheckConstraint("length(details) <= 5000", name=op.f("ck_obstacle_details_length")),
        sa.CheckConstraint("length(team) <= 120", name=op.f("ck_obstacle_team_length")),
        sa.CheckConstraint(
            "length(title) BETWEEN 1 AND 200", name=op.f("ck_obstacle_title_length")
        ),
        sa.CheckConstraint(
            "people_supported BETWEEN 0 AND 999999999", name=op.f("ck_obstacle_people_supported")
        ),
        sa.CheckConstraint(
            "sickness_days_a_year BETWEEN 0 AND 999999999",
            name=op.f("ck_obstacle_sickness_days_a_year"),
        ),
        sa.CheckConstraint(
            "since_month BETWEEN 1 AND 12", name=op.f("ck_obstacle_since_month_range")
        ),
        sa.CheckConstraint(
            "since_month IS NULL OR since_year IS NOT NULL", name=op.f("ck_obstacle_since_is_whole")
        ),
        sa.CheckConstraint(
            "since_year BETWEEN 1900 AND 2200", name=op.f("ck_obstacle_since_year_range")
        ),
        sa.CheckConstraint(
            "staff_hours_a_week BETWEEN 0 AND 999999999",
            name=op.f("ck_obstacle_staff_hours_a_week"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk_obstacle_author_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["barrier_id", "programme_id"],
            ["barrier.id", "barrier.programme_id"],
            name=op.f("fk_obstacle_barrier_id_programme_id_barrier"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_obstacle_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id", "organisation_id"],
            ["participation.programme_id", "participation.organisation_id"],
            name=op.f("fk_obstacle_programme_id_organisation_id_participation"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_obstacle_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacle")),
        sa.UniqueConstraint("id", "programme_id", name=op.f("uq_obstacle_id_programme_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_obstacle_reference")),
    )
    with op.batch_alter_table("obstacle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_obstacle_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_obstacle_barrier_id"), ["barrier_id"], unique=False)
        batch_op.create_index(
            "ix_obstacle_by_title", ["programme_id", "title_key", "id"], unique=False
        )
        batch_op.create_index(
            "ix_obstacle_changed", ["programme_id", "changed_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_obstacle_counting",
            [
                "programme_id",
                "is_draft",
                "visibility",
                "organisation_id",
                "is_named",
                "author_id",
                "status",
                "level",
                "barrier_id",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_obstacle_newest", ["programme_id", "logged_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_obstacle_owner", ["organisation_id", "programme_id"], unique=False
        )
        batch_op.create_index(
            "ix_obstacle_standing", ["programme_id", "barrier_id", "status"], unique=False
        )

    op.create_table(
        "hindrance",
        sa.Column("holding_id", sa.Integer(), nullable=False),
        sa.Column("held_up_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("holding_id <> held_up_id", name=op.f("ck_hindrance_not_itself")),
        sa.ForeignKeyConstraint(
            ["held_up_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            name=op.f("fk_hindrance_held_up_id_programme_id_obstacle"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["holding_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            name=op.f("fk_hindrance_holding_id_programme_id_obstacle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("holding_id", "held_up_id", name=op.f("pk_hindrance")),
    )
    with op.batch_alter_table("hindrance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hindrance_held_up_id"), ["held_up_id"], unique=False)

    op.create_table(
        "obstacle_category",
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id", "programme_id"],
            ["category.id", "category.programme_id"],
            name=op.f("fk_obstacle_category_category_id_programme_id_category"),
        ),
        sa.ForeignKeyConstraint(
            ["obstacle_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            name=op.f("fk_obstacle_category_obstacle_id_programme_id_obstacle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "category_id", name=op.f("pk_obstacle_category")),
    )
    with op.batch_alter_table("obstacle_category", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_obstacle_category_category_id"), ["category_id"], unique=False
        )

    op.create_table(
        "obstacle_word",
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column(
            "word",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["obstacle_id"],
            ["obstacle.id"],
            name=op.f("fk_obstacle_word_obstacle_id_obstacle"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("obstacle_id", "word", name=op.f("pk_obstacle_word")),
    )
    with op.batch_alter_table("obstacle_word", schema=None) as batch_op:
        batch_op.create_index("ix_obstacle_word_word", ["word", "obstacle_id"], unique=False)

    op.create_table(
        "status_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "being-worked-on",
                "worked-round",
                "resolved",
                "accepted-as-immovable",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'accepted-as-immovable' OR length(reason) > 0",
            name=op.f("ck_status_change_immovable_has_a_reason"),
        ),
        sa.CheckConstraint("length(reason) <= 1000", name=op.f("ck_status_change_reason_length")),
        sa.ForeignKeyConstraint(
            ["obstacle_id"],
            ["obstacle.id"],
            name=op.f("fk_status_change_obstacle_id_obstacle"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_status_change_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_change")),
    )
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_status_change_obstacle_id"), ["obstacle_id"], unique=False
        )

    op.create_table(
        "workaround_link",
        sa.Column("workaround_id", sa.Integer(), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obstacle_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            name=op.f("fk_workaround_link_obstacle_id_programme_id_obstacle"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workaround_id", "programme_id"],
            ["workaround.id", "workaround.programme_id"],
            name=op.f("fk_workaround_link_workaround_id_programme_id_workaround"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workaround_id", "obstacle_id", name=op.f("pk_workaround_link")),
        sa.UniqueConstraint(
            "workaround_id",
            "obstacle_id",
            "programme_id",
            name=op.f("uq_workaround_link_workaround_id_obstacle_id_programme_id"),
        ),
    )
    with op.batch_alter_table("workaround_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_workaround_link_obstacle_id"), ["obstacle_id"], unique=False
        )

    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("workaround_id", sa.Integer(), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "worked",
                "partly",
                "did-not",
                "too-early",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("what_it_took", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on",
            name=op.f("ck_trial_ends_after_it_starts"),
        ),
        sa.CheckConstraint(
            "length(what_it_took) <= 2000", name=op.f("ck_trial_what_it_took_length")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
            name=op.f("fk_trial_author_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_trial_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(
            ["workaround_id", "obstacle_id", "programme_id"],
            [
                "workaround_link.workaround_id",
                "workaround_link.obstacle_id",
                "workaround_link.programme_id",
            ],
            name=op.f("fk_trial_workaround_id_obstacle_id_programme_id_workaround_link"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
        sa.UniqueConstraint("reference", name=op.f("uq_trial_reference")),
    )
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_obstacle_id"), ["obstacle_id"], unique=False)
        batch_op.create_index("ix_trial_pair", ["workaround_id", "obstacle_id"], unique=False)


def downgrade() -> None:  # noqa: PLR0915  Every table once.
    """Take the database back to the revision before."""
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.drop_index("ix_trial_pair")
        batch_op.drop_index(batch_op.f("ix_trial_obstacle_id"))

    op.drop_table("trial")
    with op.batch_alter_table("workaround_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workaround_link_obstacle_id"))

    op.drop_table("workaround_link")
    with op.batch_alter_table("status_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_change_obstacle_id"))

    op.drop_table("status_change")
    with op.batch_alter_table("obstacle_word", schema=None) as batch_op:
        batch_op.drop_index("ix_obstacle_word_word")

    op.drop_table("obstacle_word")
    with op.batch_alter_table("obstacle_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obstacle_category_category_id"))

    op.drop_table("obstacle_category")
    with op.batch_alter_table("hindrance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hindrance_held_up_id"))

    op.drop_table("hindrance")
    with op.batch_alter_table("obstacle", schema=None) as batch_op:
        batch_op.drop_index("ix_obstacle_standing")
        batch_op.drop_index("ix_obstacle_owner")
        batch_op.drop_index("ix_obstacle_newest")
        batch_op.drop_index("ix_obstacle_counting")
        batch_op.drop_index("ix_obstacle_changed")
        batch_op.drop_index("ix_obstacle_by_title")
        batch_op.drop_index(batch_op.f("ix_obstacle_barrier_id"))
        batch_op.drop_index(batch_op.f("ix_obstacle_author_id"))

    op.drop_table("obstacle")
    with op.batch_alter_table("workaround", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workaround_programme_id"))
        batch_op.drop_index(batch_op.f("ix_workaround_organisation_id"))

    op.drop_table("workaround")
    with op.batch_alter_table("barrier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_barrier_programme_id"))
        batch_op.drop_index(batch_op.f("ix_barrier_decision_maker_id"))
        batch_op.drop_index(batch_op.f("ix_barrier_category_id"))

    op.drop_table("barrier")
    with op.batch_alter_table("stored_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_session_person_id"))

    op.drop_table("stored_session")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_organisation_id"))

    op.drop_table("participation")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    op.drop_table("decision_maker")
    with op.batch_alter_table("category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_category_programme_id"))
        batch_op.drop_index(batch_op.f("ix_category_parent_id"))

    op.drop_table("category")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_programme_id"))

    op.drop_table("assignment")
    op.drop_table("programme")
    op.drop_table("person")
    op.drop_table("organisation")

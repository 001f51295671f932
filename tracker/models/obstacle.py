"""Obstacle: what one organisation met, in its own words; StatusChange; Hindrance; ObstacleWord."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from tracker.extensions import Model
from tracker.fold import sort_key
from tracker.models.barrier import Barrier
from tracker.models.category import Category
from tracker.models.form_key import unique_form_key
from tracker.models.moment import Moment, UtcDateTime
from tracker.models.organisation import Organisation
from tracker.models.person import Person
from tracker.models.vocabulary import Level, Status, Visibility, column_of

TITLE_LENGTH = 200
DETAILS_LENGTH = 5000
TEAM_LENGTH = 120
REASON_LENGTH = 1000
MAX_MEASURE = 999_999_999
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
CURRENCIES = ("EUR", "GBP", "CHF", "DKK", "NOK", "SEK", "USD")
TITLE_KEY_LENGTH = 80

obstacle_category = sa.Table(
    "obstacle_category",
    Model.metadata,
    sa.Column("obstacle_id", sa.Integer, primary_key=True),
    sa.Column("category_id", sa.Integer, primary_key=True, index=True),
    sa.Column("programme_id", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(
        ["obstacle_id", "programme_id"],
        ["obstacle.id", "obstacle.programme_id"],
        ondelete="CASCADE",
    ),
    sa.ForeignKeyConstraint(
        ["category_id", "programme_id"], ["category.id", "category.programme_id"]
    ),
)
"""The row contains the programme so that a category of another programme is refused."""


class Tenths(sa.TypeDecorator[Decimal]):
    """A number with one decimal; without it, a whole number is read, as 11 and not as 11.0."""

    impl = sa.Numeric(10, 1)
    cache_ok = True

    def process_result_value(self, value: Decimal | None, _dialect: Dialect) -> Decimal | None:
        if value is None or value != value.to_integral_value():
            return value
        return value.to_integral_value()


def _title_key_of_row(context: Any) -> str:
    """Return the sort key for rows from bulk inserts, which bypass the validator."""
    return sort_key(context.get_current_parameters()["title"])[:TITLE_KEY_LENGTH]


class Obstacle(Model):
    """What one organisation met, in its own words."""

    __tablename__ = "obstacle"
    __table_args__ = (
        sa.UniqueConstraint("id", "programme_id"),
        sa.ForeignKeyConstraint(
            ["programme_id", "organisation_id"],
            ["participation.programme_id", "participation.organisation_id"],
        ),
        sa.ForeignKeyConstraint(
            ["barrier_id", "programme_id"], ["barrier.id", "barrier.programme_id"]
        ),
        sa.CheckConstraint(f"length(title) BETWEEN 1 AND {TITLE_LENGTH}", name="title_length"),
        sa.CheckConstraint(f"length(details) <= {DETAILS_LENGTH}", name="details_length"),
        sa.CheckConstraint(f"length(team) <= {TEAM_LENGTH}", name="team_length"),
        sa.CheckConstraint("length(budget_currency) = 3", name="budget_currency_length"),
        sa.CheckConstraint(
            f"since_year BETWEEN {EARLIEST_YEAR} AND {LATEST_YEAR}", name="since_year_range"
        ),
        sa.CheckConstraint("since_month BETWEEN 1 AND 12", name="since_month_range"),
        sa.CheckConstraint("since_month IS NULL OR since_year IS NOT NULL", name="since_is_whole"),
        sa.CheckConstraint(
            "status <> 'accepted-as-immovable' OR look_again_on IS NOT NULL",
            name="immovable_is_looked_at_again",
        ),
        *(
            sa.CheckConstraint(f"{measure} BETWEEN 0 AND {MAX_MEASURE}", name=measure)
            for measure in (
                "people_supported",
                "staff_hours_a_week",
                "sickness_days_a_year",
                "budget_a_year",
            )
        ),
        sa.Index("ix_obstacle_newest", "programme_id", "logged_at", "id"),
        sa.Index("ix_obstacle_changed", "programme_id", "changed_at", "id"),
        sa.Index("ix_obstacle_by_title", "programme_id", "title_key", "id"),
        sa.Index(
            "ix_obstacle_counting",  # Covering index for sight and counts, so no text is read.
            "programme_id",
            "is_draft",
            "withdrawn_at",
            "visibility",
            "organisation_id",
            "is_named",
            "author_id",
            "status",
            "level",
            "barrier_id",
        ),
        sa.Index("ix_obstacle_standing", "programme_id", "barrier_id", "status"),
        sa.Index("ix_obstacle_owner", "organisation_id", "programme_id"),
        unique_form_key("obstacle"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    author_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who is responsible for it in its organisation; visible to its own people only."""
    reference: Mapped[str] = mapped_column(sa.String(16), unique=True)
    title: Mapped[str] = mapped_column(sa.String(TITLE_LENGTH))
    title_key: Mapped[str] = mapped_column(
        sa.String(TITLE_KEY_LENGTH).with_variant(
            sa.String(TITLE_KEY_LENGTH, collation="C"), "postgresql"
        ),
        default=_title_key_of_row,
    )
    """The sort key of the title, the same on every database; set with the title."""
    details: Mapped[str] = mapped_column(sa.Text, default="")
    team: Mapped[str] = mapped_column(sa.String(TEAM_LENGTH), default="")
    level: Mapped[Level | None] = mapped_column(column_of(Level))
    status: Mapped[Status] = mapped_column(column_of(Status), default=Status.OPEN)
    look_again_on: Mapped[date | None]
    visibility: Mapped[Visibility] = mapped_column(column_of(Visibility))
    is_named: Mapped[bool] = mapped_column(default=True)
    is_draft: Mapped[bool] = mapped_column(default=False)
    barrier_id: Mapped[int | None] = mapped_column(index=True)
    since_year: Mapped[int | None]
    since_month: Mapped[int | None]
    people_supported: Mapped[int | None]
    staff_hours_a_week: Mapped[Decimal | None] = mapped_column(Tenths)
    sickness_days_a_year: Mapped[Decimal | None] = mapped_column(Tenths)
    budget_a_year: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    budget_currency: Mapped[str] = mapped_column(sa.String(3), default="EUR")
    source_label: Mapped[str] = mapped_column(sa.String(300), default="")
    source_url: Mapped[str] = mapped_column(sa.String(500), default="")
    grouping_note: Mapped[str] = mapped_column(sa.String(1000), default="")
    """What in this row is the editors' interpretation and not the source's text."""
    logged_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    """When something last changed that all its readers may read; lists are sorted by it."""
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its organisation last confirmed it, or changed what others may not read; visible to
    nobody else."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was withdrawn as logged by mistake or twice; it can be restored for some days."""
    duplicate_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("obstacle.id"), index=True)
    """The obstacle that stays, if this one was withdrawn because it was logged twice."""
    version: Mapped[int] = mapped_column()
    form_key: Mapped[UUID | None]
    """The idempotency key of the form that created it, so that a resubmission creates no other."""

    organisation: Mapped[Organisation] = relationship(
        primaryjoin="foreign(Obstacle.organisation_id) == Organisation.id"
    )
    author: Mapped[Person | None] = relationship(foreign_keys=author_id)
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    barrier: Mapped[Barrier | None] = relationship(
        primaryjoin="foreign(Obstacle.barrier_id) == Barrier.id"
    )
    status_changes: Mapped[list["StatusChange"]] = relationship(
        back_populates="obstacle",
        order_by="StatusChange.changed_at.desc(), StatusChange.id.desc()",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    categories: Mapped[list[Category]] = relationship(
        secondary=obstacle_category,
        primaryjoin="Obstacle.id == obstacle_category.c.obstacle_id",
        secondaryjoin="Category.id == obstacle_category.c.category_id",
        order_by="Category.position, Category.id",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it.

    @property
    def has_costs(self) -> bool:
        """Whether any of its costs is recorded, 0 included."""
        costs = (
            self.people_supported,
            self.staff_hours_a_week,
            self.sickness_days_a_year,
            self.budget_a_year,
        )
        return any(cost is not None for cost in costs)

    @validates("title")
    def _set_title_key(self, _name: str, title: str) -> str:
        self.title_key = sort_key(title or "")[:TITLE_KEY_LENGTH]
        return title


class StatusChange(Model):
    """One change of an obstacle's status: who, when and why."""

    __tablename__ = "status_change"
    __table_args__ = (
        sa.CheckConstraint(f"length(reason) <= {REASON_LENGTH}", name="reason_length"),
        sa.CheckConstraint(
            "status <> 'accepted-as-immovable' OR length(reason) > 0", name="immovable_has_a_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obstacle_id: Mapped[int] = mapped_column(
        sa.ForeignKey("obstacle.id", ondelete="CASCADE"), index=True
    )
    status: Mapped[Status] = mapped_column(column_of(Status))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    visibility: Mapped[Visibility] = mapped_column(
        column_of(Visibility), server_default=Visibility.ORGANISATION.value
    )
    """Who reads the reason outside the organisation: those who read the obstacle when it was
    written, until its visibility is increased."""
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    changed_at: Mapped[Moment]

    obstacle: Mapped[Obstacle] = relationship(back_populates="status_changes")
    person: Mapped[Person | None] = relationship()


class Hindrance(Model):
    """Obstacle A holds up obstacle B; cycles are allowed and are a finding."""

    __tablename__ = "hindrance"
    __table_args__ = (
        sa.CheckConstraint("holding_id <> held_up_id", name="not_itself"),
        sa.ForeignKeyConstraint(
            ["holding_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["held_up_id", "programme_id"],
            ["obstacle.id", "obstacle.programme_id"],
            ondelete="CASCADE",
        ),
    )

    holding_id: Mapped[int] = mapped_column(primary_key=True)
    held_up_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    programme_id: Mapped[int] = mapped_column()


TEAM_PREFIX = "@"
"""Prefix of a team's words, which only viewers may search who may read the organisation's name;
no folded word starts with it."""


class ObstacleWord(Model):
    """One folded word of an obstacle's text or reference, for search by the start of words."""

    __tablename__ = "obstacle_word"
    __table_args__ = (sa.Index("ix_obstacle_word_word", "word", "obstacle_id"),)

    obstacle_id: Mapped[int] = mapped_column(
        sa.ForeignKey("obstacle.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(
        sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql"), primary_key=True
    )

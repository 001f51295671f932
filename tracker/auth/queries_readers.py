"""The groups of people who would newly see a thing that is widened."""

from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.extensions import db
from tracker.models import Organisation, Participation
from tracker.models.vocabulary import PARTNER_KINDS, Visibility
from tracker.sight.sight import Sight, organisations_of


@dataclass(frozen=True)
class ReaderGroup:
    """A group of readers: a label, and the organisations whose members belong to it."""

    label: str
    organisations: list[str]


def reader_groups(
    sight: Sight, visibilities: tuple[Visibility, ...], own_id: int | None
) -> list[ReaderGroup]:
    """Return the group of readers of each visibility, without the own organisation."""
    if not visibilities:
        return []
    rows = db.session.execute(
        organisations_of(sight)
        .with_only_columns(Organisation.name, Participation.kind)
        .where(Organisation.id != own_id)
    ).all()
    partners = [row.name for row in rows if row.kind in PARTNER_KINDS]
    others = [row.name for row in rows if row.kind not in PARTNER_KINDS]
    by_visibility = {
        Visibility.PARTNERS: ReaderGroup(_partners_label(sight, partners), partners),
        Visibility.FUNDERS: ReaderGroup(_funders_label(sight, others), others),
        Visibility.PUBLIC: ReaderGroup(_("Everyone who reads a published edition"), []),
    }
    return [by_visibility[visibility] for visibility in visibilities]


def _partners_label(sight: Sight, organisations: list[str]) -> str:
    name = sight.programme.name
    if not organisations:
        return str(_("Programme leads of %(programme)s", programme=name))
    return str(
        _("Programme leads of %(programme)s, and members of these organisations:", programme=name)
    )


def _funders_label(sight: Sight, organisations: list[str]) -> str:
    name = sight.programme.name
    if not organisations:
        return str(_("Funders and observers of %(programme)s", programme=name))
    return str(
        _(
            "Funders and observers of %(programme)s, and members of these organisations:",
            programme=name,
        )
    )

"""Labels of who can read an obstacle, the same on every page."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.models.vocabulary import Visibility

_LINES = {
    (Visibility.PARTNERS, True): _l("Visible to partners, with our name"),
    (Visibility.PARTNERS, False): _l("Visible to partners, without our name"),
    (Visibility.FUNDERS, True): _l("Visible to partners and funders, with our name"),
    (Visibility.FUNDERS, False): _l("Visible to partners and funders, without our name"),
    (Visibility.PUBLIC, True): _l("Can be published, with our name"),
    (Visibility.PUBLIC, False): _l("Can be published, without our name"),
}
_NEW_READERS = {
    Visibility.PARTNERS: _l("Partners and programme leads can now see it."),
    Visibility.FUNDERS: _l("Funders and observers can now see it too."),
    Visibility.PUBLIC: _l("It can now also be published."),
}


def readers_label(visibility: Visibility, *, is_named: bool) -> str:
    """Return the label, for the owner, of who reads a thing and whether they read our name."""
    if visibility is Visibility.ORGANISATION:
        return str(_("Visible to our organisation only"))
    return str(_LINES[visibility, is_named])


def readers_description(visibility: Visibility, organisation: str | None, programme: str) -> str:
    """Return the description of a visibility's readers; organisation None: not chosen yet."""
    if visibility is Visibility.ORGANISATION:
        if organisation is None:
            return str(_("Only members of the organisation that you choose"))
        return str(_("Only members of %(organisation)s", organisation=organisation))
    if visibility is Visibility.PARTNERS:
        return str(_("Organisations and programme leads in %(programme)s", programme=programme))
    if visibility is Visibility.FUNDERS:
        return str(_("Partners, funders and observers"))
    return str(_("Can also appear in a published edition"))


def new_readers_sentence(now: Visibility, before: Visibility) -> str:
    """Return a sentence on who newly reads it, or "" if nobody does."""
    order = list(Visibility)
    return str(_NEW_READERS[now]) if order.index(now) > order.index(before) else ""


def readers_labels() -> dict[str, dict[str, str]]:
    """Return the label for each choice of visibility and name, for the page's script."""
    return {
        visibility.value: {
            "named": readers_label(visibility, is_named=True),
            "unnamed": readers_label(visibility, is_named=False),
        }
        for visibility in Visibility
    }

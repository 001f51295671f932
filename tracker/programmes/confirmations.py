"""Confirmations before acts on a whole programme, with the consequences."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.auth.confirmations import Confirmation
from tracker.models import Programme
from tracker.programmes.commands import Rules


def deletes_sooner(before: int | None, after: int | None) -> bool:
    """Return whether a retention period in months deletes obstacles that the other would keep."""
    return after is not None and (before is None or after < before)


def confirmation_of_retention(programme: Programme, rules: Rules) -> Confirmation:
    """Return the confirmation of a shorter retention period."""
    months = rules.retention_months or 0
    return Confirmation(
        ngettext(
            "Delete obstacles %(num)s month after the last change?",
            "Delete obstacles %(num)s months after the last change?",
            months,
        ),
        [
            _(
                "The next nightly run deletes obstacles of all organisations that are resolved or "
                "accepted as immovable and that nobody has changed for longer."
            ),
            _("Their comments, files and trials are deleted too. You cannot undo this."),
        ],
        _("Save"),
        url_for("programmes.settings", slug=programme.slug),
    )


def confirmation_of_closing(programme: Programme) -> Confirmation:
    """Return the confirmation of closing the programme."""
    return Confirmation(
        _("Close the programme %(name)s?", name=programme.name),
        [
            _("Nobody can log, change or delete anything in it, you included."),
            _("Everyone can still see and download what they can see now."),
            _("We send no more reminders about its obstacles."),
            _("A programme lead can reopen it at any time."),
        ],
        _("Close programme"),
        url_for("programmes.settings", slug=programme.slug),
    )


def confirmation_of_reopening(programme: Programme) -> Confirmation:
    """Return the confirmation of reopening the programme."""
    return Confirmation(
        _("Reopen the programme %(name)s?", name=programme.name),
        [
            _("People can log and change obstacles again, as their roles allow."),
            _("Reminders start again."),
        ],
        _("Reopen programme"),
        url_for("programmes.show", slug=programme.slug),
    )

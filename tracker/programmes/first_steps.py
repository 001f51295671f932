"""The first steps of a new programme: title, reason and the page on which each is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from tracker.models import Programme
from tracker.programmes.queries_first_steps import Step


@dataclass(frozen=True)
class StepRow:
    """A step; `button` opens the page on which it is done, or changed later."""

    title: str
    reason: str
    button: str
    address: str
    is_done: bool


def steps_of(done: Mapping[Step, bool], programme: Programme) -> list[StepRow]:
    """Return the steps in their order."""
    texts = _texts()
    return [
        StepRow(*texts[step], _address(step, programme), is_done) for step, is_done in done.items()
    ]


def _texts() -> dict[Step, tuple[str, str, str]]:
    """Return title, reason and button of each step."""
    return {
        Step.CATEGORIES: (
            _("Choose the categories"),
            _("The kinds of obstacle. You can start with a scheme from health and care."),
            _("Choose categories"),
        ),
        Step.ORGANISATIONS: (
            _("Invite the organisations"),
            _("Each needs one person who leads it here and invites colleagues."),
            _("Invite organisations"),
        ),
        Step.DECISION_MAKERS: (
            _("Add the decision-makers"),
            _("A regulator, a payer or a board: who could change or remove a barrier."),
            _("Add a decision-maker"),
        ),
        Step.VISIBILITY: (
            _("Choose who can see new obstacles by default"),
            _("Organisations that join begin with it. Each can choose differently."),
            _("Choose the default"),
        ),
        Step.OBSTACLE: (
            _("See the first obstacle"),
            _("It appears here when an organisation logs an obstacle that you can see."),
            _("See the obstacles"),
        ),
    }


def _address(step: Step, programme: Programme) -> str:
    page, anchor = {
        Step.CATEGORIES: ("categories.index", None),
        Step.ORGANISATIONS: ("people.invite_whole_organisation", None),
        Step.DECISION_MAKERS: ("decision_makers.add", None),
        Step.VISIBILITY: ("programmes.settings", "default_visibility"),
        Step.OBSTACLE: ("register.index", None),
    }[step]
    return url_for(page, slug=programme.slug, _anchor=anchor)

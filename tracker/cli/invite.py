"""Invite somebody from the shell: the first administrator, or the lead of a place without one."""

import os

import click
from flask import current_app

from tracker.cli.set_up import change, get_organisation, get_programme
from tracker.errors import DomainError
from tracker.mail.sending import link_to
from tracker.models.vocabulary import OrganisationRole, ProgrammeRole
from tracker.people.commands_invite import (
    IssuedInvitation,
    invite_administrator,
    invite_member,
    invite_to_role,
)

ROLES = list(dict.fromkeys([*OrganisationRole, *ProgrammeRole]))


@click.command()
@click.argument("email")
@click.option("--organisation", help="Slug of the organisation to join.")
@click.option("--programme", help="Slug of the programme to have a role in.")
@click.option(
    "--role",
    default="lead",
    show_default=True,
    type=click.Choice([role.value for role in ROLES]),
    help="Role to assign.",
)
@click.option("--site", help="Base URL of the site (default: PUBLIC_URL).")
def invite(
    *, email: str, organisation: str | None, programme: str | None, role: str, site: str | None
) -> None:
    """Create an invitation for EMAIL and print the link.

    Without --organisation or --programme, the invitation is for an administrator. The link works
    once, for 14 days, and only for this email address.
    """
    with change():
        issued = _issued(email, organisation, programme, role)
        link = link_to("invitations.show", base=site or _usual_site(), token=issued.token)
        address = issued.invitation.email
    click.echo(f"Give this link to {address}. It works once, for 14 days:")
    click.echo(link)


def _issued(
    email: str, organisation: str | None, programme: str | None, role: str
) -> IssuedInvitation:
    if organisation and programme:
        raise DomainError("Use --organisation or --programme, not both.")
    if organisation:
        _check_role(role, [one.value for one in OrganisationRole])
        place = get_organisation(organisation)
        return invite_member(
            organisation=place, role=OrganisationRole(role), email=email, inviter_id=None
        )
    if programme:
        _check_role(role, [one.value for one in ProgrammeRole])
        change_under_way = get_programme(programme)
        return invite_to_role(
            programme=change_under_way, role=ProgrammeRole(role), email=email, inviter_id=None
        )
    return invite_administrator(email=email, inviter_id=None)


def _check_role(role: str, known: list[str]) -> None:
    if role not in known:
        raise DomainError(f"Choose a role from: {', '.join(known)}.")


def _usual_site() -> str:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    return str(current_app.config["PUBLIC_URL"] or f"http://{host}:{port}")

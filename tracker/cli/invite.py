"""`tracker invite`: create an invitation and print its link."""

import os

import click
from flask import current_app

from tracker.cli.command_app import app_with_links
from tracker.cli.set_up import command_transaction, get_organisation, get_programme
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
    with command_transaction(app_with_links()):
        issued = _issue(email, organisation, programme, role)
        link = link_to("invitations.show", base=site or _default_site(), token=issued.token)
        address = issued.invitation.email
    click.echo(f"Give this link to {address}. It works once, for 14 days:")
    click.echo(link)


def _issue(
    email: str, organisation: str | None, programme: str | None, role: str
) -> IssuedInvitation:
    if organisation and programme:
        raise DomainError("Use --organisation or --programme, not both.")
    if organisation:
        _check_role(role, [member.value for member in OrganisationRole])
        return invite_member(
            organisation=get_organisation(organisation),
            role=OrganisationRole(role),
            email=email,
            inviter_id=None,
        )
    if programme:
        _check_role(role, [member.value for member in ProgrammeRole])
        return invite_to_role(
            programme=get_programme(programme),
            role=ProgrammeRole(role),
            email=email,
            inviter_id=None,
        )
    return invite_administrator(email=email, inviter_id=None)


def _check_role(role: str, allowed: list[str]) -> None:
    if role not in allowed:
        raise DomainError(f"Choose a role from: {', '.join(allowed)}.")


def _default_site() -> str:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    return str(current_app.config["PUBLIC_URL"] or f"http://{host}:{port}")

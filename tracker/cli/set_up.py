"""Commands to set up a site: add programmes, organisations, people and roles."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa
from flask import Flask

from tracker.cli.command_app import command_app
from tracker.database import write_transactions
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.models import Organisation, Person, Programme
from tracker.models.vocabulary import Kind, OrganisationRole, ProgrammeRole
from tracker.organisations import commands as organisations
from tracker.people import commands as people
from tracker.programmes import commands as programmes


@contextmanager
def command_transaction(app: Flask | None = None) -> Iterator[None]:
    """Commit the changes of the block; turn a DomainError into a message and roll back."""
    app = app or command_app()
    with app.app_context(), write_transactions():
        try:
            yield
            db.session.commit()
        except DomainError as error:
            raise click.ClickException(str(error)) from error
        finally:
            db.session.remove()
            db.engine.dispose()


def get_programme(slug: str) -> Programme:
    """Return the programme with this slug; raise DomainError if there is none."""
    found = db.session.scalar(sa.select(Programme).where(Programme.slug == slug))
    if found is None:
        raise DomainError(f"There is no programme {slug}. Add it first: tracker add-programme.")
    return found


def get_organisation(slug: str) -> Organisation:
    """Return the organisation with this slug; raise DomainError if there is none."""
    found = db.session.scalar(sa.select(Organisation).where(Organisation.slug == slug))
    if found is None:
        raise DomainError(
            f"There is no organisation {slug}. Add it first: tracker add-organisation."
        )
    return found


def get_person(email: str) -> Person:
    """Return the person with this address; raise DomainError if there is none."""
    found = db.session.scalar(sa.select(Person).where(Person.email == email.lower()))
    if found is None:
        raise DomainError(
            f"There is no account for {email}. Add the account first: tracker add-person."
        )
    return found


@click.command()
@click.argument("slug")
@click.argument("prefix")
@click.argument("name")
@click.argument("full_name")
def add_programme(slug: str, prefix: str, name: str, full_name: str) -> None:
    """Add a programme. PREFIX is the first part of every reference, for example TICC."""
    with command_transaction():
        programmes.add_programme(slug=slug, prefix=prefix, name=name, full_name=full_name)
    click.echo(f"Added {name}: /programmes/{slug}")


@click.command()
@click.argument("slug")
@click.argument("country")
@click.argument("name")
@click.option(
    "--programme", required=True, help="Slug of the programme that the organisation joins."
)
@click.option(
    "--kind", default=Kind.DELIVERY.value, type=click.Choice([kind.value for kind in Kind])
)
def add_organisation(slug: str, country: str, name: str, programme: str, kind: str) -> None:
    """Add an organisation to a programme. COUNTRY is a 2-letter code, like GB."""
    with command_transaction():
        organisation = organisations.add_organisation(
            slug=slug, name=name, short_name=name[:40], country=country
        )
        organisations.join_programme(
            organisation=organisation, programme=get_programme(programme), kind=Kind(kind)
        )
    click.echo(f"Added {name}.")


@click.command()
@click.argument("email")
@click.argument("name")
@click.password_option(
    help="At least 12 characters. The command asks for the password if it is not given."
)
def add_person(email: str, name: str, password: str) -> None:
    """Add an account. Give the person a role with add-member or add-role."""
    with command_transaction():
        people.add_person(email=email, name=name, password=password)
    click.echo(f"Added {name} ({email}).")


@click.command()
@click.argument("email")
@click.argument("organisation")
@click.option(
    "--role",
    default=OrganisationRole.CONTRIBUTOR.value,
    show_default=True,
    type=click.Choice([role.value for role in OrganisationRole]),
)
def add_member(email: str, organisation: str, role: str) -> None:
    """Make the person with this email address a member of an organisation."""
    with command_transaction():
        people.join_organisation(
            person=get_person(email),
            organisation=get_organisation(organisation),
            role=OrganisationRole(role),
        )
    click.echo(f"{email} is now a member of {organisation}.")


@click.command()
@click.argument("email")
@click.argument("programme")
@click.argument("role", type=click.Choice([role.value for role in ProgrammeRole]))
def add_role(email: str, programme: str, role: str) -> None:
    """Give the person with this email address a role in a programme."""
    with command_transaction():
        people.assign_to_programme(
            person=get_person(email), programme=get_programme(programme), role=ProgrammeRole(role)
        )
    click.echo(f"{email} now has the role {role} in {programme}.")

"""`tracker erase-person`, `tracker erase-again`: erase a person, repeat undone erasures."""

import click

from tracker.account.commands_erase import erase_again, erase_person
from tracker.account.erasures import list_erasure, purge, undone_erasures
from tracker.cli.set_up import command_transaction, get_person
from tracker.extensions import db


@click.command("erase-person")
@click.argument("email")
@click.confirmation_option(prompt="You cannot undo this. Erase this account?")
def erase_one(email: str) -> None:
    """Erase the account of EMAIL and replace the name with a made-up name.

    What the person logged stays.
    """
    with command_transaction():
        person = get_person(email)
        former = person.name, person.email
        erase_person(person=person)
        list_erasure(person)
        db.session.commit()
        pseudonym = person.name
        purge(*former)
    click.echo(f"Account erased and replaced by {pseudonym}. Older backups still contain the data.")


@click.command("erase-again")
def erase_all_again() -> None:
    """Repeat erasures after a restore."""
    with command_transaction():
        click.echo(repeat_erasures())


def repeat_erasures() -> str:
    """Repeat every undone erasure, commit, and return a message with their number."""
    former: list[str] = []
    undone = undone_erasures()
    for person, erasure in undone:
        former += [person.name, person.email]
        erase_again(person=person, erased_at=erasure.erased_at)
    db.session.commit()
    if undone:
        purge(*former)
    return f"Erasures repeated: {len(undone)}."

"""Erase a person from the shell, and again whoever an older backup has brought back."""

import click

from tracker.account.commands_erase import erase_again, erase_person
from tracker.account.erasures import erasures_undone, list_erasure, sweep
from tracker.cli.set_up import change, get_person
from tracker.extensions import db


@click.command("erase-person")
@click.argument("email")
@click.confirmation_option(prompt="Nobody can undo this. Erase them?")
def erase_one(email: str) -> None:
    """Replace the person who signs in as EMAIL by a pseudonym; what they logged stays."""
    with change():
        person = get_person(email)
        former = person.name, person.email
        erase_person(person=person)
        list_erasure(person)
        db.session.commit()
        pseudonym = person.name
        sweep(*former)
    click.echo(f"{pseudonym} stands where they stood. Backups from before still hold them.")


@click.command("erase-again")
def erase_all_again() -> None:
    """Do the listed erasures over that a restored backup has undone."""
    with change():
        click.echo(redo_erasures())


def redo_erasures() -> str:
    """Do every listed erasure that is undone, commit, and say how many there were."""
    former: list[str] = []
    undone = erasures_undone()
    for person, erasure in undone:
        former += [person.name, person.email]
        erase_again(person=person, erased_at=erasure.erased_at)
    db.session.commit()
    if undone:
        sweep(*former)
    return f"Erased again: {len(undone)}."

"""`tracker forget-factors`: remove a person's second factors."""

import click

from tracker.cli.set_up import command_transaction, get_person
from tracker.sign_in.second_factor import remove_all_second_factors


@click.command("forget-factors")
@click.argument("email")
def reset_second_factors(email: str) -> None:
    """Reset two-factor authentication for EMAIL.

    The person then signs in with a password and sets up a second step again. First make sure
    that the request really comes from this person.
    """
    with command_transaction():
        remove_all_second_factors(person=get_person(email))
    click.echo(
        f"Two-factor authentication reset for {email}. The person is signed out on all devices."
    )

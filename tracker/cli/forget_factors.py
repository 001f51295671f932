"""Help somebody who lost their phone, their passkeys and their recovery codes."""

import click

from tracker.cli.set_up import change, get_person
from tracker.sign_in.second_factor import forget_second_factors


@click.command()
@click.argument("email")
def forget_factors(email: str) -> None:
    """Take away every second factor of EMAIL, who signs in by password and sets one up anew.

    First make sure that it is they who ask.
    """
    with change():
        forget_second_factors(person=get_person(email))
    click.echo(f"{email} has no second factor any more, and is signed out everywhere.")

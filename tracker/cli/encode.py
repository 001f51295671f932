"""Make anew what texts say as numbers, after an upgrade, a restore or a change of encoder."""

import click

from tracker.app import create_app
from tracker.text_index.commands_encode import encode_outdated_texts


@click.command()
def encode() -> None:
    """Let each text of DATABASE_URL be found by what it says; safe to run again."""
    app = create_app(SECRET_KEY="never used: nothing is signed here")  # noqa: S106  As it says.
    with app.app_context():
        number = encode_outdated_texts()
    click.echo(f"Made anew: {number}. Every text is known as it is now.")

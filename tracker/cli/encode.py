"""`tracker encode`: rebuild text embeddings after an upgrade, a restore or a new encoder."""

import click

from tracker.app import create_app
from tracker.text_index.commands_encode import encode_outdated_texts


@click.command()
def encode() -> None:
    """Rebuild outdated text embeddings for similarity search. Safe to run again."""
    app = create_app(SECRET_KEY="never used: nothing is signed here")  # noqa: S106  As it says.
    with app.app_context():
        number = encode_outdated_texts()
    click.echo(f"Embeddings rebuilt: {number}. All embeddings are up to date.")

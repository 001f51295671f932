"""`tracker encode`: rebuild text embeddings after an upgrade, a restore or a new encoder."""

import click

from tracker.cli.command_app import command_app
from tracker.text_index.commands_encode import encode_outdated_texts


@click.command()
def encode() -> None:
    """Rebuild outdated text embeddings for similarity search. Safe to run again."""
    app = command_app()
    with app.app_context():
        number = encode_outdated_texts()
    click.echo(f"Embeddings rebuilt: {number}. All embeddings are up to date.")

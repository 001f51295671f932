"""The encoder of the app, from its settings; loaded once per process."""

from typing import cast

from flask import current_app

from tracker.matching.encoder import Encoder
from tracker.matching.vectors import to_bytes, vectors_of
from tracker.text_index.texts import ComparableText


def current_encoder() -> Encoder | None:
    """Return the app's encoder, loaded at the first call, or None if words alone decide."""
    return cast("Encoder | None", current_app.config["ENCODER"]())


def encoder_name() -> str:
    """Return the name of the app's encoder, empty if words alone decide."""
    encoder = current_encoder()
    return encoder.name if encoder else ""


def encode_texts(texts: list[ComparableText]) -> list[bytes]:
    """Return the embedding of each text; empty bytes if words alone decide."""
    encoder = current_encoder()
    if encoder is None:
        return [b""] * len(texts)
    return [to_bytes(vector) for vector in vectors_of(encoder, texts)]

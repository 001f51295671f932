import numpy as np

from tracker.matching.texts import Text
from tracker.matching.vectors import WIDTH

WORDS = ["nurse", "visit", "form", "council", "budget", "règles"]
WORDS += ["soins", "équipe", "zorg", "team", "huisbezoek", "regel"]


def vector(seed):
    return np.random.default_rng(seed).integers(-127, 128, WIDTH, np.int8).tobytes()


def text(id_, seed=None):
    """A text of words and meaning by its number; the same number gives the same text."""
    draw = np.random.default_rng(id_ if seed is None else seed)
    words = draw.choice(WORDS, 9)
    language = ("", "en", "fr", "nl")[int(draw.integers(4))]
    return Text(id_, " ".join(words[:4]), " ".join(words[4:]), language, vector(id_))

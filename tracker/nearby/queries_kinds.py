"""Which categories a text may belong to, by what within sight is labelled and by what they mean."""

from threading import Thread
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, current_app

from tracker.auth.answers import kept_answer
from tracker.auth.sight import Sight, logged_obstacles_visible_to
from tracker.extensions import db
from tracker.matching.corpus import Corpus
from tracker.matching.suggesting import suggest
from tracker.matching.texts import Id, Text
from tracker.models import Category, Obstacle, obstacle_category
from tracker.nearby.corpora import corpus_within
from tracker.nearby.encoding import encoder_here, numbers_of
from tracker.nearby.matches_near import as_query
from tracker.nearby.said import Said
from tracker.obstacles.queries_known import KnownCategory, known_in

MOST = 3
MEANINGS = sa.select(Category.slug, Category.name, Category.definition, Category.examples).where(
    Category.programme_id == sa.bindparam("programme_id"), Category.retired_at.is_(None)
)
Meanings = tuple[int, Corpus]


def kinds_suggested(sight: Sight, said: Said, *, apart_from: str = "") -> list[KnownCategory]:
    """Return up to three categories, the likeliest first; none while texts are made ready."""
    corpus = corpus_within(sight)
    if corpus is None:
        return []
    kinds, meanings = _kinds_of(sight), _meanings(sight)
    labelled = corpus.narrowed_to(kinds.keys() - {apart_from})
    found = suggest(as_query(said), labelled, kinds, meanings, MOST)
    known = {category.slug: category for category in known_in(sight).categories}
    return [known[str(slug)] for slug in found if slug in known]


def _kinds_of(sight: Sight) -> dict[Id, tuple[Id, ...]]:
    """Return the categories of each obstacle within sight that has one, by its reference."""
    return kept_answer(sight, "kinds", lambda: _read_kinds(sight))


def _read_kinds(sight: Sight) -> dict[Id, tuple[Id, ...]]:
    slugs = {category.id: category.slug for category in known_in(sight).categories}
    tagged = (
        logged_obstacles_visible_to(sight)
        .with_only_columns(Obstacle.reference, obstacle_category.c.category_id)
        .join(obstacle_category, obstacle_category.c.obstacle_id == Obstacle.id)
    )
    found: dict[Id, tuple[Id, ...]] = {}
    for reference, category_id in db.session.execute(tagged):
        found[reference] = (*found.get(reference, ()), slugs[category_id])
    return found


def _meanings(sight: Sight) -> Corpus:
    """Return what the programme's categories mean; by words alone until they are encoded."""
    kept: dict[int, Meanings] = current_app.extensions.setdefault("kept_meanings", {})
    programme = sight.programme
    revision, corpus = kept.get(programme.id, (-1, Corpus()))
    if revision != programme.names_revision:
        texts = _read_meanings(programme.id)
        corpus = _corpus_of(texts, [b""] * len(texts))
        kept[programme.id] = programme.names_revision, corpus
        if encoder_here() is not None:
            app = cast("Any", current_app)._get_current_object()  # noqa: SLF001  Its own API.
            asked = app, programme.id, programme.names_revision, texts
            Thread(target=_encode, args=asked, daemon=True).start()
    return corpus


def _read_meanings(programme_id: int) -> dict[str, Said]:
    rows: Any = db.session.execute(MEANINGS, {"programme_id": programme_id})
    return {
        slug: Said(name, f"{definition} {examples}".strip())
        for slug, name, definition, examples in rows
    }


def _corpus_of(texts: dict[str, Said], made: list[bytes]) -> Corpus:
    return Corpus(
        Text(slug, said.title, said.details, vector=numbers or None)
        for (slug, said), numbers in zip(texts.items(), made, strict=True)
    )


def _encode(app: Flask, programme_id: int, revision: int, texts: dict[str, Said]) -> None:
    """Put meanings with their numbers in the place of bare words, beside the requests."""
    with app.app_context():
        corpus = _corpus_of(texts, numbers_of([*texts.values()]))
        app.extensions["kept_meanings"][programme_id] = revision, corpus

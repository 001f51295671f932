"""Which categories a text may belong to, by what within sight is labelled and by what they mean."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.extensions import db
from tracker.matching.corpus import Corpus
from tracker.matching.suggesting import suggest
from tracker.matching.texts import Id, Text
from tracker.models import Category, Obstacle, obstacle_category
from tracker.sight.cache import ViewerCache
from tracker.sight.catalogue import CategoryEntry, catalogue_of
from tracker.sight.sight import Sight, logged_obstacles_visible_to
from tracker.text_index.background import kept_here, run_in_background
from tracker.text_index.corpora import SIGHTS, Narrowed, within
from tracker.text_index.encoding import current_encoder, encode_texts
from tracker.text_index.texts import ComparableText

MOST = 3
MEANINGS = sa.select(Category.slug, Category.name, Category.definition, Category.examples).where(
    Category.programme_id == sa.bindparam("programme_id"), Category.retired_at.is_(None)
)
Meanings = tuple[int, Corpus]


@dataclass(frozen=True)
class Labelled:
    """The texts within one sight that have a category, and which."""

    seen: Narrowed
    corpus: Corpus
    kinds: dict[Id, tuple[Id, ...]]


def suggest_categories(sight: Sight, asked: Text, *, exclude: str = "") -> list[CategoryEntry]:
    """Return up to three categories, the likeliest first; none while texts are made ready."""
    seen = within(sight)
    if seen is None:
        return []
    labelled = _labelled(sight, seen)
    corpus = labelled.corpus
    if exclude in corpus:
        corpus = corpus.without([exclude])
    found = suggest(asked, corpus, labelled.kinds, _meanings(sight), MOST)
    known = {category.slug: category for category in catalogue_of(sight).categories}
    return [known[str(slug)] for slug in found if slug in known]


def _labelled(sight: Sight, seen: Narrowed) -> Labelled:
    """Return what is labelled within sight; kept for the sights that were asked for last."""
    answers: ViewerCache = kept_here().setdefault("kept_labelled", ViewerCache(SIGHTS))
    key = sight.key, sight.programme.revision
    kept = answers.get(key, lambda: _read_labelled(sight, seen))
    return kept if kept.seen is seen else _read_labelled(sight, seen)


def _read_labelled(sight: Sight, seen: Narrowed) -> Labelled:
    kinds = _read_kinds(sight)
    return Labelled(seen, seen.corpus.restricted_to(kinds), kinds)


def _read_kinds(sight: Sight) -> dict[Id, tuple[Id, ...]]:
    slugs = {category.id: category.slug for category in catalogue_of(sight).categories}
    tagged = (
        logged_obstacles_visible_to(sight)
        .with_only_columns(Obstacle.reference, obstacle_category.c.category_id)
        .join(obstacle_category, obstacle_category.c.obstacle_id == Obstacle.id)
    )
    found: dict[Id, tuple[Id, ...]] = {}
    for reference, category_id in db.session.execute(tagged).all():
        found[reference] = (*found.get(reference, ()), slugs[category_id])
    return found


def _meanings(sight: Sight) -> Corpus:
    """Return what the programme's categories mean; by words alone until they are encoded."""
    kept: dict[int, Meanings] = kept_here().setdefault("kept_meanings", {})
    programme = sight.programme
    revision, corpus = kept.get(programme.id, (-1, Corpus()))
    if revision != programme.names_revision:
        texts = _read_meanings(programme.id)
        corpus = _corpus_of(texts, [b""] * len(texts))
        kept[programme.id] = programme.names_revision, corpus
        if current_encoder() is not None:
            run_in_background(_encode, programme.id, programme.names_revision, texts)
    return corpus


def _read_meanings(programme_id: int) -> dict[str, ComparableText]:
    rows: Any = db.session.execute(MEANINGS, {"programme_id": programme_id})
    return {
        slug: ComparableText(name, f"{definition} {examples}".strip())
        for slug, name, definition, examples in rows
    }


def _corpus_of(texts: dict[str, ComparableText], made: list[bytes]) -> Corpus:
    return Corpus(
        Text(slug, said.title, said.details, vector=numbers or None)
        for (slug, said), numbers in zip(texts.items(), made, strict=True)
    )


def _encode(programme_id: int, revision: int, texts: dict[str, ComparableText]) -> None:
    """Put meanings with their numbers in the place of bare words, beside the requests."""
    corpus = _corpus_of(texts, encode_texts([*texts.values()]))
    kept_here()["kept_meanings"][programme_id] = revision, corpus

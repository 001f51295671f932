"""Suggest categories for a text, from labelled texts within sight and the category definitions."""

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
from tracker.text_index.background import extensions_here, run_in_background
from tracker.text_index.corpora import MAX_SIGHTS, VisibleCorpus, within
from tracker.text_index.encoding import current_encoder, encode_texts
from tracker.text_index.texts import ComparableText

MAX_CATEGORIES = 3
DEFINITIONS = sa.select(Category.slug, Category.name, Category.definition, Category.examples).where(
    Category.programme_id == sa.bindparam("programme_id"), Category.retired_at.is_(None)
)
Definitions = tuple[int, Corpus]


@dataclass(frozen=True)
class LabelledCorpus:
    """The texts within one sight that have a category, and their categories."""

    visible: VisibleCorpus
    corpus: Corpus
    category_slugs: dict[Id, tuple[Id, ...]]


def suggest_categories(sight: Sight, query: Text, *, exclude: str = "") -> list[CategoryEntry]:
    """Return up to three categories, the likeliest first; none while texts are loading."""
    visible = within(sight)
    if visible is None:
        return []
    labelled = _labelled(sight, visible)
    corpus = labelled.corpus
    if exclude in corpus:
        corpus = corpus.without([exclude])
    slugs = suggest(query, corpus, labelled.category_slugs, _definitions(sight), MAX_CATEGORIES)
    by_slug = {category.slug: category for category in catalogue_of(sight).categories}
    return [by_slug[str(slug)] for slug in slugs if slug in by_slug]


def _labelled(sight: Sight, visible: VisibleCorpus) -> LabelledCorpus:
    """Return the labelled texts within sight, from an LRU cache by sight and revision."""
    cache: ViewerCache = extensions_here().setdefault(
        "cached_labelled_texts", ViewerCache(MAX_SIGHTS)
    )
    key = sight.key, sight.programme.revision
    labelled = cache.get(key, lambda: _read_labelled(sight, visible))
    return labelled if labelled.visible is visible else _read_labelled(sight, visible)


def _read_labelled(sight: Sight, visible: VisibleCorpus) -> LabelledCorpus:
    category_slugs = _read_category_slugs(sight)
    corpus = visible.corpus.restricted_to(category_slugs)
    return LabelledCorpus(visible, corpus, category_slugs)


def _read_category_slugs(sight: Sight) -> dict[Id, tuple[Id, ...]]:
    slugs = {category.id: category.slug for category in catalogue_of(sight).categories}
    tagged = (
        logged_obstacles_visible_to(sight)
        .with_only_columns(Obstacle.reference, obstacle_category.c.category_id)
        .join(obstacle_category, obstacle_category.c.obstacle_id == Obstacle.id)
    )
    slugs_of: dict[Id, tuple[Id, ...]] = {}
    for reference, category_id in db.session.execute(tagged).all():
        slugs_of[reference] = (*slugs_of.get(reference, ()), slugs[category_id])
    return slugs_of


def _definitions(sight: Sight) -> Corpus:
    """Return the definitions of the programme's categories, without vectors until encoded."""
    cached: dict[int, Definitions] = extensions_here().setdefault("cached_definitions", {})
    programme = sight.programme
    revision, corpus = cached.get(programme.id, (-1, Corpus()))
    if revision != programme.names_revision:
        texts = _read_definitions(programme.id)
        corpus = _corpus_of(texts, [b""] * len(texts))
        cached[programme.id] = programme.names_revision, corpus
        if current_encoder() is not None:
            run_in_background(_encode, programme.id, programme.names_revision, texts)
    return corpus


def _read_definitions(programme_id: int) -> dict[str, ComparableText]:
    rows: Any = db.session.execute(DEFINITIONS, {"programme_id": programme_id})
    return {
        slug: ComparableText(name, f"{definition} {examples}".strip())
        for slug, name, definition, examples in rows
    }


def _corpus_of(texts: dict[str, ComparableText], vectors: list[bytes]) -> Corpus:
    return Corpus(
        Text(slug, text.title, text.details, vector=vector or None)
        for (slug, text), vector in zip(texts.items(), vectors, strict=True)
    )


def _encode(programme_id: int, revision: int, texts: dict[str, ComparableText]) -> None:
    """Replace the cached definitions by ones with vectors; runs in a thread."""
    corpus = _corpus_of(texts, encode_texts([*texts.values()]))
    extensions_here()["cached_definitions"][programme_id] = revision, corpus

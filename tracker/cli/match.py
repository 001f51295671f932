"""`tracker match`: find the most similar texts in one file for those in another; no database."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import IO, Final

import click

from tracker.matching.corpus import Corpus
from tracker.matching.encoder import encoder_in_use, get_encoder
from tracker.matching.texts import Text
from tracker.matching.vectors import to_bytes, vectors_of
from tracker.matching.words import DETAILS_LENGTH

_REQUIRED: Final = ("id", "title")
_COLUMNS: Final = (*_REQUIRED, "details", "language")
_BATCH_SIZE: Final = 4096
_MAX_FIELD_SIZE: Final = 1 << 24
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--texts", required=True, type=_FILE, help="CSV: id, title, details, language.")
@click.option("--queries", required=True, type=_FILE, help="CSV with the same columns.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 1000))
def match(texts: Path, queries: Path, out: Path, top: int) -> None:
    """Find the most similar texts for each query. Output columns: query, rank, text, score.

    If two texts have the same id, the last one counts. Empty texts and queries are skipped.
    """
    corpus = Corpus()
    for batch in _batches(_read(texts)):
        corpus = corpus.with_texts(_with_vectors(batch))
    with _open_output(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["query", "rank", "text", "score"])
        for batch in _batches(_read(queries)):
            writer.writerows(_ranks(corpus, _with_vectors(batch), top))
    click.echo(f"Searched {len(corpus)} texts {_search_method()}.", err=True)


def _search_method() -> str:
    name = encoder_in_use()
    return f"with {name}" if name else "by shared words only: no sentence encoder is installed"


def _ranks(corpus: Corpus, queries: Iterable[Text], top: int) -> Iterator[list[object]]:
    for query in queries:
        for rank, found in enumerate(corpus.nearest(query, top), start=1):
            yield [query.id, rank, found.id, f"{found.score:.6f}"]


def _with_vectors(texts: Sequence[Text]) -> list[Text]:
    vectors = vectors_of(get_encoder(), [(text.title, text.details) for text in texts])
    return [
        replace(text, vector=to_bytes(vector)) for text, vector in zip(texts, vectors, strict=True)
    ]


def _batches(texts: Iterator[Text]) -> Iterator[list[Text]]:
    while batch := list(islice(texts, _BATCH_SIZE)):
        yield batch


def _read(path: Path) -> Iterator[Text]:
    """Yield the texts of a file; raise ClickException if it cannot be read."""
    csv.field_size_limit(_MAX_FIELD_SIZE)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _texts(file, path)
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} is not UTF-8.") from error
    except csv.Error as error:
        raise click.ClickException(f"{path} cannot be read as CSV: {error}.") from error


def _texts(file: IO[str], path: Path) -> Iterator[Text]:
    rows = csv.reader(file)
    columns = [name.strip().casefold() for name in next(rows, [])]
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise click.ClickException(f"{path} has no column {' and no column '.join(missing)}.")
    for row in rows:
        cells = dict(zip(columns, row, strict=False))
        id_, title, details, language = (cells.get(name, "").strip() for name in _COLUMNS)
        if title or details:
            yield Text(id_, title, details[:DETAILS_LENGTH], language)


def _open_output(out: Path) -> IO[str]:
    try:
        return out.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from error

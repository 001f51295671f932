"""`tracker influence`: levels, total influence and circles of a matrix in a file; no database."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from tracker.graph.circles import MAX_CIRCLE_LENGTH, MAX_CIRCLES, circles_of
from tracker.graph.closure import (
    closure_added,
    closure_of,
    dependence,
    driving_power,
    levels_of,
    relation_of,
)
from tracker.graph.total_influence import total_influence

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--matrix", required=True, type=_FILE, help="CSV: names in first row and column.")
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True),
    help="Divide the weights by this. Default: the largest sum of a row or column.",
)
@click.option("--length", default=MAX_CIRCLE_LENGTH, show_default=True, type=click.IntRange(2, 20))
@click.option("--most", default=MAX_CIRCLES, show_default=True, type=click.IntRange(1, 100_000))
def influence(matrix: Path, scale: float | None, length: int, most: int) -> None:
    """Find what drives what in a matrix whose rows influence its columns. Prints JSON.

    An empty cell is 0, and the diagonal does not count. `--length` and `--most` limit the circles:
    the shortest come first.
    """
    names, weights = _read(matrix)
    related = relation_of(weights)
    closure = closure_of(related)
    total = total_influence(weights, scale)
    circles = circles_of(related, length, most)
    by_name = {
        "driving": driving_power(closure).tolist(),
        "dependence": dependence(closure).tolist(),
        "prominence": total.prominence.tolist() if total else None,
        "relation": total.relation.tolist() if total else None,
    }
    found: dict[str, Any] = {
        "closure_added": closure_added(related, closure),
        "levels": [[names[row] for row in level] for level in levels_of(related)],
        **{
            key: None if values is None else dict(zip(names, values, strict=True))
            for key, values in by_name.items()
        },
        "circles": [[names[row] for row in circle] for circle in circles.rows],
    }
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    if total is None:
        click.echo(
            "Prominence and relation cannot be calculated: along the circles of this matrix the"
            " influence adds up without limit. Use a larger --scale.",
            err=True,
        )
    if circles.has_more:
        click.echo(f"There are more than {most} circles. Use --most to see more.", err=True)


def _read(path: Path) -> tuple[list[str], NDArray[np.float64]]:
    """Return the names of the rows and their weights; raise ClickException if it is no matrix."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path} is not UTF-8.") from error
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    try:
        lines = [
            line
            for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter)
            if any(line)
        ]
    except csv.Error as error:
        raise click.ClickException(f"{path} cannot be read as CSV: {error}.") from error
    if not lines:
        raise click.ClickException(f"{path} is empty.")
    columns = [name.strip() for name in lines[0][1:]]
    names = [line[0].strip() for line in lines[1:]]
    _check_names(names, columns)
    weights = np.array([_weights(line, columns) for line in lines[1:]], dtype=np.float64)
    in_order = [columns.index(name) for name in names]
    return names, weights.reshape(len(names), len(names))[:, in_order]


def _check_names(names: Sequence[str], columns: Sequence[str]) -> None:
    for given, where in ((names, "row"), (columns, "column")):
        repeated = [name for name, number in Counter(given).items() if number > 1]
        if repeated:
            raise click.ClickException(f"Two {where}s are called “{repeated[0]}”.")
    for name in columns:
        if name not in names:
            raise click.ClickException(f"There is a column “{name}”, but no row of this name.")
    for name in names:
        if name not in columns:
            raise click.ClickException(f"There is a row “{name}”, but no column of this name.")


def _weights(line: Sequence[str], columns: Sequence[str]) -> list[float]:
    name, *cells = line
    if len(cells) != len(columns):
        raise click.ClickException(
            f"Row “{name}” has {len(cells)} weights. Give {len(columns)}, one for each column."
        )
    return [_weight(cell, name, column) for cell, column in zip(cells, columns, strict=True)]


def _weight(cell: str, name: str, column: str) -> float:
    try:
        weight = float(cell.strip().replace(",", ".") or 0)
    except ValueError:
        weight = -1
    if not 0 <= weight < float("inf"):
        raise click.ClickException(
            f"The weight of row “{name}” in column “{column}” is “{cell.strip()}”."
            " Give a number from 0."
        )
    return weight

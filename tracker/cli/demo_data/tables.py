"""Parse a CSV file into dataclasses: columns by name, cells by the type of their field."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import fields
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from tracker.cli.demo_data.shapes import DemoDataDisagrees, DemoSource
from tracker.models.vocabulary import Level, OrganisationRole

Record = TypeVar("Record")
Sources = Mapping[str, DemoSource]


def read_table(
    folder: Traversable, name: str, kind: type[Record], sources: Sources | None = None
) -> tuple[Record, ...]:
    """Return a dataclass for each line of a file; raise DemoDataDisagrees for an invalid cell."""
    text = folder.joinpath(f"{name}.csv").read_text(encoding="utf-8")
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return tuple(
        _record(f"{name}.csv, line {lines.line_num}", kind, line, sources or {}) for line in lines
    )


def _record(where: str, kind: type[Record], line: dict[str, str], sources: Sources) -> Record:
    cells = {}
    for field in fields(kind):  # type: ignore[arg-type]  # Every kind here is a dataclass.
        try:
            cells[field.name] = _parse(field.type, line[field.name].strip(), sources)
        except (AttributeError, KeyError, ValueError) as error:
            message = f"{where}: {field.name} is missing or is none of its words ({error})"
            raise DemoDataDisagrees(message) from error
    return kind(**cells)


def _parse(kind: Any, cell: str, sources: Sources) -> Any:
    if kind is DemoSource:
        return sources[cell]
    return _PARSERS.get(kind, kind)(cell)


def _list_of(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _yes_or_no(cell: str) -> bool:
    return {"yes": True, "no": False}[cell]


_PARSERS: dict[Any, Callable[[str], Any]] = {
    bool: _yes_or_no,
    tuple[str, ...]: _list_of,
    Level | None: lambda cell: Level(cell) if cell else None,
    OrganisationRole | None: lambda cell: OrganisationRole(cell) if cell else None,
}

"""What goes into an export: every app names its tables here (from its AppConfig), in the order of the import law."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

BATCH = 2000


@dataclass(frozen=True)
class Table:
    """A CSV file: `columns` are its headers and where each value comes from. `rows` is called in the shop's scope."""

    name: str
    rows: Callable[[], "QuerySet[Any]"]
    columns: Mapping[str, str]


_tables: dict[str, Table] = {}


def export_table(table: Table) -> None:
    """From now on the table is part of every export."""
    _tables[table.name] = table


def list_tables() -> list[Table]:
    return list(_tables.values())


def read_batches(table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """All rows, oldest first, never more than BATCH in memory. By key: no cursor stays open while a disk is slow."""
    last = 0
    while True:
        rows = table.rows().filter(pk__gt=last).order_by("pk")
        batch = list(rows.values_list("pk", *table.columns.values())[:BATCH])
        if not batch:
            return
        yield [row[1:] for row in batch]
        last = batch[-1][0]

"""Rows that point at each other, written together with COPY: two million take minutes, and no signal is sent.

A row is a dict of a model's fields. A foreign key may be named by the row it points to (`conversation=talk`), which
has its primary key by the time it is written. COPY asks no field what to save: whatever Django would fill with the
present moment must be said, and a row that does not say when it was is a mistake.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from tenants.models import Tenant
from tenants.scoping import TenantModel

Row = dict[str, Any]
Model = type[TenantModel]


@dataclass(frozen=True)
class KeyOf:
    """The primary key that a row will have, for a column that is no foreign key."""

    row: Row


class Rows:
    """What is to be written next, by model."""

    def __init__(self, tenant: Tenant, rng: Random) -> None:
        self._tenant_id, self._rng = tenant.pk, rng
        self._waiting: dict[Model, list[Row]] = {}
        # How many there are by now, by the model's label.
        self.tables: Counter[str] = Counter()

    def add(self, model: Model, /, **values: Any) -> Row:
        """One more row. Its public id follows from the seed, like everything else."""
        values["tenant_id"] = self._tenant_id
        if "public_id" not in values and _has_public_id(model):
            values["public_id"] = draw_uuid(self._rng)
        self._waiting.setdefault(model, []).append(values)
        return values

    def of(self, model: Model) -> Sequence[Row]:
        return self._waiting.get(model, ())

    def write(self) -> None:
        """Write all that waits and check what it points to. Rows get their keys in the order of time."""
        for model, rows in self._waiting.items():
            rows.sort(key=_moment)
            _number(model, rows)
        for model, rows in self._waiting.items():
            _copy(model, rows)
            self.tables[model._meta.label] += len(rows)
        self._waiting = {}
        with connection.cursor() as cursor:
            # Now, and not all at once at the end: the queue of these checks is kept in memory.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def draw_uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def take_ids(model: Model, count: int) -> list[int]:
    """As many primary keys, ascending, which nobody else gets."""
    if not count:
        return []
    with connection.cursor() as cursor:
        names = [model._meta.db_table, model._meta.pk.column, count]
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", names)
        return [key for (key,) in cursor.fetchall()]


def _has_public_id(model: Model) -> bool:
    return any(field.name == "public_id" for field in model._meta.concrete_fields)


def _moment(row: Row) -> float:
    at = row.get("created_at") or row.get("started_at")
    return at.timestamp() if at else 0.0


def _number(model: Model, rows: list[Row]) -> None:
    new = [row for row in rows if "id" not in row]
    if isinstance(model._meta.pk, models.AutoField):
        for row, key in zip(new, take_ids(model, len(new)), strict=True):
            row["id"] = key


def _copy(model: Model, rows: Iterable[Row]) -> None:
    # What has its value from the database gets it there.
    fields = [field for field in model._meta.concrete_fields if not field.has_db_default()]
    readers = [_reader(field) for field in fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        # The adapters of Django's own connection know how its values are written.
        raw = cursor.connection.cursor()
        with raw, raw.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(list(_values(row, readers)))


def _values(row: Row, readers: Iterable[Callable[[Row], Any]]) -> Iterator[Any]:
    for read in readers:
        yield read(row)


def _reader(field: Any) -> Callable[[Row], Any]:
    """How a column is read from a row: as it says, as what it points to, or what a new row has there."""
    name, attname, usual = field.name, field.attname, _usual(field)
    prepare = _preparation(field)

    def read(row: Row) -> Any:
        if attname in row:
            value = row[attname]
            return value.row["id"] if isinstance(value, KeyOf) else prepare(value)
        if name in row:
            target = row[name]
            return target["id"] if isinstance(target, dict) else target and target.pk
        return usual()

    return read


def _preparation(field: Any) -> Callable[[Any], Any]:
    """What is stored otherwise than Python holds it: JSON, arrays, sealed texts."""
    if isinstance(field, models.JSONField | ArrayField) or type(field).__module__.startswith("tenants."):
        return lambda value: field.get_db_prep_save(value, connection)
    return lambda value: value


def _usual(field: Any) -> Callable[[], Any]:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return _refusal(field, "say when it was")
    if field.default is not NOT_PROVIDED:
        if not callable(field.default) or field.default in {dict, list}:
            always = field.get_db_prep_save(field.get_default(), connection)
            return lambda: always
        return lambda: field.get_db_prep_save(field.get_default(), connection)
    if field.null:
        return lambda: None
    return (lambda: "") if field.empty_strings_allowed else _refusal(field, "it has no usual value")


def _refusal(field: Any, why: str) -> Callable[[], Any]:
    def refuse() -> Any:
        raise ValueError(f"{field.model.__name__}.{field.name}: {why}")

    return refuse

"""Copying a shop's rows to another shop, table by table, inside the database. Plain SQL: a catalogue is large."""

from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection, models

from tenants.models import Tenant
from tenants.scoping import TenantModel, tenant_scope

Field: TypeAlias = "models.Field[Any, Any]"
# New primary keys by old ones, of each model that was copied.
Keys = dict[type[models.Model], dict[int, int]]


def copy_rows(source: Tenant, target: Tenant, *, tables: Sequence[type[TenantModel]], salt: UUID) -> Keys:
    """Every row of `tables` again, for `target`. Parents stand before their children; public ids follow from the old
    ones and `salt`.

    A link to a row that was not copied becomes empty. Call it inside a transaction.
    """
    keys: Keys = {}
    for model in tables:
        keys[model] = _new_keys(model, source)
        _copy(model, source, target, keys, salt)
    return keys


def _new_keys(model: type[TenantModel], source: Tenant) -> dict[int, int]:
    """Fresh values of the table's own sequence; none where the key is made of other columns."""
    if not isinstance(model._meta.pk, models.AutoField):
        return {}
    with tenant_scope(source):
        old = list(model.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, len(old)],
        )
        return dict(zip(old, (int(row[0]) for row in cursor.fetchall()), strict=True))


def _copy(model: type[TenantModel], source: Tenant, target: Tenant, keys: Keys, salt: UUID) -> None:
    columns, values, joins, parameters = [], [], [], []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CompositePrimaryKey):
            continue
        columns.append(_quoted(field.column))
        if field.name == "tenant":
            values.append("%s")
            continue
        parent = model if field.primary_key else _parent(field)
        if parent in keys:
            mapping = f"map_{field.column}"
            values.append(f"{mapping}.new_key")
            joins.append(_join(mapping, field, required=not field.null))
            parameters += [list(keys[parent]), list(keys[parent].values())]
        else:
            values.append(_value(field, salt))
    table = _quoted(model._meta.db_table)
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608  # names of our own tables and columns only
        f"SELECT {', '.join(values)} FROM {table} AS old {' '.join(joins)} WHERE old.tenant_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [target.pk, *parameters, source.pk])


def _parent(field: Field) -> type[models.Model] | None:
    return field.related_model if isinstance(field, models.ForeignKey) else None


def _join(mapping: str, field: Field, *, required: bool) -> str:
    kind = "JOIN" if required else "LEFT JOIN"
    pairs = f"unnest(%s::bigint[], %s::bigint[]) AS {mapping}(old_key, new_key)"
    return f"{kind} {pairs} ON {mapping}.old_key = old.{_quoted(field.column)}"


def _value(field: Field, salt: UUID) -> str:
    if isinstance(field, models.UUIDField) and field.unique:
        return f"md5(old.{_quoted(field.column)}::text || '{salt.hex}')::uuid"
    related = field.related_model if isinstance(field, models.ForeignKey) else None
    if related is not None and issubclass(related, TenantModel):
        return "NULL"
    return f"old.{_quoted(field.column)}"


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")

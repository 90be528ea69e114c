"""Sealing everything anew with the first key, after a new one was put in front."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from tenants.fields import EncryptedTextField, is_sealed_with_first_key, unseal
from tenants.scoping import scopes_disabled

PORTION = 200


@dataclass(frozen=True, kw_only=True)
class Resealed:
    """How far a table is: rows looked at, and how many of them were sealed anew."""

    table: str
    looked_at: int
    sealed_anew: int


def sealed_models() -> list[tuple[type[models.Model], list[str]]]:
    """Each model with a sealed field, and the names of those fields."""
    found = (
        (model, [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)])
        for model in apps.get_models()
    )
    return [(model, names) for model, names in found if names]


def seal_anew(*, dry_run: bool = False) -> Iterator[Resealed]:
    """Portion by portion, each in its own transaction: a stop in the middle loses nothing, a second run goes on.

    Yields how far it has come after each portion. A row that no configured key opens raises ImproperlyConfigured, and
    what was done before it stays.
    """
    for model, names in sealed_models():
        yield from _table(model, names, dry_run=dry_run)


def _table(model: type[models.Model], names: list[str], *, dry_run: bool) -> Iterator[Resealed]:
    last, looked_at, sealed_anew = 0, 0, 0
    while True:
        with scopes_disabled(), transaction.atomic():
            rows = _raw(model, names, after=last)
            for key, values in rows:
                stale = {name: text for name, text in values.items() if text and not is_sealed_with_first_key(text)}
                if stale:
                    sealed_anew += 1
                    _write(model, key, stale, dry_run=dry_run)
        looked_at += len(rows)
        yield Resealed(table=model._meta.label, looked_at=looked_at, sealed_anew=sealed_anew)
        if len(rows) < PORTION:
            return
        last = rows[-1][0]


def _raw(model: type[models.Model], names: list[str], *, after: int) -> list[tuple[int, dict[str, str]]]:
    """The sealed texts themselves (a cast keeps the field from opening them), locked against other writers."""
    texts = {f"raw_{name}": Cast(name, models.TextField()) for name in names}
    rows = model._base_manager.select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")
    found = rows.annotate(**texts).values_list("pk", *texts)[:PORTION]
    return [(key, dict(zip(names, values, strict=True))) for key, *values in found]


def _write(model: type[models.Model], key: int, stale: dict[str, str], *, dry_run: bool) -> None:
    opened = {name: unseal(text) for name, text in stale.items()}
    if not dry_run:
        # The field seals what it is given, with the first key.
        model._base_manager.filter(pk=key).update(**opened)

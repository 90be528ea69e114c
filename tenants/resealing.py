"""Putting a new key in front of FIELD_ENCRYPTION_KEYS and, when nothing needs it any more, taking the old one away."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from tenants.fields import EncryptedTextField

BATCH = 500


def sealed_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def reseal_all() -> dict[str, int]:
    """Seal every stored secret of every shop with the newest key; how many, by `app.Model.column`.

    Safe to repeat and to interrupt. Raises ImproperlyConfigured for what no configured key opens.
    """
    return {f"{model._meta.label}.{field.name}": _reseal(model, field.name) for model, field in sealed_columns()}


def _reseal(model: type[models.Model], column: str) -> int:
    rows, done, last = model._base_manager.exclude(**{column: ""}).order_by("pk"), 0, 0
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        done += _reseal_rows(rows.filter(pk__in=keys), column)
        last = keys[-1]
    return done


@transaction.atomic
def _reseal_rows(rows: models.QuerySet[Any], column: str) -> int:
    """Locked: a secret that is changed meanwhile must not come back."""
    found = list(rows.select_for_update().values_list("pk", column))
    for key, secret in found:
        rows.model._base_manager.filter(pk=key).update(**{column: secret})
    return len(found)

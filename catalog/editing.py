"""Changing one product by hand: only what is different, and nothing that somebody or a sale changed meanwhile."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from catalog.imports.plan import STORE_FIELDS
from catalog.models import Product, StoreItem
from catalog.selectors import lock_products
from catalog.services import save_product
from lib.errors import DomainError
from tenants.models import Tenant
from tenants.services import record_audit


@transaction.atomic
def add_product(tenant: Tenant, *, values: Mapping[str, Any], actor: str) -> Product:
    """Raises ValidationError naming each wrong field."""
    product = save_product(tenant, **values)
    record_audit(tenant, actor=actor, action="product added", target=product.name[:150])
    return product


@transaction.atomic
def edit_product(product: Product, *, values: Mapping[str, Any], seen: Mapping[str, Any], actor: str) -> Product:
    """Write what differs; nothing happens when nothing does. `seen` is what stood in the form for fields that change by
    themselves, as stock does.

    Raises DomainError `changed_meanwhile`, or `store_decides` for what the product's store says; ValidationError.
    """
    locked = lock_products([product.pk])[product.pk]
    # A sale that comes between must not be undone by a description.
    wanted = {name: value for name, value in values.items() if name not in seen or value != seen[name]}
    changed = {name: value for name, value in wanted.items() if getattr(locked, name) != value}
    for name in changed:
        if name in seen and seen[name] != getattr(locked, name):
            raise DomainError("changed_meanwhile", "The product has changed meanwhile. Look at it again.", field=name)
    if set(changed) & STORE_FIELDS and is_of_store(locked):
        raise DomainError("store_decides", "The store this product comes from says what it is. Change it there.")
    if changed:
        told = {name: [_text(getattr(locked, name)), _text(value)] for name, value in changed.items()}
        save_product(locked.tenant, product=locked, **changed)
        record_audit(locked.tenant, actor=actor, action="product changed", target=locked.name[:150], changes=told)
    return locked


def is_of_store(product: Product) -> bool:
    """Whether a store that is read has it: what it is, is the store's to say."""
    return StoreItem.objects.filter(product=product, gone_at=None, store__is_enabled=True).exists()


def _text(value: Any) -> str:
    return "" if value is None else str(value)[:200]

"""Writes to the catalogue."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, StoreItem
from catalog.searching.indexing import BATCH, describe, index_products
from catalog.searching.vector_tasks import embed_products
from lib.errors import DomainError
from lib.money import plain_number
from tenants.models import Tenant
from tenants.queueing import enqueue_once
from tenants.scoping import CrossTenantError


@transaction.atomic
def save_product(tenant: Tenant, *, product: Product | None = None, **fields: Any) -> Product:
    """Create or change a product. Raises ValidationError naming each wrong field, or CrossTenantError."""
    product = product or Product(tenant=tenant)
    if product.tenant_id != tenant.pk:
        raise CrossTenantError("cross_tenant", "This product belongs to another shop.")
    for name, value in fields.items():
        setattr(product, Product._meta.get_field(name).name, value)
    reads_differently = describe(product)
    _check(product)
    product.save()
    if reads_differently:
        index_products([product])
        enqueue_once(embed_products, tenant.pk)
    return product


@transaction.atomic
def save_products(tenant: Tenant, products: Sequence[Product]) -> int:
    """Create and change many products at once; how many read differently now and were indexed.

    All or nothing. Raises ValidationError for the first product that is wrong, IntegrityError for an article number
    that is used twice, or CrossTenantError. Of products that read as before no index is touched.
    """
    for product in products:
        if product.tenant_id != tenant.pk:
            raise CrossTenantError("cross_tenant", "This product belongs to another shop.")
        product.clean_fields(exclude=["tenant"])
    new = [product for product in products if product._state.adding]
    old = [product for product in products if not product._state.adding]
    changed = [product for product in old if describe(product)]
    for product in new:
        describe(product)
    _update_all(old)
    Product.objects.bulk_create(new, batch_size=BATCH)
    index_products(new, are_new=True)
    index_products(changed)
    if new or changed:
        enqueue_once(embed_products, tenant.pk)
    return len(new) + len(changed)


def _update_all(products: Sequence[Product]) -> None:
    fixed = {"id", "tenant", "public_id", "created_at"}
    names = [field.name for field in Product._meta.concrete_fields if field.name not in fixed]
    for product in products:
        product.updated_at = timezone.now()
    Product.objects.bulk_update(products, names, batch_size=BATCH)


def keep_outside_product(tenant: Tenant, *, key: str, name: str, price: Decimal, step: Decimal) -> Product:
    """What an order from outside calls so: made once for each key, in no index, never for sale.

    The key holds whose name it is and what is known of the thing; also two orders at the same moment get one product.
    """
    digest = sha256(key.encode()).hexdigest()
    fresh = Product(
        tenant=tenant, outside_key=digest, name=name[:300], price=price, step=step, is_available=False
    )  # fmt: skip
    Product.objects.bulk_create([fresh], ignore_conflicts=True)
    return Product.objects.get(tenant=tenant, outside_key=digest)


def take_stock(product: Product, quantity: Decimal) -> None:
    """Reserve stock of a product that the caller has locked. Raises DomainError `out_of_stock`."""
    if product.stock is None:
        return
    if product.stock < quantity:
        left = plain_number(product.stock)
        raise DomainError(
            "out_of_stock",
            f"Only {left} {product.unit} of {product.name} left. Order less of it, or something else.",
            product=product.name, product_id=str(product.public_id), available=left, unit=product.unit,
        )  # fmt: skip
    product.stock -= quantity
    product.save(update_fields=["stock", "updated_at"])


@transaction.atomic
def put_right(item: StoreItem, *, held: Mapping[int, Decimal]) -> bool:
    """Offer no more of a store's product than the store has left after what open orders hold. False: it is right."""
    product = Product.objects.select_for_update(of=("self",)).get(pk=item.product_id)
    left = max((item.stock or Decimal(0)) - held.get(product.pk, Decimal(0)), Decimal(0))
    if product.stock is None or item.stock is None or product.stock <= left:
        return False
    product.stock = left
    product.save(update_fields=["stock", "updated_at"])
    return True


def return_stock(product_id: int, quantity: Decimal) -> None:
    """Put a reservation back; nothing happens where nobody counts."""
    Product.objects.filter(pk=product_id, stock__isnull=False).update(stock=F("stock") + quantity)


def _check(product: Product) -> None:
    """What `full_clean` checks, without asking Postgres to compare numbers that are here: a list of ten thousand
    products is saved five times as fast. Raises ValidationError naming each wrong field."""
    product.clean_fields(exclude={"tenant"})
    if product.stock is not None and product.stock < 0:
        raise ValidationError({"stock": _("There cannot be less than nothing in stock.")})
    same = Product.objects.filter(tenant_id=product.tenant_id, sku=product.sku).exclude(pk=product.pk)
    if product.sku and same.exists():
        raise ValidationError({"sku": _("Another product has this article number.")})

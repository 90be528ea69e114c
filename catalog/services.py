"""Writes to the catalogue."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from catalog.models import Product
from lib.errors import DomainError
from lib.text import fold
from tenants.models import Tenant
from tenants.scoping import CrossTenantError


@transaction.atomic
def save_product(tenant: Tenant, *, product: Product | None = None, **fields: Any) -> Product:
    """Create or change a product. Raises ValidationError naming each wrong field, or CrossTenantError."""
    product = product or Product(tenant=tenant)
    if product.tenant_id != tenant.pk:
        raise CrossTenantError("cross_tenant", "This product belongs to another shop.")
    for name, value in fields.items():
        setattr(product, Product._meta.get_field(name).name, value)
    product.search_text = search_text(product)
    product.full_clean()
    product.save()
    return product


def search_text(product: Product) -> str:
    """All names, categories and descriptions in all languages, folded; names stand first."""
    variants = [{"name": product.name, "category": product.category, "description": product.description}]
    variants += list(product.translations.values())
    parts = [variant.get(field, "") for field in ("name", "category", "description") for variant in variants]
    parts += [product.sku, *(str(value) for value in product.attributes.values())]
    return fold(" | ".join(part for part in parts if part))


def take_stock(product: Product, quantity: Decimal) -> None:
    """Reserve stock of a product that the caller has locked. Raises DomainError `out_of_stock`."""
    if product.stock is None:
        return
    if product.stock < quantity:
        left = f"{product.stock.normalize():f}"
        raise DomainError(
            "out_of_stock",
            f"Only {left} {product.unit} of {product.name} left.",
            product=product.name, product_id=str(product.public_id), available=left, unit=product.unit,
        )  # fmt: skip
    product.stock -= quantity
    product.save(update_fields=["stock", "updated_at"])


def return_stock(product_id: int, quantity: Decimal) -> None:
    """Put a reservation back; nothing happens where nobody counts."""
    Product.objects.filter(pk=product_id, stock__isnull=False).update(stock=F("stock") + quantity)

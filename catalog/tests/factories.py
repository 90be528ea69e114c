"""Products. Call them in the scope of the `tenant` you give."""

from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from catalog.models import Product, Unit
from catalog.services import save_product


class ProductFactory(DjangoModelFactory):
    """Something sold by the piece for 10.00 that nobody counts."""

    class Meta:
        model = Product

    sku = factory.Sequence("SKU-{}".format)
    name = factory.Sequence("Product {}".format)
    price = Decimal("10.00")
    unit = Unit.PIECE
    step = Decimal(1)

    @classmethod
    def _create(cls, model_class: type[Product], *_args: Any, **fields: Any) -> Product:
        return save_product(fields.pop("tenant"), **fields)


class WeighedProductFactory(ProductFactory):
    """Something sold by the kilogram in steps of 100 g for 60.00."""

    price = Decimal("60.00")
    unit = Unit.KILOGRAM
    step = Decimal("0.1")

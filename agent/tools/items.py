"""The order lines that a model may name: a product of this shop and how much of it, never a price."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog.selectors import get_product
from orders.items import Item

UnitName = Literal["", "piece", "kg", "g", "l", "ml", "pack", "box", "bottle", "dozen", "lb", "oz"]


class WantedItem(BaseModel):
    model_config = ConfigDict(extra="forbid")

    product_id: str = Field(max_length=64, description="From list_products or search_products.")
    quantity: Decimal = Field(description="How much, in `unit`.")
    unit: UnitName = Field("", description="The unit the customer used; empty for the product's own.")


class RemovedItem(BaseModel):
    model_config = ConfigDict(extra="forbid")

    product_id: str = Field(max_length=64)
    quantity: Decimal | None = Field(None, description="How much to take out; leave out to remove the product.")
    unit: UnitName = ""


def resolve(wanted: Sequence[WantedItem | RemovedItem]) -> list[Item]:
    """Rows of this tenant in place of ids. Raises DomainError `unknown_product`."""
    return [Item(get_product(item.product_id), item.quantity, item.unit) for item in wanted]

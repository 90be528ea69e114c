"""From what a store says about a product to what we would write down. Pure: no rows, no clock, no network.

A variation is a product of its own, because price, stock and article number are: it takes the words of its parent. The
parent of variations and a group of products cannot be bought, and are no products here.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

import pydantic
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from catalog.woocommerce.payloads import Image, Label, WooProduct
from lib.markup import html_to_text, plain_name
from lib.text import shorten

LONGEST_NAME, LONGEST_SKU, LONGEST_CATEGORY, LONGEST_BRAND, LONGEST_ADDRESS = 300, 64, 120, 120, 500
LONGEST_DESCRIPTION = 20_000
LONGEST_ATTRIBUTE, MOST_ATTRIBUTES = 500, 60
MOST_PRICE, MOST_STOCK = Decimal(10) ** 12, Decimal(10) ** 9
# Bought elsewhere, or only a name for others.
NOT_ITSELF = frozenset({"variable", "grouped"})
_BARCODE = re.compile(r"\d{8,14}")
_check_address = URLValidator(["http", "https"])
# WordPress files under this what nobody filed.
_UNFILED = frozenset({"uncategorized", "uncategorised"})


@dataclass(frozen=True)
class Draft:
    """One thing for sale as its store describes it. `stock` None: nobody counts. `modified` is UTC."""

    external_id: int
    parent_id: int
    name: str
    sku: str
    description: str
    category: str
    brand: str
    eans: tuple[str, ...]
    price: Decimal
    stock: Decimal | None
    is_available: bool
    image_url: str
    attributes: dict[str, str] = field(hash=False)
    modified: datetime | None

    @property
    def digest(self) -> str:
        """The same for the same content, whenever it was saved over there."""
        content = asdict(self)
        content.pop("modified")
        text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Family:
    """A product of a store with its variations. Not `is_whole`: only some of the variations were asked for."""

    product: WooProduct
    variations: Sequence[WooProduct] = ()
    is_whole: bool = True

    @cached_property
    def drafts(self) -> list[Draft]:
        if self.product.type == "variable":
            return [_variation(self.product, variation) for variation in self.variations]
        return [] if self.product.type in NOT_ITSELF else [_simple(self.product)]


def read_products(rows: object) -> tuple[list[WooProduct], list[str]]:
    """Every readable product of an answer, and the ids of those that are not: one never costs its siblings."""
    found: list[WooProduct] = []
    unreadable: list[str] = []
    for row in rows if isinstance(rows, list) else []:
        try:
            found.append(WooProduct.model_validate(row))
        except pydantic.ValidationError:
            unreadable.append(str(row.get("id", "?"))[:20] if isinstance(row, dict) else "?")
    return found, unreadable


def _simple(product: WooProduct) -> Draft:
    return Draft(
        external_id=product.id, parent_id=0, name=_name(product), sku=_sku(product.sku),
        description=_description(product), category=_category(product.categories), brand=_brand(product),
        eans=_eans(product.global_unique_id), price=_price(product.price), stock=_stock(product, product),
        is_available=_is_sold(product, product) and product.type != "external",
        image_url=_photo(product.images), attributes=_attributes(product, {}), modified=product.date_modified_gmt,
    )  # fmt: skip


def _variation(parent: WooProduct, own: WooProduct) -> Draft:
    options = {plain_name(each.name): plain_name(each.option) for each in own.attributes if each.option}
    name = ", ".join([_name(parent), *options.values()])
    moments = [moment for moment in (parent.date_modified_gmt, own.date_modified_gmt) if moment]
    return Draft(
        external_id=own.id, parent_id=parent.id, name=shorten(name, LONGEST_NAME),
        # Without one of its own WooCommerce shows the parent's.
        sku="" if own.sku == parent.sku else _sku(own.sku),
        description=_join([_description(own), _description(parent)]),
        category=_category(parent.categories), brand=_brand(parent), eans=_eans(own.global_unique_id),
        price=_price(own.price), stock=_stock(own, parent), is_available=_is_sold(own, parent),
        image_url=_photo([own.image, *own.images, *parent.images]), attributes=_attributes(parent, options),
        modified=max(moments, default=None),
    )  # fmt: skip


def _name(product: WooProduct) -> str:
    return shorten(plain_name(product.name), LONGEST_NAME) or f"#{product.id}"


def _sku(sku: str) -> str:
    """A number that does not fit is none: half of one would be another product's."""
    sku = sku.strip()
    return sku if len(sku) <= LONGEST_SKU else ""


def _description(product: WooProduct) -> str:
    return _join(html_to_text(text) for text in (product.short_description, product.description))


def _join(texts: Iterable[str]) -> str:
    """One below the other, nothing twice."""
    return "\n\n".join(text for text in dict.fromkeys(texts) if text)[:LONGEST_DESCRIPTION].strip()


def _names(labels: Iterable[Label]) -> list[str]:
    return list(dict.fromkeys(name for label in labels if (name := plain_name(label.name))))


def _category(categories: Sequence[Label]) -> str:
    return shorten(next(iter(_filed(categories)), ""), LONGEST_CATEGORY)


def _filed(categories: Sequence[Label]) -> list[str]:
    return [name for name in _names(categories) if name.casefold() not in _UNFILED]


def _brand(product: WooProduct) -> str:
    return shorten(", ".join(_names(product.brands)[:2]), LONGEST_BRAND)


def _eans(written: str) -> tuple[str, ...]:
    digits = re.sub(r"[\s-]", "", written)
    return (digits,) if _BARCODE.fullmatch(digits) else ()


def _price(price: Decimal | None) -> Decimal:
    """Two places, half up. What has no price is not for sale, and what it says then does not matter."""
    if not _is_price(price):
        return Decimal("0.00")
    assert price is not None
    return price.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _is_price(price: Decimal | None) -> bool:
    """Free things are sold, too."""
    return price is not None and 0 <= price < MOST_PRICE


def _stock(own: WooProduct, parent: WooProduct) -> Decimal | None:
    """How many there are. None: nobody counts, or the shop takes orders for what it does not have."""
    counted = parent if own.manage_stock == "parent" else own
    if own.stock_status == "outofstock":
        return Decimal(0)
    if not counted.manage_stock or counted.stock_quantity is None or counted.backorders in {"yes", "notify"}:
        return None
    places = Decimal("0.001")
    return min(max(counted.stock_quantity, Decimal(0)), MOST_STOCK - places).quantize(places, rounding=ROUND_HALF_UP)


def _is_sold(own: WooProduct, parent: WooProduct) -> bool:
    """Published, shown in the shop, with a price: a hidden product is one that the owner does not want to be found."""
    published = {own.status, parent.status} == {"publish"}
    return published and parent.catalog_visibility != "hidden" and _is_price(own.price)


def _photo(images: Sequence[Image]) -> str:
    return next((image.src for image in images if _is_address(image.src)), "")


def _is_address(address: str) -> bool:
    try:
        _check_address(address)
    except ValidationError:
        return False
    return len(address) <= LONGEST_ADDRESS


def _attributes(product: WooProduct, chosen: dict[str, str]) -> dict[str, Any]:
    """What the shop says about it; of a variation only the option it is. Further categories and tags are found by."""
    said = {plain_name(each.name): ", ".join(map(plain_name, each.options)) for each in product.attributes}
    said |= chosen
    said |= {"categories": ", ".join(_filed(product.categories)[1:]), "tags": ", ".join(_names(product.tags))}
    kept = [(shorten(name, 80), shorten(text, LONGEST_ATTRIBUTE)) for name, text in said.items() if name and text]
    return dict(kept[:MOST_ATTRIBUTES])

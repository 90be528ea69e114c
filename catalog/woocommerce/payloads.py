"""What WooCommerce's REST API v3 answers, as far as we read it.

https://woocommerce.github.io/woocommerce-rest-api-docs/#product-properties. Plugins bend every field: a price may be
a number, a list may be `false`, a text may be null. Only an `id` has to be there.
"""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

# What is asked for; without this 100 products are a megabyte.
FIELDS = (
    "id,name,type,status,catalog_visibility,description,short_description,sku,price,stock_quantity,manage_stock,"
    "stock_status,backorders,images,image,categories,tags,brands,attributes,global_unique_id,date_modified_gmt,parent_id"
)


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode()


def _rows(value: object) -> list[Any]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _row(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> list[str]:
    return [text for each in value if (text := _text(each))] if isinstance(value, list) else []


def _number(value: object) -> Decimal | None:
    """None for "", null and everything that is no finite number."""
    text = _text(value).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and -12 < number.adjusted() < 12 else None


def _moment(value: object) -> datetime | None:
    """The `*_gmt` fields have no zone: they are UTC."""
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _managed(value: object) -> bool | str:
    return "parent" if value == "parent" else _text(value) in {"yes", "1"} or value is True


def _parent(value: object) -> int:
    return value if type(value) is int and 0 < value < 2**63 else 0


Text = Annotated[str, BeforeValidator(_text)]
Number = Annotated[Decimal | None, BeforeValidator(_number)]
Id = Annotated[int, Field(ge=1, lt=2**63)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
# For `Annotated[list[X], as_rows]` and `Annotated[X, as_row]`: what is no list of objects, or none, is empty.
as_rows, as_row = BeforeValidator(_rows), BeforeValidator(_row)


class Payload(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Image(Payload):
    src: Text = ""


class Label(Payload):
    """A category, a tag or a brand."""

    name: Text = ""


class Attribute(Payload):
    """`options` on a product; `option` on a variation, empty where any will do."""

    name: Text = ""
    options: Annotated[list[str], BeforeValidator(_texts)] = []
    option: Text = ""


class WooProduct(Payload):
    """A product or a variation. Money is text, in the shop's currency."""

    id: Id
    parent_id: Annotated[int, BeforeValidator(_parent)] = 0
    type: Text = "simple"
    name: Text = ""
    status: Text = "publish"
    catalog_visibility: Text = "visible"
    description: Text = ""
    short_description: Text = ""
    sku: Text = ""
    price: Number = None
    # Counted in manage_stock's place: the variation's own number or its parent's.
    manage_stock: Annotated[bool | Literal["parent"], BeforeValidator(_managed)] = False
    stock_quantity: Number = None
    stock_status: Text = "instock"
    backorders: Text = "no"
    images: Annotated[list[Image], BeforeValidator(_rows)] = []
    image: Annotated[Image, BeforeValidator(_row)] = Image()
    categories: Annotated[list[Label], BeforeValidator(_rows)] = []
    tags: Annotated[list[Label], BeforeValidator(_rows)] = []
    brands: Annotated[list[Label], BeforeValidator(_rows)] = []
    attributes: Annotated[list[Attribute], BeforeValidator(_rows)] = []
    global_unique_id: Text = ""
    date_modified_gmt: Annotated[datetime | None, BeforeValidator(_moment)] = None


class WooWebhook(Payload):
    """`status` is active, paused, or disabled: what the shop makes of it after the 7th failure in a row."""

    id: Id
    topic: Text = ""
    delivery_url: Text = ""
    status: Text = ""


class WooRefusal(Payload):
    code: Text = ""
    message: Text = ""

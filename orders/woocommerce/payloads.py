"""What WooCommerce's REST API v3 says about an order, as far as we read it. Only `id` has to be there.

https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties. Money is text without tax, and each tax
beside it; `line_items[].price` is the one number, after discounts, and is not read.
"""

from typing import Annotated

from pydantic import BeforeValidator

from catalog.woocommerce.payloads import Id, Moment, Number, Payload, Text, as_row, as_rows

FIELDS = (
    "id,number,order_key,status,currency,prices_include_tax,date_created_gmt,date_modified_gmt,total,discount_total,"
    "shipping_total,shipping_tax,billing,shipping,customer_note,date_paid_gmt,line_items,refunds,meta_data"
)
# More digits than people see: a line's price without tax has to be multiplied exactly.
DIGITS = 6


def _flag(value: object) -> bool:
    return value is True or value in ("yes", "true", "1", 1)


Flag = Annotated[bool, BeforeValidator(_flag)]


class WooAddress(Payload):
    first_name: Text = ""
    last_name: Text = ""
    company: Text = ""
    address_1: Text = ""
    address_2: Text = ""
    city: Text = ""
    state: Text = ""
    postcode: Text = ""
    country: Text = ""
    email: Text = ""
    phone: Text = ""


class WooMeta(Payload):
    """`display_*` stand only on lines. Keys that begin with an underscore are a plugin's own business."""

    key: Text = ""
    value: Text = ""
    display_key: Text = ""
    display_value: Text = ""


class WooLine(Payload):
    """`product_id` 0: the product was deleted. `total` is after discounts, `subtotal` before."""

    id: Id
    name: Text = ""
    sku: Text = ""
    product_id: Number = None
    variation_id: Number = None
    quantity: Number = None
    subtotal: Number = None
    subtotal_tax: Number = None
    total: Number = None
    meta_data: Annotated[list[WooMeta], as_rows] = []


class WooRefund(Payload):
    """`total` is negative."""

    total: Number = None


class WooOrder(Payload):
    """`id` is the machine's number, `number` the one that people see."""

    id: Id
    number: Text = ""
    order_key: Text = ""
    status: Text = ""
    currency: Text = ""
    prices_include_tax: Flag = False
    date_created_gmt: Moment = None
    date_modified_gmt: Moment = None
    date_paid_gmt: Moment = None
    total: Number = None
    shipping_total: Number = None
    shipping_tax: Number = None
    billing: Annotated[WooAddress, as_row] = WooAddress()
    shipping: Annotated[WooAddress, as_row] = WooAddress()
    customer_note: Text = ""
    line_items: Annotated[list[WooLine], as_rows] = []
    refunds: Annotated[list[WooRefund], as_rows] = []
    meta_data: Annotated[list[WooMeta], as_rows] = []


class WooNote(Payload):
    note: Text = ""

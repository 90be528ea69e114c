"""The shape of an order that a browser extension hands in. What is wrong is named field by field, with status 422."""

from decimal import Decimal, InvalidOperation
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers

from orders.intake.places import FACEBOOK, WOOCOMMERCE

MOST_BYTES = 256 * 1024
MOST_ITEMS = 200
MOST_MONEY, MOST_PIECES = Decimal(10) ** 10, Decimal(10_000)
LONGEST_KEY = 300


class Unreadable(exceptions.ValidationError):
    """The same order would be refused again: programs do not repeat it."""

    status_code = 422


class Text(serializers.CharField):
    """Optional, at most so long; half of a character pair, as scripts cut texts, does not reach the database."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        usual = {"required": False, "default": "", "allow_blank": True} if "required" not in options else {}
        super().__init__(max_length=longest, **{**usual, **options})

    def to_internal_value(self, data: Any) -> str:
        return str(super().to_internal_value(data)).encode("utf-8", "replace").decode()


@extend_schema_field(OpenApiTypes.DECIMAL)
class Amount(serializers.Field[Any, Any, Any, Any]):
    """A decimal number as text, with a point, or a JSON number. Empty where `may_be_empty`: None."""

    default_error_messages = {
        "invalid": "Send a decimal number with a point, such as \"12.50\".",
        "range": "This number is out of range.",
    }  # fmt: skip

    def __init__(self, *, most: Decimal, least: Decimal = Decimal(0), may_be_empty: bool = False) -> None:
        if may_be_empty:
            super().__init__(required=False, default=None, allow_null=True)
        else:
            super().__init__()
        self.most, self.least, self.may_be_empty = most, least, may_be_empty

    def to_internal_value(self, data: Any) -> Decimal | None:
        if isinstance(data, bool) or not isinstance(data, str | int | float) or len(str(data)) > 30:
            self.fail("invalid")
        text = str(data).strip()
        if not text and self.may_be_empty:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            self.fail("invalid")
        if not number.is_finite():
            self.fail("invalid")
        if not self.least <= number <= self.most or -number.as_tuple().exponent > 12:  # type: ignore[operator]
            self.fail("range")
        return number


class SubmittedItem(serializers.Serializer[Any]):
    name = Text(longest=300, required=True)
    sku = Text(longest=64)
    quantity = Amount(most=MOST_PIECES, least=Decimal("0.001"))
    unit_price = Amount(most=MOST_MONEY, may_be_empty=True)
    subtotal = Amount(most=MOST_MONEY, may_be_empty=True)
    external_id = Text(longest=40)


class SubmittedCustomer(serializers.Serializer[Any]):
    name = Text(longest=160)
    phone = Text(longest=40)
    email = Text(longest=254)
    language = Text(longest=12)


class SubmittedOrder(serializers.Serializer[Any]):
    site_id = Text(longest=64, required=True)
    vars()["source"] = serializers.ChoiceField([WOOCOMMERCE, FACEBOOK])
    order_key = Text(longest=LONGEST_KEY, required=True)
    external_id = Text(longest=100)
    page_url = Text(longest=2000, required=True)
    currency = Text(longest=3)
    total = Amount(most=MOST_MONEY)
    customer = SubmittedCustomer(required=False, default=dict)
    address = Text(longest=1000)
    notes = Text(longest=5000)
    items = serializers.ListField(child=SubmittedItem(), allow_empty=False, max_length=MOST_ITEMS)

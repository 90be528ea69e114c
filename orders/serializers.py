"""The shapes of the orders API. Money and quantities are decimal strings; times are ISO 8601 in UTC."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from orders.analytics.figures import Figures
from orders.delivery.wishes import Wished
from orders.models import (
    METHOD_CHOICES,
    PAYMENT_STATUS_CHOICES,
    STATUS_CHOICES,
    Fulfilment,
    Order,
    OrderEvent,
    OrderLine,
)
from orders.placing.external import External
from orders.placing.services import Buyer, WantedItem, Wish
from orders.shown_quickly import ShownQuickly
from tenants.models import Tenant

MOST_ITEMS = 200
PAYMENT_HELP = "What is known of the money: kept by payments, never set by a program."
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class LineSerializer(ShownQuickly, serializers.ModelSerializer[OrderLine]):
    product_id = serializers.UUIDField(source="product__public_id")
    sku = serializers.CharField(source="product__sku")

    class Meta:
        model = OrderLine
        fields = ["product_id", "sku", "name", "unit", "quantity", "unit_price", "subtotal"]


class EventSerializer(serializers.ModelSerializer[OrderEvent]):
    at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = OrderEvent
        fields = ["kind", "at", "actor", "actor_name", "from_status", "to_status", "note", "version"]


class CustomerSerializer(ShownQuickly, serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class OrderSerializer(ShownQuickly, serializers.ModelSerializer[Order]):
    """An order in a list. Bring `customer` along, and the lines by `orders.selectors.bring_lines`."""

    id = serializers.UUIDField(source="public_id")
    customer = CustomerSerializer()
    lines = LineSerializer(many=True, source="line_list")
    payment_status = serializers.ChoiceField(PAYMENT_STATUS_CHOICES, help_text=PAYMENT_HELP)
    payment_method = serializers.ChoiceField(METHOD_CHOICES, help_text="How it was paid; cash until it was.")

    class Meta:
        model = Order
        fields = [
            "id", "number", "status", "version", "currency", "total", "delivery_fee", "fees", "discount",
            "discount_reason", "payment_status", "payment_method", "customer", "lines", "address", "notes",
            "fulfilment", "wished_on", "wished_at",
            "carrier", "carrier_number", "expected_on", "source", "created_at", "updated_at", "delivered_at",
        ]  # fmt: skip


class OrderWithHistorySerializer(OrderSerializer):
    events = EventSerializer(many=True)

    class Meta(OrderSerializer.Meta):
        fields = [*OrderSerializer.Meta.fields, "events"]


class PageSerializer(serializers.Serializer[Any]):
    """`next` is the address of the next page, or null on the last."""

    results = OrderSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class StatusChangeSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(STATUS_CHOICES)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


@extend_schema_field(OpenApiTypes.DECIMAL)
class QuantityField(serializers.Field[Any, Any, Any, Any]):
    """A number, or a number as text; what may be ordered of the product is decided where it is known."""

    default_error_messages = {"invalid": "Send a number, such as 2 or \"0.5\"."}  # fmt: skip

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, int | float | str):
            self.fail("invalid")
        return data


class BuyerSerializer(serializers.Serializer[Any]):
    """A known customer by `id`, else what is known of them. The phone number becomes E.164."""

    id = serializers.UUIDField(required=False, default=None, allow_null=True)
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=160)
    phone = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    email = serializers.EmailField(required=False, default="", allow_blank=True)
    language = serializers.ChoiceField(LANGUAGES, required=False, default="", allow_blank=True)


class WantedItemSerializer(serializers.Serializer[Any]):
    """A product by `product_id` or `sku`. `unit_price` is only compared."""

    product_id = serializers.UUIDField(required=False, default=None, allow_null=True)
    sku = serializers.CharField(required=False, default="", allow_blank=True, max_length=64)
    quantity = QuantityField()
    unit = serializers.CharField(required=False, default="", allow_blank=True, max_length=10)
    unit_price = serializers.DecimalField(
        required=False, default=None, allow_null=True, max_digits=18, decimal_places=4
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs["product_id"]) == bool(attrs["sku"]):
            raise serializers.ValidationError("Name the product: either product_id or sku.")
        return attrs


class NewOrderSerializer(serializers.Serializer[Any]):
    """`currency` and `total` are only compared: the shop's own prices count."""

    customer = BuyerSerializer()
    items = WantedItemSerializer(many=True, max_length=MOST_ITEMS)  # type: ignore[call-arg]
    address = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    notes = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    fulfilment = serializers.ChoiceField(
        Fulfilment.choices,
        required=False,
        default="delivery",
        help_text="pickup needs no address and costs no delivery.",
    )
    wished_on = serializers.DateField(
        required=False,
        default=None,
        allow_null=True,
        help_text="The day the customer wants it, in the shop's time zone.",
    )
    wished_at = serializers.TimeField(
        required=False, default=None, allow_null=True, help_text="The time of that day, on the shop's clock."
    )
    currency = serializers.CharField(required=False, default="", allow_blank=True, max_length=3)
    total = serializers.DecimalField(required=False, default=None, allow_null=True, max_digits=18, decimal_places=4)
    external_id = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=100,
        help_text="What the order is called where it comes from. The same again is the same order, whoever brings it.",
    )  # fmt: skip
    external_source = serializers.RegexField(
        r"^[A-Za-z0-9._-]*\Z", required=False, default="", allow_blank=True, max_length=40,
        help_text="Whose id that is, such as till-1, when it is none of a site's.",
    )  # fmt: skip
    site_id = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=64,
        help_text="The shop's site whose id that is: there the order meets the one of a webhook or of the extension.",
    )  # fmt: skip
    order_key = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=300, help_text="The site's secret of the order."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["site_id"] and attrs["external_source"]:
            raise serializers.ValidationError({"site_id": ["Send either site_id or external_source."]})
        for name in ("site_id", "external_source", "order_key"):
            if attrs[name] and not attrs["external_id"]:
                raise serializers.ValidationError({"external_id": [f"Send it together with {name}."]})
        if attrs["order_key"] and not attrs["site_id"]:
            raise serializers.ValidationError({"site_id": ["Send it together with order_key."]})
        return attrs

    def wish(self) -> Wish:
        given = dict(self.validated_data)
        buyer = dict(given.pop("customer"))
        items = [WantedItem(**item) for item in given.pop("items")]
        names = External(
            external_id=given.pop("external_id"), site_id=given.pop("site_id"), source=given.pop("external_source"),
            order_key=given.pop("order_key"),
        )  # fmt: skip
        external = names if names.external_id else None
        wished = Wished(given.pop("fulfilment"), given.pop("wished_on"), given.pop("wished_at"))
        buyer_given = Buyer(public_id=buyer.pop("id"), **buyer)
        return Wish(buyer=buyer_given, items=items, wished=wished, external=external, **given)


class TurnoverSerializer(serializers.Serializer[Any]):
    """Of orders that are not cancelled, in one currency."""

    currency = serializers.CharField()
    orders = serializers.IntegerField(help_text="How many are not cancelled.")
    revenue = serializers.DecimalField(max_digits=24, decimal_places=2, help_text="The sum of their totals.")
    average = serializers.DecimalField(
        max_digits=24, decimal_places=2, help_text="revenue divided by orders, rounded to the currency."
    )


class SummarySerializer(serializers.Serializer[Any]):
    """What the shop's orders add up to, by the day on which they were made."""

    timezone = serializers.CharField(help_text="The shop's: its days are meant.")
    orders = serializers.IntegerField(help_text="All orders, cancelled ones included.")
    by_status = serializers.DictField(child=serializers.IntegerField(), help_text="Orders in each status now.")
    by_source = serializers.DictField(
        child=serializers.IntegerField(), help_text="Orders from each source, cancelled ones included."
    )
    turnover = TurnoverSerializer(many=True)


def summary_of(figures: Figures, tenant: Tenant) -> Mapping[str, Any]:
    return SummarySerializer({
        "timezone": tenant.timezone, "orders": figures.orders, "by_status": figures.statuses,
        "by_source": figures.sources, "turnover": [asdict(row) for row in figures.turnover],
    }).data  # fmt: skip

"""The shapes of the orders API. Money and quantities are decimal strings; times are ISO 8601 in UTC."""

from typing import Any

from rest_framework import serializers

from orders.models import STATUS_CHOICES, Order, OrderEvent, OrderLine

LARGEST_PAGE = 100


class LineSerializer(serializers.ModelSerializer[OrderLine]):
    product_id = serializers.UUIDField(source="product.public_id")

    class Meta:
        model = OrderLine
        fields = ["product_id", "name", "unit", "quantity", "unit_price", "subtotal"]


class EventSerializer(serializers.ModelSerializer[OrderEvent]):
    at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = OrderEvent
        fields = ["kind", "at", "actor", "actor_name", "from_status", "to_status", "note", "version"]


class CustomerSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order in a list. Bring `customer` and `lines__product` along."""

    id = serializers.UUIDField(source="public_id")
    customer = CustomerSerializer()
    lines = LineSerializer(many=True)

    class Meta:
        model = Order
        fields = [
            "id", "number", "status", "version", "currency", "total", "customer", "lines", "address", "notes",
            "carrier", "carrier_number", "expected_on", "source", "created_at", "updated_at", "delivered_at",
        ]  # fmt: skip


class OrderWithHistorySerializer(OrderSerializer):
    events = EventSerializer(many=True)

    class Meta(OrderSerializer.Meta):
        fields = [*OrderSerializer.Meta.fields, "events"]


class ListQuerySerializer(serializers.Serializer[Any]):
    """`after` is the id of the last order of the page before."""

    status = serializers.ChoiceField(STATUS_CHOICES, required=False, default="", allow_blank=True)
    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    after = serializers.UUIDField(required=False, default=None)
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=LARGEST_PAGE)


class StatusChangeSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(STATUS_CHOICES)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)

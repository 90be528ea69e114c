"""What somebody who tracks an order is told, without an account."""

from typing import Any

from rest_framework import serializers

from orders.models import PAYMENT_STATUS_CHOICES, STATUS_CHOICES, Fulfilment, OrderLine


class TrackAnswerSerializer(serializers.Serializer[Any]):
    contact = serializers.CharField(max_length=254, help_text="The phone's last four digits, or the e-mail address.")


class StationSerializer(serializers.Serializer[Any]):
    status = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(["done", "current", "ahead"])


class HappeningSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    at = serializers.DateTimeField()


class TrackedLineSerializer(serializers.ModelSerializer[OrderLine]):
    class Meta:
        model = OrderLine
        fields = ["name", "unit", "quantity", "unit_price", "subtotal"]


class ShopSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    address = serializers.CharField()


class TrackedOrderSerializer(serializers.Serializer[Any]):
    """What only the customer may see."""

    ordered_at = serializers.DateTimeField()
    currency = serializers.CharField()
    total = serializers.DecimalField(max_digits=16, decimal_places=2)
    payment_status = serializers.ChoiceField(PAYMENT_STATUS_CHOICES)
    payment_message = serializers.CharField(
        help_text="The same as a sentence, in the language of Accept-Language; empty when there is nothing to say."
    )
    name = serializers.CharField()
    address = serializers.CharField()
    notes = serializers.CharField()
    fulfilment = serializers.ChoiceField(Fulfilment.choices)
    wished_on = serializers.DateField(allow_null=True)
    wished_at = serializers.TimeField(allow_null=True)
    expected_on = serializers.DateField(allow_null=True)
    carrier = serializers.CharField()
    carrier_number = serializers.CharField()
    carrier_url = serializers.CharField(help_text="The carrier's own page of the parcel; empty when we know none.")
    lines = TrackedLineSerializer(many=True)
    history = HappeningSerializer(many=True)
    shop = ShopSerializer()


class TrackedSerializer(serializers.Serializer[Any]):
    """How far an order is; `order` is null until it is opened."""

    number = serializers.CharField()
    status = serializers.ChoiceField(STATUS_CHOICES)
    status_label = serializers.CharField()
    message = serializers.CharField(help_text="The status as a sentence, in the language of Accept-Language.")
    progress = StationSerializer(many=True)
    is_open = serializers.BooleanField()
    order = TrackedOrderSerializer(allow_null=True)

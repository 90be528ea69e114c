"""What can be asked of the orders API: which orders, and which days."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from orders.listing.wanted import Wanted
from orders.models import PAYMENT_STATUS_CHOICES, STATUS_CHOICES
from tenants.models import Tenant

LARGEST_PAGE = 100
FIRST_YEAR, LAST_YEAR = 1900, 9998


@extend_schema_field({"oneOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]})
class MomentField(serializers.Field[Any, Any, Any, Any]):
    """A moment with its offset from UTC, or a day in the shop's time zone."""

    default_error_messages = {
        "invalid": "Write a moment as 2026-11-25T09:30:00Z, or a day as 2026-11-25.",
        "far": f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.",
    }  # fmt: skip

    def to_internal_value(self, data: Any) -> datetime | date:
        try:
            moment = parse_datetime(str(data)) if "T" in str(data) else parse_date(str(data))
        except ValueError:
            moment = None
        if moment is None or (isinstance(moment, datetime) and moment.tzinfo is None):
            self.fail("invalid")
        # A day further on, or in another time zone, it still has to be a moment.
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.fail("far")
        return moment


class StatusesField(serializers.CharField):
    """One status, or several with commas between them."""

    def __init__(self, choices: Iterable[tuple[str, Any]], **options: Any) -> None:
        self.known = [status for status, _label in choices]
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[str]:  # type: ignore[override]
        names = [name.strip() for name in super().to_internal_value(data).split(",") if name.strip()]
        known = self.known
        if wrong := [name for name in names if name not in known]:
            raise serializers.ValidationError(f"There is no status {wrong[0]!r}. Choose from: {', '.join(known)}.")
        return list(dict.fromkeys(names))


class ListQuerySerializer(serializers.Serializer[Any]):
    """Which orders, and which page of them."""

    status = StatusesField(
        STATUS_CHOICES, required=False, default="", allow_blank=True, help_text="One, or several with commas."
    )
    payment_status = StatusesField(
        PAYMENT_STATUS_CHOICES, required=False, default="", allow_blank=True,
        help_text=f"One, or several with commas: {', '.join(status for status, _label in PAYMENT_STATUS_CHOICES)}.",
    )  # fmt: skip
    source = serializers.CharField(  # type: ignore[assignment]
        required=False, default="", allow_blank=True, max_length=20, help_text="Where it came from: chat, api, staff."
    )
    customer = serializers.UUIDField(required=False, default=None, help_text="The customer's id.")
    product = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=64, help_text="A product's id or article number."
    )
    created_from = MomentField(
        required=False, default=None, help_text="From this moment, or from the beginning of this day in the shop."
    )
    created_to = MomentField(
        required=False, default=None, help_text="Before this moment, or until the end of this day in the shop."
    )
    total_min = serializers.DecimalField(required=False, default=None, max_digits=16, decimal_places=2)
    total_max = serializers.DecimalField(required=False, default=None, max_digits=16, decimal_places=2)
    q = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=100,
        help_text="Beginnings of words of the number and of the customer's name, phone and e-mail address. "
        "Digits are also found at the end of a phone number.",
    )  # fmt: skip
    after = serializers.UUIDField(
        required=False, default=None, help_text="The id of the last order of the page before."
    )
    limit = serializers.IntegerField(required=False, default=50, min_value=1, max_value=LARGEST_PAGE)

    def wanted(self, tenant: Tenant) -> Wanted:
        asked = self.validated_data
        product_id = _as_uuid(asked["product"])
        until = asked["created_to"]
        if until and not isinstance(until, datetime):
            until += timedelta(days=1)
        return Wanted(
            statuses=asked["status"] or (), payment_statuses=asked["payment_status"] or (),
            source=asked["source"], customer_id=asked["customer"],
            created_from=_moment(asked["created_from"], tenant), created_to=_moment(until, tenant),
            total_min=asked["total_min"], total_max=asked["total_max"], product_id=product_id,
            sku="" if product_id else asked["product"].strip(), query=asked["q"].strip(),
        )  # fmt: skip


class SummaryQuerySerializer(serializers.Serializer[Any]):
    """Days in the shop's time zone, both included."""

    vars()["from"] = serializers.DateField(required=False, default=None, help_text="The first day.")
    to = serializers.DateField(required=False, default=None, help_text="The last day, included.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["from"] and attrs["to"] and attrs["from"] > attrs["to"]:
            raise serializers.ValidationError({"to": ["The last day lies before the first one."]})
        return attrs


def _moment(value: date | datetime | None, tenant: Tenant) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time.min, tenant.zone)


def _as_uuid(text: str) -> Any:
    field = serializers.UUIDField()
    try:
        return field.to_internal_value(text) if len(text) == 36 else None
    except serializers.ValidationError:
        return None

"""What the API's description says of orders that a site hands in."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers

from orders.extension.serializers import SubmittedOrder
from tenants.authentication import KeyNeeded
from tenants.openapi import UNSIGNED, example, problem, problems, shown

GIVEN: dict[str, Any] = {
    "site_id": "valdman", "source": "woocommerce", "order_key": "wc_order_x9Y", "external_id": "1042",
    "page_url": "https://shop.example.com/checkout/order-received/1042/", "currency": "ILS", "total": "124.00",
    "customer": {"name": "Dana Levi", "phone": "+972501234567", "email": "dana@example.com", "language": "he"},
    "address": "Herzl 12, Haifa", "notes": "",
    "items": [{"name": "Beef sausages", "sku": "SAU-BEEF", "quantity": "2", "unit_price": "62.00",
               "subtotal": "124.00", "external_id": "77"}],
}  # fmt: skip
TAKEN = {"number": "ORD-2026-000042", "status": "pending", "track_url": "https://desk.example/track/ORD-2026-000042"}
ANSWER = inline_serializer(
    "TakenOrder",
    {"number": serializers.CharField(), "status": serializers.CharField(), "track_url": serializers.URLField()},
)
SITE = inline_serializer(
    "CheckedSite",
    {"shop": serializers.CharField(), "site": serializers.CharField(), "currency": serializers.CharField()},
)
UNKNOWN_SITE = problem(404, "unknown_site", "This shop has no site with this id. Compare it with the one in the panel.")
BUSY = problem(429, "throttled", "Too many orders at once. Wait a minute and try again.")
UNREADABLE = problem(422, "unreadable", "Some fields cannot be read.", total=["This is no amount."])
NOT_ALLOWED = problems(403, {
    "site_disabled": ("This site is switched off in the panel.", {}),
    "key_needed": (str(KeyNeeded.default_detail), {}),
})  # fmt: skip
DOOR = {401: UNSIGNED, 403: NOT_ALLOWED}
REFUSED = problem(409, "wrong_currency", "The site sells in EUR, the shop in ILS.", given="EUR", computed="ILS")

checked = extend_schema(
    tags=["orders"], operation_id="orders_submit_check", summary="Try a site's settings",
    description="Whether the key and the site's id fit together. A key with the scope orders.submit is enough.",
    parameters=[OpenApiParameter("X-Site-Id", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True)],
    responses={200: shown(SITE, {"shop": "Valdman", "site": "valdman", "currency": "ILS"}), 404: UNKNOWN_SITE,
               429: BUSY} | DOOR,
)  # fmt: skip
submitted = extend_schema(
    tags=["orders"], operation_id="orders_submit", summary="Hand in an order of a site",
    description="What the browser extension sends: an order that was taken on a site of the shop, at that site's "
    "prices. 200 with the same body when it is known already; 409 and 422 are final. A key with the scope "
    "orders.submit is enough.",
    parameters=[OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)],
    request=SubmittedOrder, examples=example(GIVEN, name="Order", request=True),
    responses={201: shown(ANSWER, TAKEN), 200: shown(ANSWER, TAKEN), 404: UNKNOWN_SITE, 409: REFUSED,
               422: UNREADABLE, 429: BUSY} | DOOR,
)  # fmt: skip

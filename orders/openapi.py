"""What the API's description says of each operation: examples, and every error with what it means."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from orders.query_serializers import ListQuerySerializer, SummaryQuerySerializer
from orders.serializers import (
    NewOrderSerializer,
    OrderWithHistorySerializer,
    PageSerializer,
    StatusChangeSerializer,
    SummarySerializer,
)
from orders.tracking.serializers import TrackAnswerSerializer, TrackedSerializer
from tenants.openapi import DOOR, example, problem, problems, shown

ID = "5b0c54a6-6b0f-4a0e-8f5e-0d6a3c1d2e4f"
LINE = {
    "product_id": "0d2b7a7e-2f0f-4c55-9a57-1f1f2b0f9c11", "sku": "CHALLA", "name": "Challah", "unit": "piece",
    "quantity": "2.000", "unit_price": "18.00", "subtotal": "36.00",
}  # fmt: skip
ORDER: dict[str, Any] = {
    "id": ID, "number": "ORD-2026-000042", "status": "pending", "version": 1, "currency": "ILS", "total": "36.00",
    "delivery_fee": "0.00", "fees": "0.00", "discount": "0.00", "discount_reason": "",
    "customer": {
        "id": "e3f0b6f2-57a5-4a62-9a8e-52a8b1a1c0de", "name": "Dana Levi", "phone": "+972501234567", "email": "",
    },
    "lines": [LINE], "payment_status": "unpaid", "payment_method": "cash", "address": "Herzl 12, Haifa", "notes": "",
    "fulfilment": "delivery", "wished_on": "2026-11-27", "wished_at": None,
    "carrier": "", "carrier_number": "", "expected_on": None,
    "source": "api", "created_at": "2026-11-25T09:30:00Z", "updated_at": "2026-11-25T09:30:00Z", "delivered_at": None,
}  # fmt: skip
CREATED = {
    "kind": "created", "at": "2026-11-25T09:30:00Z", "actor": "system", "actor_name": "cash register",
    "from_status": "", "to_status": "pending", "note": "", "version": 1,
}  # fmt: skip
WHOLE = ORDER | {"events": [CREATED]}
NEW = {
    "customer": {"name": "Dana Levi", "phone": "+972501234567", "language": "he"},
    "items": [{"sku": "CHALLA", "quantity": 2, "unit_price": "18.00"}],
    "address": "Herzl 12, Haifa", "wished_on": "2026-11-27", "currency": "ILS", "total": "36.00",
}  # fmt: skip
SUMMARY = {
    "timezone": "Asia/Jerusalem", "orders": 120,
    "by_status": {
        "pending": 4, "confirmed": 6, "processing": 3, "packaged": 2, "shipped": 9, "delivered": 90, "cancelled": 6,
    },
    "by_source": {"api": 20, "chat": 100},
    "turnover": [{"currency": "ILS", "orders": 114, "revenue": "20520.00", "average": "180.00"}],
}  # fmt: skip
SHORT = {
    "number": "ORD-2026-000042", "status": "shipped", "status_label": "Shipped", "message": "Your order is on its way.",
    "progress": [{"status": "pending", "label": "Pending", "state": "done"}], "is_open": False, "order": None,
}  # fmt: skip
OPENED = SHORT | {
    "is_open": True,
    "order": {
        "ordered_at": "2026-11-25T09:30:00Z", "currency": "ILS", "total": "36.00", "payment_status": "unpaid",
        "payment_message": "You pay on delivery.", "name": "Dana Levi",
        "address": "Herzl 12, Haifa", "notes": "", "fulfilment": "delivery", "wished_on": "2026-11-28",
        "wished_at": "17:00:00", "expected_on": "2026-11-28", "carrier": "DHL",
        "carrier_number": "JD014600003RT",
        "carrier_url": "https://www.dhl.com/en/express/tracking.html?AWB=JD014600003RT",
        "lines": [
            {"name": "Challah", "unit": "piece", "quantity": "2.000", "unit_price": "18.00", "subtotal": "36.00"},
        ],
        "history": [{"label": "Ordered", "at": "2026-11-25T09:30:00Z"}],
        "shop": {"name": "Bakery", "phone": "+97246250000", "email": "hello@bakery.example", "address": "Herzl 1"},
    },
}  # fmt: skip

UNKNOWN = problem(404, "not_found", "No such thing here.")
WRONG_FIELDS = problem(
    400, "invalid", "Some fields are wrong.", limit=["Ensure this value is less than or equal to 100."]
)
REFUSALS = problems(409, {
    "external_conflict": (
        "'1042' is the order ORD-2026-000042 already, with other items. Change that order, or send the external_id of "
        "the order that you mean.",
        {
            "external_id": "1042", "id": ID, "number": "ORD-2026-000042", "given": "18.00", "computed": "36.00",
            "currency": "ILS",
        },
    ),
    "unknown_site": (
        "This shop has no site with this id. Compare it with the site's id in the panel, or leave site_id out.",
        {"site_id": "corner"},
    ),
    "key_reused": (
        "This Idempotency-Key was used for another request. Take a new key for a new order.",
        {"key": "a1", "first_used_at": "2026-11-25T09:30:00+00:00"},
    ),
    "unknown_product": (
        "This shop has no product with the sku 'CHALA'. Look it up again and correct items[0].",
        {"item": 0, "sku": "CHALA"},
    ),
    "unknown_customer": (
        "This shop has no customer with this id. Send name, phone or email instead.", {"id": ID},
    ),
    "customer_missing": ("Say who orders: customer.id, or a name, phone or email.", {}),
    "bad_phone": (
        "This is no phone number. Write it with its country code, such as +972501234567.", {"given": "12"},
    ),
    "wrong_currency": (
        "This shop sells in ILS. Leave currency out, or send ILS.", {"given": "EUR", "computed": "ILS"},
    ),
    "wrong_price": (
        "Challah costs 18.00 ILS, not 17.00. Send the item without unit_price, or with the shop's own.",
        {"item": 0, "product_id": LINE["product_id"], "currency": "ILS", "given": "17.00", "computed": "18.00"},
    ),
    "wrong_total": (
        "The total is 36.00 ILS, not 35.00. Send the order without total, or with the shop's own.",
        {"given": "35.00", "computed": "36.00", "currency": "ILS"},
    ),
    "no_items": ("An order needs at least one product.", {}),
    "bad_quantity": (
        "Challah: A quantity must be more than zero.", {"product": "Challah", "unit": "piece", "step": "1"},
    ),
    "wrong_step": (
        "Challah: This is sold in steps of 1 piece. Order 1 instead.",
        {"product": "Challah", "unit": "piece", "step": "1", "nearest": ["1"]},
    ),
    "wrong_unit": (
        "Challah: This is sold by the piece, not by the kg.", {"product": "Challah", "unit": "piece", "given": "kg"},
    ),
    "not_for_sale": ("Challah is not for sale at the moment.", {"product": "Challah"}),
    "out_of_stock": (
        "Only 1 piece of Challah left. Order less of it, or something else.",
        {"product": "Challah", "available": "1", "unit": "piece"},
    ),
    "not_delivered": (
        "'Eilat' lies in none of the shop's delivery areas (Haifa). If the town or postcode is missing ask for it. "
        "Else say that the shop does not deliver there and offer pickup.",
        {"address": "Eilat", "areas": ["Haifa"]},
    ),
    "past_date": ("2026-11-20 is over: it is 2026-11-25 11:30 in the shop now.", {"today": "2026-11-25"}),
    "closed_then": (
        "The shop is not open then. That day: closed.",
        {"on": "2026-11-28", "open": [], "next_opening": "2026-11-29T08:00:00+02:00"},
    ),
})  # fmt: skip
WRONG_STATUS = problem(
    409, "wrong_status", "The order is pending and cannot become delivered. Possible now: confirmed, cancelled.",
    status="pending", allowed=["confirmed", "cancelled"],
)  # fmt: skip
BUSY = problem(429, "throttled", "Too many attempts. Wait a minute and try again.")
NOT_OPENED = problem(
    422, "refused", "The number and the answer do not belong together. Check both, or use the link that the shop sent."
)
UNKNOWN_NUMBER = problem(404, "not_found", "There is no order with this number. It looks like ORD-2026-000123.")
SEVERAL_SHOPS = problem(
    409, "several_shops", "More than one shop has an order with this number. Name one of them in ?shop=.",
    shops=[{"shop": "valdman", "name": "Valdman"}, {"shop": "bakery", "name": "Bakery"}],
)  # fmt: skip
KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True,
    description="Names this order: at most 255 characters, new for every order, the same for every retry. The same key "
    "with the same body is answered again, byte for byte, for at least 24 hours.",
)  # fmt: skip
SHOP = OpenApiParameter("shop", OpenApiTypes.STR, description="The shop's short name, where several have the number.")
LINK_KEY = OpenApiParameter("key", OpenApiTypes.STR, description="From the link that the customer was sent.")


def list_and_create(view: Any) -> Any:
    """The list's and the new order's operation, which share an address."""
    listed = extend_schema(
        methods=["GET"], tags=["orders"], operation_id="orders_list", summary="List orders",
        description="Newest first, with filters. `next` is the address of the next page; orders that come in "
        "meanwhile move no page.",
        parameters=[ListQuerySerializer],
        responses={
            200: shown(PageSerializer, {"results": [ORDER], "next": None}), 400: WRONG_FIELDS, 404: UNKNOWN,
        } | DOOR,
    )  # fmt: skip
    made = extend_schema(
        methods=["POST"], tags=["orders"], operation_id="orders_create", summary="Create an order",
        description="At the shop's own prices: `unit_price`, `currency` and `total` are only compared, and an order "
        "that differs is refused with both numbers. A refusal changes nothing. A customer without `id` is found by "
        "phone, else by e-mail address, else made. With an `external_id` that is known already, on the same site or "
        "from the same source, the answer is 200 and the order that has it; 409 when that one is about other things. "
        "An order with a `site_id` was sold there, and its stock was taken there.",
        parameters=[KEY], request=NewOrderSerializer, examples=example(NEW, name="New order", request=True),
        responses={
            201: shown(OrderWithHistorySerializer, WHOLE), 200: shown(OrderWithHistorySerializer, WHOLE),
            400: WRONG_FIELDS, 409: REFUSALS,
        } | DOOR,
    )  # fmt: skip
    return listed(made(view))


detail = extend_schema(
    tags=["orders"], operation_id="orders_detail", summary="Show an order",
    description="With everything that happened to it.",
    responses={200: shown(OrderWithHistorySerializer, WHOLE), 404: UNKNOWN} | DOOR,
)  # fmt: skip
status = extend_schema(
    tags=["orders"], operation_id="orders_status", summary="Move an order along",
    description="To one of the statuses that can follow. The status that it has already is no error and changes "
    "nothing. What is in an order is changed by the shop's people in the panel, or by its customer in a chat.",
    request=StatusChangeSerializer,
    examples=example({"status": "confirmed", "note": "by phone"}, name="Confirm", request=True),
    responses={
        200: shown(OrderWithHistorySerializer, WHOLE), 400: WRONG_FIELDS, 404: UNKNOWN, 409: WRONG_STATUS,
    } | DOOR,
)  # fmt: skip
summary = extend_schema(
    tags=["orders"], operation_id="orders_summary", summary="Sum orders up",
    description="By the day on which orders were made, in the shop's time zone; `from` and `to` are both included. "
    "Statuses are today's. Revenue is the sum of the totals of orders that are not cancelled, paid or not.",
    parameters=[SummaryQuerySerializer],
    responses={200: shown(SummarySerializer, SUMMARY), 400: WRONG_FIELDS} | DOOR,
)  # fmt: skip


def track(view: Any) -> Any:
    """What customers may see without any account."""
    looked = extend_schema(
        methods=["GET"], tags=["tracking"], operation_id="orders_track", summary="Follow an order", auth=[],
        description="The status only; with `key`, from the link that the customer was sent, the whole order.",
        parameters=[SHOP, LINK_KEY],
        responses={200: shown(TrackedSerializer, SHORT), 404: UNKNOWN_NUMBER, 409: SEVERAL_SHOPS, 429: BUSY},
    )  # fmt: skip
    answered = extend_schema(
        methods=["POST"], tags=["tracking"], operation_id="orders_track_open", summary="Open an order", auth=[],
        description="`contact`: the last four digits of the customer's phone number, or their e-mail address. A wrong "
        "answer and an unknown number look the same.",
        parameters=[SHOP], request=TrackAnswerSerializer,
        examples=example({"contact": "4567"}, name="Last digits", request=True),
        responses={200: shown(TrackedSerializer, OPENED), 400: WRONG_FIELDS, 422: NOT_OPENED, 429: BUSY},
    )  # fmt: skip
    return looked(answered(view))

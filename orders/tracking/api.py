"""`/api/v1/orders/track/<number>`: what the tracking page shows, for programs. No key of the shop is needed."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.exceptions import APIException, NotFound, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from lib.errors import DomainError
from orders import openapi
from orders.models import Order
from orders.payments.words import sentence_of
from orders.progress import LABELS, SENTENCES, list_happenings, list_stations
from orders.tracking.access import count_miss, in_shop, may_answer, may_look, opened_by_contact, opened_by_key
from orders.tracking.carriers import carrier_link
from orders.tracking.lookup import (
    Tracked,
    TrackedEvent,
    TrackedLine,
    find_tracked,
    read_history,
    read_lines,
    read_tracked,
)
from orders.tracking.serializers import TrackAnswerSerializer, TrackedSerializer
from tenants.scoping import tenant_scope

UNKNOWN = "There is no order with this number. It looks like ORD-2026-000123."
REFUSED = "The number and the answer do not belong together. Check both, or use the link that the shop sent."
BUSY = "Too many attempts. Wait a minute and try again."


class Refused(APIException):
    status_code = 422
    default_code = "refused"
    default_detail = REFUSED


@openapi.track
@api_view(["GET", "POST"])
@authentication_classes([])
@permission_classes([])
def order_track(request: Request, number: str) -> Response:
    """A wrong answer and an unknown number look the same; who only looks is told that a number is unknown."""
    is_answer = request.method == "POST"
    if not (may_answer(request._request, number) if is_answer else may_look(request._request)):
        raise Throttled(detail=BUSY)
    orders = in_shop(find_tracked(number), request.query_params.get("shop", ""))
    response = _opened(request, orders) if is_answer else _looked_at(request, orders)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _opened(request: Request, orders: list[Tracked]) -> Response:
    answer = TrackAnswerSerializer(data=request.data)
    answer.is_valid(raise_exception=True)
    found = opened_by_contact(orders, answer.validated_data["contact"])
    if found is None:
        raise Refused
    return _shown(found, is_open=True)


def _looked_at(request: Request, orders: list[Tracked]) -> Response:
    if not orders:
        count_miss(request._request)
        raise NotFound(UNKNOWN)
    opened = opened_by_key(orders, request.query_params.get("key", ""))
    if opened is None and len(orders) > 1:
        shops = [{"shop": order.shop_slug, "name": order.shop_name} for order in orders]
        message = "More than one shop has an order with this number. Name one of them in ?shop=."
        raise DomainError("several_shops", message, shops=shops)
    return _shown(opened or orders[0], is_open=opened is not None)


def _shown(found: Tracked, *, is_open: bool) -> Response:
    """In the language of Accept-Language."""
    order, history = read_tracked(found), read_history(found)
    with tenant_scope(order.tenant):
        page: dict[str, Any] = {
            "number": order.number, "status": order.status, "status_label": str(LABELS[order.status]),
            "message": str(SENTENCES[order.status]), "progress": list_stations(order, history), "is_open": is_open,
            "order": _whole(order, history, read_lines(found)) if is_open else None,
        }  # fmt: skip
        return Response(TrackedSerializer(page).data, headers={"Content-Language": translation.get_language() or "en"})


def _whole(order: Order, history: Sequence[TrackedEvent], lines: Sequence[TrackedLine]) -> dict[str, Any]:
    return {
        "ordered_at": order.created_at, "currency": order.currency, "total": order.total,
        "payment_status": order.payment_status, "payment_message": sentence_of(order), "name": order.customer.name,
        "address": order.address or order.customer.address, "notes": order.notes,
        "fulfilment": order.fulfilment, "wished_on": order.wished_on, "wished_at": order.wished_at,
        "expected_on": order.expected_on,
        "carrier": order.carrier, "carrier_number": order.carrier_number,
        "carrier_url": carrier_link(order.carrier, order.carrier_number), "lines": lines,
        "history": list_happenings(history), "shop": order.tenant,
    }  # fmt: skip

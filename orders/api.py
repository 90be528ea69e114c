"""`/api/v1/orders/`: a shop's own programs and its staff's browsers make, read and move orders."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.decorators import api_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from lib.errors import DomainError
from orders import openapi
from orders.actors import by_staff
from orders.analytics.figures import get_figures
from orders.listing.selectors import list_page, place_of
from orders.listing.wanted import Place
from orders.models import Actor, Order
from orders.placing.answers import Answer, answer_once
from orders.placing.services import Wish, place_order
from orders.query_serializers import ListQuerySerializer, SummaryQuerySerializer
from orders.selectors import bring_lines
from orders.serializers import (
    NewOrderSerializer,
    OrderSerializer,
    OrderWithHistorySerializer,
    StatusChangeSerializer,
    summary_of,
)
from orders.services import By, move_order
from orders.states import Status
from tenants.api import error_of, tenant_of
from tenants.models import ApiKey
from tenants.rendering import AnyTextRenderer

LONGEST_KEY = 255
# Made once: the fields of a serializer take longer to make than ten orders to show.
IN_A_LIST = OrderSerializer()


@openapi.list_and_create
@api_view(["GET", "POST"])
def order_list(request: Request) -> HttpResponse:
    return _create(request) if request.method == "POST" else _list(request)


@openapi.detail
@api_view(["GET"])
def order_detail(_request: Request, public_id: UUID) -> Response:
    """One order with everything that happened to it."""
    return Response(_shown(public_id))


@openapi.status
@api_view(["PATCH"])
def order_status(request: Request, public_id: UUID) -> Response:
    """Move the order to `status`. 409 when it cannot go there; asking for the status it has already is no error."""
    order = get_object_or_404(Order, public_id=public_id)
    change = StatusChangeSerializer(data=request.data)
    change.is_valid(raise_exception=True)
    wish = Status(change.validated_data["status"])
    if wish != order.state:
        move_order(order, to=wish, by=_by(request), note=change.validated_data["note"])
    return Response(_shown(public_id))


@openapi.summary
@api_view(["GET"])
def order_summary(request: Request) -> Response:
    """How many orders, in which status, from where, and what they are worth."""
    query, tenant = SummaryQuerySerializer(data=request.query_params), tenant_of(request)
    query.is_valid(raise_exception=True)
    days = query.validated_data
    return Response(summary_of(get_figures(first=days["from"], last=days["to"]), tenant))


def _list(request: Request) -> Response:
    query = ListQuerySerializer(data=_joined(request, "status", "payment_status"))
    query.is_valid(raise_exception=True)
    after, limit = query.validated_data["after"], query.validated_data["limit"]
    found = list_page(query.wanted(tenant_of(request)), after=_place(after), limit=limit + 1)
    page = found[:limit]
    bring_lines(page)
    following = _next_page(request, page[-1]) if len(found) > limit else None
    return Response({"results": [IN_A_LIST.to_representation(order) for order in page], "next": following})


def _create(request: Request) -> HttpResponse:
    """The answer is kept as bytes: the same request again gets exactly these."""
    key = _idempotency_key(request)
    sent = NewOrderSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    wish = sent.wish()
    answer = answer_once(tenant_of(request), key=key, asked=request.data, act=lambda: _place_order(request, wish))
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if answer.is_repeated:
        response["Idempotency-Replayed"] = "true"
    return response


def _place_order(request: Request, wish: Wish) -> Answer:
    """A refusal by the rules is an answer like any other; nothing of the order is left then."""
    source = "api" if isinstance(request.auth, ApiKey) else "staff"
    try:
        order, is_new = place_order(tenant_of(request), wish=wish, by=_by(request), source=source)
    except DomainError as refusal:
        status, shown = error_of(refusal)
        return Answer(status, _as_json(shown))
    return Answer(201 if is_new else 200, _as_json(_shown(order.public_id)))


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > LONGEST_KEY:
        message = "Send a header Idempotency-Key of at most 255 characters: new for each order, the same for a retry."
        raise ValidationError({"Idempotency-Key": [message]})
    return key


def _by(request: Request) -> By:
    if isinstance(request.auth, ApiKey):
        return By(Actor.SYSTEM, request.auth.name)
    return by_staff(request.user)


def _place(after: UUID | None) -> Place | None:
    try:
        return place_of(after) if after else None
    except Order.DoesNotExist as error:
        raise Http404 from error


def _shown(public_id: UUID) -> Any:
    order = get_object_or_404(Order.objects.select_related("customer").prefetch_related("events"), public_id=public_id)
    bring_lines([order])
    return OrderWithHistorySerializer(order).data


def _as_json(shown: Any) -> str:
    return AnyTextRenderer().render(shown).decode()


def _joined(request: Request, *names: str) -> dict[str, str]:
    """`?status=pending&status=confirmed` means the same as `?status=pending,confirmed`."""
    asked = request.query_params
    return asked.dict() | {name: ",".join(asked.getlist(name)) for name in names}


def _next_page(request: Request, last: Order) -> str:
    return replace_query_param(request.build_absolute_uri(), "after", str(last.public_id))

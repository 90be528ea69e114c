"""`/api/v1/orders/`: a shop's own programs read orders and move them along."""

from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from orders.models import Actor, Order
from orders.selectors import list_orders
from orders.serializers import (
    ListQuerySerializer,
    OrderSerializer,
    OrderWithHistorySerializer,
    StatusChangeSerializer,
)
from orders.services import By, move_order
from orders.states import Status
from tenants.models import ApiKey


@api_view(["GET"])
def order_list(request: Request) -> Response:
    """Newest first: `{"results": [...], "next": address or null}`. Filters: `status`, `q`; pages: `limit`, `after`."""
    query = ListQuerySerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    wanted = query.validated_data
    rows = _with_lines(list_orders(status=wanted["status"], query=wanted["q"].strip()))
    if wanted["after"]:
        rows = rows.filter(pk__lt=get_object_or_404(Order, public_id=wanted["after"]).pk)
    found = list(rows[: wanted["limit"] + 1])
    page = found[: wanted["limit"]]
    following = _next_page(request, page[-1]) if len(found) > len(page) else None
    return Response({"results": OrderSerializer(page, many=True).data, "next": following})


@api_view(["GET"])
def order_detail(_request: Request, public_id: UUID) -> Response:
    """One order with everything that happened to it."""
    return _show(public_id)


@api_view(["PATCH"])
def order_status(request: Request, public_id: UUID) -> Response:
    """Move the order to `status`. 409 when it cannot go there; asking for the status it has already is no error."""
    order = get_object_or_404(Order, public_id=public_id)
    change = StatusChangeSerializer(data=request.data)
    change.is_valid(raise_exception=True)
    wish, key = Status(change.validated_data["status"]), cast("ApiKey", request.auth)
    if wish != order.state:
        move_order(order, to=wish, by=By(Actor.SYSTEM, key.name), note=change.validated_data["note"])
    return _show(public_id)


def _show(public_id: UUID) -> Response:
    rows = _with_lines(list_orders()).prefetch_related("events")
    return Response(OrderWithHistorySerializer(get_object_or_404(rows, public_id=public_id)).data)


def _with_lines(rows: QuerySet[Order]) -> QuerySet[Order]:
    return rows.prefetch_related("lines__product")


def _next_page(request: Request, last: Order) -> str:
    return replace_query_param(request.build_absolute_uri(), "after", str(last.public_id))

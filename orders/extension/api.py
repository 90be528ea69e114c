"""`/api/v1/orders/submit`: a browser extension hands in the orders that it sees on a site's thank-you pages."""

import hashlib
from typing import Any, cast

from rest_framework import exceptions
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response

from lib.text import is_storable
from orders.extension import openapi
from orders.extension.serializers import MOST_BYTES, SubmittedOrder, Unreadable
from orders.extension.services import submit_order
from orders.intake.places import find_site
from orders.links import tracking_link
from orders.models import Order, Site
from tenants.authentication import MaySubmit
from tenants.models import ApiKey
from tenants.throttling import allow

PER_MINUTE = 120


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = f"An order has at most {MOST_BYTES // 1024} KB."


class UnknownSite(exceptions.NotFound):
    default_code = "unknown_site"
    default_detail = "This shop has no site with this id. Compare it with the site's id in the panel."


class SiteOff(exceptions.PermissionDenied):
    default_code = "site_disabled"
    default_detail = "This site is switched off in the panel."


@openapi.checked
@api_view(["GET"])
@permission_classes([MaySubmit])
def submit_check(request: Request) -> Response:
    """Whether the key and the site id of `X-Site-Id` fit together: `{"shop", "site", "currency"}`."""
    _throttle(request)
    site = _site(request.headers.get("X-Site-Id", ""))
    return Response({"shop": site.tenant.name, "site": site.name, "currency": site.tenant.currency})


@openapi.submitted
@api_view(["POST"])
@permission_classes([MaySubmit])
def submit(request: Request) -> Response:
    """201 for a new order, 200 with the same body for one that is known. 409 and 422 are final."""
    _throttle(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TooLarge
    data = request.data
    site_id = data.get("site_id") if isinstance(data, dict) else None
    site = _site(site_id) if isinstance(site_id, str) else None
    given = SubmittedOrder(data=data)
    if not given.is_valid():
        raise Unreadable(cast("dict[str, Any]", given.errors))
    _check_key(request, given.validated_data["order_key"])
    link, is_new = submit_order(site or _site(given.validated_data["site_id"]), given.validated_data)
    return Response(_shown(link.order), status=201 if is_new else 200)


def _shown(order: Order) -> dict[str, str]:
    return {"number": order.number, "status": order.status, "track_url": tracking_link(order)}


def _site(site_id: str) -> Site:
    site = find_site(site_id.strip()) if is_storable(site_id) else None
    if site is None:
        raise UnknownSite
    if not site.is_enabled:
        raise SiteOff
    return site


def _check_key(request: Request, order_key: str) -> None:
    """The header, where there is one, is the order key, or its SHA-256 where it would be too long for a header."""
    given = request.headers.get("Idempotency-Key", "")
    if given and given not in {order_key, hashlib.sha256(order_key.encode()).hexdigest()}:
        raise Unreadable({"order_key": ["The Idempotency-Key header is another one."]})


def _throttle(request: Request) -> None:
    key = cast("ApiKey", request.auth)
    if not allow("submit", str(key.public_id), limit=PER_MINUTE):
        raise exceptions.Throttled(wait=60)

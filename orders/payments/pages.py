"""The public way to a payment: one address per order that never expires and never blocks anybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from lib.errors import DomainError, ProviderError
from orders.models import Order
from orders.payments.checks import list_unsettled
from orders.payments.links import CUSTOMER, create_payment_link
from orders.payments.tasks import look_at_payment
from orders.selectors import find_by_key
from tenants.languages import speak_for_visitor
from tenants.queueing import enqueue
from tenants.scoping import tenant_scope
from tenants.throttling import allow, client_address

VISITS_PER_MINUTE = 30
# Opening a link makes at most one session per order state; a machine that keeps opening them gets none.
LINKS_PER_ORDER_AND_HOUR = 40
# Refusals after which the order's own page says all there is to say.
_SETTLED = frozenset({"nothing_due", "on_its_way", "cancelled"})


@require_GET
def pay(request: HttpRequest, key: str) -> HttpResponse:
    """To a Checkout page for what is due now. What stands in the way is said kindly: the order holds all the same."""
    if not allow("pay", client_address(request), limit=VISITS_PER_MINUTE):
        return _page(request, "busy", status=429)
    order = find_by_key(key)
    if order is None:
        return _page(request, "unknown", status=404)
    speak_for_visitor(request, fallback=order.customer.language or order.tenant.language)
    if not allow("pay-order", str(order.public_id), limit=LINKS_PER_ORDER_AND_HOUR, seconds=3600):
        return _page(request, "busy", order=order, status=429)
    with tenant_scope(order.tenant):
        return _lead(request, order)


@require_safe
def done(request: HttpRequest, key: str) -> HttpResponse:
    """Back from Checkout, paid or not: to the order's page. What became of it is asked for, in case nobody tells us."""
    order = find_by_key(key)
    if order is None:
        return _page(request, "unknown", status=404)
    if allow("pay-done", str(order.public_id), limit=LINKS_PER_ORDER_AND_HOUR, seconds=3600):
        with tenant_scope(order.tenant):
            for payment in list_unsettled(order):
                enqueue(look_at_payment, order.tenant_id, payment.pk)
    return _see(_tracking_address(order))


def _lead(request: HttpRequest, order: Order) -> HttpResponse:
    try:
        return _see(create_payment_link(order, by=CUSTOMER).url)
    except DomainError as error:
        if error.code in _SETTLED:
            return _see(_tracking_address(order))
        return _page(request, "no_cards", order=order)
    except ProviderError:
        return _page(request, "away", order=order, status=503)


def _tracking_address(order: Order) -> str:
    return f"{reverse('track', args=[order.number])}?{urlencode({'key': order.tracking_key})}"


def _see(address: str) -> HttpResponse:
    response = HttpResponse(status=303, headers={"Location": address, "Referrer-Policy": "no-referrer"})
    add_never_cache_headers(response)
    return response


def _page(request: HttpRequest, reason: str, *, status: int = 200, order: Order | None = None) -> HttpResponse:
    context: dict[str, Any] = {"title": _("Pay for your order"), "reason": reason, "order": order}
    if order is not None:
        context |= {"tenant": order.tenant, "order_address": _tracking_address(order)}
    response = render(request, "tracking/pay.html", context, status=status)
    # `no-referrer` would take the origin from the form that changes the language.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response

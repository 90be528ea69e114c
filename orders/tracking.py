"""The public page of an order: its number shows how far it is, a key or the customer's contact shows all."""

import re
from hmac import compare_digest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orders.models import Order
from orders.numbers import tidy_number
from orders.payment_links import can_pay_online
from orders.progress import list_happenings, list_stations
from orders.selectors import find_tracked
from tenants.languages import speak_for_visitor
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.throttling import allow, client_address

LOOKS_PER_MINUTE = 60
ANSWERS_PER_MINUTE = 10
# Against guessing four digits from many addresses; the customer's own link still works.
ANSWERS_PER_ORDER_AND_HOUR = 30
OPENED_ORDERS_KEPT = 20
_NOT_IN_A_NUMBER = re.compile(r"[^A-Z0-9-]")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The form; with a number, the way to its page."""
    typed = request.GET.get("number", "")
    number = _NOT_IN_A_NUMBER.sub("", tidy_number(typed))[:20]
    if number:
        return redirect("track", number=number)
    return _answer(request, "tracking/find.html", {"is_empty": "number" in request.GET})


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest, number: str) -> HttpResponse:
    """An order's page. POST answers the question for the phone's last digits or the e-mail address."""
    if not _may_ask(request, number):
        return _answer(request, "tracking/busy.html", {"number": number}, status=429)
    orders = _in_shop(find_tracked(number), request.GET.get("shop", ""))
    if request.method == "POST":
        return _open_by_contact(request, orders, number)
    if not orders:
        return _answer(request, "tracking/find.html", {"is_unknown": True, "number": number}, status=404)
    opened = _opened(request, orders)
    if opened is None and len(orders) > 1:
        return _answer(request, "tracking/choose.html", {"orders": orders, "number": orders[0].number})
    return _show(request, opened or orders[0], is_open=opened is not None)


def _may_ask(request: HttpRequest, number: str) -> bool:
    address = client_address(request)
    if request.method != "POST":
        return allow("track-look", address, limit=LOOKS_PER_MINUTE)
    return allow("track-answer", address, limit=ANSWERS_PER_MINUTE) and allow(
        "track-order", tidy_number(number), limit=ANSWERS_PER_ORDER_AND_HOUR, seconds=3600
    )


def _in_shop(orders: list[Order], slug: str) -> list[Order]:
    return [order for order in orders if order.tenant.slug == slug] if slug else orders


def _opened(request: HttpRequest, orders: list[Order]) -> Order | None:
    """The order that this visitor may see whole: by the link's key, or because they answered before."""
    key = request.GET.get("key", "")
    answered = request.session.get("opened_orders", [])
    for order in orders:
        if compare_digest(order.tracking_key.encode(), key.encode()) or str(order.public_id) in answered:
            return order
    return None


def _open_by_contact(request: HttpRequest, orders: list[Order], number: str) -> HttpResponse:
    """A wrong answer and an unknown number look the same."""
    answer = request.POST.get("contact", "")
    found = next((order for order in orders if _is_contact_of(order, answer)), None)
    if found is None:
        return _answer(request, "tracking/refused.html", {"number": tidy_number(number)}, status=422)
    kept = [*request.session.get("opened_orders", []), str(found.public_id)]
    request.session["opened_orders"] = kept[-OPENED_ORDERS_KEPT:]
    return redirect(request.get_full_path())


def _is_contact_of(order: Order, answer: str) -> bool:
    """The whole e-mail address, or at least the last four digits of the phone number."""
    customer, answer = order.customer, answer.strip()
    if "@" in answer:
        return bool(customer.email) and _is_same(customer.email.casefold(), answer.casefold())
    known, given = _digits(customer.phone), _digits(answer)
    return len(known) >= 4 and len(given) >= 4 and _is_same(known[-4:], given[-4:])


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _is_same(known: str, given: str) -> bool:
    return compare_digest(known.encode(), given.encode())


def _show(request: HttpRequest, order: Order, *, is_open: bool) -> HttpResponse:
    tenant: Tenant = order.tenant
    speak_for_visitor(request, fallback=order.customer.language or tenant.language)
    with tenant_scope(tenant), timezone.override(tenant.zone):
        page = {"order": order, "tenant": tenant, "is_open": is_open, "stations": list_stations(order)}
        page["happenings"] = list_happenings(order) if is_open else []
        page["can_pay"] = is_open and can_pay_online(order)
        return _answer(request, "tracking/order.html", page)


def _answer(request: HttpRequest, template: str, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Never kept by a cache, never found by a search engine, and the address is told to nobody."""
    page = {"title": _("Track your order"), **page}
    response = render(request, template, page, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response

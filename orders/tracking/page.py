"""The public page of an order: its number shows how far it is, a key or the customer's contact shows all."""

import hashlib
import re
from typing import Any

import structlog
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from orders.numbers import tidy_number
from orders.payments.links import can_pay_online
from orders.progress import list_happenings, list_stations
from orders.states import Status
from orders.tracking.access import count_miss, in_shop, may_answer, may_look, opened_by_contact, opened_by_key
from orders.tracking.carriers import carrier_link
from orders.tracking.lookup import Tracked, find_tracked, read_history, read_lines, read_tracked
from tenants.languages import speak_for_visitor
from tenants.scoping import tenant_scope

log = structlog.get_logger(__name__)

OPENED_ORDERS_KEPT = 20
# What a page shows is in its key; only a product's name in another language can be this old.
PAGE_SECONDS = 300
_NOT_IN_A_NUMBER = re.compile(r"[^A-Z0-9-]")
# What belongs to one visitor is put into a page after it was kept, in places that nobody can write into a note.
_TOKEN, _ADDRESS, _NUMBER = (
    salted_hmac("orders.tracking", place).hexdigest() for place in ("token", "address", "number")
)


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
    is_answer = request.method == "POST"
    if not (may_answer(request, number) if is_answer else may_look(request)):
        return _answer(request, "tracking/busy.html", {"number": number}, status=429)
    orders = in_shop(find_tracked(number), request.GET.get("shop", ""))
    if is_answer:
        return _open_by_contact(request, orders, number)
    if not orders:
        count_miss(request)
        return _answer(request, "tracking/find.html", {"is_unknown": True, "number": number}, status=404)
    opened = opened_by_key(
        orders, request.GET.get("key", ""), answered=request.session.get("opened_orders", [])
    )  # fmt: skip
    if opened is None and len(orders) > 1:
        return _answer(request, "tracking/choose.html", {"orders": orders, "number": orders[0].number})
    return _show(request, opened or orders[0], is_open=opened is not None)


def _open_by_contact(request: HttpRequest, orders: list[Tracked], number: str) -> HttpResponse:
    """A wrong answer and an unknown number look the same."""
    found = opened_by_contact(orders, request.POST.get("contact", ""))
    if found is None:
        return _answer(request, "tracking/refused.html", {"number": tidy_number(number)}, status=422)
    kept = [*request.session.get("opened_orders", []), str(found.public_id)]
    request.session["opened_orders"] = kept[-OPENED_ORDERS_KEPT:]
    return redirect(request.get_full_path())


def _show(request: HttpRequest, found: Tracked, *, is_open: bool) -> HttpResponse:
    """The customer's language is theirs: before the order is opened the page speaks the shop's."""
    own = found.customer_language if is_open else ""
    speak_for_visitor(request, fallback=own or found.shop_language)
    can_pay = is_open and found.takes_cards and _can_pay(found)
    key = _key_of(found, is_open=is_open, can_pay=can_pay)
    page = _kept(key)
    if page is None:
        page = _render(found, is_open=is_open, can_pay=can_pay)
        _keep(key, page)
    page = page.replace(_TOKEN, get_token(request)).replace(_ADDRESS, escape(request.get_full_path()))
    page = page.replace(_NUMBER, escape(found.number))
    return _unknown_to_caches(HttpResponse(page))


def _can_pay(found: Tracked) -> bool:
    order = read_tracked(found)
    with tenant_scope(order.tenant):
        return can_pay_online(order)


def _key_of(found: Tracked, *, is_open: bool, can_pay: bool) -> str:
    """Of everything that the page shows: a change of any of it is another page.

    Closed pages of the same status are the same, but for the number; a cancelled order stopped at a place of its own.
    """
    is_own = is_open or found.status == Status.CANCELLED
    shown = (
        found.status, get_language(), is_open, can_pay, static("css/tracking.css"), static("css/salesdesk.css"),
        (found.public_id, found.stamp) if is_own else "",
        # Another host may have a newer SECRET_KEY, and other places.
        _TOKEN,
    )  # fmt: skip
    return f"track:{hashlib.sha256(repr(shown).encode()).hexdigest()}"


def _render(found: Tracked, *, is_open: bool, can_pay: bool) -> str:
    """The page without anything of the visitor who asked first."""
    order, history = read_tracked(found), read_history(found)
    page: dict[str, Any] = {
        "order": order, "number": _NUMBER, "is_open": is_open, "title": _("Track your order"),
        "can_pay": can_pay, "csrf_token": _TOKEN, "language_next": _ADDRESS, "form_address": _ADDRESS,
    }  # fmt: skip
    with tenant_scope(order.tenant), timezone.override(order.tenant.zone):
        page["stations"] = list_stations(order, history)
        if is_open:
            link = carrier_link(order.carrier, order.carrier_number)
            page |= {"tenant": order.tenant, "happenings": list_happenings(history), "carrier_link": link}
            page["lines"] = read_lines(found)
        return render_to_string("tracking/order.html", page)


def _kept(key: str) -> str | None:
    try:
        return cache.get(key)
    except Exception as error:  # any trouble of the cache's client: then every page is made anew
        log.warning("page_cache_away", error=type(error).__name__)
        return None


def _keep(key: str, page: str) -> None:
    try:
        cache.set(key, page, timeout=PAGE_SECONDS)
    except Exception as error:
        log.warning("page_cache_away", error=type(error).__name__)


def _answer(request: HttpRequest, template: str, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    page = {"title": _("Track your order"), "form_address": request.get_full_path(), **page}
    return _unknown_to_caches(render(request, template, page, status=status))


def _unknown_to_caches(response: HttpResponse) -> HttpResponse:
    """Never kept on the way, never found by a search engine, and its address is told to no other site."""
    # `no-referrer` would take the origin from our own forms as well: browsers would send `Origin: null`.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response

"""The page on which an order is confirmed without any chat: the link is signed, the page itself is the recap.

Looking changes nothing (mail servers open links, too); an answer is a POST that names the version that was shown.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from catalog.stores import live
from lib.errors import DomainError
from orders.confirmation.links import Opened, open_link
from orders.confirmation.services import hand_over
from orders.editing.requests import LONGEST_WORDS, request_cancel, request_change
from orders.facts import is_restorable
from orders.models import Actor, ChangeRequest, Order, RequestState
from orders.rules import allowed_to_customer, rules_of
from orders.services import By, cancel_order, confirm_seen_order, reprice_order, restore_order
from orders.states import Status
from tenants.languages import speak_for_visitor
from tenants.scoping import tenant_scope
from tenants.throttling import allow, client_address

LOOKS_PER_MINUTE = 60
ANSWERS_PER_MINUTE = 20
CUSTOMER = By(Actor.CUSTOMER)
PROBLEMS: dict[str, Promise] = {
    "not_shown": _("The order has changed since you opened this page. Please look at it again."),
    "price_changed": _("A price has changed meanwhile. Please look at the order again."),
    "not_for_sale": _("Something in this order is no longer sold. Tell the shop below what you would like instead."),
    "out_of_stock": _("There is not enough left of something in this order. Tell the shop below what to do."),
    "too_late": _("The shop is already working on this order. Tell it below what you wish."),
    "no_words": _("Write what is wrong."),
    "address_missing": _("We still need your delivery address. Write it to us below."),
    "not_delivered": _("We do not deliver to this address. Write us another one below, or that you pick it up."),
    "below_minimum": _("This is less than we deliver there. Write below what to add, or that you pick it up."),
    "past_date": _("The day that was wished for is over. Write us another one below."),
}
UNKNOWN = _("That did not work, and nothing has changed. Please try again, or call the shop.")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The order behind a link, and the customer's answer to it."""
    if not _may_ask(request):
        return _answer(request, "tracking/busy.html", {}, status=429)
    opened = open_link(token)
    if opened is None:
        return _answer(request, "tracking/link_over.html", {}, status=404)
    tenant = opened.order.tenant
    speak_for_visitor(request, fallback=opened.order.customer.language or tenant.language)
    with tenant_scope(tenant), timezone.override(tenant.zone):
        return _take_answer(request, opened) if request.method == "POST" else _show(request, opened)


def _may_ask(request: HttpRequest) -> bool:
    limit = ANSWERS_PER_MINUTE if request.method == "POST" else LOOKS_PER_MINUTE
    return allow(f"confirm-{request.method == 'POST'}", client_address(request), limit=limit)


def _take_answer(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Do it and show what became of it; 422 with the reason when it cannot be done. A second click does nothing."""
    answer = _ANSWERS.get(request.POST.get("answer", ""))
    try:
        if answer is None:
            raise DomainError("unknown_answer", "There is no such answer.")
        answer(opened.order, request)
    except DomainError as refusal:
        again = open_link(request.path.rpartition("/")[2]) or opened
        if refusal.code not in {"wrong_status", "already_cancelled"}:
            return _show(request, again, problem=PROBLEMS.get(refusal.code, UNKNOWN))
    return redirect(request.path)


def _confirm(order: Order, request: HttpRequest) -> None:
    if order.state == Status.PENDING:
        live.look([line.product for line in order.lines.all()])
    try:
        confirm_seen_order(order, version=_number(request.POST.get("version", "")), by=CUSTOMER)
    except DomainError as refusal:
        if refusal.code == "price_changed":
            reprice_order(order, by=By(Actor.SYSTEM, "prices changed"))
        raise


def _cancel(order: Order, request: HttpRequest) -> None:
    """By themselves as long as they may, else the shop is asked."""
    try:
        cancel_order(order, by=CUSTOMER)
    except DomainError as refusal:
        if refusal.code != "too_late":
            raise
        request_cancel(order, by=CUSTOMER)


def _object(order: Order, request: HttpRequest) -> None:
    """Something is wrong: the shop gets it in the customer's words, and nobody reminds them meanwhile."""
    words = request.POST.get("words", "").strip()
    if not words:
        raise DomainError("no_words", "Write what is wrong.")
    request_change(order, words=words[:LONGEST_WORDS], by=CUSTOMER)
    hand_over(order)


def _restore(order: Order, request: HttpRequest) -> None:
    if is_restorable(order):
        restore_order(order, by=CUSTOMER, note="late answer")


_ANSWERS: dict[str, Callable[[Order, HttpRequest], None]] = {
    "confirm": _confirm, "cancel": _cancel, "wrong": _object, "restore": _restore,
}  # fmt: skip


def _show(request: HttpRequest, opened: Opened, *, problem: Promise | str = "") -> HttpResponse:
    order, tenant = opened.order, opened.order.tenant
    requests = ChangeRequest.objects.filter(order=order).order_by("-id")
    if order.state == Status.CANCELLED:
        # Its wishes are void; that the order stays as it is would be wrong.
        requests = requests.exclude(state=RequestState.DECLINED)
    page = {
        "order": order, "tenant": tenant, "problem": problem, "longest": LONGEST_WORDS,
        "words": request.POST.get("words", "") if problem else "",
        "is_pending": order.state == Status.PENDING, "can_restore": is_restorable(order),
        "can_cancel": allowed_to_customer(order, rules_of(order.tenant_id))["cancel"],
        "is_newer": opened.version < order.version and order.state == Status.PENDING,
        "wish": requests.first(),
    }  # fmt: skip
    return _answer(request, "tracking/confirm.html", page, status=422 if problem else 200)


def _answer(request: HttpRequest, template: str, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Never kept by a cache, never found by a search engine, and its address is told to no other site."""
    response = render(request, template, {"title": _("Your order"), **page}, status=status)
    # `no-referrer` would take the origin from our own form as well.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0

"""The panel's pages about one order, and moving it along."""

import hashlib
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.models import Customer
from lib.errors import DomainError
from orders.actors import by_staff
from orders.editing.requests import list_open_requests
from orders.links import tracking_link
from orders.listing.filter_form import read_filters
from orders.models import ChangeRequest, Order
from orders.progress import LABELS
from orders.refusals import word_refusal
from orders.rules import rules_of
from orders.selectors import list_orders_of
from orders.services import move_order
from orders.states import Status, list_moves, next_status
from tenants.panel import MemberRequest, member_view, page_context

REASON_LENGTH = 300
SHOWN_OF_CUSTOMER = 5


@require_safe
@member_view()
def order_detail(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One order. A poll that already shows it as it is (`seen`) is answered 204."""
    order = _find(public_id)
    if request.htmx and request.GET.get("seen") == _mark(order):
        return HttpResponse(status=204)
    return _show(request, order)


@require_POST
@member_view()
def order_move(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """To the status that the button named. 422 with the reason when the order cannot go there."""
    order, wish = _find(public_id), request.POST.get("to", "")
    if wish not in LABELS or wish == Status.CANCELLED:
        return _show(request, order, problem=_("Choose one of the next steps."))
    return _change(request, order, to=Status(wish))


@require_POST
@member_view()
def order_cancel(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Cancel, with the reason that stays in the order's history."""
    order, reason = _find(public_id), request.POST.get("reason", "").strip()
    if not reason or len(reason) > REASON_LENGTH:
        return _show(request, order, problem=_("Write the reason, in at most 300 characters."))
    return _change(request, order, to=Status.CANCELLED, note=reason)


@require_safe
@member_view()
def customer_orders(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A customer's newest orders, as a part for the conversation's page."""
    customer = get_object_or_404(Customer, public_id=public_id)
    orders = list_orders_of(customer)[:SHOWN_OF_CUSTOMER]
    return render(request, "panel/customer_orders.html", page_context(request, section="orders", orders=orders))


def list_query(request: MemberRequest) -> str:
    """The filters of the list that somebody came from, so that the way back leads there."""
    _form, chosen = read_filters(QueryDict(request.GET.get("list", "")[:2000]))
    return chosen.query if chosen else ""


def _find(public_id: UUID) -> Order:
    rows = Order.objects.select_related("customer", "conversation", "tenant").prefetch_related(
        "lines__product", "events"
    )
    return get_object_or_404(rows, public_id=public_id)


def _mark(order: Order) -> str:
    """Of everything the page shows that can change: the order, wishes about it, and what its customer was told."""
    wishes = ChangeRequest.objects.filter(order=order).order_by("id").values_list("id", "state")
    told = order.notices.order_by("id").values_list("id", "state", "via")
    shown = [order.version, len(order.events.all()), list(wishes), list(told)]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _change(request: MemberRequest, order: Order, *, to: Status, note: str = "") -> HttpResponse:
    try:
        move_order(order, to=to, by=by_staff(request.user), note=note)
    except DomainError as error:
        order = _find(order.public_id)
        # The second click of a double click finds the wish fulfilled.
        if order.state != to:
            return _show(request, order, problem=word_refusal(error))
    if request.htmx:
        return _show(request, _find(order.public_id))
    return redirect("panel:order", slug=request.tenant.slug, public_id=order.public_id)


def _show(request: MemberRequest, order: Order, *, problem: str = "") -> HttpResponse:
    address = reverse("panel:order", kwargs={"slug": request.tenant.slug, "public_id": order.public_id})
    following = next_status(order.state)
    context = page_context(
        request, section="orders", order=order, problem=problem, language_next=address, address=address,
        next_status=following, next_label=LABELS[following] if following else "",
        may_cancel=Status.CANCELLED in list_moves(order.state, rules_of(order.tenant_id)),
        events=list(reversed(order.events.all())), requests=list(list_open_requests().filter(order=order)),
        notices=list(order.notices.all()), mark=_mark(order), tracking_link=tracking_link(order),
        filters=list_query(request),
    )  # fmt: skip
    template = "panel/order.html#order" if request.htmx else "panel/order.html"
    return render(request, template, context, status=422 if problem else 200)

"""The panel's list of orders: filters that combine, in an order that stays quick, and the way from one to the next."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders.editing.requests import list_open_requests
from orders.intake.lookalikes import list_open_look_alikes
from orders.listing.filter_chips import list_chips
from orders.listing.filter_form import Chosen, FilterForm, read_filters
from orders.listing.sorting import MOST_SORTED, NEWEST, OPPOSITE, bring_shown, sorted_page
from orders.listing.tally import MOST_COUNTED, tally
from orders.models import STATUS_CHOICES, Order
from orders.panel import list_query
from tenants.models import Role
from tenants.panel import MemberRequest, has_rank, member_view, page_context

PAGE_ROWS = 30
# A shop that many wait in sees that they are many.
MOST_WAITING = 99


@dataclass(frozen=True)
class Page:
    """Some rows of the list. `older` names the row after which the next page begins; empty on the last."""

    rows: Sequence[Order]
    older: str
    fingerprint: str
    is_refused: bool = False


@require_safe
@member_view()
def order_list(request: MemberRequest) -> HttpResponse:
    """30 on a page. A poll that already has these rows (`seen`) is answered 204; a filter that is none, 422."""
    form, chosen = read_filters(request.GET)
    if chosen is None:
        context = page_context(request, section="orders", part="orders", form=form, fields=_fields(form))
        return render(request, "panel/orders.html", context, status=422)
    page = _page(chosen, after=request.GET.get("after", ""))
    if request.htmx and request.GET.get("seen") == page.fingerprint:
        return HttpResponse(status=204)
    context = page_context(
        request, section="orders", part="orders", page=page, form=form, fields=_fields(form), chosen=chosen,
        filters=chosen.query, statuses=STATUS_CHOICES, is_first="after" not in request.GET, most_sorted=MOST_SORTED,
    )  # fmt: skip
    if request.htmx:
        return render(request, "panel/orders.html#rows", context)
    context |= {
        "chips": list_chips(chosen, request.tenant), "status": _only_status(chosen),
        "without_status": chosen.without("status"), "is_live": chosen.sort == NEWEST,
        "may_export": has_rank(request.membership, Role.MANAGER),
    }  # fmt: skip
    return render(request, "panel/orders.html", context)


@require_safe
@member_view()
def order_tally(request: MemberRequest) -> HttpResponse:
    """How many the filters leave, and their sum where that is quickly known: a part of the list's page."""
    _form, chosen = read_filters(request.GET)
    if chosen is None:
        raise Http404
    context = page_context(request, section="orders", tally=tally(chosen.wanted), most=MOST_COUNTED)
    return render(request, "panel/order_tally.html", context)


@require_safe
@member_view()
def order_step(request: MemberRequest, public_id: UUID, way: str) -> HttpResponse:
    """To the order before or after this one in the list it was opened from."""
    order = get_object_or_404(Order, public_id=public_id)
    query = list_query(request)
    found = _neighbour(order, query, way)
    if found is None:
        messages.info(request, _("There is no further order in this list."))
    address = reverse("panel:order", kwargs={"slug": request.tenant.slug, "public_id": (found or order).public_id})
    return redirect(f"{address}?{urlencode({'list': query})}" if query else address)


@require_safe
@member_view()
def waiting_requests(request: MemberRequest) -> HttpResponse:
    """How many wishes wait for a decision, for the navigation."""
    return _count(request, list_open_requests()[: MOST_WAITING + 1].count())


@require_safe
@member_view()
def waiting_pairs(request: MemberRequest) -> HttpResponse:
    """How many pairs of orders wait for a decision, for the navigation."""
    return _count(request, list_open_look_alikes()[: MOST_WAITING + 1].count())


def _count(request: MemberRequest, count: int) -> HttpResponse:
    context = page_context(request, section="orders", count=count, most=MOST_WAITING)
    return render(request, "panel/order_waiting.html", context)


def _neighbour(order: Order, query: str, way: str) -> Order | None:
    from_list = read_filters(QueryDict(query))[1]
    assert from_list is not None
    sort = from_list.sort if from_list.sort in OPPOSITE else NEWEST
    rows = sorted_page(from_list.wanted, sort if way == "next" else OPPOSITE[sort], after=order, limit=1).rows
    return rows[0] if rows else None


def _only_status(chosen: Chosen) -> str:
    return chosen.wanted.statuses[0] if len(chosen.wanted.statuses) == 1 else ""


def _fields(form: FilterForm) -> list[object]:
    """What the page lists below the search."""
    return [field for field in form.visible_fields() if field.name != "q"]


def _page(chosen: Chosen, *, after: str) -> Page:
    found = sorted_page(chosen.wanted, chosen.sort, after=_last_seen(after), limit=PAGE_ROWS + 1)
    shown = list(found.rows[:PAGE_ROWS])
    bring_shown(shown)
    older = str(shown[-1].public_id) if len(found.rows) > PAGE_ROWS else ""
    marks = [_mark(order) for order in shown]
    return Page(shown, older, hashlib.sha256(f"{marks}{older}".encode()).hexdigest()[:16], found.is_refused)


def _mark(order: Order) -> tuple[object, ...]:
    """Of what a row shows."""
    asked = getattr(order, "confirmation", None)
    return order.public_id, order.version, order.payment_status, str(order.customer), asked.state if asked else ""


def _last_seen(public_id: str) -> Order | None:
    if not public_id:
        return None
    try:
        return Order.objects.get(public_id=UUID(public_id))
    except (Order.DoesNotExist, ValueError) as error:
        raise Http404 from error

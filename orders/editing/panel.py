"""The page on which staff change an order: its lines, how it gets there, what it costs beside the goods."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from catalog.searching.search import search
from lib.errors import DomainError
from lib.money import format_money
from orders.actors import by_staff
from orders.editing.forms import DetailsForm, details_of, read_changes, typed_quantity
from orders.editing.services import CHARGES, edit_order
from orders.models import Order
from orders.refusals import word_refusal
from orders.states import SHOP_MAY_CHANGE, UNDER_WAY
from tenants.panel import MemberRequest, member_view, page_context

MOST_FOUND = 6
# What can be written when everything else is history (orders/editing/services.py).
ALWAYS = ("internal_notes",)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view()
def order_edit(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The form; POST saves all of it or nothing. 422 with the reason when something cannot be."""
    order = _find(public_id)
    if request.method != "POST":
        return _show(request, order, DetailsForm(initial=details_of(order)))
    form = DetailsForm(request.POST)
    if not form.is_valid():
        return _show(request, order, form, status=422)
    if "find" in request.POST:
        # Without JavaScript the search is a button of the same form.
        return _show(request, order, form)
    try:
        _save(request, order, form)
    except DomainError as refusal:
        fresh = _find(public_id)
        if refusal.code == "changed_meanwhile":
            form = DetailsForm(initial=details_of(fresh))
            return _show(request, fresh, form, typed={}, problem=word_refusal(refusal), status=422)
        return _show(request, fresh, form, problem=word_refusal(refusal), status=422)
    return redirect("panel:order", slug=request.tenant.slug, public_id=order.public_id)


@require_safe
@member_view()
def product_options(request: MemberRequest) -> HttpResponse:
    """Products to add, as a part of the form."""
    return render(
        request, "panel/order_products.html", {"found": found_products(request.GET.get("add_words", ""), request)}
    )


def _save(request: MemberRequest, order: Order, form: DetailsForm) -> None:
    version = request.POST.get("version", "")
    edit_order(
        order,
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0,
        changes=read_changes(order, request.POST.dict()),
        details=form.details(),
        by=by_staff(request.user),
    )


def _show(
    request: MemberRequest, order: Order, form: DetailsForm, *, typed: Mapping[str, str] | None = None,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The form as it was `typed`: by default what came with the request."""
    typed = request.POST.dict() if typed is None else typed
    for name, field in form.fields.items():
        movable = SHOP_MAY_CHANGE if name in CHARGES else UNDER_WAY
        field.disabled = name not in ALWAYS and order.state not in movable
    context = page_context(
        request, section="orders", order=order, form=form, problem=problem, typed=typed,
        rows=[(line, typed_quantity(line, typed)) for line in order.lines.all()],
        may_change_lines=order.state in SHOP_MAY_CHANGE, found=found_products(typed.get("add_words", ""), request),
    )  # fmt: skip
    return render(request, "panel/order_edit.html", context, status=status)


def found_products(words: str, request: MemberRequest) -> list[dict[str, object]]:
    """What a search for the words finds, for order_products.html."""
    language, currency = request.LANGUAGE_CODE, request.tenant.currency
    return [
        {"product": hit.product, "name": hit.product.text("name", language),
         "price": format_money(hit.product.price, currency, language)}
        for hit in (search(words.strip()[:100], limit=MOST_FOUND) if words.strip() else [])
    ]  # fmt: skip


def _find(public_id: UUID) -> Order:
    rows = Order.objects.select_related("customer", "tenant").prefetch_related("lines__product")
    return get_object_or_404(rows, public_id=public_id)

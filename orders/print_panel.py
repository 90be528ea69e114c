"""Pages for paper: what to pick, and what the customer gets."""

from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from orders.links import tracking_link
from orders.models import Order
from orders.selectors import lines_with_names
from tenants.panel import MemberRequest, member_view, page_context


@require_safe
@member_view()
def order_slip(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """For whoever packs it, in their language: what to take from the shelf, with boxes to tick; no prices."""
    return _page(request, "panel/order_slip.html", _find(public_id))


@require_safe
@member_view()
def order_receipt(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """For the customer, in theirs: what it costs, and the code that opens the order's page."""
    order = _find(public_id)
    spoken = [order.customer.language, *request.tenant.languages]
    language = next((code for code in spoken if translation.check_for_language(code)), get_language() or "en")
    with translation.override(language):
        return _page(request, "panel/order_receipt.html", order, code=_code(tracking_link(order)))


def _page(request: MemberRequest, template: str, order: Order, **values: object) -> HttpResponse:
    return render(request, template, page_context(request, section="orders", order=order, **values))


def _code(link: str) -> str:
    # Only our own address is in it, and segno writes nothing but numbers and colours.
    return mark_safe(segno.make(link, error="m", micro=False).svg_inline(scale=3, border=2, dark="#000"))  # noqa: S308


def _find(public_id: UUID) -> Order:
    rows = Order.objects.select_related("customer").prefetch_related(lines_with_names())
    return get_object_or_404(rows, public_id=public_id)

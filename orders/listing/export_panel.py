"""The filtered list as a file, for managers and owners."""

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from orders.listing.exports import CONTENT_TYPE, stream_orders
from orders.listing.filter_chips import list_chips
from orders.listing.filter_form import Chosen, read_filters
from orders.listing.tally import tally
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.services import record_audit


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def order_export(request: MemberRequest) -> HttpResponseBase:
    """What will be in the file, and how; POST sends it and is written down."""
    _form, chosen = read_filters(request.GET)
    if chosen is None:
        raise Http404
    return _send(request, chosen) if request.method == "POST" else _ask(request, chosen)


def _ask(request: MemberRequest, chosen: Chosen) -> HttpResponse:
    context = page_context(
        request, section="orders", part="orders", chips=list_chips(chosen, request.tenant), filters=chosen.query,
        tally=tally(chosen.wanted),
    )  # fmt: skip
    return render(request, "panel/order_export.html", context)


def _send(request: MemberRequest, chosen: Chosen) -> StreamingHttpResponse:
    with_lines = request.POST.get("lines") == "yes"
    record_audit(
        request.tenant, actor=request.user.get_username(), action="orders exported", target="csv",
        filters=chosen.query, with_lines=with_lines,
    )  # fmt: skip
    name = f"{request.tenant.slug}-orders-{timezone.localdate():%Y-%m-%d}.csv"
    pieces = stream_orders(
        request.tenant, chosen.wanted, with_lines=with_lines, language=get_language() or request.tenant.language
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=CONTENT_TYPE, headers=headers)

"""What customers wish that the shop has to decide: one tap accepts, one declines."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from orders.actors import by_staff
from orders.editing.requests import ANSWER_LENGTH, accept_request, decline_request, list_open_requests
from orders.models import ChangeRequest
from orders.refusals import word_refusal
from tenants.panel import MemberRequest, member_view, page_context

DECISIONS = {"accept": accept_request, "decline": decline_request}
MOST_SHOWN = 100


@require_safe
@member_view()
def request_list(request: MemberRequest) -> HttpResponse:
    """Oldest first: that customer has waited longest."""
    context = page_context(request, section="orders", part="requests", requests=list(list_open_requests()[:MOST_SHOWN]))
    return render(request, "panel/order_requests.html", context)


@require_POST
@member_view()
def request_decide(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """`decision` is accept or decline. 422 with the reason when it cannot be done; then it stays open."""
    wish = get_object_or_404(ChangeRequest.objects.select_related("order__customer"), public_id=public_id)
    decide, problem = DECISIONS.get(request.POST.get("decision", "")), ""
    try:
        if decide is None:
            raise DomainError("no_decision", "Choose: accept or decline.")
        answer = request.POST.get("answer", "")[:ANSWER_LENGTH]
        wish = decide(wish, by=by_staff(request.user), answer=answer)
    except DomainError as refusal:
        problem = word_refusal(refusal)
        wish.refresh_from_db()
    if request.htmx:
        context = page_context(request, section="orders", wish=wish, problem=problem)
        return render(request, "panel/order_request.html", context, status=422 if problem else 200)
    if problem:
        context = page_context(
            request, section="orders", part="requests", requests=list(list_open_requests()), problem=problem
        )
        return render(request, "panel/order_requests.html", context, status=422)
    return redirect("panel:order", slug=request.tenant.slug, public_id=wish.order.public_id)

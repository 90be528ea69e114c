"""The panel's page "One order or two?": pairs that a person decides about, and decisions that can be taken back."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from orders.actors import by_staff
from orders.intake.lookalikes import decide_one, decide_two, list_decided_look_alikes, list_open_look_alikes, take_back
from orders.models import LookAlike
from tenants.panel import MemberRequest, member_view, page_context

SHOWN, SHOWN_DECIDED = 20, 10
DECISIONS: dict[str, Callable[..., LookAlike]] = {"one": decide_one, "two": decide_two, "back": take_back}


@require_safe
@member_view()
def look_alikes(request: MemberRequest) -> HttpResponse:
    """Side by side, oldest first."""
    return _show(request)


@require_POST
@member_view()
def look_alike_decide(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """`decision`: one, two, or back. 422 with the reason when it cannot be done; then nothing has changed."""
    pair = get_object_or_404(LookAlike, public_id=public_id)
    decide = DECISIONS.get(request.POST.get("decision", ""))
    if decide is None:
        return _show(request, problem=_("Choose one of the buttons."))
    try:
        decide(pair, by=by_staff(request.user))
    except DomainError as refusal:
        pair.refresh_from_db()
        # The second click of a double click finds the wish fulfilled.
        if pair.state != request.POST["decision"]:
            return _show(request, problem=refusal.message)
    return _show(request) if request.htmx else redirect("panel:look_alikes", slug=request.tenant.slug)


def _show(request: MemberRequest, *, problem: str = "") -> HttpResponse:
    pairs = list(list_open_look_alikes()[:SHOWN])
    address = reverse("panel:look_alikes", args=[request.tenant.slug])
    context = page_context(
        request, section="orders", part="look_alikes", pairs=pairs, decided=list_decided_look_alikes(SHOWN_DECIDED),
        problem=problem, language_next=address,
    )  # fmt: skip
    template = "panel/lookalikes.html#pairs" if request.htmx else "panel/lookalikes.html"
    return render(request, template, context, status=422 if problem else 200)

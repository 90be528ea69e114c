"""Many orders at once, from the list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lib.errors import DomainError
from orders.actors import by_staff
from orders.editing.services import Outcome, move_orders
from orders.models import Order
from orders.progress import LABELS
from orders.refusals import word_refusal
from orders.states import Status
from tenants.panel import MemberRequest, member_view

MOST_NAMED = 10


@require_POST
@member_view()
def order_bulk(request: MemberRequest) -> HttpResponse:
    """Move the chosen orders to one status, each by itself, and say what became of them."""
    target = request.POST.get("to", "")
    chosen = list(Order.objects.filter(public_id__in=_ids(request)).order_by("id"))
    if target not in LABELS or not chosen:
        messages.error(request, _("Choose orders and what they shall become."))
        return redirect(_back(request))
    try:
        note, by = request.POST.get("note", "").strip(), by_staff(request.user)
        _report(request, move_orders(chosen, to=Status(target), by=by, note=note), str(LABELS[target]))
    except DomainError as refusal:
        messages.error(request, word_refusal(refusal))
    return redirect(_back(request))


def _report(request: MemberRequest, outcomes: list[Outcome], label: str) -> None:
    stayed = [outcome for outcome in outcomes if outcome.refusal]
    moved = len(outcomes) - len(stayed)
    if moved:
        text = ngettext("%(count)s order is now: %(status)s", "%(count)s orders are now: %(status)s", moved)
        messages.success(request, text % {"count": moved, "status": label})
    for outcome in stayed[:MOST_NAMED]:
        assert outcome.refusal is not None
        messages.error(request, f"{outcome.order.number}: {word_refusal(outcome.refusal)}")
    if rest := stayed[MOST_NAMED:]:
        text = ngettext("%(count)s more stayed as it was.", "%(count)s more stayed as they were.", len(rest))
        messages.error(request, text % {"count": len(rest)})


def _ids(request: MemberRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("order"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _back(request: MemberRequest) -> str:
    """The list as it was filtered, and nowhere else."""
    back = request.POST.get("back", "")
    here = reverse("panel:orders", kwargs={"slug": request.tenant.slug})
    is_ours = back.startswith(here) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else here

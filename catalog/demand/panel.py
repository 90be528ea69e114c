"""The panel's page of lost demand: what customers asked for and did not get."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from catalog.demand.services import Group, dismiss, list_groups
from catalog.models import LostDemand
from lib.money import format_money
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context


@dataclass(frozen=True)
class ShownGroup:
    """A group with its worth in the reader's language; empty when nobody knows the price."""

    group: Group
    worth: str


@require_safe
@member_view(role=Role.MANAGER)
def demand_list(request: MemberRequest) -> HttpResponse:
    """What is open: most people waiting first, then most asked for. The sum counts each person once per product."""
    groups = list_groups()
    known = [group.value for group in groups if group.value is not None]
    shown = [ShownGroup(group, _money(request, group.value)) for group in groups]
    total = _money(request, sum(known, Decimal(0))) if known else ""
    waiting = sum(group.waiting for group in groups)
    context = page_context(request, section="demand", groups=shown, total=total, waiting=waiting)
    return render(request, "panel/demand.html", context)


@require_POST
@member_view(role=Role.MANAGER)
def demand_dismiss(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Set a group aside; a second click finds nothing to do."""
    dismiss(get_object_or_404(LostDemand, public_id=public_id))
    if request.htmx:
        return HttpResponse("")
    return redirect("panel:demand", slug=request.tenant.slug)


def _money(request: MemberRequest, amount: Decimal | None) -> str:
    return "" if amount is None else format_money(amount, request.tenant.currency, get_language() or "en")

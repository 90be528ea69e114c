"""The shop's promotions in the panel."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agent.playbooks.forms import PromotionForm
from agent.playbooks.services import save_promotion
from orders.models import Promotion
from tenants.models import Role
from tenants.panel import MemberRequest, form_token, member_view, page_context
from tenants.throttling import is_first


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def promotion_add(request: MemberRequest) -> HttpResponse:
    """The same form sent twice makes one."""
    return _edit(request, Promotion(tenant=request.tenant))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def promotion(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Its terms; what was agreed on in orders stays."""
    return _edit(request, get_object_or_404(Promotion, public_id=public_id))


def _edit(request: MemberRequest, row: Promotion) -> HttpResponse:
    form = PromotionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        if row.pk or is_first("promotion", f"{request.tenant.pk}:{request.POST.get('token', '')}"):
            save_promotion(request.tenant, promotion=form.save(commit=False), actor=request.user.get_username())
        return redirect("panel:playbooks", slug=request.tenant.slug)
    context = page_context(request, section="agent", part="playbooks", form=form, promotion=row, token=form_token())
    return render(request, "panel/promotion.html", context, status=422 if form.errors else 200)

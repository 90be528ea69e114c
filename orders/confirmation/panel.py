"""How far the asking about an order is, as a part of its page, and what the shop wants of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.reaching import list_kinds
from lib.errors import DomainError
from orders.actors import by_staff
from orders.confirmation.forms import AskingForm, OrderRulesForm
from orders.confirmation.services import ask_again, confirmation_rules, save_confirmation_rules, stop_asking
from orders.models import Confirmation, Order, OrderRules
from orders.rules import save_rules
from orders.states import Status
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context


@require_safe
@member_view()
def confirmation(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The part; empty for an order that nobody asks about and nobody could."""
    return _show(request, _find(public_id))


@require_POST
@member_view()
def confirmation_ask(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask from the beginning, now. 422 when there is nothing to confirm."""
    order = _find(public_id)
    try:
        ask_again(order, by=by_staff(request.user))
    except DomainError:
        return _show(request, _find(public_id), problem=_("This order does not wait for a confirmation any more."))
    return _back(request, order)


@require_POST
@member_view()
def confirmation_stop(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """No more questions and reminders about this order."""
    order = _find(public_id)
    stop_asking(order, by=by_staff(request.user))
    return _back(request, order)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def order_settings(request: MemberRequest) -> HttpResponse:
    """Until when customers change and cancel, and how they are asked. 422 with the form when something is wrong."""
    tenant = request.tenant
    rules = OrderRules.objects.filter(tenant=tenant).first() or OrderRules(tenant=tenant)
    given = request.POST if request.method == "POST" else None
    form = OrderRulesForm(given if given and "rules" in given else None, instance=rules)
    asking = AskingForm(given if given and "asking" in given else None, instance=confirmation_rules(tenant))
    actor = request.user.get_username()
    if form.is_bound and form.is_valid():
        save_rules(tenant, values=form.cleaned_data, actor=actor)
        messages.success(request, _("Saved."))
        return redirect("panel:order_settings", slug=tenant.slug)
    if asking.is_bound and asking.is_valid():
        save_confirmation_rules(tenant, values=asking.cleaned_data, actor=actor)
        messages.success(request, _("Saved."))
        return redirect("panel:order_settings", slug=tenant.slug)
    address = reverse("panel:order_settings", args=[tenant.slug])
    context = page_context(request, section="settings", part="orders", rules=form, asking=asking, language_next=address)
    return render(request, "panel/order_settings.html", context, status=422 if given is not None else 200)


def _find(public_id: UUID) -> Order:
    return get_object_or_404(Order.objects.select_related("tenant"), public_id=public_id)


def _back(request: MemberRequest, order: Order) -> HttpResponse:
    if request.htmx:
        return _show(request, _find(order.public_id))
    return redirect("panel:order", slug=request.tenant.slug, public_id=order.public_id)


def _show(request: MemberRequest, order: Order, *, problem: str = "") -> HttpResponse:
    row = Confirmation.objects.select_related("conversation__identity").filter(order=order).first()
    kinds = {kind: str(label) for kind, label in list_kinds()}
    context = page_context(
        request, section="orders", order=order, row=row, problem=problem, may_ask=order.state == Status.PENDING,
        asked_on=kinds.get(row.conversation.identity.kind, "") if row and row.conversation else "",
    )  # fmt: skip
    return render(request, "panel/confirmation.html", context, status=422 if problem else 200)

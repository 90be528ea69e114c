"""The panel's pages about the shop's plan and its invoices."""

from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.invoice_words import day_name, month_name, table_of, word_lines
from billing.invoices import list_invoices
from billing.models import Invoice
from billing.plan_words import word_plans, word_standing
from billing.plans import choose_plan, end_plan, get_standing, list_plans
from billing.wording import money
from lib.errors import DomainError
from lib.spreadsheets import write_csv
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context

PDF_SECONDS = 3600


@require_safe
@member_view(role=Role.MANAGER)
def plan(request: MemberRequest) -> HttpResponse:
    """This month against the plan, and the plans that the owner can choose."""
    standing = get_standing(request.tenant)
    context = page_context(
        request, section="billing", part="plan", standing=standing and word_standing(standing),
        plans=word_plans(list_plans(), standing), is_owner=request.membership.role == Role.OWNER,
        language_next=reverse("panel:plan", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/plan.html", context)


@require_POST
@member_view(role=Role.OWNER)
def plan_choose(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A first plan holds at once, another one from the next month on."""
    try:
        chosen = choose_plan(request.tenant, plan_id=public_id, actor=request.user.get_username())
    except DomainError:
        messages.error(request, _("This plan cannot be chosen any more."))
    else:
        messages.success(request, _("You have chosen the plan %(name)s.") % {"name": chosen.plan.name})
    return redirect("panel:plan", slug=request.tenant.slug)


@require_POST
@member_view(role=Role.OWNER)
def plan_end(request: MemberRequest) -> HttpResponse:
    """Twice does no harm."""
    try:
        end_plan(request.tenant, actor=request.user.get_username())
    except DomainError:
        messages.error(request, _("There is no plan that could end."))
    else:
        messages.success(request, _("The plan ends with this month."))
    return redirect("panel:plan", slug=request.tenant.slug)


@require_safe
@member_view(role=Role.MANAGER)
def invoices(request: MemberRequest) -> HttpResponse:
    rows = [(row, month_name(row), day_name(row), money(row.total, row.currency)) for row in list_invoices()]
    context = page_context(
        request, section="billing", part="invoices", invoices=rows,
        language_next=reverse("panel:invoices", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/invoices.html", context)


@require_safe
@member_view(role=Role.MANAGER)
def invoice(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = _find(public_id)
    context = page_context(
        request, section="billing", part="invoices", invoice=row, lines=word_lines(row), month=month_name(row),
        date=day_name(row), language_next=request.path,
        sums={name: money(getattr(row, name), row.currency) for name in ("subtotal", "tax", "total")},
    )  # fmt: skip
    return render(request, "panel/invoice.html", context)


@require_safe
@member_view(role=Role.MANAGER)
def invoice_pdf(request: MemberRequest, public_id: UUID) -> HttpResponse:
    from billing.invoice_pdf import render_pdf  # noqa: PLC0415 (heavy: config/tests/test_startup.py)

    row = _find(public_id)
    # Half a second for its letters, and an invoice changes once at most: when it is void.
    key = f"invoice:{row.public_id}:{row.state}"
    content = cache.get_or_set(key, lambda: render_pdf(row), PDF_SECONDS)
    return _file(content or b"", name=f"{row.number}.pdf", kind="application/pdf")


@require_safe
@member_view(role=Role.MANAGER)
def invoice_csv(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = _find(public_id)
    return _file(write_csv(table_of([row])), name=f"{row.number}.csv", kind="text/csv; charset=utf-8")


@require_safe
@member_view(role=Role.MANAGER)
def invoices_csv(request: MemberRequest) -> HttpResponse:
    table = table_of(list(list_invoices().prefetch_related("lines")))
    return _file(write_csv(table), name=f"invoices-{request.tenant.slug}.csv", kind="text/csv; charset=utf-8")


def _find(public_id: UUID) -> Invoice:
    return get_object_or_404(Invoice, public_id=public_id)


def _file(content: bytes, *, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)

"""The people who buy from the shop: the list, one of them, all that is kept of them, and forgetting them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.inbox.search import find_customers
from conversations.models import Conversation, Customer, Identity
from conversations.people.merging import person_ids
from conversations.personal_data import erase_person, export_person
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context

PAGE_ROWS = 30
SHOWN_TALKS = 20


@dataclass(frozen=True)
class Page:
    """Some customers. `older` names the one after which the next page begins; empty on the last."""

    rows: list[Customer]
    older: str


@require_safe
@member_view()
def customer_list(request: MemberRequest) -> HttpResponse:
    """Newest first, 30 on a page; with `q` those whose name, phone, e-mail or number begins so."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = find_customers(query) if query else Customer.objects.order_by("-pk")
    after = request.GET.get("after", "")
    context = page_context(
        request, section="customers", page=_page(rows, after=after), query=query, is_first=not after,
        filters=urlencode({"q": query}) if query else "",
    )  # fmt: skip
    return render(request, "panel/customers.html", context)


@require_safe
@member_view()
def customer(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One person: who they are, what was said, what they ordered."""
    return _show(request, find_customer(public_id))


@require_POST
@member_view(role=Role.MANAGER)
def export(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """All that is kept of the person, as an archive."""
    row = find_customer(public_id)
    archive = export_person(row, actor=request.user.get_username())
    name = f"customer-{str(row.public_id)[:8]}.zip"
    return HttpResponse(
        archive, content_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@member_view(role=Role.MANAGER)
def erase(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Forget the person. 422, and nothing is lost, unless their name was typed."""
    row = find_customer(public_id)
    try:
        erase_person(row, typed=request.POST.get("name", ""), actor=request.user.get_username())
    except DomainError:
        return _show(request, row, problem=_("Nothing was erased: type the name exactly as it is shown."))
    return redirect("panel:customers", slug=request.tenant.slug)


def find_customer(public_id: UUID) -> Customer:
    return get_object_or_404(Customer.objects.select_related("merged_into", "tenant"), public_id=public_id)


def _page(rows: QuerySet[Customer], *, after: str) -> Page:
    if after:
        rows = rows.filter(pk__lt=_place(after))
    identities = Prefetch("identities", Identity.objects.order_by("pk"))
    found = list(rows.prefetch_related(identities)[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    return Page(shown, str(shown[-1].public_id) if len(found) > PAGE_ROWS else "")


def _place(public_id: str) -> int:
    try:
        return Customer.objects.only("pk").get(public_id=UUID(public_id)).pk
    except (Customer.DoesNotExist, ValueError) as error:
        raise Http404 from error


def _show(request: MemberRequest, row: Customer, *, problem: str = "") -> HttpResponse:
    rows = Conversation.objects.filter(customer__in=person_ids(row)).select_related("identity", "assigned_to")
    talks = list(rows.order_by("-last_message_at", "-pk")[:SHOWN_TALKS])
    context = page_context(
        request, section="customers", customer=row, talks=talks, newest=talks[0] if talks else None, problem=problem
    )
    return render(request, "panel/customer.html", context, status=422 if problem else 200)

"""The person behind a conversation: what they want to hear from the shop, and who else they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.inbox.search import find_customers
from conversations.models import Consent, ConsentSource, Customer, Identity, Purpose
from conversations.people.consent import UNLESS_TOLD, list_wishes, record_consent
from conversations.people.merging import merge_customers, person_ids, unmerge_customer
from conversations.selectors import list_ledger, list_same_person
from conversations.thread.messages import fingerprint
from conversations.thread.panel import find_conversation
from lib.errors import DomainError
from lib.ids import read_uuid
from tenants.panel import MemberRequest, member_view, page_context

NOTE_LENGTH = 200
MOST_FOUND = 10


@dataclass(frozen=True)
class Wish:
    """Whether a person wants messages of a purpose, and the line of the ledger that says so, if there is one."""

    purpose: Purpose
    is_granted: bool
    line: Consent | None


@require_safe
@member_view()
def wishes(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What the person wants on this channel. A poll that already knows (`seen`) is answered 204."""
    identity = find_conversation(public_id).identity
    context = _wishes_context(request, public_id, identity)
    if request.htmx and request.GET.get("seen") == context["mark"]:
        return HttpResponse(status=204)
    part = "#card" if request.GET.get("part") == "card" else "#wishes"
    return render(request, "panel/wishes.html" + (part if request.htmx else ""), context)


@require_POST
@member_view()
def record_wish(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write down what the customer said they want, and where they said it. 422 without a purpose or a note."""
    identity = find_conversation(public_id).identity
    purpose, wish = request.POST.get("purpose", ""), request.POST.get("wish", "")
    note = request.POST.get("note", "").strip()
    if purpose not in Purpose.values or wish not in {"yes", "no"} or not 0 < len(note) <= NOTE_LENGTH:
        problem = _("Choose what it is about, and write when and where the customer said so.")
        kept = {"problem": problem, "purpose": purpose, "wish": wish, "note": note}
        context = _wishes_context(request, public_id, identity) | kept
        template = "panel/wishes.html#card" if request.htmx else "panel/wishes.html"
        return render(request, template, context, status=422)
    record_consent(
        identity, purposes=[purpose], granted=wish == "yes", source=ConsentSource.STAFF,
        evidence=f"{request.user.get_username()}: {note}",
    )  # fmt: skip
    if not request.htmx:
        return redirect("panel:conversation", slug=request.tenant.slug, public_id=public_id)
    return render(request, "panel/wishes.html#card", _wishes_context(request, public_id, identity))


@require_safe
@member_view()
def person(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Where else the person is known; with `q`, customers who may be them as well."""
    return _show_person(request, _find_customer(public_id))


@require_POST
@member_view()
def merge(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The customer `other` is the same person. Everybody whom staff already know to be `other` comes along."""
    customer = _find_customer(public_id)
    other = _find_customer(read_uuid(request.POST.get("other", "")))
    try:
        merge_customers(customer, other.merged_into or other, staff=request.user)
    except DomainError as refusal:
        return _show_person(request, customer, problem=_words(refusal))
    return _done(request, public_id)


@require_POST
@member_view()
def unmerge(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The customer `other` is somebody else after all."""
    customer = _find_customer(public_id)
    other = _find_customer(read_uuid(request.POST.get("other", "")))
    # Of two, the one that joined the other leaves.
    leaving = customer if customer.merged_into_id == other.pk else other
    try:
        if other.pk not in person_ids(customer):
            raise DomainError("not_merged", "These are not the same person.")
        unmerge_customer(leaving, staff=request.user)
    except DomainError as refusal:
        return _show_person(request, customer, problem=_words(refusal))
    return _done(request, public_id)


def _find_customer(public_id: UUID | None) -> Customer:
    return get_object_or_404(Customer.objects.select_related("merged_into"), public_id=public_id)


def _words(refusal: DomainError) -> str:
    known = {
        "same_customer": _("These two are the same person already."),
        "not_merged": _("These are two people already."),
    }
    return known.get(refusal.code, refusal.message)


def _done(request: MemberRequest, public_id: UUID) -> HttpResponse:
    if not request.htmx:
        return redirect("panel:person", slug=request.tenant.slug, public_id=public_id)
    response = _show_person(request, _find_customer(public_id))
    # Their orders are shown beside.
    response["HX-Trigger"] = "person-changed"
    return response


def _show_person(request: MemberRequest, customer: Customer, *, problem: str = "") -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    context = page_context(
        request, section="conversations", customer=customer, people=list_same_person(customer), query=query,
        found=list(_find_others(customer, query)) if query else [], problem=problem,
        language_next=reverse("panel:person", args=[request.tenant.slug, customer.public_id]),
    )  # fmt: skip
    template = "panel/person.html#person" if request.htmx else "panel/person.html"
    return render(request, template, context, status=422 if problem else 200)


def _find_others(customer: Customer, query: str) -> Iterator[Customer]:
    rows = find_customers(query).exclude(pk__in=person_ids(customer))
    yield from rows.prefetch_related("identities")[:MOST_FOUND]


def _wishes_context(request: MemberRequest, public_id: UUID, identity: Identity) -> dict[str, Any]:
    lines = list_wishes(identity)
    shown = [Wish(purpose, line.is_granted if line else UNLESS_TOLD[purpose], line) for purpose, line in lines.items()]
    ledger = list_ledger(identity)
    mark = fingerprint(f"{line.purpose}{line.is_granted}{line.created_at}" for line in ledger)
    address = reverse("panel:conversation", args=[request.tenant.slug, public_id])
    return page_context(
        request, section="conversations", identity=identity, wishes=shown, ledger=ledger, mark=mark,
        purposes=Purpose.choices, conversation_id=public_id, address=address, language_next=address,
    )  # fmt: skip

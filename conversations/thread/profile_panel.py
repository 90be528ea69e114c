"""What is remembered of a customer, as staff see it: who they are and who said so, and what was said before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.memory import newest_summary
from conversations.models import Conversation, Customer
from conversations.people.forms import ProfileForm
from conversations.people.profile import FIELDS, Origin, correct, origin_of
from conversations.thread.panel import find_conversation
from lib.errors import DomainError
from tenants.panel import MemberRequest, member_view, page_context


@dataclass(frozen=True)
class Known:
    """One field of a profile. `origin` is empty when nobody knows where it came from."""

    name: str
    label: str
    value: str
    origin: str = ""
    who: str = ""
    at: datetime | None = None


@require_safe
@member_view()
def profile(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The customer of a conversation, and the summary of what was said before its newest messages."""
    return _show(request, find_conversation(public_id))


@require_POST
@member_view()
def correct_profile(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Write down who the customer is: from now on nobody but staff changes that. 422 when something is no number."""
    conversation = find_conversation(public_id)
    form = ProfileForm(request.POST, customer=conversation.customer)
    if not form.is_valid():
        return _show(request, conversation, form=form)
    try:
        correct(conversation.customer, staff=request.user.get_username(), values=form.changes)
    except DomainError as refusal:
        form.add_error(refusal.code.removeprefix("bad_"), _words(refusal))
        return _show(request, conversation, form=form)
    if not request.htmx:
        return redirect("panel:conversation", slug=request.tenant.slug, public_id=public_id)
    return _show(request, find_conversation(public_id))


def _show(request: MemberRequest, conversation: Conversation, *, form: ProfileForm | None = None) -> HttpResponse:
    address = reverse("panel:conversation", args=[request.tenant.slug, conversation.public_id])
    context: dict[str, Any] = page_context(
        request, section="conversations", conversation=conversation, known=list(_known(conversation.customer)),
        summary=newest_summary(conversation), form=form or ProfileForm(customer=conversation.customer),
        is_refused=form is not None, address=address, language_next=address,
    )  # fmt: skip
    template = "panel/profile.html#card" if request.htmx else "panel/profile.html"
    return render(request, template, context, status=422 if form else 200)


def _known(customer: Customer) -> Iterator[Known]:
    languages, labels = dict(settings.LANGUAGES), {name: field.label for name, field in ProfileForm.base_fields.items()}
    for name in FIELDS:
        value, origin = str(getattr(customer, name)), origin_of(customer, name)
        if not value and origin != Origin.STAFF:
            continue
        said = customer.provenance.get(name, {})
        at = datetime.fromisoformat(said["at"]) if said.get("at") else None
        shown = str(languages.get(value, value)) if name == "language" else value
        yield Known(name, str(labels[name]), shown, str(origin.label) if origin else "", said.get("who", ""), at)


def _words(refusal: DomainError) -> str:
    known = {
        "bad_phone": _("This is no phone number. Write it with the country's code: +33 6 12 34 56 78."),
        "bad_email": _("This is no e-mail address."),
    }
    return known.get(refusal.code, refusal.message)

"""The panel's page of what the agent knows beside the products: usual questions, documents, and a try."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from agent.knowledge.models import LONGEST_ANSWER, LONGEST_QUESTION, Document, FaqEntry
from agent.knowledge.reading import MOST_BYTES
from agent.knowledge.refusals import word_refusal
from agent.knowledge.selectors import search
from agent.knowledge.services import add_document, delete_document, delete_faq, save_faq
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context

MOST_SHOWN = 200


class FaqForm(forms.Form):
    question = forms.CharField(
        label=_("question"), max_length=LONGEST_QUESTION, widget=forms.TextInput({"dir": "auto"})
    )
    answer = forms.CharField(
        label=_("answer"), max_length=LONGEST_ANSWER, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)


class DocumentForm(forms.Form):
    title = forms.CharField(label=_("title"), max_length=150, required=False, widget=forms.TextInput({"dir": "auto"}))
    file = forms.FileField(
        label=_("file"), max_length=200,
        help_text=_("Text, Markdown or PDF with text in it, at most 5 MB and 200 pages."),
        widget=forms.ClearableFileInput({"accept": ".txt,.md,.markdown,.pdf,text/plain,text/markdown,application/pdf"}),
    )  # fmt: skip


@require_safe
@member_view(role=Role.MANAGER)
def knowledge(request: MemberRequest) -> HttpResponse:
    """Everything that is written down; with `q`, what the agent would find for a customer's question."""
    return _show(request)


@require_POST
@member_view(role=Role.MANAGER)
def faq_add(request: MemberRequest) -> HttpResponse:
    return _save(request, None)


@require_POST
@member_view(role=Role.MANAGER)
def faq_change(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Save or, by its own button, delete."""
    entry = get_object_or_404(FaqEntry.objects.select_related("tenant"), public_id=public_id)
    if "delete" in request.POST:
        delete_faq(entry, actor=request.user.get_username())
        return _back(request)
    return _save(request, entry)


@require_POST
@member_view(role=Role.MANAGER)
def document_add(request: MemberRequest) -> HttpResponse:
    """422 with what is wrong with the file; then nothing is kept."""
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            add_document(
                request.tenant, name=upload.name, content=upload.read(MOST_BYTES + 1), title=form.cleaned_data["title"],
                actor=request.user.get_username(),
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error("file", word_refusal(refusal))
        else:
            return _back(request)
    return _show(request, document_form=form)


@require_POST
@member_view(role=Role.MANAGER)
def document_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(Document.objects.select_related("tenant"), public_id=public_id)
    delete_document(row, actor=request.user.get_username())
    return _back(request)


def _save(request: MemberRequest, entry: FaqEntry | None) -> HttpResponse:
    form = FaqForm(request.POST, prefix=str(entry.public_id) if entry else None)
    if form.is_valid():
        try:
            save_faq(request.tenant, entry=entry, actor=request.user.get_username(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, word_refusal(refusal))
        else:
            return _back(request)
    return _show(request, faq_form=form, changed=entry)


def _back(request: MemberRequest) -> HttpResponse:
    return redirect("panel:knowledge", slug=request.tenant.slug)


def _show(
    request: MemberRequest, *, faq_form: FaqForm | None = None, document_form: DocumentForm | None = None,
    changed: FaqEntry | None = None,
) -> HttpResponse:  # fmt: skip
    """The form that was refused keeps what was typed."""
    asked = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    rows = FaqEntry.objects.all()[:MOST_SHOWN]
    entries = [(row, faq_form if row == changed and faq_form else _form_of(row)) for row in rows]
    new_form = faq_form if faq_form and changed is None else FaqForm(initial={"language": request.tenant.language})
    context: dict[str, Any] = page_context(
        request, section="agent", part="knowledge", entries=entries, changed=changed,
        documents=Document.objects.all()[:MOST_SHOWN],
        new_form=new_form, document_form=document_form or DocumentForm(), asked=asked,
        found=search(asked, language=request.tenant.language) if asked else None,
        language_next=reverse("panel:knowledge", args=[request.tenant.slug]),
    )  # fmt: skip
    is_wrong = (faq_form and faq_form.errors) or (document_form and document_form.errors)
    return render(request, "panel/knowledge.html", context, status=422 if is_wrong else 200)


def _form_of(row: FaqEntry) -> FaqForm:
    names = ("question", "answer", "language")
    return FaqForm(initial={name: getattr(row, name) for name in names}, prefix=str(row.public_id))

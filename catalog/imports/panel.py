"""Lists of products in the panel: a file or pasted lines, what they would change, and a yes to exactly that."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalog.exports import CONTENT_TYPES, export_products
from catalog.imports import wording
from catalog.imports.apply import ImportRefused, Upload
from catalog.imports.pasted import LONGEST, name_of
from catalog.imports.plan import Plan
from catalog.imports.read_table import KINDS, MOST_BYTES
from catalog.imports.uploads import confirm_upload, may_be_applied, show_again, show_upload
from catalog.models import ProductImport
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.services import record_audit

EXAMPLE = gettext_lazy("Lamb chops 89.90/kg\nBread roll 4.50")


class ListForm(forms.Form):
    """Either a file or pasted lines, and how they are meant."""

    text = forms.CharField(
        label=gettext_lazy("Paste lines"), required=False, max_length=LONGEST, strip=False,
        widget=forms.Textarea({"rows": 8, "dir": "auto", "placeholder": EXAMPLE}),
        help_text=gettext_lazy(
            "A product on each line with its price at the end. A spreadsheet's columns can be pasted, too."
        ),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("or choose a file"), required=False,
        help_text=gettext_lazy("A .csv, .tsv or .xlsx file."),
        widget=forms.ClearableFileInput({"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )  # fmt: skip
    hide_missing = forms.BooleanField(
        label=gettext_lazy("What the file leaves out is not for sale any more"), required=False
    )
    skip_errors = forms.BooleanField(label=gettext_lazy("Go on without the lines that are wrong"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("file")) == bool(said.get("text", "").strip()) and not self.errors:
            raise forms.ValidationError(_("Paste lines or choose a file: one of the two."))
        if said.get("file") and said["file"].size > MOST_BYTES:
            self.add_error("file", str(wording.REFUSALS["too_large"]) % {"most": MOST_BYTES // 1024 // 1024})
        return said

    def upload(self) -> Upload:
        said = self.cleaned_data
        how = {name: said[name] for name in ("hide_missing", "skip_errors")}
        if said["file"]:
            return Upload(name=said["file"].name[-200:], content=said["file"].read(), **how)
        languages = tuple(code for code, _name in settings.LANGUAGES)
        return Upload(name=name_of(said["text"], languages=languages), content=said["text"].encode(), **how)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def product_import(request: MemberRequest) -> HttpResponse:
    """The form; POST shows what would change and writes nothing yet. 422 when it cannot be read."""
    if request.method != "POST":
        return _form(request, ListForm())
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        row, _plan = show_upload(request.tenant, form.upload(), actor=request.user.get_username())
    except ImportRefused as refusal:
        form.add_error(None, wording.word_refusal(refusal))
        return _form(request, form, status=422)
    return redirect("panel:product_import_shown", slug=request.tenant.slug, public_id=row.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def import_shown(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What would change now, old -> new, and the wrong lines by number; a yes applies exactly what was shown."""
    row = get_object_or_404(ProductImport.objects.select_related("tenant"), public_id=public_id)
    try:
        if request.method != "POST":
            return _show(request, row, show_again(row))
        plan = confirm_upload(row, actor=request.user.get_username(), agreed=request.POST.get("agreed", "-"))
    except ImportRefused as refusal:
        return _refuse(request, row, wording.word_refusal(refusal))
    except DomainError:
        messages.info(request, _("This file is settled already: %(how)s.") % {"how": row.get_status_display()})
    else:
        messages.success(request, _("Done: %(counts)s.") % {"counts": wording.word_counts(plan)})
    # A shop that has just begun goes on with its first steps.
    return redirect("panel:products" if request.tenant.is_live else "panel:overview", slug=request.tenant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def product_export(request: MemberRequest) -> HttpResponse:
    """The catalogue as a file that an import reads back; POST sends it and is written down."""
    kind = request.POST.get("kind", "")
    if kind not in CONTENT_TYPES:
        context = page_context(request, section="products", kinds=CONTENT_TYPES)
        return render(request, "panel/product_export.html", context, status=422 if kind else 200)
    content = export_products(kind)
    record_audit(request.tenant, actor=request.user.get_username(), action="products exported", target=kind)
    name = f"{request.tenant.slug}-products-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)


def _form(request: MemberRequest, form: ListForm, *, status: int = 200) -> HttpResponse:
    context = page_context(request, section="products", form=form)
    return render(request, "panel/product_import.html", context, status=status)


def _refuse(request: MemberRequest, row: ProductImport, problem: str) -> HttpResponse:
    """With what it would do now, where that can still be told."""
    try:
        return _show(request, row, show_again(row), problem=problem)
    except DomainError:
        messages.error(request, problem)
        return redirect("panel:products", slug=request.tenant.slug)


def _show(request: MemberRequest, row: ProductImport, plan: Plan, *, problem: str = "") -> HttpResponse:
    context = page_context(
        request, section="products", row=row, problem=problem, may_apply=may_be_applied(row, plan),
        **wording.show_plan(plan, request.tenant.currency),
    )  # fmt: skip
    return render(request, "panel/product_import_plan.html", context, status=422 if problem else 200)

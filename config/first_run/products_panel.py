"""Products for a new shop: pasted lines or a file, shown as what they would do, applied after a yes."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalog.imports import wording
from catalog.imports.apply import ImportRefused, Upload
from catalog.imports.pasted import LONGEST, name_of
from catalog.imports.plan import Change, Plan
from catalog.imports.read_table import KINDS, MOST_BYTES
from catalog.imports.uploads import confirm_upload, show_again, show_upload
from catalog.models import ProductImport
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context


class ProductsForm(forms.Form):
    lines = forms.CharField(
        label=gettext_lazy("your products, one in a line"), required=False, max_length=LONGEST,
        widget=forms.Textarea({"rows": 10, "dir": "auto", "placeholder": "Lamb chops 89.90/kg\nPita 2.50"}),
        help_text=gettext_lazy("Name, price, and what it is sold by. A line that ends in a colon is a category."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("or a spreadsheet"), required=False, max_length=200,
        widget=forms.ClearableFileInput({"accept": ",".join(f".{kind}" for kind in KINDS)}),
        help_text=gettext_lazy("A .csv, .tsv or .xlsx file whose first line names the columns."),
    )  # fmt: skip

    def clean_file(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(str(wording.REFUSALS["too_large"]) % {"most": MOST_BYTES // 1024 // 1024})
        return file

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("lines", "").strip():
            raise forms.ValidationError(_("Paste some lines, or choose a file."))
        return given

    def upload(self) -> Upload:
        file, lines = self.cleaned_data["file"], self.cleaned_data["lines"]
        if file is not None:
            return Upload(name=str(file.name)[-200:], content=file.read())
        languages = tuple(code for code, _name in settings.LANGUAGES)
        return Upload(name=name_of(lines, languages=languages), content=lines.encode())


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def first_products(request: MemberRequest) -> HttpResponse:
    """The form; after it the page of what would happen. 422 with what cannot be read."""
    posted = request.method == "POST"
    form = ProductsForm(request.POST, request.FILES) if posted else ProductsForm()
    if posted and form.is_valid():
        try:
            row, _plan = show_upload(request.tenant, form.upload(), actor=request.user.get_username())
            return redirect("panel:first_products_shown", slug=request.tenant.slug, public_id=row.public_id)
        except ImportRefused as refusal:
            form.add_error(None, wording.word_refusal(refusal))
    context = page_context(request, section="products", form=form, language_next=request.path)
    return render(request, "panel/first_products.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def first_products_shown(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What the list would do now; a yes applies exactly what was shown, once."""
    row = get_object_or_404(ProductImport.objects.select_related("tenant"), public_id=public_id)
    try:
        if request.method != "POST":
            return _plan_page(request, row, show_again(row))
        plan = confirm_upload(row, actor=request.user.get_username(), agreed=request.POST.get("agreed", "-"))
    except ImportRefused as refusal:
        return _plan_page(request, row, show_again(row), problem=wording.word_refusal(refusal))
    except DomainError:
        messages.info(request, _("This list was settled already."))
        return redirect("panel:products", slug=request.tenant.slug)
    messages.success(request, _("Done: %(counts)s.") % {"counts": wording.word_counts(plan)})
    return redirect("panel:first_steps", slug=request.tenant.slug)


def _plan_page(request: MemberRequest, row: ProductImport, plan: Plan, *, problem: str = "") -> HttpResponse:
    currency = request.tenant.currency
    context = page_context(
        request, section="products", row=row, counts=wording.word_counts(plan), agreed=plan.fingerprint(),
        changes=[_shown(change, currency) for change in plan.changes[: wording.MOST_CHANGES]],
        more=max(0, len(plan.changes) - wording.MOST_CHANGES), ignored=plan.ignored, problem=problem,
        errors=[(wording.word_place(one), wording.word_error(one)) for one in plan.errors[: wording.MOST_ERRORS]],
        may_apply=bool(plan.changes) and not plan.errors, language_next=request.path,
    )  # fmt: skip
    return render(request, "panel/first_products_shown.html", context, status=422 if problem else 200)


def _shown(change: Change, currency: str) -> dict[str, Any]:
    """A change in words; of a new product only what it has."""
    fields = [
        (wording.word_field(one.field), wording.word_value(one.field, one.old, currency),
         wording.word_value(one.field, one.new, currency))
        for one in change.fields
    ]  # fmt: skip
    return {"kind": wording.word_kind(change.kind), "name": change.name, "fields": fields, "is_new": change.pk is None}

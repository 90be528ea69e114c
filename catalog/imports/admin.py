"""Lists of products in the admin: upload, look at old -> new, say yes; and the catalogue as a file."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanWidget

from catalog.exports import CONTENT_TYPES, export_products
from catalog.imports import wording
from catalog.imports.apply import ImportRefused, Upload
from catalog.imports.plan import Plan
from catalog.imports.read_table import KINDS, MOST_BYTES
from catalog.imports.uploads import confirm_upload, may_be_applied, show_again, show_upload
from catalog.models import ProductImport
from lib.errors import DomainError
from tenants.admin_site import MANAGERS, TenantAdmin, roles_of
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.services import record_audit


class UploadForm(forms.Form):
    """Which file, for which of the person's shops, and how it is meant."""

    tenant = forms.ModelChoiceField(Tenant.objects.none(), label=gettext_lazy("shop"), widget=UnfoldAdminSelectWidget)
    file = forms.FileField(label=gettext_lazy("file"), help_text=gettext_lazy("A .csv, .tsv or .xlsx file."))
    hide_missing = forms.BooleanField(
        label=gettext_lazy("What the file leaves out is not for sale any more"), required=False,
        widget=UnfoldBooleanWidget,
    )  # fmt: skip
    skip_errors = forms.BooleanField(
        label=gettext_lazy("Go on without the lines that are wrong"), required=False, widget=UnfoldBooleanWidget
    )

    def __init__(self, *args: Any, shops: QuerySet[Tenant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Tenant]", self.fields["tenant"])
        field.queryset = shops
        if len(shops) == 1:
            field.initial = shops[0]
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{kind}" for kind in KINDS)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(str(wording.REFUSALS["too_large"]) % {"most": MOST_BYTES // 1024 // 1024})
        return file


class ImportPages(TenantAdmin):
    """The pages, for the admin of products; who may change products may import and export them."""

    actions_list = ["import_products", "export_products"]

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "import/<uuid:public_id>/", self.admin_site.admin_view(self.import_shown), name="catalog_product_import"
        )
        return [page, *super().get_urls()]

    @action(description=gettext_lazy("Import a list"), url_path="import", icon="upload", permissions=["change"])
    def import_products(self, request: HttpRequest) -> HttpResponseBase:
        """The form, and after it the page of what the file would do."""
        files = request.FILES if request.method == "POST" else None
        form = UploadForm(request.POST if files is not None else None, files, shops=shops_of(request))
        if not form.is_valid():
            return self._form(request, form)
        tenant = form.cleaned_data["tenant"]
        try:
            with tenant_scope(tenant):
                row, _plan = show_upload(tenant, _upload(form.cleaned_data), actor=request.user.get_username())
        except ImportRefused as refusal:
            form.add_error("file", wording.word_refusal(refusal))
            return self._form(request, form)
        return redirect("admin:catalog_product_import", public_id=row.public_id)

    def import_shown(self, request: HttpRequest, public_id: UUID) -> HttpResponseBase:
        """What the file would do now, old -> new; a yes applies exactly what was shown."""
        row = ProductImport.objects.select_related("tenant").filter(public_id=public_id).first()
        if row is None or not self.has_change_permission(request, row):
            raise Http404
        with tenant_scope(row.tenant):
            try:
                if request.method == "POST":
                    return self._confirm(request, row)
                return self._plan(request, row, show_again(row))
            except ImportRefused as refusal:
                messages.error(request, wording.word_refusal(refusal))
            except DomainError:
                messages.info(request, _("This file is settled already: %(how)s.") % {"how": row.get_status_display()})
        return redirect("admin:catalog_product_changelist")

    @action(description=gettext_lazy("Export"), url_path="export", icon="download", permissions=["change"])
    def export_products(self, request: HttpRequest) -> HttpResponseBase:
        """The catalogue of one of the person's shops as a file: `shop` and `kind` say which; else a page to choose."""
        shops, kind = shops_of(request), request.GET.get("kind", "")
        tenant = shops.filter(slug=request.GET.get("shop", "")).first()
        if tenant is None or kind not in CONTENT_TYPES:
            return self._page(request, "export", _("Export products"), shops=shops, kinds=CONTENT_TYPES)
        with tenant_scope(tenant):
            content = export_products(kind)
            record_audit(tenant, actor=request.user.get_username(), action="products exported", target=kind)
        name = f"{tenant.slug}-products-{timezone.localdate():%Y-%m-%d}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)

    def _confirm(self, request: HttpRequest, row: ProductImport) -> HttpResponseBase:
        try:
            plan = confirm_upload(row, actor=request.user.get_username(), agreed=request.POST.get("agreed", "-"))
        except ImportRefused as refusal:
            messages.error(request, wording.word_refusal(refusal))
            return self._plan(request, row, show_again(row))
        messages.success(request, _("Done: %(counts)s.") % {"counts": wording.word_counts(plan)})
        return redirect("admin:catalog_product_changelist")

    def _form(self, request: HttpRequest, form: UploadForm) -> HttpResponse:
        status = 422 if form.is_bound else 200
        return self._page(request, "import", _("Import products"), form=form, status=status)

    def _plan(self, request: HttpRequest, row: ProductImport, plan: Plan) -> HttpResponse:
        may_apply = may_be_applied(row, plan)
        return self._page(
            request, "import_plan", row.file_name, row=row, may_apply=may_apply,
            **wording.show_plan(plan, row.tenant.currency),
        )  # fmt: skip

    def _page(self, request: HttpRequest, name: str, title: str, *, status: int = 200, **values: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **values}
        return TemplateResponse(request, f"admin/catalog/{name}.html", context, status=status)


def shops_of(request: HttpRequest) -> QuerySet[Tenant]:
    """The shops whose products the person may change."""
    if request.user.is_superuser:
        return Tenant.objects.all()
    held = [shop for shop, role in roles_of(request).items() if role in MANAGERS]
    return Tenant.objects.filter(pk__in=held)


def _upload(cleaned: dict[str, Any]) -> Upload:
    file = cleaned["file"]
    return Upload(
        name=file.name[-200:], content=file.read(), hide_missing=cleaned["hide_missing"],
        skip_errors=cleaned["skip_errors"],
    )  # fmt: skip

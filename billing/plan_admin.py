"""The admin of plans and invoices: operators offer plans, say who issues invoices, and make a wrong one void."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from billing.invoices import replace_invoice, void_invoice
from billing.models import Invoice, InvoiceCounter, InvoiceLine, Issuer, Plan, Subscription
from tenants.admin_site import ReadOnlyInline, ShopFilter, TenantAdmin, do_for_each
from tenants.scoping import tenant_scope


class OperatorAdmin(ModelAdmin):
    """Rows of the whole installation: for superusers."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Plan)
class PlanAdmin(OperatorAdmin):
    """A plan that somebody had is not deleted: it is not offered any more. A change counts from the next invoice on."""

    list_display = ["name", "monthly_price", "currency", "included_messages", "price_per_message", "is_offered"]
    list_filter = ["is_offered", "currency"]
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "is_offered", "currency", "monthly_price"]}),
        (_("Replies"), {"fields": ["included_messages", "price_per_message"]}),
        (_("Models"), {"fields": ["passes_model_cost", "margin_percent", "usd_rate"]}),
    ]


@admin.register(Issuer)
class IssuerAdmin(OperatorAdmin):
    """One row; invoices keep what it said when they were made."""

    list_display = ["name", "tax_number", "tax_percent"]
    fields = ["name", "address", "tax_number", "tax_percent", "email", "payment_note"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Issuer.objects.exists()

    def save_model(self, request: HttpRequest, obj: Issuer, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.pk = 1
        obj.save()


@admin.register(InvoiceCounter)
class InvoiceCounterAdmin(OperatorAdmin):
    list_display = ["year", "last"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Subscription)
class SubscriptionAdmin(TenantAdmin):
    """Plans are chosen on the panel's page of plans."""

    list_display = ["tenant", "plan", "since", "until"]
    list_filter = [ShopFilter, "plan"]
    list_select_related = ["tenant", "plan"]


@admin.register(InvoiceLine)
class InvoiceLineAdmin(TenantAdmin):
    list_display = ["invoice", "tenant", "kind", "plan", "quantity", "unit_price", "amount"]
    list_filter = [ShopFilter, "kind"]
    list_select_related = ["tenant", "invoice"]


class LinesInline(ReadOnlyInline):
    model = InvoiceLine
    fields = ["position", "kind", "plan", "messages", "quantity", "unit_price", "amount"]


@admin.register(Invoice)
class InvoiceAdmin(TenantAdmin):
    """Invoices never change: operators make a wrong one void, and a new one where that is needed."""

    list_display = ["number", "tenant", "month", "total", "currency", "state", "issued_on"]
    list_filter = [ShopFilter, "state", "month"]
    list_select_related = ["tenant"]
    search_fields = ["number", "shop_name"]
    inlines = [LinesInline]
    actions = ["make_void", "replace"]

    def has_void_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    @admin.action(description=_("Make void"), permissions=["void"])
    def make_void(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> None:
        do_for_each(self, request, queryset.select_related("tenant"), lambda row: _void(row, request))

    @admin.action(description=_("Make void, and a new one"), permissions=["void"])
    def replace(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> None:
        do_for_each(self, request, queryset.select_related("tenant"), lambda row: _replace(row, request))


def _void(invoice: Invoice, request: HttpRequest) -> None:
    with tenant_scope(invoice.tenant):
        void_invoice(invoice, reason="", actor=request.user.get_username())


def _replace(invoice: Invoice, request: HttpRequest) -> None:
    with tenant_scope(invoice.tenant):
        replace_invoice(invoice, reason="", actor=request.user.get_username())

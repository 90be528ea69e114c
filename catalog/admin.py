from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.imports.admin import ImportPages
from catalog.models import (
    ImportSender,
    LostDemand,
    Product,
    ProductImport,
    Store,
    StoreEvent,
    StoreItem,
    StoreSync,
)
from catalog.services import save_product
from tenants.admin_site import MANAGERS, ShopFilter, TenantAdmin

SHOWN_BODY = 4000


@admin.register(Product)
class ProductAdmin(ImportPages):
    writable_by = addable_by = MANAGERS
    list_display = ["name", "sku", "category", "price", "unit", "stock", "is_available", "tenant"]
    list_filter = [ShopFilter, "is_available", "unit", ("outside_key", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant"]
    search_fields = ["name", "sku", "search_text"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [
        (
            None,
            {"fields": ["tenant", "name", "sku", "category", "brand", "model", "eans", "description", "is_available"]},
        ),
        (_("Price and stock"), {"fields": ["price", "unit", "step", "stock"]}),
        (_("More"), {"fields": ["attributes", "translations", "created_at", "updated_at"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:  # noqa: FBT001
        save_product(obj.tenant, product=obj)


@admin.register(Store)
class StoreAdmin(TenantAdmin):
    """Connected with `manage.py store_add`. Keys go in there and are never shown."""

    writable_by = MANAGERS
    list_display = ["name", "url", "is_enabled", "synced_at", "problem_code", "tenant"]
    list_filter = [ShopFilter, "is_enabled"]
    list_select_related = ["tenant"]
    search_fields = ["name", "url"]
    fields = [
        "tenant", "name", "url", "is_enabled", "currency", "base_url", "synced_at", "compared_at", "problem_code",
        "problem", "created_at",
    ]  # fmt: skip
    readonly_fields = [name for name in fields if name not in {"tenant", "name", "is_enabled"}]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Store]:
        """What is never shown is not even unsealed."""
        return super().get_queryset(request).defer("consumer_key", "consumer_secret", "webhook_secret")


class StorePartAdmin(TenantAdmin):
    """Rows that a sync writes and people only look at."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("store", "tenant")
        return rows.defer("store__consumer_key", "store__consumer_secret", "store__webhook_secret")


@admin.register(StoreItem)
class StoreItemAdmin(StorePartAdmin):
    list_display = [
        "external_id",
        "parent_id",
        "product",
        "stock",
        "modified_at",
        "read_at",
        "gone_at",
        "store",
        "tenant",
    ]
    list_filter = [ShopFilter]
    search_fields = ["external_id", "product__name", "product__sku"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("product")


@admin.register(StoreSync)
class StoreSyncAdmin(StorePartAdmin):
    list_display = ["started_at", "store", "kind", "state", "done", "total", "problem_code", "finished_at", "tenant"]
    list_filter = [ShopFilter, "state", "kind"]
    search_fields = ["problem"]


@admin.register(StoreEvent)
class StoreEventAdmin(StorePartAdmin):
    list_display = ["received_at", "store", "topic", "state", "attempts", "tenant"]
    list_filter = [ShopFilter, "state", "topic"]
    search_fields = ["topic", "external_id", "error"]
    fields = ["tenant", "store", "topic", "external_id", "state", "attempts", "error", "received_at", "body_text"]
    readonly_fields = ["body_text"]

    @admin.display(description=_("body"))
    def body_text(self, event: StoreEvent) -> str:
        return bytes(event.body).decode("utf-8", errors="replace")[:SHOWN_BODY]


@admin.register(ProductImport)
class ProductImportAdmin(TenantAdmin):
    """Files that were sent, and what was said about them; a new one is uploaded on the page of products."""

    list_display = ["created_at", "file_name", "source", "actor", "status", "tenant"]
    list_display_links = ["file_name"]
    list_filter = [ShopFilter, "status", "source", "created_at"]
    list_select_related = ["tenant"]
    search_fields = ["file_name", "actor"]
    fields = ["tenant", "file_name", "source", "actor", "status", "hide_missing", "skip_errors", "report", "created_at",
              "reported_at"]  # fmt: skip


@admin.register(ImportSender)
class ImportSenderAdmin(TenantAdmin):
    """Whose mails with price lists count."""

    writable_by = addable_by = deletable_by = MANAGERS
    list_display = ["address", "tenant", "created_at"]
    list_filter = [ShopFilter]
    list_select_related = ["tenant"]
    search_fields = ["address"]
    fields = ["tenant", "address"]


@admin.register(LostDemand)
class LostDemandAdmin(TenantAdmin):
    """Each customer's wish by itself; the panel groups them."""

    list_display = ["words", "reason", "product", "times", "waiting", "asked_at", "settled", "tenant"]
    list_filter = [ShopFilter, "reason", "waiting", "settled", "language"]
    list_select_related = ["tenant", "product"]
    search_fields = ["words", "product__name"]
    fields = ["tenant", "words", "reason", "product", "language", "times", "waiting", "created_at", "asked_at",
              "settled", "settled_at"]  # fmt: skip

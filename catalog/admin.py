from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.services import save_product
from tenants.admin_site import MANAGERS, ShopFilter, TenantAdmin


@admin.register(Product)
class ProductAdmin(TenantAdmin):
    writable_by = addable_by = MANAGERS
    list_display = ["name", "sku", "category", "price", "unit", "stock", "is_available", "tenant"]
    list_filter = [ShopFilter, "is_available", "unit"]
    list_select_related = ["tenant"]
    search_fields = ["name", "sku", "search_text"]
    readonly_fields = ["created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["tenant", "name", "sku", "category", "description", "is_available"]}),
        (_("Price and stock"), {"fields": ["price", "unit", "step", "stock"]}),
        (_("More"), {"fields": ["attributes", "translations", "created_at", "updated_at"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:  # noqa: FBT001
        save_product(obj.tenant, product=obj)

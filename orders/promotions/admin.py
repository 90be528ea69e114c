"""Promotions in the admin: looked at; they are written in the panel."""

from django.contrib import admin

from orders.models import Promotion
from tenants.admin_site import ShopFilter, TenantAdmin


@admin.register(Promotion)
class PromotionAdmin(TenantAdmin):
    list_display = ["name", "kind", "value", "minimum", "starts_on", "ends_on", "is_active", "tenant"]
    list_filter = [ShopFilter, "is_active", "kind"]
    list_select_related = ["tenant"]
    search_fields = ["name"]

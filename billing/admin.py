from django.contrib import admin

from billing.models import UsageEvent
from tenants.admin_site import ShopFilter, TenantAdmin


@admin.register(UsageEvent)
class UsageEventAdmin(TenantAdmin):
    list_display = [
        "created_at", "tenant", "role", "provider", "model", "input_tokens", "output_tokens", "cost_usd",
        "price_source",
    ]  # fmt: skip
    list_filter = [ShopFilter, "provider", "role", "price_source", "created_at"]
    list_select_related = ["tenant"]
    search_fields = ["model", "conversation_id", "run_id"]

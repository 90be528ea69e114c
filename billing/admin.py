from django.contrib import admin

from billing import plan_admin  # noqa: F401 (pages of their own)
from billing.models import (
    Cap,
    ConversationUsage,
    CountedReply,
    DayReplies,
    DayUsage,
    Reservation,
    SpendNotice,
    UsageEvent,
)
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


@admin.register(DayUsage)
class DayUsageAdmin(TenantAdmin):
    list_display = ["day", "tenant", "role", "provider", "model", "calls", "input_tokens", "output_tokens", "cost_usd"]
    list_filter = [ShopFilter, "provider", "role", "day"]
    list_select_related = ["tenant"]


@admin.register(ConversationUsage)
class ConversationUsageAdmin(TenantAdmin):
    list_display = ["day", "tenant", "conversation_id", "calls", "input_tokens", "output_tokens", "cost_usd"]
    list_filter = [ShopFilter, "day"]
    list_select_related = ["tenant"]
    search_fields = ["=conversation_id"]


@admin.register(CountedReply)
class CountedReplyAdmin(TenantAdmin):
    list_display = ["day", "tenant", "run_id"]
    list_filter = [ShopFilter, "day"]
    list_select_related = ["tenant"]
    search_fields = ["=run_id"]


@admin.register(DayReplies)
class DayRepliesAdmin(TenantAdmin):
    list_display = ["day", "tenant", "replies"]
    list_filter = [ShopFilter, "day"]
    list_select_related = ["tenant"]


@admin.register(Cap)
class CapAdmin(TenantAdmin):
    """Caps are changed on the panel's spend page, which also says what follows from it."""

    list_display = ["tenant", "span", "limit_usd", "limit_tokens"]
    list_filter = [ShopFilter, "span"]
    list_select_related = ["tenant"]


@admin.register(Reservation)
class ReservationAdmin(TenantAdmin):
    list_display = ["tenant", "conversation_id", "tokens", "cost_usd", "expires_at"]
    list_filter = [ShopFilter]
    list_select_related = ["tenant"]


@admin.register(SpendNotice)
class SpendNoticeAdmin(TenantAdmin):
    list_display = ["created_at", "tenant", "span", "period", "about", "level"]
    list_filter = [ShopFilter, "span"]
    list_select_related = ["tenant"]

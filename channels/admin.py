from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from channels.models import Channel, InboundEvent, MessageTemplate
from channels.services import replay_event
from tenants.admin_site import MANAGERS, ShopFilter, TenantAdmin, do_for_each

SHOWN_BODY = 4000


@admin.register(Channel)
class ChannelAdmin(TenantAdmin):
    """Connected with `manage.py channel_add`. Tokens and secrets go in there and are never shown."""

    writable_by = MANAGERS
    list_display = ["name", "kind", "is_enabled", "last_in_at", "last_out_at", "problem", "tenant"]
    list_filter = [ShopFilter, "kind", "is_enabled"]
    list_select_related = ["tenant"]
    search_fields = ["name", "public_id"]
    fields = [
        "tenant", "kind", "name", "is_enabled", "public_id", "allowed_origins", "last_in_at", "last_out_at",
        "failure_streak", "problem_code", "problem", "problem_since", "created_at",
    ]  # fmt: skip
    readonly_fields = [name for name in fields if name not in {"tenant", "name", "is_enabled"}]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        """What is never shown is not even unsealed."""
        return super().get_queryset(request).defer("sealed_credentials", "secret")


@admin.register(InboundEvent)
class InboundEventAdmin(TenantAdmin):
    list_display = ["received_at", "channel", "external_id", "status", "attempts", "tenant"]
    list_filter = [ShopFilter, "status", "channel__kind", "received_at"]
    search_fields = ["external_id", "error"]
    fields = [
        "tenant", "channel", "external_id", "status", "attempts", "error", "received_at", "processed_at",
        "body_text",
    ]  # fmt: skip
    readonly_fields = ["body_text"]
    actions = ["requeue"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundEvent]:
        rows = super().get_queryset(request).select_related("channel", "tenant")
        return rows.defer("channel__sealed_credentials", "channel__secret")

    @admin.display(description=_("body"))
    def body_text(self, event: InboundEvent) -> str:
        return bytes(event.body).decode("utf-8", errors="replace")[:SHOWN_BODY]

    @admin.action(description=_("Read the chosen events once more"), permissions=["act"])
    def requeue(self, request: HttpRequest, queryset: QuerySet[InboundEvent]) -> None:
        do_for_each(self, request, queryset, replay_event)


@admin.register(MessageTemplate)
class MessageTemplateAdmin(TenantAdmin):
    """Read from the networks; what they are used for is chosen on the panel's page of channels."""

    list_display = ["name", "language", "status", "category", "parameters", "use_for", "channel", "synced_at", "tenant"]
    list_filter = [ShopFilter, "status", "use_for", "language"]
    search_fields = ["name", "body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MessageTemplate]:
        rows = super().get_queryset(request).select_related("channel", "tenant")
        return rows.defer("channel__sealed_credentials", "channel__secret")

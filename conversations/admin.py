from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from conversations.memory import list_merged
from conversations.models import (
    Attachment,
    AttachmentStatus,
    CannedReply,
    Consent,
    Conversation,
    Customer,
    Handover,
    Identity,
    IdentityAlias,
    Message,
    Note,
    ProfileReading,
    Seen,
    Summary,
)
from conversations.people.profile import FIELDS, mark_corrected
from conversations.services import hand_back
from tenants.admin_site import ANY_ROLE, ReadOnlyInline, ShopFilter, TenantAdmin, do_for_each


class IdentityInline(ReadOnlyInline):
    model = Identity
    fields = ["kind", "external_id", "name", "is_reachable", "created_at"]
    readonly_fields = fields


@admin.register(Customer)
class CustomerAdmin(TenantAdmin):
    writable_by = ANY_ROLE
    list_display = ["__str__", "phone", "email", "language", "tenant", "created_at"]
    list_filter = [ShopFilter, "language", "created_at"]
    list_select_related = ["tenant"]
    search_fields = ["name", "phone", "email"]
    fields = ["tenant", "name", "phone", "email", "address", "language", "notes", "merged_into", "created_at"]
    readonly_fields = ["merged_into", "created_at"]
    inlines = [IdentityInline]

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:  # noqa: FBT001
        """What a person wrote is not overwritten by what the agent reads."""
        changed = [name for name in FIELDS if name in form.changed_data]
        mark_corrected(obj, changed, staff=request.user.get_username())
        super().save_model(request, obj, form, change)


@admin.register(Identity)
class IdentityAdmin(TenantAdmin):
    list_display = ["__str__", "customer", "is_reachable", "tenant", "created_at"]
    list_filter = [ShopFilter, "kind", "is_reachable"]
    list_select_related = ["customer", "tenant"]
    search_fields = ["external_id", "name", "customer__name"]


@admin.register(Conversation)
class ConversationAdmin(TenantAdmin):
    list_display = ["__str__", "status", "owner", "unanswered_since", "last_message_at", "tenant", "thread"]
    list_filter = [ShopFilter, "status", "owner", ("unanswered_since", admin.EmptyFieldListFilter)]
    list_select_related = ["customer", "identity", "tenant"]
    search_fields = ["customer__name", "customer__phone", "identity__external_id"]
    readonly_fields = ["thread"]
    actions = ["give_back"]

    @admin.display(description=_("thread"))
    def thread(self, conversation: Conversation) -> SafeString:
        address = reverse("panel:conversation", args=[conversation.tenant.slug, conversation.public_id])
        return format_html('<a href="{}">{}</a>', address, _("Open in the panel"))

    @admin.action(description=_("Hand back to the agent"), permissions=["act"])
    def give_back(self, request: HttpRequest, queryset: QuerySet[Conversation]) -> None:
        do_for_each(self, request, queryset, hand_back)


@admin.register(Message)
class MessageAdmin(TenantAdmin):
    list_display = ["created_at", "author", "__str__", "status", "error", "conversation", "tenant"]
    list_display_links = ["__str__"]
    list_filter = [ShopFilter, "author", "status", "created_at"]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]
    search_fields = ["text", "external_id", "conversation__customer__name"]


@admin.register(IdentityAlias)
class IdentityAliasAdmin(TenantAdmin):
    list_display = ["external_id", "identity", "tenant"]
    list_filter = [ShopFilter, "identity__kind"]
    list_select_related = ["identity", "tenant"]
    search_fields = ["external_id", "identity__external_id", "identity__customer__name"]


@admin.register(Consent)
class ConsentAdmin(TenantAdmin):
    """The ledger only grows: a new wish is written down on the conversation's page."""

    list_display = ["created_at", "identity", "purpose", "is_granted", "source", "evidence", "tenant"]
    list_filter = [ShopFilter, "purpose", "is_granted", "source", "created_at"]
    list_select_related = ["identity", "tenant"]
    search_fields = ["evidence", "identity__external_id", "identity__customer__name"]


@admin.register(Attachment)
class AttachmentAdmin(TenantAdmin):
    """Files are opened in the panel, which knows who may see them."""

    list_display = ["created_at", "__str__", "kind", "mime_type", "size", "status", "error_code", "tenant"]
    list_display_links = ["__str__"]
    list_filter = [ShopFilter, "kind", "status", "created_at"]
    list_select_related = ["tenant"]
    search_fields = ["name", "words", "message__conversation__customer__name"]
    fields = [
        "tenant", "message", "kind", "name", "mime_type", "size", "status", "error_code", "attempts", "due_at",
        "opened", "words", "words_by", "created_at",
    ]  # fmt: skip
    readonly_fields = ["opened"]

    @admin.display(description=_("file"))
    def opened(self, attachment: Attachment) -> SafeString | str:
        if attachment.status != AttachmentStatus.STORED:
            return "-"
        address = reverse("panel:file", args=[attachment.tenant.slug, attachment.public_id])
        return format_html('<a href="{}">{}</a>', address, _("Open in the panel"))


@admin.register(Summary)
class SummaryAdmin(TenantAdmin):
    """What went in stands in the conversation: the messages that this one merged, as they read today."""

    list_display = ["created_at", "conversation", "number", "message_count", "provider", "model", "cost_usd", "tenant"]
    list_filter = [ShopFilter, "provider", "created_at"]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]
    fields = [
        "tenant", "conversation", "number", "text", "merged", "provider", "model", "prompt_hash", "input_tokens",
        "output_tokens", "cost_usd", "seconds", "failures", "created_at",
    ]  # fmt: skip
    readonly_fields = ["merged"]

    @admin.display(description=_("messages"))
    def merged(self, summary: Summary) -> SafeString:
        rows = ((message.get_author_display(), message.text) for message in list_merged(summary))
        return format_html_join("", "<p><strong>{}:</strong> {}</p>", rows)


@admin.register(ProfileReading)
class ProfileReadingAdmin(TenantAdmin):
    list_display = ["created_at", "conversation", "message_count", "kept", "provider", "model", "cost_usd", "tenant"]
    list_filter = [ShopFilter, "provider", "created_at"]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]
    fields = [
        "tenant", "conversation", "message_count", "found", "kept", "provider", "model", "prompt_hash", "input_tokens",
        "output_tokens", "cost_usd", "seconds", "failures", "created_at",
    ]  # fmt: skip


@admin.register(Handover)
class HandoverAdmin(TenantAdmin):
    list_display = ["__str__", "conversation", "words", "tenant", "created_at"]
    list_filter = [ShopFilter, "cause", "created_at"]
    list_select_related = ["conversation__customer", "conversation__identity", "tenant"]
    search_fields = ["words", "conversation__customer__name"]


@admin.register(Note)
class NoteAdmin(TenantAdmin):
    list_display = ["created_at", "kind", "__str__", "author", "conversation", "tenant"]
    list_display_links = ["__str__"]
    list_filter = [ShopFilter, "kind", "created_at"]
    list_select_related = ["author", "conversation__customer", "conversation__identity", "tenant"]
    search_fields = ["text", "conversation__customer__name"]


@admin.register(CannedReply)
class CannedReplyAdmin(TenantAdmin):
    list_display = ["name", "tenant", "created_at"]
    list_filter = [ShopFilter]
    list_select_related = ["tenant"]
    search_fields = ["name"]


@admin.register(Seen)
class SeenAdmin(TenantAdmin):
    list_display = ["user", "conversation", "seq", "seen_at", "tenant"]
    list_filter = [ShopFilter]
    list_select_related = ["user", "conversation__customer", "conversation__identity", "tenant"]

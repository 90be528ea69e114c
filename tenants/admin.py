from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from tenants.admin_site import MANAGERS, OWNERS, ShopFilter, TenantAdmin, do_for_each
from tenants.alerts.services import resolve_alert, word_alert
from tenants.models import (
    Account,
    Alert,
    ApiKey,
    AuditEvent,
    DataExport,
    Invitation,
    Logo,
    Membership,
    RetentionRule,
    Role,
    SecondFactor,
    SpecialDay,
    Tenant,
    WebhookDelivery,
    WebhookEndpoint,
)
from tenants.people.team import change_role, remove_member
from tenants.services import add_member, revoke_api_key

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Accounts, for superusers: what staff may do comes from their role in a shop."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class PeopleGroupAdmin(GroupAdmin, ModelAdmin):
    pass


@admin.register(Tenant)
class ShopAdmin(TenantAdmin):
    writable_by = MANAGERS
    shop_field = "pk"
    list_display = ["name", "slug", "business_type", "currency", "timezone", "is_active", "created_at"]
    list_filter = ["is_active", "currency"]
    search_fields = ["name", "slug", "business_type"]
    readonly_fields = ["created_at"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "business_type", "description", "is_active", "created_at"]}),
        (
            _("The agent"),
            {"fields": ["agent_name", "agent_role", "agent_tone", "instructions", "avoided_topics", "languages"]},
        ),
        (_("Money and time"), {"fields": ["currency", "timezone", "opening_hours"]}),
        (_("Contact"), {"fields": ["phone", "email", "address"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Addresses hang on the short name, prices on the currency; closing a shop is the operator's decision."""
        fixed = ["slug", "currency"] if obj else []
        closing = [] if request.user.is_superuser else ["is_active"]
        return [*super().get_readonly_fields(request, obj), *fixed, *closing]


@admin.register(Membership)
class MembershipAdmin(TenantAdmin):
    """Owners change roles; new people are added by the operator, so that accounts of others stay unknown."""

    writable_by = deletable_by = OWNERS
    list_display = ["user", "tenant", "role", "created_at"]
    list_filter = [ShopFilter, "role"]
    list_select_related = ["user", "tenant"]
    search_fields = ["user__username", "user__email", "tenant__name"]
    autocomplete_fields = ["user"]
    fields = ["tenant", "user", "role"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["user"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:  # noqa: FBT001
        actor = request.user.get_username()
        if change:
            do_for_each(self, request, [obj], lambda row: change_role(row, role=Role(row.role), actor=actor))
        else:
            obj.pk = add_member(obj.tenant, user=obj.user, role=Role(obj.role), actor=actor).pk

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        self.delete_queryset(request, Membership.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """By the service, which keeps an owner in every shop."""
        actor = request.user.get_username()
        rows = list(queryset.select_related("tenant", "user"))
        do_for_each(self, request, rows, lambda row: remove_member(row, actor=actor))


@admin.register(ApiKey)
class ApiKeyAdmin(TenantAdmin):
    """Keys are made with `manage.py api_key_create`, which shows them once."""

    list_display = ["name", "prefix", "scope", "tenant", "created_at", "last_used_at", "revoked_at"]
    list_filter = [ShopFilter, "scope", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant"]
    search_fields = ["name", "prefix"]
    fields = ["tenant", "name", "prefix", "scope", "created_at", "last_used_at", "revoked_at"]
    actions = ["revoke"]

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return self._may(request, OWNERS)

    @admin.action(description=_("Revoke the chosen keys"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        mine = [key for key in queryset.select_related("tenant") if self._may(request, OWNERS, key)]
        do_for_each(self, request, mine, lambda key: revoke_api_key(key, actor=request.user.get_username()))


@admin.register(AuditEvent)
class AuditEventAdmin(TenantAdmin):
    list_display = ["created_at", "actor", "action", "target", "tenant"]
    list_filter = [ShopFilter, "action", "created_at"]
    list_select_related = ["tenant"]
    search_fields = ["actor", "action", "target"]


@admin.register(Invitation)
class InvitationAdmin(TenantAdmin):
    """Made and withdrawn on the panel's page of the team."""

    list_display = ["email", "role", "invited_by", "created_at", "expires_at", "accepted_at", "withdrawn_at", "tenant"]
    list_filter = [ShopFilter, "role", ("accepted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant"]
    search_fields = ["email", "invited_by"]


@admin.register(Logo)
class LogoAdmin(TenantAdmin):
    list_display = ["mime_type", "created_at", "tenant"]
    list_filter = [ShopFilter]
    list_select_related = ["tenant"]
    fields = ["tenant", "mime_type", "created_at"]


@admin.register(DataExport)
class DataExportAdmin(TenantAdmin):
    """Asked for and fetched on the panel's page, by owners."""

    list_display = ["created_at", "asked_by", "state", "part", "rows", "size", "finished_at", "tenant"]
    list_filter = [ShopFilter, "state"]
    list_select_related = ["tenant"]
    search_fields = ["asked_by"]
    fields = ["tenant", "asked_by", "state", "part", "rows", "size", "attempts", "created_at", "finished_at"]
    readonly_fields = ["created_at"]


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(TenantAdmin):
    """Added and changed on the panel's page of webhooks."""

    list_display = ["url", "events", "is_enabled", "failing_since", "created_at", "tenant"]
    list_filter = [ShopFilter, "is_enabled"]
    list_select_related = ["tenant"]
    search_fields = ["url"]
    fields = ["tenant", "url", "events", "is_enabled", "failing_since", "old_secret_until", "created_at"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(TenantAdmin):
    list_display = ["created_at", "event", "state", "attempts", "status_code", "problem", "endpoint", "tenant"]
    list_filter = [ShopFilter, "state", "event"]
    list_select_related = ["tenant", "endpoint"]
    search_fields = ["event", "body"]


@admin.register(Account)
class AccountAdmin(ModelAdmin):
    """People's own choices, for superusers."""

    list_display = ["user", "language"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    fields = ["user", "language"]
    readonly_fields = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_change_permission = has_module_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SecondFactor)
class SecondFactorAdmin(ModelAdmin):
    """Who has one; the keys are shown nowhere. Reset: the page of the team, or manage.py twofactor_reset."""

    list_display = ["user", "confirmed", "created_at", "throttling_failure_count"]
    list_filter = ["confirmed"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    fields = ["user", "confirmed", "created_at", "throttling_failure_count", "throttling_failure_timestamp"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_module_permission = has_view_permission

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SpecialDay)
class SpecialDayAdmin(TenantAdmin):
    list_display = ["day", "name", "spans", "tenant"]
    list_filter = [ShopFilter, "day"]
    list_select_related = ["tenant"]
    search_fields = ["name"]


@admin.register(RetentionRule)
class RetentionRuleAdmin(TenantAdmin):
    """Chosen on the panel's page of settings, or here; a kind without a row has what is usual."""

    writable_by = OWNERS
    list_display = ["kind", "days", "changed_at", "tenant"]
    list_filter = [ShopFilter, "kind"]
    list_select_related = ["tenant"]
    fields = ["tenant", "kind", "days", "changed_at"]
    readonly_fields = ["kind", "changed_at"]


@admin.register(Alert)
class AlertAdmin(TenantAdmin):
    """Raised and ended by whoever notices, or by people where only they know; the panel's bell shows the open ones."""

    list_display = ["created_at", "words", "mailed_at", "resolved_at", "tenant"]
    list_display_links = ["words"]
    list_filter = [ShopFilter, "kind", ("resolved_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["tenant"]
    search_fields = ["subject", "facts"]
    fields = ["tenant", "words", "kind", "subject", "facts", "link", "created_at", "mailed_at", "resolved_at"]
    readonly_fields = ["words"]
    actions = ["end"]

    @admin.display(description=_("alert"))
    def words(self, alert: Alert) -> str:
        return word_alert(alert)

    @admin.action(description=_("It is over"), permissions=["act"])
    def end(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        """A dispute that was answered, a refund that was paid in cash: nothing here can see that."""
        do_for_each(
            self, request, queryset, lambda row: resolve_alert(row.tenant_id, kind=row.kind, subject=row.subject)
        )

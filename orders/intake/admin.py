"""The admin's pages about orders from outside."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from orders.intake.places import save_site
from orders.models import LookAlike, OrderLink, OriginPush, PushState, Site, StoreIntake
from tenants.admin_site import MANAGERS, ShopFilter, TenantAdmin, do_for_each

_KEYS = ("consumer_key", "consumer_secret", "webhook_secret")


class StoresKeysStaySealed(TenantAdmin):
    """What is never shown is not even unsealed. `store_path` leads to the store."""

    store_path = "store"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("tenant", self.store_path)
        return rows.defer(*(f"{self.store_path}__{name}" for name in _KEYS))


@admin.register(Site)
class SiteAdmin(StoresKeysStaySealed):
    writable_by = addable_by = deletable_by = MANAGERS
    list_display = ["name", "site_id", "hosts", "store", "is_enabled", "tenant"]
    list_filter = [ShopFilter, "is_enabled"]
    search_fields = ["name", "site_id"]
    fields = ["tenant", "name", "site_id", "hosts", "store", "takes_facebook", "is_enabled", "created_at"]
    readonly_fields = ["created_at"]

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:  # noqa: FBT001
        save_site(obj.tenant, actor=request.user.get_username(), site=obj, values={})


@admin.register(OrderLink)
class OrderLinkAdmin(StoresKeysStaySealed):
    list_display = ["order", "external_number", "store", "site", "sources", "modified_at", "tenant"]
    list_filter = [ShopFilter]
    search_fields = ["external_id", "external_number", "order_key", "order__number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("order", "site")


@admin.register(StoreIntake)
class StoreIntakeAdmin(StoresKeysStaySealed):
    """What a store's orders become here, and what it is told."""

    writable_by = MANAGERS
    list_display = ["store", "is_enabled", "tells_back", "read_until", "problem_code", "tenant"]
    list_filter = [ShopFilter, "is_enabled", "tells_back"]
    search_fields = ["store__name", "problem"]
    fields = [
        "tenant", "store", "is_enabled", "tells_back", "statuses_there", "statuses_here", "since", "read_until",
        "due_at", "problem_code", "problem",
    ]  # fmt: skip
    readonly_fields = ["store", "read_until", "due_at", "problem_code", "problem"]


@admin.register(OriginPush)
class OriginPushAdmin(StoresKeysStaySealed):
    store_path = "link__store"
    list_display = ["created_at", "link", "event", "state", "attempts", "due_at", "problem_code", "tenant"]
    list_filter = [ShopFilter, "state"]
    search_fields = ["link__order__number", "problem"]
    actions = ["try_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("event")

    @admin.action(description=gettext_lazy("Tell the store once more"), permissions=["act"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[OriginPush]) -> None:
        do_for_each(self, request, queryset, _try_again)


@admin.register(LookAlike)
class LookAlikeAdmin(TenantAdmin):
    list_display = ["created_at", "first", "second", "has_same_items", "state", "decided_by", "tenant"]
    list_filter = [ShopFilter, "state"]
    list_select_related = ["first", "second", "tenant"]
    search_fields = ["first__number", "second__number"]


def _try_again(push: OriginPush) -> None:
    """The sweep finds it."""
    rows = OriginPush.objects.filter(pk=push.pk).exclude(state=PushState.DONE)
    rows.update(state=PushState.PENDING, attempts=0, due_at=timezone.now())

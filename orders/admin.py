from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.errors import DomainError
from orders.actors import by_staff
from orders.intake import admin as intake_admin  # noqa: F401 (pages of their own)
from orders.models import (
    ApiAnswer,
    ChangeRequest,
    Confirmation,
    ConfirmationRules,
    DeliveryArea,
    Notice,
    Order,
    OrderCounter,
    OrderEvent,
    OrderLine,
    OrderRules,
    Recap,
)
from orders.payments import admin as payment_admin  # noqa: F401 (pages of their own)
from orders.promotions import admin as promotion_admin  # noqa: F401 (pages of their own)
from orders.services import By, cancel_order, move_order
from orders.states import next_status
from tenants.admin_site import ReadOnlyInline, ShopFilter, TenantAdmin, do_for_each


class LineInline(ReadOnlyInline):
    model = OrderLine
    fields = ["name", "quantity", "unit", "unit_price", "subtotal"]
    readonly_fields = fields


class EventInline(ReadOnlyInline):
    model = OrderEvent
    fields = ["created_at", "kind", "from_status", "to_status", "actor", "actor_name", "note", "version"]
    readonly_fields = fields


@admin.register(Order)
class OrderAdmin(TenantAdmin):
    """Looked at here, changed by services only: through the agent, the panel, the API or an action."""

    list_display = ["number", "status", "customer", "total", "currency", "tenant", "created_at"]
    list_filter = [ShopFilter, "status", "source", "created_at"]
    list_select_related = ["customer", "tenant"]
    search_fields = ["number", "customer__name", "customer__phone"]
    inlines = [LineInline, EventInline]
    actions = ["move_on", "cancel"]

    @admin.action(description=gettext_lazy("Move to the next status"), permissions=["act"])
    def move_on(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        do_for_each(self, request, queryset, lambda order: _move_on(order, by_staff(request.user)))

    @admin.action(description=gettext_lazy("Cancel the chosen orders"), permissions=["act"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        do_for_each(self, request, queryset, lambda order: cancel_order(order, by=by_staff(request.user)))


@admin.register(OrderLine)
class OrderLineAdmin(TenantAdmin):
    list_display = ["order", "name", "quantity", "unit", "unit_price", "subtotal", "tenant"]
    list_filter = [ShopFilter, "unit"]
    list_select_related = ["order", "tenant"]
    search_fields = ["name", "order__number"]


@admin.register(OrderEvent)
class OrderEventAdmin(TenantAdmin):
    list_display = ["created_at", "order", "kind", "from_status", "to_status", "actor", "actor_name", "tenant"]
    list_filter = [ShopFilter, "kind", "actor", "created_at"]
    list_select_related = ["order", "tenant"]
    search_fields = ["order__number", "actor_name", "note"]


@admin.register(OrderCounter)
class OrderCounterAdmin(TenantAdmin):
    list_display = ["tenant", "year", "last"]
    list_filter = [ShopFilter, "year"]
    list_select_related = ["tenant"]


@admin.register(Recap)
class RecapAdmin(TenantAdmin):
    list_display = ["shown_at", "order", "version", "total", "tenant"]
    list_filter = [ShopFilter, "shown_at"]
    list_select_related = ["order", "tenant"]
    search_fields = ["order__number"]


@admin.register(ChangeRequest)
class ChangeRequestAdmin(TenantAdmin):
    list_display = ["created_at", "order", "kind", "state", "decided_by", "tenant"]
    list_filter = [ShopFilter, "state", "kind", "created_at"]
    list_select_related = ["order", "tenant"]
    search_fields = ["order__number", "reason", "answer"]


@admin.register(OrderRules)
class OrderRulesAdmin(TenantAdmin):
    list_display = ["tenant", "customer_changes", "customer_cancels", "shop_cancels", "grace_minutes"]
    list_filter = [ShopFilter]
    list_select_related = ["tenant"]


@admin.register(DeliveryArea)
class DeliveryAreaAdmin(TenantAdmin):
    list_display = ["name", "fee", "free_from", "minimum", "lead_days", "is_everywhere", "tenant"]
    list_filter = [ShopFilter, "is_everywhere"]
    list_select_related = ["tenant"]
    search_fields = ["name", "places"]


@admin.register(ApiAnswer)
class ApiAnswerAdmin(TenantAdmin):
    list_display = ["created_at", "key", "status", "tenant"]
    list_filter = [ShopFilter, "status", "created_at"]
    list_select_related = ["tenant"]
    search_fields = ["key"]


@admin.register(Notice)
class NoticeAdmin(TenantAdmin):
    list_display = ["created_at", "order", "kind", "state", "via", "due_at", "tenant"]
    list_filter = [ShopFilter, "kind", "state", "created_at"]
    list_select_related = ["order", "tenant"]
    search_fields = ["order__number", "email"]


@admin.register(Confirmation)
class ConfirmationAdmin(TenantAdmin):
    list_display = ["order", "state", "step", "due_at", "asked_at", "reminders", "tenant"]
    list_filter = [ShopFilter, "state", "step"]
    list_select_related = ["order", "tenant"]
    search_fields = ["order__number", "email"]


@admin.register(ConfirmationRules)
class ConfirmationRulesAdmin(TenantAdmin):
    list_display = ["tenant", "sources", "delay_minutes", "reminder_hours", "silence_hours", "on_silence"]
    list_filter = [ShopFilter, "on_silence"]
    list_select_related = ["tenant"]


def _move_on(order: Order, by: By) -> Order:
    following = next_status(order.state)
    if following is None:
        raise DomainError("wrong_status", _("This order is finished."))
    return move_order(order, to=following, by=by)

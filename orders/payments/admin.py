"""Payments in the admin: looked at, changed by services only. Keys are never shown; a new one is tried at Stripe."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orders.models import Payment, PaymentAccount, PaymentEvent, PaymentEventState
from orders.payments.tasks import process_payment_event
from tenants.admin_site import MANAGERS, ShopFilter, TenantAdmin, TenantForm, do_for_each
from tenants.queueing import enqueue


class PaymentAccountForm(TenantForm):
    """Only whether it is used: keys come by `manage.py payments_add`, which tries them."""

    class Meta:
        model = PaymentAccount
        fields = ["is_enabled"]


@admin.register(PaymentAccount)
class PaymentAccountAdmin(TenantAdmin):
    form = PaymentAccountForm
    list_display = ["tenant", "external_id", "is_live", "is_enabled", "created_at"]
    list_filter = [ShopFilter, "is_live", "is_enabled"]
    list_select_related = ["tenant"]
    fields = ["tenant", "external_id", "webhook_id", "is_live", "is_enabled", "created_at"]
    readonly_fields = ["tenant", "external_id", "webhook_id", "is_live", "created_at"]
    writable_by = MANAGERS


@admin.register(Payment)
class PaymentAdmin(TenantAdmin):
    list_display = ["created_at", "order", "kind", "method", "state", "amount", "currency", "actor_name", "tenant"]
    list_filter = [ShopFilter, "kind", "method", "state", "created_at"]
    list_select_related = ["order", "tenant"]
    search_fields = ["order__number", "session_id", "intent_id", "refund_id"]


@admin.register(PaymentEvent)
class PaymentEventAdmin(TenantAdmin):
    list_display = ["received_at", "kind", "state", "attempts", "error", "tenant"]
    list_filter = [ShopFilter, "state", "kind", "received_at"]
    list_select_related = ["tenant"]
    search_fields = ["external_id", "kind"]
    exclude = ["body"]
    actions = ["read_again"]

    @admin.action(description=_("Read again"), permissions=["act"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[PaymentEvent]) -> None:
        do_for_each(self, request, queryset, _read_again)


def _read_again(event: PaymentEvent) -> Any:
    """Harmless when it was understood already: money is never counted twice."""
    PaymentEvent.objects.filter(pk=event.pk).update(state=PaymentEventState.RECEIVED, attempts=0, due_at=None)
    enqueue(process_payment_event, event.tenant_id, event.pk)

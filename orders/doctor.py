"""What may be stuck about orders: news for customers and stores, the payment provider's messages, and figures."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from orders.analytics.day_sales import SUMS
from orders.models import Notice, OrderLink, PaymentEvent, PushState
from orders.payments.events import Outcome
from orders.payments.tasks import process_payment_event
from orders.tasks import push_order, take_notice_step
from tenants.analytics.day_sums import find_differences
from tenants.doctor import Finding, examine, find_rows
from tenants.models import Tenant


def _notices(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    yield from find_rows(
        Notice.objects.filter(due_at__lt=before),
        says="{} customers were not told news of their order", since="due_at",
        todo="Look whether beat runs and a worker listens to the queue `bulk`. --repair tells them now.",
        mend=lambda row: take_notice_step(tenant.pk, row.pk),
    )  # fmt: skip


def _pushes(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    free = Q(held_until=None) | Q(held_until__lt=before)
    yield from find_rows(
        OrderLink.objects.filter(free, pushes__state=PushState.PENDING, pushes__due_at__lt=before).distinct(),
        says="{} orders have changes that their store was not told of", since="pushes__due_at",
        todo="Look whether a worker listens to the queue `outbound`. --repair tells them now.",
        mend=lambda row: push_order(tenant.pk, row.pk),
    )  # fmt: skip


def _payments(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    due = Q(due_at=None) | Q(due_at__lt=before)
    yield from find_rows(
        PaymentEvent.objects.filter(due, state=Outcome.RECEIVED, received_at__lt=before),
        says="{} messages of the payment provider were never read", since="received_at",
        todo="Look whether a worker listens to the queue `inbound`. --repair reads them now.",
        mend=lambda row: process_payment_event(tenant.pk, row.pk),
    )  # fmt: skip


def register() -> None:
    examine("news of orders", _notices)
    examine("news for stores", _pushes)
    examine("payments", _payments)
    examine("figures of orders", lambda tenant, _before: find_differences(SUMS, tenant))

"""What grows old of orders: answers kept for programs that ask twice, and the payment provider's messages. Orders and
payments themselves stay: the books need them."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from orders.models import ApiAnswer, PaymentEvent
from orders.payments.events import Outcome
from tenants.retention.kinds import Kind, delete_batch, grow_old

API_ANSWER_DAYS, PAYMENT_EVENT_DAYS = 1, 30


def _answers(until: datetime) -> QuerySet[Any]:
    return ApiAnswer.objects.filter(created_at__lt=until)


def _events(until: datetime) -> QuerySet[Any]:
    return PaymentEvent.objects.filter(received_at__lt=until).exclude(state=Outcome.RECEIVED)


def register() -> None:
    grow_old(Kind(
        "api_answers", "API answers", "", lambda span, most: delete_batch(_answers(span.until), most),
        lambda span: _answers(span.until).count(), usual=API_ANSWER_DAYS, is_fixed=True,
    ))  # fmt: skip
    grow_old(Kind(
        "payment_events", "payment events", "", lambda span, most: delete_batch(_events(span.until), most),
        lambda span: _events(span.until).count(), usual=PAYMENT_EVENT_DAYS, is_fixed=True,
    ))  # fmt: skip

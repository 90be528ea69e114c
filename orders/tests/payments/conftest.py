"""A butcher who takes cards: a fake Stripe, his account there, and an order of 129.00 to pay."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from lib.errors import DomainError
from orders.models import Order, Payment, PaymentEvent
from orders.payments.accounts import connect_account
from orders.payments.checks import list_due_payments, look_at_payment
from orders.payments.events import process_event
from orders.testing.fake_stripe import KEY, FakeStripe, sign
from orders.tests.factories import AGENT, make_order
from tenants.models import Alert
from tenants.scoping import tenant_scope

SECRET = "whsec_forTests"


class Till:
    """The shop's side of the counter: what a test needs to pay, tell and look."""

    def __init__(self, counter, stripe):
        self.counter, self.shop, self.stripe = counter, counter.shop, stripe
        self.account = connect_account(self.shop, key=KEY, webhook_secret=SECRET).account
        self.door = f"/webhooks/payments/stripe/{self.account.public_id}"

    def order(self, *lines, **details):
        lines = lines or [(self.counter.beef, 2), (self.counter.roll, "1.0")]
        return make_order(self.shop, *lines, conversation=self.counter.conversation, **details)

    def link(self, order, by=AGENT):
        from orders.payments.links import create_payment_link

        return create_payment_link(Order.objects.get(pk=order.pk), by=by)

    def link_id(self, order):
        return Payment.objects.get(order=order, kind="charge").session_id

    def refused_link(self, order):
        with pytest.raises(DomainError) as refused:
            self.link(order)
        return refused.value.code

    def post(self, event, *, secret=SECRET, door="", at=None):
        """The status of the answer to a signed message."""
        body = event if isinstance(event, str) else json.dumps(event)
        headers = {"Stripe-Signature": sign(body, secret, at=at)}
        return Client().post(door or self.door, body, content_type="application/json", headers=headers).status_code

    def hear(self, *events):
        """Stripe tells and a worker understands."""
        for event in events:
            assert self.post(event) == 200
            self.work()

    def work(self):
        for pk in PaymentEvent.objects.filter(state="received").order_by("pk").values_list("pk", flat=True):
            process_event(pk)

    def sweep(self):
        self.work()
        for _tenant, pk in list_due_payments():
            look_at_payment(pk)

    def paid_order(self, *lines):
        order = self.order(*lines)
        link = self.link(order)
        self.hear(self.stripe.pay(link.session_id))
        return Order.objects.get(pk=order.pk), Payment.objects.get(pk=link.pk)

    def stripe_extra(self, charge):
        """Another open session of 10.00 for the same order, as a link that was not closed in time."""
        session = dict(self.stripe.sessions[charge.session_id])
        session |= {"id": "cs_test_extra", "status": "open", "amount_total": 1000, "metadata": {}}
        self.stripe.sessions["cs_test_extra"] = session
        return "cs_test_extra"

    def alerts(self):
        rows = Alert.objects.filter(resolved_at=None).order_by("pk")
        return [(row.kind, row.facts.get("notice", "")) for row in rows]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def stripe(settings):
    with FakeStripe() as server:
        settings.STRIPE_BASE_URL = server.url
        yield server


@pytest.fixture
def till(counter, stripe):
    with tenant_scope(counter.shop):
        yield Till(counter, stripe)


def status_of(order):
    fresh = Order.objects.get(pk=order.pk)
    return fresh.payment_status, fresh.payment_method


def history_of(order):
    return [
        (event.kind, event.actor, event.actor_name, event.data["amount"])
        for event in order.events.order_by("pk")
        if "payment" in event.data
    ]

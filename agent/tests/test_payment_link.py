"""The tool: an address and an amount from the rows, and only where there is an account."""

import pytest

from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS, list_offered
from catalog.tests.factories import ProductFactory
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from orders.models import PaymentAccount
from orders.payments.services import record_payment
from orders.services import cancel_order
from orders.tests.factories import STAFF, make_order
from tenants.scoping import tenant_scope
from tenants.testing import rows_of

TOOL = TOOLS["send_payment_link"]


@pytest.fixture
def talk(shop):
    with tenant_scope(shop):
        yield ConversationFactory(tenant=shop)


@pytest.fixture
def account(shop, talk):
    return PaymentAccount.objects.create(tenant=shop, secret_key="sk_test_x")


def order_of(talk):
    return make_order(talk.tenant, (ProductFactory(tenant=talk.tenant, price="64.25"), 2), conversation=talk)


def use(talk, number=""):
    context = ToolContext(talk.tenant, talk.customer, talk, "en", 1)
    return TOOL.run(context, TOOL.arguments(order_number=number))


def test_it_is_offered_only_where_there_is_an_account(shop, talk):
    assert TOOL not in list_offered(shop)
    account = PaymentAccount.objects.create(tenant=shop, secret_key="sk_test_x")
    assert TOOL in list_offered(shop)
    PaymentAccount.objects.filter(pk=account.pk).update(is_enabled=False)
    assert TOOL not in list_offered(shop)


def test_the_account_of_another_shop_offers_nothing(shop, talk, other_shop):
    with tenant_scope(other_shop):
        PaymentAccount.objects.create(tenant=other_shop, secret_key="sk_test_x")
    assert TOOL not in list_offered(shop)
    order_of(talk)
    with pytest.raises(DomainError) as refused:
        use(talk)
    assert refused.value.code == "no_account"


def test_the_receipt_holds_what_is_due_and_asks_nobody(shop, talk, account, settings):
    settings.STRIPE_BASE_URL = "http://127.0.0.1:9"
    order = order_of(talk)
    before = rows_of(shop)
    receipt = use(talk, order.number)
    assert (receipt["amount"], receipt["amount_text"]) == ("128.5", "₪128.50")
    assert receipt["url"] == f"{settings.PUBLIC_URL}/pay/{order.tracking_key}"
    assert rows_of(shop) == before


def test_what_cannot_be_paid_is_refused_with_its_reason(talk, account):
    order = order_of(talk)
    record_payment(order, method="cash", amount=order.total, by=STAFF, key="form-1")
    with pytest.raises(DomainError) as paid:
        use(talk)
    cancelled = order_of(talk)
    cancel_order(cancelled, by=STAFF)
    with pytest.raises(DomainError) as gone:
        use(talk, cancelled.number)
    assert (paid.value.code, gone.value.code) == ("nothing_due", "cancelled")

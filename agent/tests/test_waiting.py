"""What customers did not get is kept, and who waits for it is told once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from agent import waiting
from agent.rehearsal import say
from agent.tasks import tell_waiting_of_all
from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS
from agent.waiting import tell_waiting
from catalog.models import LostDemand, Product, Settled
from catalog.services import save_product
from catalog.tests.factories import ProductFactory
from conversations.models import ConsentSource, Conversation, Message, Purpose
from conversations.people.consent import EVERYTHING, UNASKED, record_consent
from conversations.people.merging import merge_customers
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import UserFactory


@pytest.fixture
def steak(shop):
    with tenant_scope(shop):
        yield ProductFactory(
            tenant=shop, name="Steak", price=Decimal(30), stock=Decimal(0), translations={"fr": {"name": "Bifteck"}}
        )


def context(shop, *, language="en", **fields):
    conversation = ConversationFactory(tenant=shop, language=language, **fields)
    return ToolContext(shop, conversation.customer, conversation, language, 1)


def call(name, asked, **arguments):
    tool = TOOLS[name]
    return tool.run(asked, tool.arguments.model_validate(arguments))


def wait_for(product, asked):
    return call("notify_me", asked, product_id=str(product.public_id))


def restock(product, stock=5):
    save_product(product.tenant, product=product, stock=Decimal(stock), is_available=True)


def messages():
    return list(Message.objects.order_by("pk").values_list("text", "purpose", "status"))


def test_a_search_without_a_find_is_kept_and_one_with_a_find_is_not(shop, steak):
    asked = context(shop)
    ProductFactory(tenant=shop, name="Sausage")
    call("search_products", asked, query="pizza margherita")
    call("search_products", asked, query="sausage")
    row = LostDemand.objects.get()
    assert (row.words, row.reason, row.customer_id, row.conversation_id, row.language) == (
        "pizza margherita", "nothing_found", asked.customer.public_id, asked.conversation.public_id, "en"
    )  # fmt: skip


@pytest.mark.parametrize("fields", [{"stock": Decimal(0)}, {"is_available": False, "stock": None}])
def test_a_search_that_finds_only_what_is_missing_names_the_product(shop, steak, fields):
    save_product(shop, product=steak, **fields)
    call("search_products", context(shop), query="steaks")
    row = LostDemand.objects.get()
    assert (row.reason, row.product, row.words) == ("out_of_stock", steak, "steaks")


def test_an_order_that_is_refused_is_kept_although_the_order_is_not(butcher, model):
    beef = Product.objects.get(sku="SAU-BEEF")
    save_product(butcher, product=beef, stock=Decimal(0))
    item = {"product_id": str(beef.public_id), "quantity": 1}
    model.answer(calls=[("create_order", {"items": [item]})])
    model.answer(text="Sorry, we are out of them.")
    say(butcher, chat_id="a", text="beef sausages please")
    row = LostDemand.objects.get()
    assert (row.product, row.times, row.waiting, row.customer_id) == (
        beef, 1, False, Conversation.objects.get().customer.public_id
    )  # fmt: skip


def test_who_waits_is_told_once_in_their_language(shop, steak):
    asked = context(shop, language="fr")
    assert wait_for(steak, asked) == {"kind": "waiting", "name": "Bifteck"}
    assert tell_waiting(shop) == 0
    restock(steak)
    assert [tell_waiting(shop) for _ in range(3)] == [1, 0, 0]
    ((text, purpose, status),) = messages()
    assert ("Bifteck" in text, "30,00" in text, purpose, status) == (True, True, "order", "queued")
    row = LostDemand.objects.get()
    assert (row.settled, row.settled_at is not None) == (Settled.TOLD, True)


def test_selling_out_and_coming_back_again_tells_nobody_twice(shop, steak):
    wait_for(steak, context(shop))
    for stock in (5, 0, 5):
        restock(steak, stock)
        tell_waiting(shop)
    assert len(messages()) == 1


def test_what_is_gone_again_before_the_message_is_not_announced(shop, steak, monkeypatch):
    wait_for(steak, context(shop))
    restock(steak)
    listed = waiting.demand.list_restocked()
    restock(steak, 0)
    monkeypatch.setattr(waiting.demand, "list_restocked", lambda: listed)
    assert tell_waiting(shop) == 0
    assert (messages(), LostDemand.objects.get().settled) == ([], "")


def test_only_those_who_asked_for_it_are_told(shop, steak):
    call("search_products", context(shop), query="steak")
    restock(steak)
    assert (tell_waiting(shop), messages()) == (0, [])


@pytest.mark.parametrize("purposes", [UNASKED, EVERYTHING, [Purpose.ORDER]])
def test_a_stop_since_then_ends_the_waiting(shop, steak, purposes):
    asked = context(shop)
    wait_for(steak, asked)
    record_consent(
        asked.conversation.identity, purposes=purposes, granted=False, source=ConsentSource.CUSTOMER, evidence="STOP"
    )
    restock(steak)
    assert (tell_waiting(shop), messages(), LostDemand.objects.get().settled) == (0, [], Settled.OPTED_OUT)


def test_no_to_offers_is_not_a_no_to_what_they_asked_for(shop, steak):
    asked = context(shop)
    record_consent(
        asked.conversation.identity, purposes=[Purpose.MARKETING], granted=False, source=ConsentSource.CUSTOMER
    )
    wait_for(steak, asked)
    restock(steak)
    assert tell_waiting(shop) == 1


def test_one_person_behind_two_customers_is_told_once(shop, steak):
    first, second = context(shop), context(shop)
    for asked in (first, second):
        wait_for(steak, asked)
    merge_customers(first.customer, second.customer, staff=UserFactory())
    restock(steak)
    assert (tell_waiting(shop), len(messages())) == (1, 1)
    assert set(LostDemand.objects.values_list("settled", flat=True)) == {Settled.TOLD}


def test_everybody_who_waits_is_told(shop, steak):
    for _ in range(3):
        wait_for(steak, context(shop))
    restock(steak)
    assert tell_waiting(shop) == 3


def test_a_crash_before_the_end_neither_tells_nor_settles(shop, steak, monkeypatch):
    wait_for(steak, context(shop))
    restock(steak)
    before = rows_of(shop)
    with monkeypatch.context() as patch:
        patch.setattr(waiting, "_queue", lambda *_args, **_kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tell_waiting(shop)
    assert rows_of(shop) == before
    assert tell_waiting(shop) == 1


def test_what_is_there_is_offered_and_not_waited_for(shop, steak):
    restock(steak)
    with pytest.raises(DomainError) as refusal:
        wait_for(steak, context(shop))
    assert refusal.value.code == "in_stock"
    assert not LostDemand.objects.exists()


def test_a_wish_for_what_is_not_sold_here_waits_for_a_product_of_that_name(shop, steak):
    asked = context(shop)
    assert call("notify_me", asked, words="almond croissants") == {"kind": "waiting", "name": "almond croissants"}
    ProductFactory(tenant=shop, name="Almond croissant")
    assert tell_waiting(shop) == 1
    with pytest.raises(DomainError):
        call("notify_me", asked)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once(shop, steak):
    for _ in range(5):
        wait_for(steak, context(shop))
    restock(steak)

    def work(_place):
        try:
            with tenant_scope(shop):
                return tell_waiting(shop)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 5
    assert len(messages()) == 5


def test_every_shop_with_people_waiting_gets_its_own_task(shop, other_shop, steak, monkeypatch):
    called = []
    monkeypatch.setattr("agent.tasks.enqueue", lambda task, *arguments: called.append((task.name, *arguments)))
    with tenant_scope(other_shop):
        ProductFactory(tenant=other_shop)
    assert tell_waiting_of_all() == 0
    wait_for(steak, context(shop))
    assert tell_waiting_of_all() == 1
    assert called == [("agent.tasks.tell_waiting", shop.pk)]

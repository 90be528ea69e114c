"""A yes counts for what was shown."""

from decimal import Decimal

import pytest

from catalog.services import save_product
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from orders.items import Changes, Item
from orders.services import cancel_order, change_order, confirm_order, record_recap, reprice_order
from orders.tests.factories import AGENT, make_order, make_shown_order


@pytest.fixture
def shown(counter):
    """2 kg of beef, shown in the answer to message 1."""
    return make_shown_order(counter.shop, (counter.beef, 2), conversation=counter.conversation)


def confirm(order, counter, *, seq=2):
    return confirm_order(order, conversation=counter.conversation, seq=seq, by=AGENT)


def refused(code, order, counter, **options):
    with pytest.raises(DomainError) as refusal:
        confirm(order, counter, **options)
    assert refusal.value.code == code
    order.refresh_from_db()
    assert order.status != "confirmed"
    return refusal.value


def test_a_yes_after_the_recap_confirms(shown, counter, told):
    order = confirm(shown, counter)
    assert (order.status, order.version) == ("confirmed", 2)
    assert told[-1] == (order.number, "status", 2)


def test_a_yes_in_the_very_message_that_was_answered_with_the_recap_does_not_count(shown, counter):
    refused("not_shown", shown, counter, seq=1)


def test_a_yes_to_an_order_that_was_never_shown_does_not_count(counter):
    refused("not_shown", make_order(counter.shop, (counter.beef, 2), conversation=counter.conversation), counter)


def test_a_yes_in_another_conversation_does_not_count(shown, counter):
    counter.conversation = ConversationFactory(tenant=counter.shop)
    refused("not_shown", shown, counter)


def test_a_yes_to_an_older_version_does_not_count_until_the_new_one_is_shown(shown, counter):
    order = change_order(shown, changes=Changes(add=[Item(counter.roll, 1)]), by=AGENT)
    refused("not_shown", order, counter, seq=9)
    record_recap(order, conversation=counter.conversation, seq=9)
    assert confirm(order, counter, seq=10).status == "confirmed"


def test_a_changed_price_must_be_shown_first(shown, counter):
    save_product(counter.shop, product=counter.beef, price=Decimal("70.00"))
    refusal = refused("price_changed", shown, counter)
    assert refusal.facts == {"product": "Beef", "was": "62.00", "now": "70.00"}
    order = reprice_order(shown, by=AGENT)
    refused("not_shown", order, counter, seq=3)
    record_recap(order, conversation=counter.conversation, seq=3)
    assert confirm(order, counter, seq=4).total == Decimal("140.00")


def test_what_is_no_longer_sold_cannot_be_confirmed(shown, counter):
    save_product(counter.shop, product=counter.beef, is_available=False)
    refused("not_for_sale", shown, counter)


def test_a_reserved_order_is_confirmed_when_the_shelf_is_empty_since(shown, counter):
    make_order(counter.shop, (counter.beef, 8), customer=counter.customer)
    assert confirm(shown, counter).status == "confirmed"


def test_a_second_yes_and_a_yes_to_a_cancelled_order_are_refused(shown, counter):
    confirm(shown, counter)
    with pytest.raises(DomainError, match="already is confirmed"):
        confirm(shown, counter)
    cancel_order(shown, by=AGENT)
    refused("wrong_status", shown, counter)

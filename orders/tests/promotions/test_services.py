"""Promotions: what they take off, until when, how often; the total is never negative and the discount there once."""

import random
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from catalog.tests.factories import ProductFactory
from conversations.tests.factories import ConversationFactory, CustomerFactory
from lib.errors import DomainError
from orders.chat.recap import recap, shows
from orders.editing.services import Details, edit_details, edit_order
from orders.facts import order_facts
from orders.items import Changes, Item
from orders.models import Order, Promotion
from orders.pricing import Charges, add_charges
from orders.promotions.rules import Bought, Terms, check_running, discount_for, is_running
from orders.promotions.services import apply_promotion, check_offer, terms_text
from orders.services import cancel_order, change_order, confirm_order, create_order, record_recap, reprice_order
from orders.tests.factories import AGENT, STAFF, make_order
from tenants.scoping import tenant_scope
from tenants.testing import make_shop, rows_of

TODAY = date(2026, 3, 10)
SERUM, SOAP = uuid4(), uuid4()
BASKET = [Bought(SERUM, "Serums", Decimal("80.00")), Bought(SOAP, "Soaps", Decimal("40.00"))]


@pytest.mark.parametrize(
    ("terms", "discount"),
    [
        (Terms(percent=Decimal(10)), "12.00"),
        (Terms(percent=Decimal("12.5")), "15.00"),
        (Terms(percent=Decimal(100)), "120.00"),
        (Terms(amount=Decimal(15)), "15.00"),
        (Terms(amount=Decimal(500)), "120.00"),
        (Terms(amount=Decimal(500), categories=frozenset({"soaps"})), "40.00"),
        (Terms(percent=Decimal(10), products=frozenset({SERUM})), "8.00"),
        (Terms(percent=Decimal(10), products=frozenset({SERUM}), categories=frozenset({"Soaps"})), "12.00"),
        (Terms(percent=Decimal(10), minimum=Decimal(120)), "12.00"),
    ],
)
def test_what_a_promotion_takes_off(terms, discount):
    assert discount_for(terms, BASKET, currency="ILS") == Decimal(discount)


@pytest.mark.parametrize(
    ("terms", "code", "facts"),
    [
        (Terms(percent=Decimal(10), minimum=Decimal("120.01")), "below_minimum", {"missing": "0.01"}),
        (Terms(percent=Decimal(10), categories=frozenset({"Masks"})), "nothing_fits", {}),
    ],
)
def test_what_does_not_fit_is_refused_with_what_is_missing(terms, code, facts):
    with pytest.raises(DomainError) as refusal:
        discount_for(terms, BASKET, currency="ILS")
    assert refusal.value.code == code
    assert facts.items() <= refusal.value.facts.items()


@pytest.mark.parametrize(
    ("starts", "ends", "active", "code"),
    [
        (None, None, True, ""), (TODAY, TODAY, True, ""), (None, TODAY, True, ""),
        (None, TODAY - timedelta(days=1), True, "promotion_over"),
        (TODAY + timedelta(days=1), None, True, "promotion_not_yet"),
        (None, None, False, "promotion_over"),
    ],
)  # fmt: skip
def test_the_first_and_the_last_day_are_part_of_it(starts, ends, active, code):
    terms = Terms(percent=Decimal(10), starts_on=starts, ends_on=ends, is_active=active)
    assert is_running(terms, TODAY) is (not code)
    if code:
        with pytest.raises(DomainError) as refusal:
            check_running(terms, TODAY)
        assert refusal.value.code == code


def test_no_promotion_ever_makes_a_total_negative():
    dice = random.Random(7)
    for _ in range(2000):
        lines = [
            Bought(uuid4(), dice.choice("AB"), Decimal(dice.randint(0, 99999)) / 100)
            for _ in range(dice.randint(1, 6))
        ]  # fmt: skip
        percent = Decimal(dice.randint(0, 10000)) / 100
        terms = Terms(
            percent=percent, amount=Decimal(0) if percent else Decimal(dice.randint(1, 10**7)) / 100,
            categories=frozenset(dice.choice([[], ["A"], ["a", "B"]])), minimum=Decimal(dice.randint(0, 500)),
        )  # fmt: skip
        currency = dice.choice(["ILS", "IDR", "JPY"])
        goods = sum(line.subtotal for line in lines)
        try:
            discount = discount_for(terms, lines, currency=currency)
        except DomainError:
            continue
        assert 0 <= discount <= goods
        assert goods >= terms.minimum
        if currency == "ILS":
            assert add_charges(goods, Charges(discount=discount), currency) >= 0


def make_promotion(shop, **fields):
    return Promotion.objects.create(tenant=shop, **({"name": "Spring", "value": Decimal(10)} | fields))


def refused(promotion, order):
    before = Order.objects.get(pk=order.pk)
    with pytest.raises(DomainError) as refusal:
        apply_promotion(order, promotion=promotion, by=AGENT)
    after = Order.objects.get(pk=order.pk)
    assert (after.version, after.total, after.discount) == (before.version, before.total, before.discount)
    return refusal.value.code


@pytest.fixture
def order(counter):
    """20 rolls: 90.00."""
    return make_order(counter.shop, (counter.roll, 20), conversation=counter.conversation)


def test_an_order_gets_the_discount_with_its_reason_once(counter, order, told):
    promotion = make_promotion(counter.shop)
    first = apply_promotion(order, promotion=promotion, by=AGENT)
    again = apply_promotion(order, promotion=promotion, by=AGENT)
    assert (first.discount, first.total, first.discount_reason) == (Decimal("9.00"), Decimal("81.00"), "Spring")
    assert (again.discount, again.total, again.version) == (Decimal("9.00"), Decimal("81.00"), 2)
    assert told == [(order.number, "edited", 2)]
    event = order.events.last()
    assert (event.note, event.data["changes"]["discount"]) == ("Spring", ["0.00", "9.00"])


def test_a_second_promotion_does_not_come_on_top(counter, order):
    apply_promotion(order, promotion=make_promotion(counter.shop), by=AGENT)
    assert refused(make_promotion(counter.shop, name="Other"), order) == "has_discount"


def test_the_discount_is_part_of_what_the_customer_agrees_to(counter, order):
    apply_promotion(order, promotion=make_promotion(counter.shop), by=AGENT)
    facts = order_facts(Order.objects.get(), "en")
    text = recap(facts, "en")
    assert "Discount (Spring): -₪9.00" in text
    assert shows(f"{order.number}\n{text}", facts)
    assert not shows(f"{order.number}\n{text}".replace("9.00", ""), facts)


def test_the_discount_follows_the_lines_and_goes_below_the_minimum(counter, order):
    apply_promotion(order, promotion=make_promotion(counter.shop, minimum=Decimal(45)), by=AGENT)
    fewer = change_order(order, changes=Changes(set=[Item(counter.roll, 10)]), by=AGENT)
    assert (fewer.discount, fewer.total) == (Decimal("4.50"), Decimal("40.50"))
    least = change_order(order, changes=Changes(set=[Item(counter.roll, 9)]), by=AGENT)
    assert (least.discount, least.total, least.promotion, least.discount_reason) == (0, Decimal("40.50"), None, "")
    assert Order.objects.get().discount == 0


def test_a_promotion_that_ended_meanwhile_is_not_confirmed_unseen(counter, order):
    promotion = make_promotion(counter.shop)
    shown = apply_promotion(order, promotion=promotion, by=AGENT)
    record_recap(shown, conversation=counter.conversation, seq=1)
    Promotion.objects.update(ends_on=timezone.localdate(timezone=counter.shop.zone) - timedelta(days=1))
    with pytest.raises(DomainError) as refusal:
        confirm_order(order, conversation=counter.conversation, seq=2, by=AGENT)
    assert refusal.value.code == "price_changed"
    assert Order.objects.get().status == "pending"
    fresh = reprice_order(order, by=AGENT)
    assert (fresh.discount, fresh.total, fresh.discount_reason) == (0, Decimal("90.00"), "")


def test_what_was_agreed_keeps_its_discount_after_the_end(counter, order):
    shown = apply_promotion(order, promotion=make_promotion(counter.shop), by=AGENT)
    record_recap(shown, conversation=counter.conversation, seq=1)
    confirm_order(order, conversation=counter.conversation, seq=2, by=AGENT)
    Promotion.objects.update(is_active=False)
    more = change_order(order, changes=Changes(set=[Item(counter.roll, 10)]), by=STAFF)
    assert (more.discount, more.total) == (Decimal("4.50"), Decimal("40.50"))


def test_the_last_day_ends_at_midnight_of_the_shop(counter, order, monkeypatch):
    promotion = make_promotion(counter.shop, ends_on=TODAY)
    moment = timezone.datetime(2026, 3, 10, 23, 59, tzinfo=counter.shop.zone)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    check_offer(promotion, customer=counter.customer)
    monkeypatch.setattr(timezone, "now", lambda: moment + timedelta(minutes=1))
    assert refused(promotion, order) == "promotion_over"


def test_once_per_customer_and_at_most_so_many_orders(counter, order):
    promotion = make_promotion(counter.shop, once_per_customer=True, most_uses=2)
    apply_promotion(order, promotion=promotion, by=AGENT)
    beef = (counter.beef, 1)
    assert refused(promotion, make_order(counter.shop, beef, customer=counter.customer)) == "promotion_used"
    twin = CustomerFactory(tenant=counter.shop, merged_into=counter.customer)
    assert refused(promotion, make_order(counter.shop, beef, customer=twin)) == "promotion_used"
    apply_promotion(make_order(counter.shop, beef), promotion=promotion, by=AGENT)
    assert refused(promotion, make_order(counter.shop, beef)) == "promotion_used_up"
    cancel_order(order, by=STAFF)
    apply_promotion(make_order(counter.shop, beef), promotion=promotion, by=AGENT)


def test_what_a_person_sets_by_hand_stays(counter, order):
    apply_promotion(order, promotion=make_promotion(counter.shop), by=AGENT)
    own = edit_details(order, details=Details(discount=Decimal(20)), by=STAFF)
    assert (own.total, own.promotion, own.discount_reason) == (Decimal("70.00"), None, "")


def test_staff_who_change_lines_keep_the_promotion(counter, order):
    shown = apply_promotion(order, promotion=make_promotion(counter.shop), by=AGENT)
    changes = Changes(set=[Item(counter.roll, 10)])
    edited = edit_order(
        order, version=shown.version, changes=changes, details=Details(discount=Decimal("9.00"), notes="x"), by=STAFF
    )
    assert (edited.discount, edited.total, edited.discount_reason) == (Decimal("4.50"), Decimal("40.50"), "Spring")


def test_another_shops_promotion_changes_nothing(counter, order):
    charlie = make_shop("charlie")
    with tenant_scope(charlie):
        theirs = make_promotion(charlie)
    before = rows_of(counter.shop)
    with pytest.raises(Promotion.DoesNotExist):
        apply_promotion(order, promotion=theirs, by=AGENT)
    assert rows_of(counter.shop) == before


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "10 % off, from ₪50.00 of goods"), ("fr", "10 % de remise, dès 50,00 ₪ d'achat"),
        ("es", "10 % de descuento, a partir de 50,00 ILS de compra"), ("he", "10% הנחה, בקנייה מ-50.00 ₪ ומעלה"),
        ("id", "diskon 10%, untuk belanja mulai ₪50,00"),
    ],
)  # fmt: skip
def test_the_terms_are_said_in_code_s_words(counter, language, text):
    promotion = make_promotion(counter.shop, minimum=Decimal(50), ends_on=date(2026, 12, 31), once_per_customer=True)
    said = terms_text(promotion, language)
    assert said.startswith(text + ", ")
    assert "31/12/2026" in said


def test_a_new_order_without_a_promotion_has_no_reason(counter):
    conversation = ConversationFactory(tenant=counter.shop)
    made = create_order(
        counter.shop, customer=conversation.customer, items=[Item(ProductFactory(tenant=counter.shop), 1)], by=AGENT
    )
    assert (made.discount, made.promotion, made.discount_reason) == (0, None, "")

"""Thousands of random edits: every total is what somebody who never saw our code would have added up."""

import random
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Product, Unit
from catalog.tests.factories import ProductFactory
from lib.errors import DomainError
from orders.editing.services import Details, edit_details
from orders.items import Changes, Item, apply_changes
from orders.models import Order
from orders.pricing import Charges, price_lines
from orders.services import cancel_order, change_order, reprice_order, restore_order
from orders.tests.factories import STAFF, make_order

# ISO 4217, by hand: how many digits a currency has behind the point.
DIGITS = {"ILS": 2, "EUR": 2, "JPY": 0, "KWD": 3}
EDITS_ON_ROWS = 250

prices = st.decimals(0, 99_999, places=2)
quantities = st.decimals(Decimal("0.001"), 9_999, places=3)
charges = st.decimals(0, 500, places=3)


def by_hand(lines, currency, *, delivery=0, fees=0, discount=0):
    """In whole coins and fractions: no Decimal, no context, no rounding mode."""
    coins = 10 ** DIGITS[currency]

    def half_up(amount):
        doubled = Fraction(amount) * coins * 2
        return (doubled.numerator // doubled.denominator + 1) // 2

    sums = [half_up(Fraction(price) * Fraction(quantity)) for price, quantity in lines]
    total = sum(sums) + half_up(delivery) + half_up(fees) - half_up(discount)
    return Fraction(total, coins)


@given(
    st.lists(st.tuples(prices, quantities), min_size=1, max_size=20), st.sampled_from(sorted(DIGITS)), charges, charges
)
def test_lines_and_charges_add_up_in_every_currency(lines, currency, delivery, fees):
    totals = price_lines(lines, currency, Charges(delivery=delivery, fees=fees))
    assert Fraction(totals.total) == by_hand(lines, currency, delivery=delivery, fees=fees)
    assert sum(totals.subtotals) == totals.goods


@given(st.lists(st.tuples(prices, quantities), min_size=1, max_size=5), charges)
def test_a_discount_is_taken_off_once_and_never_makes_a_debt(lines, discount):
    expected = by_hand(lines, "EUR", discount=discount)
    if expected >= 0:
        assert Fraction(price_lines(lines, "EUR", Charges(discount=discount)).total) == expected
        return
    with pytest.raises(DomainError, match="is more than"):
        price_lines(lines, "EUR", Charges(discount=discount))


SHELF = [
    Product(pk=number, name=f"p{number}", unit=unit, step=Decimal(step), price=Decimal(price))
    for number, (unit, step, price) in enumerate(
        [
            (Unit.PIECE, "1", "4.50"),
            (Unit.KILOGRAM, "0.5", "61.99"),
            (Unit.LITRE, "0.125", "0.33"),
            (Unit.BOX, "2", "7"),
        ],
        1,
    )
]
wishes = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "set", "replace"]), st.sampled_from(SHELF),
              st.decimals(-2, 60, places=3) | st.integers(1, 40)),
    min_size=1, max_size=25,
)  # fmt: skip


@given(wishes)
def test_any_row_of_edits_leaves_what_an_independent_book_says(edits):
    held, book = {}, {}
    for how, product, quantity in edits:
        changes = Changes(**{how: [Item(product, quantity)]})
        possible = _enter(book, how, product, Fraction(quantity))
        try:
            held = apply_changes(held, changes)
        except DomainError:
            assert not possible
        else:
            assert possible
            assert {pk: Fraction(amount) for pk, amount in held.items()} == book


def _enter(book, how, product, quantity):
    """The edit in our own book, changed in place; whether it was possible."""
    if quantity <= 0 or quantity > 10_000 or quantity % Fraction(product.step):
        return False
    there = book.get(product.pk, Fraction(0))
    new = {"add": there + quantity, "set": quantity, "remove": there - quantity, "replace": quantity}[how]
    if new < 0 or (how == "remove" and not there):
        return False
    if how == "replace":
        book.clear()
    book[product.pk] = new
    if not new:
        del book[product.pk]
    return True


@dataclass
class Ledger:
    """What an order must be, kept beside it."""

    order: Order
    shelf: list[Product]
    stock: Decimal

    def check(self):
        order = Order.objects.get(pk=self.order.pk)
        lines = list(order.lines.all())
        expected = by_hand(
            [(line.unit_price, line.quantity) for line in lines], order.currency,
            delivery=order.delivery_fee, discount=order.discount,
        )  # fmt: skip
        assert Fraction(order.total) == expected
        held = {} if order.status == "cancelled" else {line.product_id: line.quantity for line in lines}
        for product in Product.objects.filter(pk__in=[one.pk for one in self.shelf]):
            assert product.stock + held.get(product.pk, 0) == self.stock
        return order.version


@pytest.mark.django_db
def test_random_edits_of_a_stored_order_keep_total_and_stock_right(counter):
    dice = random.Random(20261125)
    shelf = [
        ProductFactory(tenant=counter.shop, price=Decimal(price), stock=Decimal(90))
        for price in ("4.5", "0.35", "61.99")
    ]
    ledger = Ledger(make_order(counter.shop, (shelf[0], 2), customer=counter.customer), shelf, Decimal(90))
    refusals = 0
    for _edit in range(EDITS_ON_ROWS):
        before = ledger.check()
        try:
            _any_edit(dice, ledger)
        except DomainError:
            refusals += 1
            assert ledger.check() == before
    assert 20 < refusals < EDITS_ON_ROWS - 100


def _any_edit(dice, ledger):
    order, product = ledger.order, dice.choice(ledger.shelf)
    what = dice.choice(["add", "add", "remove", "set", "replace", "charges", "charges", "reprice", "cancel", "restore"])
    amount = dice.choice([1, 2, 5, 40, 95, "0.5", -1, 0])
    if what == "charges":
        charges = {name: Decimal(dice.randrange(0, 9000)) / 100 for name in ("delivery_fee", "discount")}
        edit_details(order, details=Details(**charges), by=STAFF)
    elif what == "reprice":
        Product.objects.filter(pk=product.pk).update(price=Decimal(dice.randrange(1, 9999)) / 100)
        reprice_order(order, by=STAFF)
    elif what in {"cancel", "restore"}:
        (cancel_order if what == "cancel" and dice.random() < 0.3 else restore_order)(order, by=STAFF)
    else:
        change_order(order, changes=Changes(**{what: [Item(product, amount)]}), by=STAFF)

from decimal import Decimal

import pytest

from catalog.services import save_product
from catalog.tests.factories import ProductFactory
from conversations.tests.factories import ConversationFactory, CustomerFactory
from lib.errors import DomainError
from orders.items import Changes, Item
from orders.models import Actor, Order, OrderEvent, OrderLine
from orders.services import By, cancel_order, change_order, create_order, move_order, reprice_order
from orders.states import Status
from orders.tests.factories import AGENT, STAFF, make_order
from tenants.scoping import tenant_scope

D = Decimal


def stock_of(product):
    product.refresh_from_db()
    return product.stock


def lines_of(order):
    return [(line.name, line.quantity, line.unit_price, line.subtotal) for line in order.lines.all()]


def refused(code, call, *args, **kwargs):
    with pytest.raises(DomainError) as refusal:
        call(*args, **kwargs)
    assert refusal.value.code == code
    return refusal.value


def test_a_new_order_is_pending_at_todays_prices_and_holds_its_stock(counter, told):
    order = make_order(counter.shop, (counter.beef, "1.5"), (counter.roll, 4), conversation=counter.conversation)
    order.refresh_from_db()
    assert (order.status, order.version, order.currency, order.total) == ("pending", 1, "ILS", D("111.00"))
    assert lines_of(order) == [
        ("Beef", D("1.5"), D("62.00"), D("93.00")),
        ("Roll", D(4), D("4.50"), D("18.00")),
    ]
    assert (stock_of(counter.beef), stock_of(counter.roll)) == (D("8.5"), D(16))
    assert told == [(order.number, "created", 1)]


def test_the_creation_is_written_down_with_who_and_what(counter):
    order = make_order(counter.shop, (counter.beef, "1.5"), customer=counter.customer, notes=" ring ", address=" 1 St ")
    event = order.events.get()
    assert (event.kind, event.actor, event.to_status, event.version) == ("created", "agent", "pending", 1)
    assert event.data == {"total": "93.00", "lines": ["1.5 kg Beef"]}
    assert (order.notes, order.address) == ("ring", "1 St")


@pytest.mark.parametrize(
    ("quantity", "unit", "code"),
    [
        ("0.25", "", "wrong_step"),
        (-50, "", "bad_quantity"),
        (0, "", "bad_quantity"),
        (10**9, "", "bad_quantity"),
        (2, "piece", "wrong_unit"),
        ("10.1", "", "out_of_stock"),
    ],
)
def test_an_impossible_wish_makes_no_order_and_takes_nothing(counter, told, quantity, unit, code):
    items = [Item(counter.roll, 1), Item(counter.beef, quantity, unit)]
    refused(code, create_order, counter.shop, customer=counter.customer, items=items, by=AGENT)
    assert not Order.objects.exists()
    assert not OrderEvent.objects.exists()
    assert (stock_of(counter.beef), stock_of(counter.roll)) == (D(10), D(20))
    assert told == []


@pytest.mark.parametrize("quantity", ["0.3", 0.5, "1.5"])
def test_a_part_of_a_piece_is_refused(counter, quantity):
    refused("wrong_step", make_order, counter.shop, (counter.roll, quantity), customer=counter.customer)


def test_an_order_without_products_is_refused(counter):
    refused("no_items", create_order, counter.shop, customer=counter.customer, items=[], by=AGENT)


def test_what_is_not_for_sale_is_refused(counter):
    save_product(counter.shop, product=counter.beef, is_available=False)
    refused("not_for_sale", make_order, counter.shop, (counter.beef, 1), customer=counter.customer)


def test_another_tenants_product_is_unknown_and_stays_as_it_was(counter, other_shop):
    with tenant_scope(other_shop):
        theirs = ProductFactory(tenant=other_shop, stock=D(5))
    refused("unknown_product", make_order, counter.shop, (theirs, 1), customer=counter.customer)
    order = make_order(counter.shop, (counter.roll, 1), customer=counter.customer)
    refused("unknown_product", change_order, order, changes=Changes(add=[Item(theirs, 1)]), by=AGENT)
    assert OrderLine.objects.count() == 1
    with tenant_scope(other_shop):
        assert stock_of(theirs) == D(5)
        assert not Order.objects.exists()


def test_another_tenants_customer_and_conversation_cannot_be_linked(counter, other_shop):
    with tenant_scope(other_shop):
        theirs = ConversationFactory(tenant=other_shop)
    for who in ({"customer": theirs.customer}, {"customer": counter.customer, "conversation": theirs}):
        refused("cross_tenant", make_order, counter.shop, (counter.roll, 1), **who)
    assert not Order.objects.exists()
    assert stock_of(counter.roll) == D(20)


@pytest.mark.parametrize(
    ("change", "beef", "roll", "total"),
    [
        ({"add": "beef 0.5"}, "2.5", None, "155.00"),
        ({"add": "roll 4"}, "2", "4", "142.00"),
        ({"remove": "beef 0.5"}, "1.5", None, "93.00"),
        ({"set": "beef 1"}, "1", None, "62.00"),
        ({"replace": "roll 2"}, None, "2", "9.00"),
    ],
)
def test_a_change_moves_lines_total_stock_and_version(counter, told, change, beef, roll, total):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer)
    items = {kind: [wish(counter, text)] for kind, text in change.items()}
    order = change_order(order, changes=Changes(**items), by=AGENT)
    order.refresh_from_db()
    held = {line.product.name: line.quantity for line in order.lines.all()}
    assert held == {name: D(amount) for name, amount in (("Beef", beef), ("Roll", roll)) if amount}
    assert (order.total, order.version) == (D(total), 2)
    assert stock_of(counter.beef) == 10 - held.get("Beef", D(0))
    assert stock_of(counter.roll) == 20 - held.get("Roll", D(0))
    assert [kind for _number, kind, _version in told] == ["created", "changed"]


def wish(counter, text):
    name, quantity = text.split()
    return Item(getattr(counter, name), quantity)


def test_address_and_notes_change_without_touching_lines_or_each_other(counter):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer, notes="ring twice", address="1 St")
    order = change_order(order, changes=Changes(address="2 Ave"), by=AGENT)
    order.refresh_from_db()
    assert (order.address, order.notes, order.version, order.total) == ("2 Ave", "ring twice", 2, D("124.00"))


def test_a_change_to_what_is_already_so_is_no_change(counter, told):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer, notes="ring")
    order = change_order(order, changes=Changes(set=[Item(counter.beef, 2)], notes="ring"), by=AGENT)
    assert order.version == 1
    assert [kind for _number, kind, _version in told] == ["created"]


def test_a_line_that_stays_keeps_its_price_and_its_place_and_a_new_one_costs_todays(counter):
    order = make_order(counter.shop, (counter.beef, 1), (counter.roll, 1), customer=counter.customer)
    rows = {line.name: line.pk for line in order.lines.all()}
    for product in (counter.beef, counter.roll):
        save_product(counter.shop, product=product, price=product.price * 2)
    order = change_order(
        order, changes=Changes(set=[Item(counter.beef, 2)], remove=[Item(counter.roll, None)]), by=AGENT
    )
    order = change_order(order, changes=Changes(add=[Item(counter.roll, 1)]), by=AGENT)
    assert lines_of(order) == [("Beef", D(2), D("62.00"), D("124.00")), ("Roll", D(1), D("9.00"), D("9.00"))]
    assert (order.lines.get(name="Beef").pk, order.total) == (rows["Beef"], D("133.00"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"remove": [("beef", None)]}, "empty_order"),
        ({"replace": []}, "empty_order"),
        ({"remove": [("roll", None)]}, "not_in_order"),
        ({"add": [("roll", 3), ("beef", "8.1")]}, "out_of_stock"),
        ({"set": [("beef", "0.05")]}, "wrong_step"),
        ({"add": [("beef", -1)]}, "bad_quantity"),
    ],
)
def test_a_refused_change_changes_nothing(counter, told, change, code):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer)
    ((kind, wishes),) = change.items()
    items = [Item(getattr(counter, name), quantity) for name, quantity in wishes]
    refused(code, change_order, order, changes=Changes(**{kind: items}, notes="new"), by=AGENT)
    order.refresh_from_db()
    assert (order.version, order.notes, order.total) == (1, "", D("124.00"))
    assert (stock_of(counter.beef), stock_of(counter.roll), len(told)) == (D(8), D(20), 1)


def test_after_confirmation_only_the_shop_changes_an_order(counter):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer)
    move_order(order, to=Status.CONFIRMED, by=STAFF)
    more = Changes(add=[Item(counter.beef, 1)])
    refused("too_late", change_order, order, changes=more, by=AGENT)
    assert change_order(order, changes=more, by=STAFF).total == D("186.00")
    cancel_order(order, by=STAFF)
    refused("already_cancelled", change_order, order, changes=more, by=STAFF)
    assert stock_of(counter.beef) == D(10)


def test_a_cancellation_gives_the_stock_back_once(counter, told):
    order = make_order(counter.shop, (counter.beef, 2), (counter.roll, 1), customer=counter.customer)
    order = cancel_order(order, by=AGENT, reason="changed my mind")
    assert (order.status, order.version) == ("cancelled", 2)
    refused("already_cancelled", cancel_order, order, by=AGENT)
    refused("wrong_status", cancel_order, order, by=STAFF)
    assert (stock_of(counter.beef), stock_of(counter.roll)) == (D(10), D(20))
    last = order.events.last()
    assert (last.from_status, last.to_status, last.note) == ("pending", "cancelled", "changed my mind")
    assert [kind for _number, kind, _version in told] == ["created", "status"]


def test_a_customer_cannot_cancel_what_is_being_prepared_but_the_shop_can(counter):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer)
    for status in (Status.CONFIRMED, Status.PROCESSING):
        move_order(order, to=status, by=STAFF)
    refused("too_late", cancel_order, order, by=AGENT)
    assert stock_of(counter.beef) == D(8)
    assert move_order(order, to=Status.CANCELLED, by=STAFF, note="no beef today").status == "cancelled"
    assert stock_of(counter.beef) == D(10)


def test_an_order_goes_its_way_and_every_step_is_written_down(counter):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer)
    way = ["confirmed", "processing", "packaged", "shipped", "delivered"]
    for status in way:
        order = move_order(order, to=Status(status), by=STAFF)
    refused("wrong_status", move_order, order, to=Status.PENDING, by=STAFF)
    order.refresh_from_db()
    assert (order.version, order.delivered_at is not None) == (6, True)
    steps = order.events.filter(kind="status").values_list("to_status", "version", "actor_name")
    assert list(steps) == [(status, place + 2, "dana") for place, status in enumerate(way)]


def test_repricing_takes_todays_prices_and_only_while_pending(counter):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer)
    save_product(counter.shop, product=counter.beef, price=D("70.00"))
    order = reprice_order(order, by=By(Actor.SYSTEM))
    assert (order.total, order.version, lines_of(order)[0][2]) == (D("140.00"), 2, D("70.00"))
    move_order(order, to=Status.CONFIRMED, by=STAFF)
    refused("too_late", reprice_order, order, by=By(Actor.SYSTEM))


def test_where_nobody_counts_stock_nothing_runs_out(counter):
    endless = ProductFactory(tenant=counter.shop, stock=None)
    order = make_order(counter.shop, (endless, 9_000), customer=CustomerFactory(tenant=counter.shop))
    cancel_order(order, by=AGENT)
    assert stock_of(endless) is None


def test_an_order_takes_few_queries_however_many_lines_it_has(counter, django_assert_max_num_queries):
    items = [Item(ProductFactory(tenant=counter.shop), 1) for _ in range(10)]
    with django_assert_max_num_queries(12):
        create_order(counter.shop, customer=counter.customer, items=items, by=AGENT)


def test_another_tenants_order_cannot_be_touched(counter, other_shop):
    order = make_order(counter.shop, (counter.beef, 2), customer=counter.customer)
    with tenant_scope(other_shop):
        for touch in (cancel_order, lambda it, by: move_order(it, to=Status.CONFIRMED, by=by), reprice_order):
            with pytest.raises(Order.DoesNotExist):
                touch(order, by=STAFF)
    order.refresh_from_db()
    assert (order.status, order.version) == ("pending", 1)

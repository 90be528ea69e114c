"""The list asks indexes, figures and windows; what it finds is what a look at every order would find."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.tests.factories import ProductFactory
from conversations.tests.factories import CustomerFactory
from orders.listing import selectors as listing
from orders.listing import wanted as wanted_of_list
from orders.listing.selectors import list_page, place_of
from orders.listing.wanted import Wanted
from orders.listing.words import matching
from orders.models import Order, OrderLine, OrderWords
from orders.payments.services import record_payment
from orders.payments.states import Method
from orders.services import move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order
from tenants.scoping import tenant_scope
from tenants.testing import make_shop

# How many orders tell how common a thing is, how many are looked at one by one, and what few are: each way is gone.
SIZES = {
    "window": (2, 100, 5_000),
    "index": (1, 1, 5_000),
    "words before products": (1, 1, 0),
    "all at once": (50, 50, 0),
}


@pytest.fixture(scope="module")
def twelve_orders(module_rows):
    shop = make_shop("twelve")
    with tenant_scope(shop):
        people = [CustomerFactory(tenant=shop, name=name) for name in ("Dana Levi", "Noa Cohen", "Élodie Lefèvre")]
        products = [ProductFactory(tenant=shop, price=Decimal(10 * (number + 1))) for number in range(4)]
        orders = []
        for number in range(12):
            order = make_order(
                shop, (products[number % 4], 1), customer=people[number % 3], source="api" if number % 2 else "chat"
            )
            order = move_order(order, to=Status.CONFIRMED, by=STAFF) if number % 5 == 0 else order
            if number in {1, 10}:
                record_payment(order, method=Method.CASH, amount=order.total, by=STAFF, key=f"form-{number}")
            orders.append(order)
    return orders


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def book(db, twelve_orders, monkeypatch, request):
    """Twelve orders, in their shop's scope."""
    sample, looked_through, few = request.param
    monkeypatch.setattr(listing, "GLANCE", max(1, sample // 2))
    monkeypatch.setattr(listing, "SAMPLE", sample)
    monkeypatch.setattr(listing, "LOOKED_THROUGH", looked_through)
    monkeypatch.setattr(listing, "WALKED", looked_through)
    monkeypatch.setattr(wanted_of_list, "FEW", few)
    with tenant_scope(twelve_orders[0].tenant):
        yield twelve_orders


def found(wanted, limit=50, after=None):
    return [order.number for order in list_page(wanted, after=after, limit=limit)]


PAID = ("paid", "confirmed")
WISHES = [
    (Wanted(), lambda order: True),
    (Wanted(statuses=["confirmed"]), lambda order: order.status == "confirmed"),
    (Wanted(statuses=["pending", "confirmed"], source="api"), lambda order: order.source == "api"),
    (Wanted(query="dana"), lambda order: order.customer.name == "Dana Levi"),
    (Wanted(query="lev DAN"), lambda order: order.customer.name == "Dana Levi"),
    (Wanted(query="elodie", statuses=["confirmed"]), lambda o: "É" in o.customer.name and o.status == "confirmed"),
    (Wanted(total_min=Decimal(20), total_max=Decimal(30)), lambda order: order.total in (20, 30)),
    (Wanted(total_min=Decimal(40), sku="none"), lambda order: False),
    (Wanted(total_min=Decimal(40), query="noa"), lambda o: o.total == 40 and o.customer.name == "Noa Cohen"),
    (Wanted(payment_statuses=["paid", "refunded"]), lambda order: order.payment_status == "paid"),
    (Wanted(payment_statuses=["paid"], statuses=["confirmed"]), lambda o: (o.payment_status, o.status) == PAID),
    (Wanted(payment_statuses=["paid"], total_min=Decimal(30)), lambda o: o.payment_status == "paid" and o.total >= 30),
    (Wanted(query="nobody"), lambda order: False),
]


@pytest.mark.parametrize(("wanted", "fits"), WISHES, ids=range(len(WISHES)))
def test_a_page_is_what_looking_at_every_order_would_find(book, wanted, fits):
    expected = [order.number for order in Order.objects.select_related("customer").order_by("-id") if fits(order)]
    assert found(wanted) == expected
    pages, after = [], None
    while page := list_page(wanted, after=after, limit=2):
        pages += [order.number for order in page]
        after = place_of(page[-1].public_id)
    assert pages == expected


def test_a_product_is_named_by_id_or_article_number(book):
    product = book[2].lines.get().product
    expected = [order.number for order in reversed(book) if order.lines.get().product == product]
    assert found(Wanted(product_id=product.public_id)) == found(Wanted(sku=product.sku)) == expected
    assert found(Wanted(sku="unknown")) == []


MORE_OF_A_PRODUCT = [
    ({"statuses": ["confirmed"]}, lambda order: order.status == "confirmed"),
    ({"statuses": ["pending", "confirmed"], "source": "chat"}, lambda order: order.source == "chat"),
    ({"query": "noa"}, lambda order: order.customer.name == "Noa Cohen"),
    ({"query": "noa", "statuses": ["pending"]}, lambda o: (o.customer.name, o.status) == ("Noa Cohen", "pending")),
    ({"total_min": Decimal(30), "statuses": ["pending"]}, lambda o: o.total >= 30 and o.status == "pending"),
    ({"oldest_first": True}, lambda order: True),
]


@pytest.mark.parametrize(("more", "fits"), MORE_OF_A_PRODUCT, ids=range(len(MORE_OF_A_PRODUCT)))
def test_a_products_orders_are_narrowed_down_further(book, more, fits):
    for order in book[:4]:
        product = order.lines.get().product
        bought = [one for one in Order.objects.order_by("-id") if one.lines.get().product == product and fits(one)]
        bought = bought[::-1] if more.get("oldest_first") else bought
        assert found(Wanted(sku=product.sku, **more)) == [one.number for one in bought]
        if bought:
            behind_first = [one.number for one in bought[1:]]
            assert found(Wanted(sku=product.sku, **more), after=place_of(bought[0].public_id)) == behind_first


def test_a_span_of_time_begins_with_its_first_moment_and_ends_before_its_last(book):
    first = book[5].created_at
    assert found(Wanted(created_from=first, created_to=book[8].created_at)) == [
        order.number for order in (book[7], book[6], book[5])
    ]
    assert found(Wanted(created_to=book[0].created_at + timedelta(microseconds=1))) == [book[0].number]


@pytest.mark.parametrize(
    "query",
    ["+972 50-123-4567", "050-123-4567", "501234567", "4567", "dana@ex", "DANA", "O'Nei", "שלום", "שלומ", "levi דנה"],
)
def test_an_order_is_found_by_how_people_write_what_they_know(shop, query):
    with tenant_scope(shop):
        make_order(shop, customer=CustomerFactory(tenant=shop, name="Somebody", phone="+33123456789", email="x@y.fr"))
        customer = CustomerFactory(
            tenant=shop, name="Dànà O'Neil Levi דנה שלום", phone="+972-50-123-4567", email="Dana@Example.com"
        )
        order = make_order(shop, customer=customer)
        assert found(Wanted(query=query)) == [order.number]


@pytest.mark.parametrize("query", ["!!!", "'", "\\", "a' | 'b", "%", "50%_", ":*", "-- x", "0"])
def test_no_text_breaks_the_search(book, query):
    assert len(list(matching(query))) <= len(book)


def test_another_shops_orders_are_not_found(book, other_shop):
    with tenant_scope(other_shop):
        make_order(other_shop, customer=CustomerFactory(tenant=other_shop, name="Dana Levi"))
        assert found(Wanted(query="dana")) == ["ORD-" + book[0].number[4:8] + "-000001"]


def test_who_is_renamed_is_found_by_the_new_name_only(shop):
    with tenant_scope(shop):
        customer = CustomerFactory(tenant=shop, name="Before")
        order = make_order(shop, customer=customer)
        customer.name = "Afterwards"
        customer.save()
        assert (found(Wanted(query="before")), found(Wanted(query="after"))) == ([], [order.number])
        order.lines.all().delete()
        order.delete()
        assert not OrderWords.objects.exists()


def test_words_stand_where_their_order_stands(shop):
    with tenant_scope(shop):
        customer = CustomerFactory(tenant=shop, name="Dana")
        orders = [make_order(shop, customer=customer) for _number in range(3)]
        Order.objects.filter(pk=orders[0].pk).update(created_at=orders[2].created_at + timedelta(hours=1))
        assert found(Wanted(query="dana")) == [orders[number].number for number in (0, 2, 1)]
        later = orders[2].created_at + timedelta(minutes=1)
        assert found(Wanted(query="dana", created_from=later)) == [orders[0].number]


def test_words_know_their_orders_status(shop):
    with tenant_scope(shop):
        order, other = make_order(shop), make_order(shop)
        move_order(order, to=Status.CONFIRMED, by=STAFF)
        statuses = dict(OrderWords.objects.values_list("order__number", "status"))
        assert statuses == {order.number: "confirmed", other.number: "pending"}


def test_lines_stand_where_their_order_stands_also_those_that_came_later(shop):
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop)
        orders = [make_order(shop, (product, 1)) for _number in range(3)]
        Order.objects.filter(pk=orders[0].pk).update(created_at=orders[2].created_at + timedelta(hours=1))
        assert found(Wanted(sku=product.sku)) == [orders[number].number for number in (0, 2, 1)]
        added = ProductFactory(tenant=shop)
        lines = {"name": "Late", "unit": "piece", "quantity": 1, "unit_price": 1, "subtotal": 1}
        OrderLine.objects.create(tenant=shop, order_id=orders[1].pk, product=added, **lines)
        assert OrderLine.objects.get(product=added).ordered_at == Order.objects.get(pk=orders[1].pk).created_at

"""The panel's list of orders: filters that combine, in several orders, counted, left and gone through."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.tests.factories import ProductFactory
from conversations.tests.factories import CustomerFactory
from orders.listing import sorting, tally
from orders.models import Confirmation, Order
from orders.services import move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order
from tenants.scoping import tenant_scope

LIST = "/panel/valdman/orders/"


@pytest.fixture
def book(staff, counter):
    """Five orders of 10, 20, ... 50; the third is confirmed, the second was asked about, the first is 8 days old."""
    made = []
    for number in range(1, 6):
        product = ProductFactory(
            tenant=counter.shop, name=f"Thing {number}", sku=f"T-{number}", price=Decimal(10 * number)
        )
        customer = CustomerFactory(tenant=counter.shop, name="Noa Cohen" if number > 3 else "Dana Levi")
        made.append(make_order(counter.shop, (product, 1), customer=customer, source="api" if number % 2 else "chat"))
    made[2] = move_order(made[2], to=Status.CONFIRMED, by=STAFF)
    Confirmation.objects.create(tenant=counter.shop, order=made[1], state="asked")
    Order.objects.filter(pk=made[0].pk).update(created_at=timezone.now() - timedelta(days=8))
    return made


@pytest.fixture
def shown(client, book):
    """Which of the five an address shows, in order."""
    places = {order.number: place for place, order in enumerate(book, start=1)}
    return lambda query: [places[order.number] for order in client.get(f"{LIST}?{query}").context["page"].rows]


FILTERS = [
    ("status=pending&status=confirmed", [5, 4, 3, 2, 1]),
    ("status=confirmed&source=api", [3]),
    ("source=api&q=noa", [5]),
    ("confirmation=asked", [2]),
    ("confirmation=asked&status=confirmed", []),
    ("total_min=20&total_max=40&source=chat", [4, 2]),
    ("product=T-4", [4]),
    ("product=thing+4", [4]),
    ("product=submarine", []),
    ("days=7", [5, 4, 3, 2]),
    ("days=today&q=dana", [3, 2]),
    ("days=30&sort=oldest", [1, 2, 3, 4, 5]),
    ("sort=dearest", [5, 4, 3, 2, 1]),
    ("sort=cheapest", [1, 2, 3, 4, 5]),
    ("sort=cheapest&source=api", [1, 3, 5]),
    ("sort=status", [5, 4, 2, 1, 3]),
    ("sort=status&source=api", [5, 1, 3]),
    ("sort=nonsense&source=nonsense&status=nonsense", [5, 4, 3, 2, 1]),
]


def test_filters_combine_and_sort(shown):
    assert {query: shown(query) for query, _expected in FILTERS} == dict(FILTERS)


@pytest.mark.parametrize("sort", ["newest", "oldest", "dearest", "cheapest", "status", "cheapest&q=d", "status&q=d"])
def test_pages_and_steps_go_the_way_of_the_list(client, shown, book, monkeypatch, sort):
    everything = shown(f"sort={sort}")
    monkeypatch.setattr("orders.listing.panel.PAGE_ROWS", 2)
    seen, after = [], ""
    while True:
        page = client.get(f"{LIST}?sort={sort}&after={after}" if after else f"{LIST}?sort={sort}").context["page"]
        seen += [order.public_id for order in page.rows]
        if not (after := page.older):
            break
    assert [order.public_id for place in everything for order in [book[place - 1]]] == seen
    if "status" not in sort:
        further = client.get(f"{LIST}{seen[0]}/next", {"list": f"sort={sort}"})
        assert str(seen[1]) in further.url
        assert str(seen[0]) in client.get(f"{LIST}{seen[1]}/previous", {"list": f"sort={sort}"}).url
        assert str(seen[0]) in client.get(f"{LIST}{seen[0]}/previous", {"list": f"sort={sort}"}).url


def test_what_would_be_slow_to_sort_is_said_and_newest_first(client, shown, monkeypatch):
    monkeypatch.setattr(sorting, "MOST_SORTED", 2)
    assert shown("sort=cheapest&source=api") == [5, 3, 1]
    assert "too many to be sorted like this" in client.get(f"{LIST}?sort=cheapest&source=api").content.decode()
    assert shown("sort=cheapest") == [1, 2, 3, 4, 5]


def test_a_chip_takes_its_filter_away_and_leaves_the_others(client, book):
    page = client.get(f"{LIST}?status=pending&status=confirmed&total_min=20&q=<b>&sort=oldest").content.decode()
    chips = re.findall(r'<li><a href="([^"]*)"><span class="visually-hidden">[^<]*</span><bdi>(.*?)</bdi>', page)
    assert (f"{LIST}?q=%3Cb%3E&amp;status=confirmed&amp;total_min=20&amp;sort=oldest", "Pending") in chips
    assert (f"{LIST}?q=%3Cb%3E&amp;status=pending&amp;status=confirmed&amp;sort=oldest", "From ₪20.00") in chips
    assert [label for _address, label in chips] == ["“&lt;b&gt;”", "Pending", "Confirmed", "From ₪20.00"]


@pytest.mark.parametrize("query", ["total_min=cheap", "since=yesterday", "customer=7", "total_max=-1"])
def test_a_filter_that_is_none_is_told(client, book, query):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_what_is_filtered_is_counted_and_added_up_while_that_is_cheap(client, book, monkeypatch):
    address = f"{LIST}tally?source=api"
    assert re.sub(r"<[^>]+>", "", client.get(address).content.decode()).strip() == "3 orders · ₪90.00"
    monkeypatch.setattr(tally, "MOST_COUNTED", 2)
    assert client.get(address).content.decode().strip() == "2 orders or more"


def test_the_filtered_list_takes_few_queries(client, book, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(f"{LIST}?q=dana&status=pending&status=confirmed&days=30&total_min=5&product=T-2&confirmation=asked")
    with django_assert_max_num_queries(12):
        client.get(f"{LIST}?sort=status")


def test_another_shops_staff_gets_nothing_of_it(client, book, charlie):
    client.force_login(charlie)
    order, customer = book[0], book[0].customer
    for tail in (
        "",
        "tally",
        "requests/waiting",
        "new",
        "export",
        f"{order.public_id}/next",
        f"{order.public_id}/slip",
    ):
        assert client.get(f"{LIST}{tail}").status_code == 404, tail
    theirs = "/panel/charlie/orders/"
    for tail in ("next", "previous", "slip", "receipt"):
        assert client.get(f"{theirs}{order.public_id}/{tail}").status_code == 404, tail
    page = client.get(f"{theirs}?customer={customer.public_id}").content.decode()
    assert (order.number in page, customer.name in page) == (False, False)
    with tenant_scope(order.tenant):
        assert Order.objects.count() == 5

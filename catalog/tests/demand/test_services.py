from decimal import Decimal
from uuid import uuid4

import pytest

from catalog.demand.services import (
    Asker,
    dismiss,
    group_key,
    is_missing,
    link_new_products,
    list_groups,
    list_restocked,
    record_demand,
)
from catalog.models import LostDemand
from catalog.services import save_product
from catalog.tests.factories import ProductFactory
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/demands/"


def asker(seq=1, **fields):
    return Asker(**{"customer": uuid4(), "conversation": uuid4(), "language": "en", "seq": seq} | fields)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do you have croissants?", "a CROISSANT please"), ("beef sausages", "sausage, beef"),
        ("יש לכם נקניקיות?", "נקניקיה"), ("avez-vous des éclairs", "eclair"),
        ("gluten-free bread", "bread gluten free"),
    ],
)  # fmt: skip
def test_wishes_with_the_same_words_are_one(one, other):
    assert group_key(one) == group_key(other)


def test_other_wishes_are_others_and_words_that_say_nothing_are_still_words():
    assert group_key("croissant") != group_key("bread")
    assert group_key("do you have") != ""
    assert group_key("?!") == ""


def test_one_question_counts_once_however_often_it_is_searched_for(shop):
    who = asker()
    with tenant_scope(shop):
        for words in ("croissants", "croissant"):
            record_demand(shop, asker=who, asked=words)
        assert LostDemand.objects.get().times == 1
        record_demand(shop, asker=Asker(who.customer, who.conversation, "en", 2), asked="a croissant")
        row = LostDemand.objects.get()
    assert (row.times, row.words, row.reason, row.product) == (2, "croissants", "nothing_found", None)


def test_a_wish_to_be_told_is_kept_when_they_ask_again(shop):
    who = asker()
    with tenant_scope(shop):
        record_demand(shop, asker=who, asked="croissants", waiting=True)
        record_demand(shop, asker=who, asked="croissants")
        assert LostDemand.objects.get().waiting


def test_words_that_say_nothing_are_not_kept(shop):
    with tenant_scope(shop):
        assert record_demand(shop, asker=asker(), asked="?!") is None
        assert not LostDemand.objects.exists()


def test_groups_have_counts_people_waiting_and_what_they_are_worth(shop):
    with tenant_scope(shop):
        steak = ProductFactory(tenant=shop, name="Steak", price=Decimal(30), stock=Decimal(0))
        for waiting in (True, False):
            record_demand(shop, asker=asker(), asked="steak", product=steak, waiting=waiting)
        for words in ("croissants", "a croissant", "croissant"):
            record_demand(shop, asker=asker(), asked=words)
        first, second = list_groups()
    assert (first.newest.product, first.people, first.times, first.waiting, first.value) == (steak, 2, 2, 1, 60)
    assert (second.newest.words, second.people, second.waiting, second.value) == ("croissant", 3, 0, None)


def test_a_product_is_missing_when_it_is_sold_out_or_hidden(shop):
    with tenant_scope(shop):
        made = [ProductFactory(tenant=shop, **fields) for fields in (
            {"stock": Decimal(0)}, {"is_available": False}, {"stock": Decimal(1)}, {"stock": None})]  # fmt: skip
    assert [is_missing(product) for product in made] == [True, True, False, False]


def test_who_waits_is_found_once_it_is_there_again(shop):
    with tenant_scope(shop):
        sold_out = ProductFactory(tenant=shop, stock=Decimal(0))
        hidden = ProductFactory(tenant=shop, is_available=False)
        rows = [record_demand(shop, asker=asker(), asked="x", product=product, waiting=True)
                for product in (sold_out, hidden)]  # fmt: skip
        record_demand(shop, asker=asker(), asked="x", product=sold_out)
        assert list_restocked() == []
        save_product(shop, product=sold_out, stock=Decimal(2))
        assert list_restocked() == [rows[0].pk]
        save_product(shop, product=hidden, is_available=True)
        assert list_restocked() == [row.pk for row in rows]


def test_who_waits_for_words_waits_for_the_new_product_with_all_of_them(shop):
    with tenant_scope(shop):
        row = record_demand(shop, asker=asker(), asked="almond croissants", waiting=True)
        ProductFactory(tenant=shop, name="Croissant")
        assert link_new_products() == 0
        new = ProductFactory(tenant=shop, name="Croissant with almonds, large")
        assert link_new_products() == 1
        row.refresh_from_db()
        assert (row.product, list_restocked()) == (new, [row.pk])


def test_what_is_dismissed_is_gone_until_somebody_asks_again(shop):
    with tenant_scope(shop):
        rows = [record_demand(shop, asker=asker(), asked="croissant") for _ in range(2)]
        assert (dismiss(rows[0]), dismiss(rows[0]), list_groups()) == (2, 0, [])
        record_demand(shop, asker=asker(customer=rows[0].customer_id), asked="croissant")
        assert [group.people for group in list_groups()] == [1]


def test_another_shops_wishes_are_not_ours(shop, other_shop):
    who = asker()
    with tenant_scope(other_shop):
        record_demand(other_shop, asker=who, asked="croissant", waiting=True)
    with tenant_scope(shop):
        assert (list_groups(), list_restocked()) == ([], [])
        row = record_demand(shop, asker=who, asked="croissant")
        assert dismiss(row) == 1
    with tenant_scope(other_shop):
        assert len(list_groups()) == 1


def sign_in(client, shop, role):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)


def test_managers_read_what_was_asked_for_and_set_it_aside(client, shop):
    sign_in(client, shop, Role.MANAGER)
    with tenant_scope(shop):
        steak = ProductFactory(tenant=shop, name="<i>Steak</i>", price=Decimal(30), stock=Decimal(0))
        row = record_demand(shop, asker=asker(), asked="steak", product=steak, waiting=True)
    page = client.get(PAGE).content.decode()
    assert [part in page for part in ("&lt;i&gt;Steak", "<i>Steak", "₪30.00", "One person waits")] == [
        True, False, True, True
    ]  # fmt: skip
    path = f"{PAGE}{row.public_id}/dismiss"
    assert client.get(path).status_code == 405
    assert [client.post(path).status_code for _ in range(2)] == [302, 302]
    assert client.post(path, HTTP_HX_REQUEST="true").content == b""
    with tenant_scope(shop):
        assert LostDemand.objects.get().settled == "dismissed"
    assert "Steak" not in client.get(PAGE).content.decode()


def test_agents_and_other_shops_do_not_see_the_page(client, shop, charlie):
    with tenant_scope(shop):
        row = record_demand(shop, asker=asker(), asked="steak")
    client.force_login(charlie)
    path = f"{PAGE}{row.public_id}/dismiss"
    assert (client.get(PAGE).status_code, client.post(path).status_code) == (404, 404)
    assert client.post(path.replace("valdman", "charlie")).status_code == 404
    sign_in(client, shop, Role.AGENT)
    assert (client.get(PAGE).status_code, client.post(path).status_code) == (403, 403)
    with tenant_scope(shop):
        assert LostDemand.objects.get().settled == ""


def test_the_page_costs_the_same_for_many_groups(client, shop, django_assert_max_num_queries):
    sign_in(client, shop, Role.OWNER)
    with tenant_scope(shop):
        for place in range(12):
            product = ProductFactory(tenant=shop, name=f"Thing {place}", stock=Decimal(0))
            record_demand(shop, asker=asker(), asked="x", product=product)
    with django_assert_max_num_queries(6):
        assert client.get(PAGE).status_code == 200

"""The page around the sections, and the start page; what their parts say is proved beside each part."""

import pytest

from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory

PAGE, TODAY = "/panel/valdman/analytics/", "/panel/valdman/"
PARTS = ("sales", "best", "orders", "conversations", "conversations/rows", "stages", "demand", "demand/rows")
CARDS = ("conversations", "orders", "agent", "spend")


@pytest.fixture
def staff(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.MANAGER).user)


def test_the_page_embeds_every_section_for_the_chosen_days(client, staff):
    page = client.get(PAGE, {"days": "7"}).content.decode()
    for part in ("sales", "best", "conversations", "stages", "demand"):
        assert page.count(f'"{PAGE}{part}?days=7"') == 2
    assert 'aria-current="true">7 days' in page


@pytest.mark.parametrize(("asked", "said"), [
    ({"from": "2026-02-02", "to": "2026-02-01"}, "The first day comes after the last one."),
    ({"from": "2020-01-01", "to": "2026-01-01"}, "Choose at most 366 days."),
    ({"from": "x", "to": "2026-01-01"}, "Give both days."),
    ({"from": "2999-01-01", "to": "2999-01-01"}, "These days are still to come."),
])  # fmt: skip
def test_days_that_cannot_be_are_told_about(client, staff, asked, said):
    reply = client.get(PAGE, asked)
    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert client.get(PAGE + "sales", asked).status_code == 422


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_a_page_of_its_own_and_says_so_when_there_is_nothing(
    client, staff, part, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        page = client.get(PAGE + part).content.decode()
    assert "Nothing in this time." in page
    assert "<h1>" in page


def test_the_start_page_is_where_a_person_with_one_shop_begins(client, staff):
    assert client.get("/panel/").url == TODAY
    page = client.get(TODAY).content.decode()
    for card in CARDS:
        assert f'hx-get="{TODAY}today/{card}"' in page
        assert "<h1" in client.get(f"{TODAY}today/{card}").content.decode()
        assert "<h1" not in client.get(f"{TODAY}today/{card}", HTTP_HX_REQUEST="true").content.decode()


def test_who_answers_chats_sees_what_to_do_but_no_figures(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.AGENT).user)
    page = client.get(TODAY).content.decode()
    assert "Analytics" not in page
    assert "today/spend" not in page
    assert "Sales today" not in client.get(TODAY + "today/orders").content.decode()
    for address in (PAGE, *(PAGE + part for part in PARTS), TODAY + "today/spend"):
        assert client.get(address).status_code == 403


def test_another_shop_finds_none_of_it(client, shop, charlie):
    before = rows_of(shop)
    client.force_login(charlie)
    for address in (PAGE, TODAY, *(PAGE + part for part in PARTS), *(f"{TODAY}today/{card}" for card in CARDS)):
        assert client.get(address).status_code == 404
    assert rows_of(shop) == before

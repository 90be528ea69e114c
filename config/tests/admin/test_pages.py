"""The admin of every model: it opens, it costs little, and staff see nothing of another shop."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from unfold.admin import ModelAdmin

from config.tests.admin.rows import SECRET, change_page, fill, list_page, rows_of, sign_in
from tenants.models import Account, Role, SecondFactor
from tenants.scoping import tenant_scope
from tenants.testing import make_shop
from tenants.tests.factories import MembershipFactory, UserFactory

OURS = ("tenants", "catalog", "conversations", "billing", "orders", "channels", "agent")
# An index has no page: its rows follow from products and orders, and some have no key of their own.
DERIVED = {
    "catalog.Posting",
    "catalog.Term",
    "catalog.ProductVector",
    "conversations.DayAnswer",
    "conversations.DayTalk",
    "conversations.CustomerWords",
    "conversations.MessageWords",
    "orders.DayFigure",
    "orders.DaySale",
    "orders.OrderWords",
    "tenants.CountedDays",
    "tenants.StaleDay",
    "agent.Passage",
}
# Rows of no shop, for superusers alone: billing/tests/test_plan_admin.py.
OF_THE_HOUSE = {"billing.Plan", "billing.Issuer", "billing.InvoiceCounter"}
OWN = [model for app in OURS for model in apps.get_app_config(app).get_models()]
# A person's own, of no shop: their pages are for superusers.
PERSONAL = [Account, SecondFactor]
MODELS = [model for model in OWN if model._meta.label not in DERIVED | OF_THE_HOUSE and model not in PERSONAL]
# Session, user, memberships, the page's own rows and counts; never one more per row.
MOST_QUERIES = 25


@pytest.mark.parametrize("model", [*MODELS, *PERSONAL, User], ids=lambda model: model._meta.label)
def test_every_model_is_there(model):
    assert model in admin.site._registry


def test_every_page_has_the_look_of_all_others():
    others = [model._meta.label for model, page in admin.site._registry.items() if not isinstance(page, ModelAdmin)]
    assert others == []


def look(client, page):
    """How many queries it takes a page that opens and shows no secret."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
    assert response.status_code == 200, page
    assert SECRET not in response.content.decode(), page
    assert len(queries) <= MOST_QUERIES, page
    return len(queries)


def test_every_page_opens_for_a_superuser_without_a_secret_and_costs_the_same_for_many_rows(client, boss, shops):
    costs = {model: look(client, list_page(model)) for model in MODELS}
    for model in MODELS:
        look(client, change_page(rows_of(model, shops[0])[0]))
    fill(make_shop("third"), "third")
    fill(make_shop("fourth"), "fourth")
    # The shop filter may show one more choice, but every row comes with what it shows.
    assert {model: look(client, list_page(model)) for model in MODELS} == costs


@pytest.mark.parametrize("role", list(Role))
def test_staff_see_their_own_shop_and_nothing_of_another(client, shops, role):
    mine, theirs = shops
    sign_in(client, mine, role)
    for model in MODELS:
        page = client.get(list_page(model))
        assert page.status_code == 200, model
        assert "charlie" not in page.content.decode().casefold(), model
        for row in rows_of(model, theirs):
            assert client.get(change_page(row)).status_code == 302, model
        assert client.get(change_page(rows_of(model, mine)[0])).status_code == 200, model


def test_staff_without_a_shop_see_nothing(client, shops):
    client.force_login(UserFactory(is_staff=True))
    assert {client.get(list_page(model)).status_code for model in MODELS} == {403}


def test_people_who_are_not_staff_do_not_get_in(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.OWNER).user)
    assert client.get("/admin/").status_code == 302


def test_accounts_are_for_superusers(client, shops):
    sign_in(client, shops[0], Role.OWNER)
    for model in (User, *PERSONAL):
        assert client.get(list_page(model)).status_code == 403


def test_a_superuser_sees_who_has_a_second_factor_and_no_key(client, boss):
    Account.objects.create(user=boss)
    SecondFactor.objects.create(user=boss, key=SECRET, backup_digests=[SECRET])
    for row in (boss.account, boss.second_factor):
        for page in (list_page(type(row)), change_page(row)):
            response = client.get(page)
            assert (response.status_code, SECRET in response.content.decode()) == (200, False)

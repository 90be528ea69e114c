from decimal import Decimal

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from agent.knowledge.models import FaqEntry
from catalog.models import Product
from catalog.services import save_product
from config.demo import SHOPS
from config.demo.loader import read_shop
from orders.models import DeliveryArea
from tenants.demo import DEMO_PASSWORD, DEMO_USERNAME, check_demo_account, save_demo_user
from tenants.models import AuditEvent, Membership, Role, Tenant
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import demo_shop, load_demo_shop


@pytest.fixture
def demo(db, settings):
    settings.DEBUG = True
    call_command("demo_load", verbosity=0)


def row_counts():
    with scopes_disabled():
        return [model.objects.count() for model in (Tenant, User, Membership, AuditEvent, Product)]


@pytest.mark.parametrize("slug", SHOPS)
def test_every_text_is_there_in_every_language_of_the_shop_and_in_english(slug):
    demo = read_shop(slug)
    languages = {*demo.shop["languages"], "en"}
    texts = [
        *demo.categories.values(),
        *(text for row in demo.products for text in (row.name, row.description)),
    ]
    assert [text for text in texts if set(text) != languages or not all(text.values())] == []


@pytest.mark.parametrize("slug", SHOPS)
def test_a_demo_catalogue_has_counted_uncounted_and_sold_out_products(slug):
    stocks = [row.stock for row in read_shop(slug).products]
    assert len(stocks) >= 20
    assert stocks.count(Decimal(0)) == 1
    assert None in stocks


def test_loading_twice_leaves_the_same_rows(demo):
    before = row_counts()
    call_command("demo_load", verbosity=0)
    assert before == row_counts()
    assert before[0] == len(SHOPS)


def test_loading_again_keeps_what_staff_changed_and_brings_back_what_is_missing(demo):
    with tenant_scope(Tenant.objects.get(slug="valdman")):
        pastrami = Product.objects.get(sku="DELI-PASTRAMI")
        save_product(pastrami.tenant, product=pastrami, price=Decimal("81.00"))
        Product.objects.get(sku="DELI-GOOSE").delete()
        call_command("demo_load", verbosity=0)
        pastrami.refresh_from_db()
        assert pastrami.price == Decimal("81.00")
        assert Product.objects.filter(sku="DELI-GOOSE").exists()


def test_the_butcher_sells_pastrami_by_weight_in_two_languages(db):
    with demo_shop("valdman"):
        pastrami = Product.objects.get(sku="DELI-PASTRAMI")
        assert (pastrami.text("name", "he"), pastrami.text("name", "en")) == ("פסטרמה", "Pastrami")
        assert (pastrami.price, pastrami.unit, pastrami.step) == (Decimal("75.00"), "kg", Decimal("0.1"))
        assert pastrami.text("category", "en") == "Delicatessen"


def test_the_demo_user_owns_every_demo_shop_and_logs_in(demo):
    user = authenticate(username=DEMO_USERNAME, password=DEMO_PASSWORD)
    assert user is not None
    assert user.is_superuser
    with scopes_disabled():
        roles = Membership.objects.filter(user=user).values_list("tenant__slug", "role")
        assert set(roles) == {(slug, Role.OWNER) for slug in SHOPS}


def test_only_the_named_shop_is_loaded(db):
    load_demo_shop("glow-skincare")
    assert [tenant.slug for tenant in Tenant.objects.all()] == ["glow-skincare"]


def test_an_unknown_shop_is_refused_and_nothing_is_loaded(db, settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="no demo shop nowhere"):
        call_command("demo_load", "valdman", "nowhere")
    assert not Tenant.objects.exists()


def test_the_demo_is_refused_when_debug_is_off(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG is off"):
        call_command("demo_load")
    assert not User.objects.exists()


def test_the_demo_password_opens_nothing_when_debug_is_off(db, settings):
    settings.DEBUG = False
    save_demo_user()
    assert authenticate(username=DEMO_USERNAME, password=DEMO_PASSWORD) is None


def test_an_open_demo_session_ends_when_debug_goes_off(db, client, settings):
    settings.DEBUG = True
    user = save_demo_user()
    client.force_login(user)
    assert client.get("/admin/", follow=True).wsgi_request.user == user
    settings.DEBUG = False
    assert client.get("/admin/", follow=True).wsgi_request.user.is_anonymous


def test_the_system_check_names_a_demo_account_in_production(db, settings):
    settings.DEBUG = False
    user = save_demo_user()
    assert [error.id for error in check_demo_account(databases=["default"])] == ["salesdesk.E012"]
    user.set_password("something else entirely")
    user.save()
    assert check_demo_account(databases=["default"]) == []


@pytest.mark.parametrize("slug", SHOPS)
def test_a_demo_shop_delivers_somewhere_and_answers_usual_questions_in_its_languages(slug):
    demo = read_shop(slug)
    assert len(demo.delivery) >= 2
    assert 4 <= len(demo.questions) <= 6
    assert {frozenset(texts) for texts in demo.questions} == {frozenset(demo.shop["languages"])}


def test_areas_and_questions_of_the_shops_own_are_left_alone(demo):
    with tenant_scope(Tenant.objects.get(slug="valdman")):
        DeliveryArea.objects.exclude(name="Rest of the country").delete()
        FaqEntry.objects.exclude(question__startswith="Is your meat").delete()
        call_command("demo_load", verbosity=0)
        assert list(DeliveryArea.objects.values_list("name", flat=True)) == ["Rest of the country"]
        assert FaqEntry.objects.get().language == "en"

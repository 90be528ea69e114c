"""From signing in to an agent that answers customers: the steps follow from what there is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from agent.selectors import list_stalled
from agent.tasks import respond
from catalog.models import Product
from channels.models import Channel
from channels.services import ensure_local_channel
from conversations.models import Conversation, Message
from conversations.services import Address, Incoming, receive_message
from tenants.models import Membership, Role, Tenant
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import make_shop, rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
FORM = {
    "name": "Café Lumière", "business_type": "bakery", "description": "Bread since 1901.", "language": "fr",
    "others": ["en", "fr"], "currency": "EUR", "timezone": "Europe/Paris",
}  # fmt: skip
HOME, NEW = reverse("panel:home"), reverse("panel:shop_new")


@pytest.fixture
def owner(client):
    user = UserFactory(is_superuser=True)
    client.force_login(user)
    return user


@pytest.fixture
def fresh(client, owner):
    """A shop just opened."""
    client.post(NEW, FORM)
    return Tenant.objects.get()


def of(shop, name, *more):
    return reverse(f"panel:{name}", args=[shop.slug, *more])


def done_steps(client, shop):
    return [step.is_done for step in client.get(of(shop, "first_steps")).context["steps"]]


def test_whoever_may_open_a_shop_is_led_there_and_others_are_not(client, owner, settings):
    led = client.get(HOME)
    client.force_login(UserFactory())
    told, refused = client.get(HOME), client.post(NEW, FORM)
    settings.ALLOW_SIGNUP = True
    allowed = client.get(NEW, headers={"Accept-Language": "he-IL,he;q=0.9"})
    initial = allowed.context["form"].initial
    assert (led.status_code, led.url, told.status_code, refused.status_code) == (302, NEW, 200, 403)
    assert (initial["currency"], initial["timezone"]) == ("ILS", "Asia/Jerusalem")
    assert not Tenant.objects.exists()


def test_opening_twice_opens_one_shop_with_its_owner_and_a_silent_agent(client, owner):
    answers = [client.post(NEW, FORM) for _twice in range(2)]
    shop = Tenant.objects.get()
    with scopes_disabled():
        member, channel = Membership.objects.get(), Channel.objects.get()
    assert [answer.url for answer in answers] == [of(shop, "first_steps")] * 2
    assert (shop.slug, shop.languages, shop.currency, shop.is_live) == ("cafe-lumiere", ["fr", "en"], "EUR", False)
    assert (member.user, member.role, channel.kind) == (owner, Role.OWNER, "webchat")


def test_a_wrong_form_makes_nothing(client, owner):
    assert client.post(NEW, {**FORM, "currency": "XXX", "timezone": "Mars"}).status_code == 422
    assert not Tenant.objects.exists()


def test_pasted_lines_are_shown_and_added_after_a_yes_and_once(client, fresh):
    shown = client.post(of(fresh, "product_import"), {"text": "Meat:\nLamb chops 89.90/kg\nPita 2.50"})
    page = client.get(shown.url)
    with tenant_scope(fresh):
        before = Product.objects.count()
    yes = {"agreed": page.context["agreed"]}
    answers = [client.post(shown.url, yes).url for _twice in range(2)]
    with tenant_scope(fresh):
        rows = list(Product.objects.order_by("name").values_list("name", "price", "unit", "category"))
    assert (before, answers) == (0, [of(fresh, "overview")] * 2)
    assert [(name, str(price), unit, category) for name, price, unit, category in rows] == [
        ("Lamb chops", "89.90", "kg", "Meat"), ("Pita", "2.50", "piece", "Meat"),
    ]  # fmt: skip
    assert done_steps(client, fresh) == [True, True, False, False, False]


def test_going_live_is_refused_with_the_reasons_and_then_the_agent_answers(client, fresh):
    refused = client.post(of(fresh, "first_live"), {"to": "on"})
    with tenant_scope(fresh):
        Product.objects.create(tenant=fresh, name="Bread", price="3.20")
        address = Address("webchat", ensure_local_channel(fresh, "webchat").public_id, "v1")
        talk = receive_message(fresh, address=address, incoming=Incoming("m1", "Bonjour")).conversation
        respond(fresh.pk, talk.pk)
        silent = Message.objects.filter(author="agent").count()
    client.post(of(fresh, "first_live"), {"to": "on"})
    with tenant_scope(fresh):
        respond(fresh.pk, talk.pk)
        answered = Message.objects.filter(author="agent").count()
    assert (refused.status_code, silent, answered) == (422, 0, 1)
    assert "There is no product for sale yet" in refused.content.decode()
    assert Tenant.objects.get().is_live


def test_what_was_written_long_before_going_live_is_left_to_people(client, fresh):
    with tenant_scope(fresh):
        Product.objects.create(tenant=fresh, name="Bread", price="3.20")
        address = Address("webchat", ensure_local_channel(fresh, "webchat").public_id, "v1")
        talk = receive_message(fresh, address=address, incoming=Incoming("m1", "Bonjour")).conversation
        Conversation.objects.update(last_inbound_at=timezone.now() - timedelta(hours=2))
    client.post(of(fresh, "first_live"), {"to": "on"})
    with tenant_scope(fresh):
        respond(fresh.pk, talk.pk)
        assert not Message.objects.filter(author="agent").exists()
        assert Conversation.objects.get().unanswered_since is not None
    with scopes_disabled():
        assert list_stalled() == []


def test_the_card_shrinks_when_put_away_and_goes_when_live(client, fresh):
    whole = client.get(of(fresh, "first_steps"), **HTMX).content.decode()
    small = client.post(of(fresh, "first_hide"), **HTMX).content.decode()
    Tenant.objects.update(is_live=True)
    gone = client.get(of(fresh, "first_steps"), **HTMX)
    assert ("Add products" in whole, "Add products" in small) == (True, False)
    assert "Your agent does not answer customers yet" in small
    assert (gone.status_code, gone.content) == (200, b"")


def test_another_shop_and_its_agents_change_nothing(client, charlie):
    shop = make_shop("valdman", is_live=False)
    agent = User.objects.create(username="ann")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=agent, role=Role.AGENT)
    before = rows_of(shop)
    doors = [of(shop, "first_hide"), of(shop, "first_live")]
    for who, status in ((charlie, 404), (agent, 403)):
        client.force_login(who)
        assert [client.post(door).status_code for door in doors] == [status] * 2
    assert rows_of(shop) == before
    assert not Tenant.objects.get(pk=shop.pk).is_live

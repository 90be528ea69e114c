"""Networks whose deliveries do not say who wrote: their name is asked for once."""

import pytest

from channels.base import InboundMessage
from channels.models import Channel
from channels.receiving import people
from channels.receiving.application import apply_item
from channels.testing.fake_messenger import APP_SECRET, IG_ID, IG_TOKEN, PAGE_ID, PAGE_TOKEN, FakeMessenger
from conversations.models import Customer, Identity
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db
PSID = "1122334455667788"


@pytest.fixture
def graph(settings):
    with FakeMessenger() as server:
        settings.META_BASE_URL = settings.INSTAGRAM_BASE_URL = server.url
        yield server


def connect(shop, kind, **credentials):
    channel = Channel(tenant=shop, kind=kind, name=kind, secret=APP_SECRET)
    channel.credentials = {"app_secret": APP_SECRET, **credentials}
    channel.save()
    return channel


@pytest.fixture
def page(in_shop):
    return connect(in_shop, "messenger", page_id=PAGE_ID, token=PAGE_TOKEN)


def hear(channel, **more):
    return apply_item(channel, InboundMessage("m1", PSID, "Hello", **more)).stranger


def names():
    return Identity.objects.get().name, Customer.objects.get().name


def test_a_stranger_on_a_page_gets_their_name(page, graph):
    graph.people[PSID] = {"first_name": "Noa", "last_name": "Levi"}
    people.learn_name(hear(page))
    assert names() == ("Noa Levi", "Noa Levi")


def test_a_stranger_on_instagram_gets_their_name(in_shop, graph):
    channel = connect(in_shop, "instagram", ig_id=IG_ID, token=IG_TOKEN, login="instagram")
    graph.people[PSID] = {"username": "noa.l"}
    people.learn_name(hear(channel))
    assert names() == ("@noa.l", "@noa.l")


def test_what_the_network_does_not_tell_is_asked_for_once_a_day(page, graph):
    stranger = hear(page)
    for _again in range(2):
        people.learn_name(stranger)
    assert names() == ("", "")
    assert len(graph.list_calls()) == 1


def test_a_name_that_is_known_is_not_asked_for(page, graph):
    assert hear(page, sender_name="Noa") is None


def test_a_name_that_the_shop_wrote_stays(page, graph):
    stranger = hear(page)
    Customer.objects.update(name="Mrs Levi")
    graph.people[PSID] = {"first_name": "Noa"}
    people.learn_name(stranger)
    assert names() == ("Noa", "Mrs Levi")


def test_another_shop_learns_nothing(page, graph, other_shop):
    graph.people[PSID] = {"first_name": "Noa"}
    stranger = hear(page)
    with tenant_scope(other_shop):
        people.learn_name(stranger)
    assert (graph.calls, names()) == ([], ("", ""))

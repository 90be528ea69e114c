"""Connecting on the panel: every kind against its network's stand-in, a test that is really sent, and letting go."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from channels.connecting.guides import GUIDES, guide_of
from channels.models import Channel
from channels.registry import ADAPTERS
from channels.sending.delivery import deliver
from channels.testing.fake_telegram import FakeTelegram
from channels.tests.connecting_cases import BOT_TOKEN, CASES
from conversations.models import Conversation, Message, Owner
from conversations.services import Address, Incoming, receive_message
from tenants.models import Role
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
HERE = "https://s.test"


@pytest.fixture(autouse=True)
def _ours(settings):
    cache.clear()
    settings.PUBLIC_URL, settings.OUTBOUND_TIMEOUT, settings.PRIVATE_HOSTS = HERE, 2.0, ["127.0.0.1"]


@pytest.fixture
def manager(shop, client):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return user


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture
def provider(case, settings):
    with case.fake() as fake:
        for name in case.addresses:
            setattr(settings, name, fake.url)
        yield fake


@pytest.fixture
def bot(shop, client, manager, settings):
    """A connected bot, and the Telegram that it is on."""
    with FakeTelegram() as telegram:
        settings.TELEGRAM_BASE_URL = telegram.url
        client.post(form_of("telegram"), {"token": BOT_TOKEN})
        yield one(), telegram


def form_of(key):
    return reverse("panel:channel_connect", args=["valdman", key])


def of(channel, name="channel"):
    return reverse(f"panel:{name}", args=["valdman", channel.public_id])


def key_of(case):
    if case.kind != "twilio":
        return case.kind
    return "twilio-whatsapp" if case.typed.get("from_number", "").startswith("whatsapp:") else "sms"


def one():
    with scopes_disabled():
        return Channel.objects.select_related("tenant").get()


def count():
    with scopes_disabled():
        return Channel.objects.count()


def typed(case, provider):
    return {**case.typed, "board_url": provider.url} if case.kind == "supportboard" else dict(case.typed)


def test_there_is_a_way_for_every_kind():
    assert {guide.kind for guide in GUIDES.values()} == set(ADAPTERS) - {"terminal"}


def test_typed_credentials_connect_and_the_rest_is_told(shop, client, manager, case, provider):
    answer = client.post(form_of(key_of(case)), typed(case, provider))
    channel = one()
    page = client.get(answer.url)
    shown = page.content.decode()
    assert (answer.status_code, answer.url, page.status_code) == (302, of(channel), 200)
    assert (channel.kind, channel.is_enabled, guide_of(channel).kind) == (case.kind, True, case.kind)
    assert f"{HERE}/webhooks/{case.kind}/{channel.public_id}" in shown
    assert len(page.context["todo"]) == case.todo
    assert [secret for secret in case.secrets if secret in shown] == []


def test_refused_credentials_are_told_in_words_and_keep_nothing(shop, client, manager, case, provider):
    provider.fail(case.asks, case.refusal)
    answer = client.post(form_of(key_of(case)), typed(case, provider))
    shown = answer.content.decode()
    assert (answer.status_code, count()) == (422, 0)
    assert "The network does not accept these credentials." in shown
    assert [secret for secret in case.secrets if secret in shown] == []


def test_renewing_takes_only_the_same_accounts_credentials(client, bot):
    channel, _telegram = bot
    again = f"{form_of('telegram')}?channel={channel.public_id}"
    other = client.post(again, {"token": "8800000002:AAEanotherToken"})
    same = client.post(again, {"token": BOT_TOKEN})
    assert (other.status_code, same.status_code, one().account_id) == (422, 302, channel.account_id)
    assert "belong to another account" in other.content.decode()


def test_a_test_is_really_sent_to_whoever_wrote_last_and_leaves_the_conversation_to_the_agent(client, shop, bot):
    channel, telegram = bot
    early = client.post(of(channel, "channel_test"))
    with tenant_scope(shop):
        address = Address("telegram", channel.public_id, "7", name="Ann")
        receive_message(shop, address=address, incoming=Incoming("m1", "hello"))
    answer = client.post(of(channel, "channel_test"))
    with tenant_scope(shop):
        message = Message.objects.get(author="staff")
        deliver(message.conversation_id)
        owner = Conversation.objects.get().owner
    part = client.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert (early.status_code, answer.status_code, owner) == (422, 302, Owner.AGENT)
    assert telegram.texts(chat_id=7) == [message.text]
    assert "Sent" in part
    assert "Nobody has written through this channel yet." in early.content.decode()


def test_letting_go_forgets_the_credentials_and_the_door_stays_shut(client, shop, bot):
    channel, telegram = bot
    for _twice in range(2):
        client.post(of(channel, "channel_disconnect"))
    gone = one()
    refused = client.post(of(channel, "channel_switch"), {"to": "on"})
    door = client.post(f"/webhooks/telegram/{channel.public_id}", b"{}", content_type="application/json")
    assert (gone.is_enabled, gone.sealed_credentials, gone.secret) == (False, "", "")
    assert (refused.status_code, door.status_code) == (422, 404)
    assert "Disconnected" in client.get(reverse("panel:channels", args=["valdman"])).content.decode()
    client.post(form_of("telegram"), {"token": BOT_TOKEN})
    assert (one().public_id, one().is_enabled) == (channel.public_id, True)
    assert telegram.webhooks[BOT_TOKEN]["url"] == f"{HERE}/webhooks/telegram/{channel.public_id}"


def test_another_shop_and_its_agents_change_nothing(client, shop, bot, charlie):
    channel, _telegram = bot
    staff = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=staff, role=Role.AGENT)
    before = rows_of(shop)
    for who, status in ((charlie, 404), (staff, 403)):
        client.force_login(who)
        posts = [form_of("telegram"), *(of(channel, f"channel_{name}") for name in ("switch", "disconnect", "test"))]
        assert [client.post(address).status_code for address in posts] == [status] * 4
    assert rows_of(shop) == before

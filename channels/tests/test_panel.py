import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels import health
from channels.models import Channel, MessageTemplate, TemplateUse
from channels.services import ensure_local_channel
from channels.testing.fake_graph import NUMBER_ID, WABA_ID, FakeGraph
from channels.testing.fake_telegram import BROKEN, UNAUTHORIZED
from channels.tests.conftest import SECRET, TOKEN
from conversations.templatetags.conversations_text import why
from conversations.tests.factories import ConversationFactory
from tenants.alerts.services import list_open_alerts, raise_alert
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/channels/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def known_address(settings):
    cache.clear()
    settings.PUBLIC_URL = "https://desk.example"


def sign_in(client, shop, role):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, user=UserFactory(), role=role).user)


@pytest.fixture
def manager(client, shop):
    sign_in(client, shop, Role.MANAGER)


@pytest.fixture
def web(shop):
    return ensure_local_channel(shop, "webchat")


@pytest.fixture
def whatsapp(shop, settings):
    """Connected to a WhatsApp on this machine, which is yielded beside it."""
    with FakeGraph() as graph:
        settings.META_BASE_URL = graph.url
        channel = Channel(tenant=shop, kind="whatsapp", name="+1 555")
        channel.account = {"phone_number_id": NUMBER_ID, "waba_id": WABA_ID}
        channel.credentials = {"token": "EAAx", "app_secret": "s", "account_id": NUMBER_ID}
        with tenant_scope(shop):
            channel.save()
            for name, gaps in (("late", 1), ("later", 1), ("order", 3)):
                MessageTemplate.objects.create(
                    tenant=shop, channel=channel, name=name, language="en", status="APPROVED", parameters=gaps
                )
        yield channel, graph


def of(channel, tail):
    return f"{PAGE}{channel.public_id}/{tail}"


def card_of(client, channel):
    cards = client.get(PAGE).context["cards"]
    return next(card for card in cards if card.channel.pk == channel.pk)


def change(channel, **fields):
    with tenant_scope(channel.tenant):
        Channel.objects.filter(pk=channel.pk).update(**fields)


def stored(channel):
    with tenant_scope(channel.tenant):
        return Channel.objects.get(pk=channel.pk)


def used(channel):
    with tenant_scope(channel.tenant):
        rows = MessageTemplate.objects.filter(channel=channel, use_for=TemplateUse.LATE_REPLY)
        return list(rows.values_list("name", flat=True))


# --- What is shown -------------------------------------------------------------------------------
def test_a_channel_shows_where_it_delivers_and_no_secret(client, manager, bot):
    page = client.get(PAGE).content.decode()
    assert f"https://desk.example/webhooks/telegram/{bot.public_id}" in page
    assert TOKEN not in page
    assert SECRET not in page


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "new"), ({"last_in_at": "2026-11-20T08:00Z"}, "working"), ({"is_enabled": False}, "off"),
        ({"problem_code": "unauthorized", "problem": "Unauthorized <token>"}, "stopped"),
    ],
)  # fmt: skip
def test_a_card_says_how_its_channel_does(client, manager, bot, fields, state):
    change(bot, **fields)
    assert card_of(client, bot).state == state


def test_a_channel_that_stopped_says_how_to_repair_it(client, manager, bot):
    change(bot, problem_code="unauthorized", problem="Unauthorized <token>", failure_streak=4)
    page = client.get(PAGE).content.decode()
    assert "Connect the channel again with a new token." in page
    assert "Unauthorized &lt;token&gt;" in page


def test_a_silence_that_is_unusual_is_told(client, manager, bot, monkeypatch):
    monkeypatch.setattr(health, "find_silences", lambda channels: {one.pk: health.Silence(30, 50) for one in channels})
    assert card_of(client, bot).state == "silent"
    assert "Nothing came in for 30 hours" in client.get(PAGE).content.decode()


def test_more_channels_cost_no_more_questions(client, manager, shop, bot):
    def ask():
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    change(bot, last_in_at="2026-11-01T08:00Z")
    ask()
    alone = ask()
    with tenant_scope(shop):
        for number in range(4):
            Channel.objects.create(
                tenant=shop, kind="telegram", name=f"bot {number}", account_id=str(number), is_enabled=number % 2 == 0
            )
    assert ask() == alone


def test_what_the_door_turned_away_is_explained(client, manager, bot):
    for _ in range(3):
        health.count_refused(bot, "403")
    page = client.get(PAGE).content.decode()
    assert "3 deliveries today were turned away. Such deliveries did not prove who sent them" in page


def test_what_the_network_says_about_the_account_stands_on_its_card(client, manager, bot, web):
    with tenant_scope(bot.tenant):
        raise_alert(bot.tenant, kind="channel_notice", subject=f"{bot.public_id}:quality", channel="x", problem="RED")
    assert len(card_of(client, bot).notices) == 1
    assert card_of(client, web).notices == []


def test_the_web_chat_shows_what_to_put_into_a_site(client, manager, web):
    page = client.get(PAGE).content.decode()
    assert (
        "&lt;script src=&quot;https://desk.example/static/widget.js&quot; data-shop=&quot;valdman&quot; defer" in page
    )
    assert "https://desk.example/chat/valdman" in page


# --- Asking the network --------------------------------------------------------------------------
def test_a_check_says_that_all_is_well(client, manager, bot, telegram):
    telegram.webhooks[TOKEN] = {"url": f"https://desk.example/webhooks/telegram/{bot.public_id}"}
    part = client.post(of(bot, "check"), **HTMX).content.decode()
    assert "delivers to the right address" in part
    assert "<html" not in part


def test_a_check_finds_a_token_that_is_not_good_any_more(client, manager, bot, telegram):
    telegram.fail("getWebhookInfo", UNAUTHORIZED)
    page = client.post(of(bot, "check"))
    assert page.status_code == 200
    assert "Connect the channel again with a new token." in page.content.decode()
    assert stored(bot).problem_code == "unauthorized"
    with tenant_scope(bot.tenant):
        assert [alert.kind for alert in list_open_alerts()] == ["channel_stopped"]


def test_a_check_finds_that_somebody_else_has_the_bot_and_that_it_is_over(client, manager, bot, telegram):
    telegram.webhooks[TOKEN] = {"url": "https://elsewhere.test/"}
    assert "https://elsewhere.test/" in client.post(of(bot, "check"), **HTMX).content.decode()
    assert stored(bot).problem_code == "bad_address"
    telegram.webhooks[TOKEN] = {"url": f"https://desk.example/webhooks/telegram/{bot.public_id}"}
    client.post(of(bot, "check"), **HTMX)
    assert stored(bot).problem_code == ""


def test_a_network_that_is_away_is_no_trouble_of_the_account(client, manager, bot, telegram):
    telegram.fail("getWebhookInfo", BROKEN)
    part = client.post(of(bot, "check"), **HTMX).content.decode()
    assert str(why("unavailable")) in part
    assert stored(bot).problem_code == ""


def test_nobody_asks_all_the_time(client, manager, bot, telegram):
    codes = [client.post(of(bot, "check"), **HTMX).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 422]
    assert len(telegram.calls) == 3


# --- Templates -----------------------------------------------------------------------------------
def test_a_template_for_late_answers_is_chosen_changed_and_left_out(client, manager, whatsapp):
    channel, _graph = whatsapp
    for name in ("late", "later", ""):
        assert client.post(of(channel, "template"), {"name": name}).url == PAGE
        assert used(channel) == ([name] if name else [])


@pytest.mark.parametrize("name", ["order", "nonsense"])
def test_a_template_that_no_text_fits_into_is_refused(client, manager, whatsapp, name):
    channel, _graph = whatsapp
    client.post(of(channel, "template"), {"name": "late"})
    assert client.post(of(channel, "template"), {"name": name}, **HTMX).status_code == 422
    assert used(channel) == ["late"]


def test_templates_are_read_from_the_network_and_keep_their_use(client, manager, whatsapp):
    channel, graph = whatsapp
    client.post(of(channel, "template"), {"name": "late"})
    body = {"type": "BODY", "text": "About your question: {{1}}"}
    row = {
        "id": "1",
        "name": "late",
        "language": "en",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [body],
    }
    graph.account.templates = [row]
    part = client.post(of(channel, "templates"), **HTMX).content.decode()
    assert part.count("About your question: {{1}}") == 1
    assert used(channel) == ["late"]


# --- Sites ---------------------------------------------------------------------------------------
def test_sites_are_stored_as_browsers_name_them(client, manager, web):
    client.post(of(web, "sites"), {"sites": "HTTPS://Shop.example:443/\n\nhttp://localhost:3000"})
    assert stored(web).allowed_origins == ["https://shop.example", "http://localhost:3000"]


def test_a_site_that_is_none_changes_nothing_and_is_not_lost(client, manager, web):
    change(web, allowed_origins=["https://shop.example"])
    response = client.post(of(web, "sites"), {"sites": "https://*.example"}, **HTMX)
    assert response.status_code == 422
    assert "https://*.example</textarea>" in response.content.decode()
    assert stored(web).allowed_origins == ["https://shop.example"]


# --- Who may -------------------------------------------------------------------------------------
CHANGES = [("check", {}), ("template", {"name": ""}), ("templates", {})]


def test_those_who_answer_chats_may_look_and_not_change(client, shop, bot, web, telegram):
    sign_in(client, shop, Role.AGENT)
    page = client.get(PAGE).content.decode()
    assert "Check now" not in page
    assert 'name="sites"' not in page
    assert {client.post(of(bot, tail), form).status_code for tail, form in CHANGES} == {403}
    assert client.post(of(web, "sites"), {"sites": "https://a.example"}).status_code == 403
    assert (telegram.calls, stored(web).allowed_origins) == ([], [])


def test_another_shops_owner_sees_and_changes_nothing(client, charlie, bot, web, telegram):
    client.force_login(charlie)
    assert client.get(PAGE).status_code == 404
    assert client.get("/panel/charlie/channels/").context["cards"] == []
    for slug in ("valdman", "charlie"):
        for tail, form in CHANGES:
            assert client.post(of(bot, tail).replace("valdman", slug), form).status_code == 404
        own = of(web, "sites").replace("valdman", slug)
        assert client.post(own, {"sites": "https://a.example"}).status_code == 404
    assert (telegram.calls, stored(web).allowed_origins) == ([], [])


def test_our_own_channels_have_no_network_to_ask(client, manager, web):
    assert {client.post(of(web, tail), form).status_code for tail, form in CHANGES} == {404}


def test_the_window_of_another_shops_conversation_is_not_there(client, shop, charlie):
    with tenant_scope(shop):
        talk = ConversationFactory(tenant=shop)
    client.force_login(charlie)
    for slug in ("valdman", "charlie"):
        assert client.get(f"/panel/{slug}/conversations/{talk.public_id}/window").status_code == 404


def test_a_page_of_many_channels_costs_little_for_each(client, manager, shop, django_assert_max_num_queries):
    with tenant_scope(shop):
        for number in range(10):
            Channel.objects.create(tenant=shop, kind="telegram", name=f"bot {number}")
    with django_assert_max_num_queries(20):
        assert len(client.get(PAGE).context["cards"]) == 10

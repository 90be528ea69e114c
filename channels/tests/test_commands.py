import io
import sys

import pytest
from django.core.management import CommandError, call_command

from channels.models import Channel
from channels.services import ensure_local_channel
from channels.testing.fake_telegram import BROKEN, UNAUTHORIZED
from channels.tests.conftest import TOKEN
from tenants.scoping import scopes_disabled

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def add(*more, token=TOKEN):
    return run("channel_add", "telegram", "--tenant", "valdman", "--token", token, "--url", "https://s.test", *more)


def channels():
    with scopes_disabled():
        return list(Channel.objects.all())


def test_add_connects_and_says_where_it_delivers(shop, telegram):
    said = add("--name", "Meat bot")
    (channel,) = channels()
    assert f"Connected Meat bot to {shop.name}.\n" in said
    assert f"https://s.test/webhooks/telegram/{channel.public_id}" in said
    assert TOKEN not in said


def test_add_twice_is_one_channel(shop, telegram):
    add()
    add()
    assert len(channels()) == 1


def test_add_reads_the_token_from_standard_input(shop, telegram, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{TOKEN}\n"))
    add(token="-")
    assert channels()[0].credentials["token"] == TOKEN


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (UNAUTHORIZED, "Not connected: Unauthorized. Check the token"),
        (BROKEN, "Not connected: Telegram answered 500"),
    ],
)
def test_add_says_what_to_do_and_stores_nothing(shop, telegram, trouble, said):
    telegram.fail("getMe", trouble)
    with pytest.raises(CommandError, match=said):
        add()
    assert channels() == []


def test_add_for_an_unknown_shop_is_refused(db, telegram):
    with pytest.raises(CommandError, match="There is no shop 'valdman'"):
        add()
    assert telegram.calls == []


def test_list_shows_every_channel_and_no_secret(bot, other_shop):
    ensure_local_channel(other_shop, "webchat")
    said = run("channel_list")
    assert [line.split()[:4] for line in said.splitlines()[1:]] == [
        ["charlie", "webchat", "Web", "chat"],
        ["valdman", "telegram", "@fake_shop_bot", "on"],
    ]
    assert TOKEN not in said
    assert bot.secret not in said
    assert "charlie" not in run("channel_list", "--tenant", "valdman")


def test_list_without_channels_says_what_to_do(db):
    assert "channel_add" in run("channel_list")


def test_check_is_content_with_a_webhook_that_works(shop, telegram):
    add()
    said = run("channel_check", "--url", "https://s.test")
    assert said == "ok   valdman telegram @fake_shop_bot: 0 updates wait\n"


def test_check_shows_why_deliveries_fail(shop, telegram):
    add()
    telegram.webhook_problem = "Wrong response from the webhook: 403 Forbidden"
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 channels are not well"):
        call_command("channel_check", "--url", "https://s.test", stdout=out)
    assert "3 updates wait" in out.getvalue()
    assert "Wrong response from the webhook: 403 Forbidden" in out.getvalue()


def test_check_notices_that_somebody_else_took_the_bot(shop, telegram):
    add()
    telegram.webhooks[TOKEN]["url"] = "https://elsewhere.test/"
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("channel_check", "--url", "https://s.test", stdout=out)
    assert "delivers to https://elsewhere.test/ instead of https://s.test/webhooks/telegram/" in out.getvalue()


@pytest.mark.parametrize("name", ["channel_add", "channel_list", "channel_check"])
def test_help_has_an_example(name, capsys):
    with pytest.raises(SystemExit):
        call_command(name, "--help")
    said = capsys.readouterr().out
    assert "example" in said
    assert f"manage.py {name}" in said

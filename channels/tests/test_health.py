"""Signs of life, the watchdog, and what the door turned away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from channels import health, tasks, watchdog
from channels.models import Channel, InboundEvent
from channels.services import accept_event, connect_channel
from channels.testing.fake_telegram import UNAUTHORIZED
from channels.tests.conftest import TOKEN
from tenants.alerts.services import list_open_alerts, word_alert
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db
MONDAY_NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def traffic(channel, moments):
    events = [
        InboundEvent(tenant=channel.tenant, channel=channel, external_id=str(moment), body=b"{}", status="processed")
        for moment in moments
    ]
    for event, moment in zip(InboundEvent.objects.bulk_create(events), moments, strict=True):
        InboundEvent.objects.filter(pk=event.pk).update(received_at=moment)


def busy_weeks(channel, *, until, per_hour=2, hours=range(8, 20)):
    """Four weeks with so many deliveries in each of these hours, up to a moment."""
    first = until - timedelta(weeks=4)
    Channel.objects.filter(pk=channel.pk).update(created_at=first - timedelta(days=1), last_in_at=until)
    moments = [
        first + timedelta(days=day) - timedelta(hours=first.hour) + timedelta(hours=hour, minutes=minute * 7)
        for day in range(29)
        for hour in hours
        for minute in range(per_hour)
    ]
    traffic(channel, [moment for moment in moments if moment < until])
    channel.refresh_from_db()


def test_a_busy_channel_that_falls_silent_is_noticed(bot, in_shop):
    busy_weeks(bot, until=MONDAY_NOON)
    assert not health.find_silence(bot, now=MONDAY_NOON + timedelta(hours=2)).is_alarming
    silence = health.find_silence(bot, now=MONDAY_NOON + timedelta(hours=5))
    assert (silence.hours, silence.is_alarming) == (5, True)
    assert 7 <= silence.expected <= 12


def test_the_night_is_no_silence(bot, in_shop):
    evening = MONDAY_NOON + timedelta(hours=8)
    busy_weeks(bot, until=evening)
    assert not health.find_silence(bot, now=evening + timedelta(hours=11)).is_alarming


def test_a_quiet_channel_may_be_quiet(bot, in_shop):
    busy_weeks(bot, until=MONDAY_NOON, per_hour=1, hours=[12])
    assert not health.find_silence(bot, now=MONDAY_NOON + timedelta(days=2)).is_alarming


def test_a_new_channel_alarms_nobody(bot, in_shop):
    assert not health.find_silence(bot, now=timezone.now() + timedelta(days=3)).is_alarming


def test_the_watchdog_alarms_once_and_the_next_message_ends_it(bot, in_shop, telegram):
    busy_weeks(bot, until=timezone.now() - timedelta(hours=30), hours=range(24))
    telegram.webhooks[TOKEN] = {"url": f"http://testserver/webhooks/telegram/{bot.public_id}"}
    for _again in range(2):
        watchdog.watch_channel(bot.pk)
    alerts = [alert for alert in list_open_alerts() if alert.kind == "channel_silent"]
    assert len(alerts) == 1
    assert word_alert(alerts[0]).startswith("telegram: @fake_shop_bot has been silent for 30 hours")
    bot.refresh_from_db()
    health.note_inbound(bot)
    assert [alert for alert in list_open_alerts() if alert.kind == "channel_silent"] == []


def test_a_token_that_was_revoked_is_noticed_without_any_message(bot, in_shop, telegram):
    telegram.fail("getWebhookInfo", UNAUTHORIZED)
    watchdog.watch_channel(bot.pk)
    bot.refresh_from_db()
    assert (bot.problem_code, [alert.kind for alert in list_open_alerts()]) == ("unauthorized", ["channel_stopped"])


def test_a_webhook_that_leads_elsewhere_is_noticed_and_forgotten_when_it_is_ours_again(in_shop, telegram):
    channel = connect_channel(
        in_shop, kind="telegram", credentials={"token": TOKEN}, base_url="https://desk.test"
    ).channel
    ours = telegram.webhooks[TOKEN]["url"]
    watchdog.watch_channel(channel.pk)
    assert list_open_alerts() == []
    telegram.webhooks[TOKEN]["url"] = "https://elsewhere.test/"
    watchdog.watch_channel(channel.pk)
    assert "delivers to https://elsewhere.test/" in word_alert(list_open_alerts()[0])
    telegram.webhooks[TOKEN]["url"] = ours
    watchdog.watch_channel(channel.pk)
    assert list_open_alerts() == []


def test_every_connected_channel_is_watched_and_local_ones_are_not(bot, shop, monkeypatch):
    from channels.services import ensure_local_channel

    ensure_local_channel(shop, "webchat")
    calls = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, *args, **more: calls.append((task.name, args)))
    assert tasks.watch_channels() == 1
    assert calls == [("channels.tasks.watch_channel", (shop.pk, bot.pk))]


def test_what_the_door_refuses_is_counted_and_not_stored(bot, client):
    cache.clear()
    for _again in range(3):
        client.post(f"/webhooks/telegram/{bot.public_id}", b"{}", content_type="application/json")
    assert health.refused_today(bot) == {"403": 3}
    with tenant_scope(bot.tenant):
        assert InboundEvent.objects.count() == 0


def test_a_stored_delivery_is_no_refusal(bot):
    cache.clear()
    accept_event(bot, external_id="1", body=b"{}")
    assert health.refused_today(bot) == {}

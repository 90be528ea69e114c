"""Handover and nobody comes: people are told, once, until it is over."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from conversations import tasks
from conversations.handling.alarms import sound_alarms
from conversations.handling.takeover import hand_back, request_handover, take_over
from conversations.models import Conversation
from conversations.services import Address, Incoming, receive_message, reply_as_staff
from tenants.alerts.services import advise, list_open_alerts, mail_alerts, raise_alert, resolve_alert, word_alert
from tenants.models import Alert, Role
from tenants.scoping import tenant_scope
from tenants.services import add_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_shop(shop):
    with tenant_scope(shop):
        yield


@pytest.fixture
def waiting(shop):
    address = Address("telegram", __import__("uuid").UUID(int=3), "7", name="Noa")
    message = receive_message(shop, address=address, incoming=Incoming("1", "a person please"))
    request_handover(message.conversation, reason="customer_request")
    return message.conversation


def pass_minutes(minutes):
    Conversation.objects.update(unanswered_since=timezone.now() - timedelta(minutes=minutes))


def kinds():
    return [alert.kind for alert in list_open_alerts()]


def test_nobody_is_alarmed_before_the_shops_own_time_is_up(shop, waiting):
    pass_minutes(9)
    sound_alarms(shop)
    assert kinds() == []


def test_somebody_who_waits_too_long_is_an_alarm_once(shop, waiting):
    pass_minutes(11)
    for _again in range(2):
        sound_alarms(shop)
    (alert,) = list_open_alerts()
    assert word_alert(alert) == "Noa has been waiting for a person for 10 minutes."
    assert alert.link == f"/panel/valdman/conversations/{waiting.public_id}/"
    assert advise(alert) == "Open the conversation and answer, or hand it back to the agent."


@pytest.mark.parametrize("ending", ["answered", "taken", "handed back"])
def test_the_alarm_ends_when_somebody_comes(shop, waiting, charlie, ending):
    pass_minutes(11)
    sound_alarms(shop)
    endings = {
        "answered": lambda: reply_as_staff(waiting, staff=charlie, text="Here I am"),
        "taken": lambda: take_over(waiting, staff=charlie),
        "handed back": lambda: hand_back(waiting),
    }
    endings[ending]()
    sound_alarms(shop)
    assert kinds() == []


def test_every_shop_with_somebody_waiting_is_looked_at(shop, other_shop, waiting, monkeypatch):
    calls = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, *args: calls.append(args))
    assert tasks.sound_alarms() == 1
    assert calls == [(shop.pk,)]
    hand_back(waiting)
    assert tasks.sound_alarms() == 0


def test_owners_are_told_by_mail_once(shop, waiting):
    owner = User.objects.create_user("dana", "dana@shop.test")
    helper = User.objects.create_user("lior", "lior@shop.test")
    add_member(shop, user=owner, role=Role.OWNER, actor="test")
    add_member(shop, user=helper, role=Role.AGENT, actor="test")
    pass_minutes(11)
    sound_alarms(shop)
    assert mail_alerts() == 1
    assert mail_alerts() == 0
    (sent,) = mail.outbox
    assert (sent.to, "Noa" in sent.subject) == (["dana@shop.test"], True)
    assert f"/panel/valdman/conversations/{waiting.public_id}/" in sent.body


def test_a_mail_server_that_is_away_is_asked_again(shop, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    shop.email = "shop@shop.test"
    shop.save()
    raise_alert(shop, kind="unanswered", subject="x", customer="Noa", minutes=10)
    assert mail_alerts() == 0
    assert Alert.objects.get().mailed_at is None


def test_the_providers_line_breaks_do_not_stop_the_mail(shop):
    shop.email = "shop@shop.test"
    shop.save()
    raise_alert(shop, kind="channel_stopped", subject="x", channel="Bot", problem="first\nsecond")
    assert mail_alerts() == 1
    assert "first second" in mail.outbox[0].subject


def test_an_alert_that_is_over_may_come_again(shop):
    facts = {"customer": "Noa", "minutes": 10}
    assert raise_alert(shop, kind="unanswered", subject="x", **facts)
    assert raise_alert(shop, kind="unanswered", subject="x", **facts) is None
    assert resolve_alert(shop.pk, kind="unanswered", subject="x")
    assert not resolve_alert(shop.pk, kind="unanswered", subject="x")
    assert raise_alert(shop, kind="unanswered", subject="x", **facts)

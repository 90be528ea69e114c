"""The agent calls a person while the shop is closed: one honest line, and an alarm when nobody comes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.testing.live_shop import settle
from config.testing.workers import wait_for
from conversations.models import Conversation, Message
from conversations.tasks import sound_alarms
from tenants.models import WEEKDAYS, Alert
from tenants.tasks import mail_alerts_of_all

pytestmark = pytest.mark.processes


def close_until_the_day_after_tomorrow(tenant):
    """Returns when the shop opens again, as a customer reads it."""
    opening = timezone.localtime(timezone.now(), tenant.zone) + timedelta(days=2)
    tenant.opening_hours = {WEEKDAYS[opening.weekday()]: [["09:30", "17:00"]]}
    tenant.save()
    return f"{opening:%A} 09:30"


def alarm():
    """What beat asks for every half minute."""
    sound_alarms()
    settle()
    mail_alerts_of_all()
    settle()


def test_one_line_with_the_next_opening_then_an_alarm_and_one_mail_when_nobody_comes(live_shop, postbox):
    opens = close_until_the_day_after_tomorrow(live_shop.tenant)
    customer = live_shop.on_whatsapp("972541000201")
    customer.writes("I want to talk to a person")
    wait_for(customer.texts)
    customer.writes("hello?")
    wait_for(lambda: Conversation.objects.get().is_waiting)
    settle()
    (line,) = customer.texts()
    assert (opens in line, line.count("09:30"), len(customer.sent())) == (True, 1, 1)

    before = set(postbox.iterdir())
    alarm()
    assert (Alert.objects.count(), set(postbox.iterdir())) == (0, before)
    late = timezone.now() - timedelta(minutes=live_shop.tenant.alarm_minutes, seconds=1)
    Conversation.objects.update(unanswered_since=late)
    alarm()
    alarm()
    alert = Alert.objects.get()
    (mail,) = [path.read_text() for path in set(postbox.iterdir()) - before]
    conversation = Conversation.objects.get()
    assert (alert.kind, alert.subject, alert.resolved_at) == ("unanswered", str(conversation.public_id), None)
    assert live_shop.dana.email in mail
    assert f"/conversations/{conversation.public_id}/" in mail.replace("=\n", "")

    assert live_shop.reply(conversation, "Dana here") == 302
    wait_for(lambda: customer.texts() == [line, "Dana here"])
    alarm()
    alert.refresh_from_db()
    assert (alert.resolved_at is not None, len(set(postbox.iterdir()) - before)) == (True, 1)
    assert Message.objects.filter(author="agent").count() == 1

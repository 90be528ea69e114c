"""The kept sums of days equal a count by hand, after any history: marks of triggers say which days to count again."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from conversations.analytics.day_counts import SUMS, count_answers, count_talks
from conversations.handling.takeover import hand_back, request_handover, take_over
from conversations.models import Conversation, DayAnswer, DayTalk, Handover, Message
from conversations.tests.factories import ConversationFactory, MessageFactory
from lib.durations import class_of
from tenants.analytics.day_sums import count_again, count_changed, split
from tenants.analytics.periods import Period
from tenants.models import CountedDays, StaleDay, Tenant
from tenants.scoping import scopes_disabled, tenant_scope

# In Jerusalem this is half an hour before midnight.
START = datetime(2026, 3, 25, 21, 30, tzinfo=UTC)
UNSAID = {"withdrawn", "failed"}


def at(model, row, moment):
    model.objects.filter(pk=row.pk).update(created_at=moment)


def say(talk, author, moment, status="sent"):
    at(Message, MessageFactory(tenant=talk.tenant, conversation=talk, author=author, status=status), moment)


def begin(shop, moment, kind="webchat"):
    talk = ConversationFactory(tenant=shop, identity__kind=kind)
    at(Conversation, talk, moment)
    return talk


def by_hand(shop):
    """Conversations by day and channel, contained ones, and answers by day, author, first and length."""
    begun, contained, answers = Counter(), Counter(), Counter()
    for talk in Conversation.objects.select_related("identity"):
        day = talk.created_at.astimezone(shop.zone).date()
        said = list(Message.objects.filter(conversation=talk).order_by("pk"))
        begun[day, talk.identity.kind] += 1
        touched = talk.handovers.exists() or any(message.author == "staff" for message in said)
        contained[day, talk.identity.kind] += not touched
        asked, is_first = None, True
        for message in said:
            if message.author == "customer":
                asked = asked or message.created_at
            elif message.status not in UNSAID:
                if asked:
                    length = class_of((message.created_at - asked).total_seconds())
                    answers[message.created_at.astimezone(shop.zone).date(), message.author, is_first, length] += 1
                asked, is_first = None, False
    return begun, +contained, answers


def kept():
    talks = DayTalk.objects.all()
    answers = Counter({(row.day, row.author, row.is_first, row.length): row.answers for row in DayAnswer.objects.all()})
    begun = Counter({(row.day, row.kind): row.begun for row in talks})
    return begun, Counter({(row.day, row.kind): row.contained for row in talks if row.contained}), answers


def live_one(shop, rng):
    deed = rng.choice(["begin", "say", "say", "say", "say", "fail", "delete", "take", "gone", "move"])
    moment = START + timedelta(minutes=rng.randrange(5 * 24 * 60))
    talks = list(Conversation.objects.order_by("?")[:1])
    messages = list(Message.objects.order_by("?")[:2])
    if deed == "begin" or not talks:
        begin(shop, moment, rng.choice(["webchat", "telegram"]))
    elif deed == "say":
        last = Message.objects.filter(conversation=talks[0]).order_by("-pk").first()
        moment = (last.created_at if last else moment) + timedelta(minutes=rng.randrange(1, 600))
        author = rng.choice(["customer", "customer", "agent", "agent", "staff"])
        say(talks[0], author, moment, status=rng.choice(["sent", "sent", "withdrawn"]))
    elif deed == "take":
        take_over(talks[0], by="phone")
    elif deed == "gone":
        talks[0].delete()
    elif deed == "move":
        at(Conversation, talks[0], moment)
    for message in messages if deed in {"fail", "delete"} else []:
        if deed == "delete":
            message.delete()
        else:
            Message.objects.filter(pk=message.pk).update(status=rng.choice(["failed", "sent"]))


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_sums_equal_a_count_by_hand(shop, seed):
    rng = random.Random(seed)
    with tenant_scope(shop):
        for _round in range(4):
            for _deed in range(25):
                live_one(shop, rng)
            count_changed(SUMS, shop)
            assert kept() == by_hand(shop)
        before = kept()
        count_again(SUMS, shop)
        count_changed(SUMS, shop)
        assert kept() == before
        assert not StaleDay.objects.exists()


def test_a_day_begins_at_the_shops_midnight_and_a_new_zone_counts_anew(shop):
    with tenant_scope(shop):
        for minutes in (0, 29, 31):
            begin(shop, START + timedelta(minutes=minutes))
        count_changed(SUMS, shop)
        assert dict(DayTalk.objects.values_list("day", "begun")) == {date(2026, 3, 25): 2, date(2026, 3, 26): 1}
        Tenant.objects.filter(pk=shop.pk).update(timezone="UTC")
        assert not CountedDays.objects.exists()
        count_changed(SUMS, Tenant.objects.get(pk=shop.pk))
        assert dict(DayTalk.objects.values_list("day", "begun")) == {date(2026, 3, 25): 3}


def test_a_conversation_is_contained_until_a_person_comes(shop, other_shop):
    with tenant_scope(shop):
        talk, calm = begin(shop, START), begin(shop, START)
        count_changed(SUMS, shop)
        request_handover(talk, reason="complaint: cold soup")
        hand_back(talk)
        request_handover(talk, reason="complaint: again")
        take_over(talk, by="phone")
        assert set(StaleDay.objects.values_list("day", flat=True)) == {date(2026, 3, 25)}
        count_changed(SUMS, shop)
        row = DayTalk.objects.get()
        assert (row.begun, row.contained) == (2, 1)
        assert list(Handover.objects.values_list("conversation", "cause", "words")) == [
            (talk.pk, "complaint", "again"), (talk.pk, "complaint", "cold soup"),
        ]  # fmt: skip
        assert not calm.handovers.exists()
    with tenant_scope(other_shop):
        count_changed(SUMS, other_shop)
        assert not DayTalk.objects.exists()


def test_what_is_not_counted_yet_is_counted_live(shop):
    with tenant_scope(shop):
        say(begin(shop, START), "customer", START)
        period, today = Period(date(2026, 3, 20), date(2026, 3, 25), shop.zone), date(2026, 11, 28)
        assert not split("conversations", period, today=today).is_complete
        CountedDays.objects.create(tenant=shop, subject="conversations", through=date(2026, 3, 23))
        parts = split("conversations", period, today=today)
        assert (parts.kept.last, parts.live.first, parts.is_complete) == (date(2026, 3, 23), date(2026, 3, 24), True)
        assert [(row.day, row.begun, row.contained) for row in count_talks(parts.live)] == [(date(2026, 3, 25), 1, 1)]
        assert count_answers(parts.live) == []


def test_a_shop_that_is_deleted_leaves_no_marks(shop):
    with tenant_scope(shop):
        say(begin(shop, START), "staff", START)
        count_changed(SUMS, shop)
    with scopes_disabled():
        shop.delete()
        assert not StaleDay.objects.exists()
        assert not CountedDays.objects.exists()

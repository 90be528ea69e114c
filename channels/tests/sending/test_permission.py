"""What may go out, looked at right before it does: who answers, what the person wants, what the network allows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels.base import Outgoing, Template, Window
from channels.models import MessageTemplate
from channels.sending import delivery
from channels.sending.permission import heard_last, window_closes_at
from channels.telegram.adapter import TelegramAdapter
from channels.testing.fake_telegram import BLOCKED
from channels.tests.messages import CHAT, check, say
from conversations.handling.takeover import hand_back, request_handover, take_over
from conversations.models import Author, ConsentSource, MessageStatus, Purpose
from conversations.people.consent import EVERYTHING, UNASKED, list_wishes, record_consent
from conversations.services import Address, Incoming, queue_message, receive_message

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


class Narrow(TelegramAdapter):
    """Telegram with Meta's window, so that the rule is tested and not the network."""

    rendered: list[Outgoing] = []

    def window(self, to):
        return Window(free=DAY, person=timedelta(days=7))

    def render(self, outgoing):
        self.rendered.append(outgoing)
        text = outgoing.values[0] if outgoing.template else outgoing.text
        return super().render(Outgoing(text))


@pytest.fixture
def narrow(monkeypatch):
    adapter = Narrow()
    adapter.rendered = []
    for module in ("channels.sending.delivery", "channels.sending.permission"):
        monkeypatch.setattr(f"{module}.get_adapter", lambda kind: adapter, raising=False)
    return adapter


def write(conversation, text="Hello", *, ago=timedelta(0), **more):
    address = Address("telegram", conversation.identity.channel_id, str(CHAT))
    incoming = Incoming(external_id=f"in-{text}-{ago}", text=text, sent_at=timezone.now() - ago, **more)
    return receive_message(conversation.tenant, address=address, incoming=incoming)


def test_within_the_window_free_text_goes_out(conversation, telegram, narrow):
    write(conversation, ago=DAY - timedelta(minutes=1))
    message = say(conversation)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT)
    assert narrow.rendered[0].is_late is False


def test_after_the_window_free_text_is_refused_here_with_a_reason(conversation, telegram, narrow):
    write(conversation, ago=DAY + timedelta(minutes=1))
    message = say(conversation)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error_code="window_closed")
    assert telegram.texts() == []


def test_a_customer_who_never_wrote_opened_no_window(conversation, telegram, narrow):
    message = say(conversation)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error_code="window_closed")


def test_a_message_that_was_delivered_late_opens_no_window(conversation, narrow):
    write(conversation, ago=timedelta(days=3))
    assert heard_last(conversation.identity) < timezone.now() - timedelta(days=2)
    assert window_closes_at(conversation.identity, narrow) < timezone.now()


def test_the_clock_of_the_window_never_runs_backwards(conversation):
    write(conversation, "new", ago=timedelta(hours=1))
    write(conversation, "an old one that comes late", ago=timedelta(days=2))
    assert heard_last(conversation.identity) > timezone.now() - timedelta(hours=2)


def test_a_person_may_write_until_the_seventh_day_and_the_agent_may_not(conversation, telegram, narrow, charlie):
    write(conversation, ago=timedelta(days=6))
    ours = queue_message(conversation, author=Author.STAFF, text="I looked it up", staff=charlie)
    agents = say(conversation, "Anything else?")
    delivery.deliver(conversation.pk)
    check(ours, MessageStatus.SENT)
    check(agents, MessageStatus.FAILED, error_code="window_closed")
    assert [outgoing.is_late for outgoing in narrow.rendered] == [True]


def test_after_seven_days_nobody_may_write(conversation, telegram, narrow, charlie):
    write(conversation, ago=timedelta(days=8))
    message = queue_message(conversation, author=Author.STAFF, text="Hello?", staff=charlie)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error_code="window_closed")


@pytest.fixture
def template(bot, in_shop):
    return MessageTemplate.objects.create(
        tenant=in_shop, channel=bot, name="late", language="en_US", status="APPROVED",
        body="About your question: {{1}}", parameters=1, use_for="late_reply",
    )  # fmt: skip


def test_after_the_window_the_chosen_template_carries_the_text(conversation, telegram, narrow, template):
    write(conversation, ago=timedelta(days=2))
    message = say(conversation, "We have wings again")
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT, sent_as="late")
    (outgoing,) = narrow.rendered
    assert (outgoing.template, outgoing.values) == (
        Template("late", "en_US", "APPROVED", body="About your question: {{1}}", parameters=1),
        ["We have wings again"],
    )


@pytest.mark.parametrize("change", [{"status": "PAUSED"}, {"use_for": ""}, {"parameters": 2}])
def test_a_template_that_does_not_fit_is_not_used(conversation, telegram, narrow, template, change):
    MessageTemplate.objects.update(**change)
    write(conversation, ago=timedelta(days=2))
    message = say(conversation)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error_code="window_closed")


def test_the_template_in_the_customers_language_is_taken(conversation, telegram, narrow, template):
    MessageTemplate.objects.create(
        tenant=conversation.tenant, channel=template.channel, name="late", language="he", status="approved",
        parameters=1, use_for="late_reply",
    )  # fmt: skip
    write(conversation, ago=timedelta(days=2))
    conversation.language = "he"
    conversation.save()
    say(conversation)
    delivery.deliver(conversation.pk)
    assert narrow.rendered[0].template.language == "he"


def test_who_said_stop_gets_no_news_and_no_offers_but_an_answer(conversation, telegram):
    record_consent(conversation.identity, purposes=UNASKED, granted=False, source=ConsentSource.CUSTOMER)
    news, offer, answer = (say(conversation, purpose, purpose=purpose) for purpose in ("order", "marketing", "reply"))
    delivery.deliver(conversation.pk)
    check(news, MessageStatus.FAILED, error_code="opted_out")
    check(offer, MessageStatus.FAILED, error_code="opted_out")
    check(answer, MessageStatus.SENT)
    assert telegram.texts() == ["reply"]


def test_whom_the_carrier_blocked_gets_nothing_at_all(conversation, telegram):
    record_consent(conversation.identity, purposes=EVERYTHING, granted=False, source=ConsentSource.PROVIDER)
    message = say(conversation)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error_code="opted_out")
    assert telegram.calls == []


def test_nobody_gets_offers_without_having_asked_for_them(conversation, telegram):
    message = say(conversation, purpose=Purpose.MARKETING)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error_code="opted_out")
    record_consent(conversation.identity, purposes=["marketing"], granted=True, source=ConsentSource.STAFF)
    wanted = say(conversation, purpose=Purpose.MARKETING)
    delivery.deliver(conversation.pk)
    check(wanted, MessageStatus.SENT)


def test_a_block_is_no_opt_out(conversation, telegram):
    telegram.fail("sendMessage", BLOCKED)
    say(conversation)
    delivery.deliver(conversation.pk)
    assert set(list_wishes(conversation.identity).values()) == {None}


def test_a_reply_that_waits_is_withdrawn_when_a_person_takes_over(conversation, telegram, charlie):
    message = say(conversation)
    take_over(conversation, staff=charlie)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.WITHDRAWN)
    assert telegram.texts() == []


def test_news_about_an_order_goes_out_although_a_person_answers(conversation, telegram, charlie):
    message = say(conversation, purpose=Purpose.ORDER)
    take_over(conversation, staff=charlie)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT)


def test_a_person_who_comes_between_two_pieces_stops_the_rest(conversation, telegram, charlie, monkeypatch):
    message = say(conversation, "word " * 2000)
    record = delivery.outbox.record_part

    def take_over_then(*given, **more):
        record(*given, **more)
        take_over(conversation, staff=charlie)

    monkeypatch.setattr(delivery.outbox, "record_part", take_over_then)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.WITHDRAWN, parts_sent=1)
    assert len(telegram.texts()) == 1


def test_the_line_that_hands_over_still_goes_out(conversation, telegram):
    request_handover(conversation, reason="customer_request")
    line = say(conversation, "Dana will write to you.", survives_takeover=True)
    stale = say(conversation, "And would you like wings?")
    delivery.deliver(conversation.pk)
    check(line, MessageStatus.SENT)
    check(stale, MessageStatus.WITHDRAWN)


def test_after_the_takeover_the_agent_may_speak_again(conversation, telegram, charlie):
    take_over(conversation, staff=charlie)
    hand_back(conversation)
    message = say(conversation)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT)

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from billing.models import CountedReply
from channels.base import DeliveryReport
from channels.receiving.application import apply_item
from channels.sending import courtesy, delivery
from channels.sending.courtesy import Courtesy
from channels.telegram.adapter import TelegramAdapter
from channels.testing.fake_telegram import BLOCKED, BROKEN, UNAUTHORIZED, Hang, Vanish, too_many
from channels.tests.messages import CHAT, check, claim, say
from conversations import live, outbox
from conversations.models import Author, Message, MessageStatus
from conversations.services import queue_message
from lib.errors import ProviderError
from tenants.alerts.services import list_open_alerts, word_alert
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db


def test_a_message_is_sent_and_remembers_its_id(conversation, telegram, bot):
    message = say(conversation)
    assert delivery.deliver(conversation.pk) is None
    check(message, MessageStatus.SENT, external_id=f"{CHAT}:1000000", parts_sent=1, attempts=1, error="")
    assert telegram.texts(CHAT) == ["Hello"]
    assert message.sent_at is not None
    bot.refresh_from_db()
    assert bot.last_out_at is not None


def test_messages_leave_in_the_order_in_which_they_were_written(conversation, telegram):
    for number in range(5):
        say(conversation, str(number))
    delivery.deliver(conversation.pk)
    assert telegram.texts(CHAT) == ["0", "1", "2", "3", "4"]


def test_a_long_message_goes_in_parts_and_resumes_where_it_stopped(conversation, telegram):
    message = say(conversation, "word " * 2000, choices=[{"id": "y", "title": "Yes"}])
    telegram.fail("sendMessage", None, too_many(0))
    assert delivery.deliver(conversation.pk) == 0.0
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT, parts_sent=3, external_id=f"{CHAT}:1000000")
    assert "".join(text + " " for text in telegram.texts(CHAT)) == "word " * 2000


def test_retry_after_is_kept_exactly_and_nothing_overtakes(conversation, telegram):
    telegram.fail("sendMessage", too_many(7))
    first, second = say(conversation, "first"), say(conversation, "second")
    before = timezone.now()
    assert delivery.deliver(conversation.pk) == 7.0
    check(first, MessageStatus.QUEUED, error="Telegram wants us to wait")
    assert timedelta(seconds=7) <= first.due_at - before < timedelta(seconds=9)
    assert delivery.deliver(conversation.pk) is None
    check(second, MessageStatus.QUEUED, attempts=0)
    assert telegram.texts(CHAT) == []


def test_a_long_wait_is_left_to_the_sweeper(conversation, telegram):
    telegram.fail("sendMessage", too_many(120))
    message = say(conversation)
    assert delivery.deliver(conversation.pk) is None
    check(message, MessageStatus.QUEUED, attempts=1)


def test_trouble_at_the_provider_is_tried_again_until_enough_is_enough(conversation, telegram, settings):
    settings.DELIVERY_MAX_ATTEMPTS = 3
    telegram.fail("sendMessage", BROKEN, BROKEN, BROKEN)
    message = say(conversation)
    for expected in (MessageStatus.QUEUED, MessageStatus.QUEUED, MessageStatus.FAILED):
        Message.objects.update(due_at=timezone.now())
        delivery.deliver(conversation.pk)
        check(message, expected)
    check(message, MessageStatus.FAILED, attempts=3, error="Telegram answered 500")
    assert delivery.deliver(conversation.pk) is None
    assert len(telegram.list_calls("sendMessage")) == 3


@pytest.mark.parametrize(("attempts", "longest"), [(1, 2), (3, 8), (9, 512), (10, 600), (40, 600)])
def test_pauses_double_and_are_scattered_and_capped(attempts, longest):
    pauses = {delivery._pause(attempts, ProviderError("busy", permanent=False)) for _ in range(50)}
    assert len(pauses) > 10
    assert longest * 0.75 <= min(pauses) <= max(pauses) <= longest


def test_a_block_fails_the_message_and_marks_the_customer_unreachable(conversation, telegram):
    telegram.fail("sendMessage", BLOCKED)
    message, next_message = say(conversation), say(conversation, "second")
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error="Forbidden: bot was blocked by the user")
    check(next_message, MessageStatus.SENT)
    conversation.identity.refresh_from_db()
    assert conversation.identity.is_reachable is False


def test_a_revoked_token_is_a_problem_of_the_channel_until_it_works_again(conversation, telegram, bot):
    telegram.fail("sendMessage", UNAUTHORIZED)
    message = say(conversation)
    assert delivery.deliver(conversation.pk) is None
    check(message, MessageStatus.QUEUED, error="Unauthorized", error_code="unauthorized")
    assert message.due_at > timezone.now() + timedelta(seconds=55)
    bot.refresh_from_db()
    assert (bot.problem_code, bot.problem, bot.failure_streak) == ("unauthorized", "Unauthorized", 1)
    (alert,) = list_open_alerts()
    assert word_alert(alert) == "telegram: @fake_shop_bot does not work: Unauthorized"
    Message.objects.update(due_at=timezone.now())
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT, error="", error_code="")
    bot.refresh_from_db()
    assert (bot.problem_code, bot.problem, bot.failure_streak) == ("", "", 0)
    assert list_open_alerts() == []


def test_a_message_waits_a_day_for_the_repair_of_the_account(conversation, telegram, settings):
    settings.DELIVERY_MAX_ATTEMPTS = 2
    message = say(conversation)
    for status, age in (("queued", 1), ("queued", 23), ("failed", 25)):
        telegram.fail("sendMessage", UNAUTHORIZED)
        moment = timezone.now() - timedelta(hours=age)
        Message.objects.update(due_at=timezone.now(), created_at=moment)
        delivery.deliver(conversation.pk)
        check(message, status)


def test_a_report_of_the_first_piece_does_not_end_the_message(conversation):
    message = say(conversation)
    claimed = claim(conversation)
    outbox.advance_status(message, MessageStatus.DELIVERED)
    outbox.record_part(claimed, external_id="1")
    check(message, MessageStatus.SENDING, parts_sent=1)


@pytest.mark.parametrize(
    "reports",
    [
        (MessageStatus.FAILED, MessageStatus.DELIVERED, MessageStatus.READ),
        (MessageStatus.DELIVERED, MessageStatus.FAILED, MessageStatus.READ),
        (MessageStatus.READ, MessageStatus.FAILED, MessageStatus.DELIVERED),
    ],
)
def test_a_message_of_which_a_piece_failed_has_failed_whatever_its_other_pieces_do(conversation, reports):
    message = say(conversation)
    claimed = claim(conversation)
    outbox.record_part(claimed, external_id="1")
    outbox.mark_sent(claimed, external_id="2", parts=2)
    for status in reports:
        outbox.advance_status(message, status, error="131026: not on WhatsApp", code="unreachable")
    check(message, MessageStatus.FAILED, error="131026: not on WhatsApp", error_code="unreachable")


def test_what_was_withdrawn_does_not_become_delivered(conversation):
    message = say(conversation)
    claim(conversation)
    outbox.mark_withdrawn(message)
    assert not outbox.advance_status(message, MessageStatus.DELIVERED)
    check(message, MessageStatus.WITHDRAWN)


@pytest.mark.parametrize("trouble", [Vanish(), Hang(1.5)])
def test_a_lost_answer_is_uncertain_and_never_sent_again(conversation, telegram, trouble):
    telegram.fail("sendMessage", trouble)
    message = say(conversation)
    delivery.deliver(conversation.pk)
    delivery.recover(conversation.pk)
    check(message, MessageStatus.UNCERTAIN, attempts=1)
    assert telegram.wait_for_texts(CHAT, 1) == ["Hello"]


def test_a_report_that_is_quicker_than_a_lost_answer_loses_nothing_of_the_rest(
    conversation, telegram, bot, monkeypatch
):
    """Every answer is lost, and every piece is reported before we give up waiting for its answer."""
    message, send = say(conversation, "word " * 2000), TelegramAdapter.send

    def lose(self, part, **given):
        send(self, part, **given)
        number = message_now().parts_sent
        said = f"{message.public_id}:{number}"
        apply_item(bot, DeliveryReport(f"reported-{number}", "delivered", correlation=said))
        raise ProviderError("no answer", permanent=False, uncertain=True)

    def message_now():
        return Message.objects.get(pk=message.pk)

    monkeypatch.setattr(TelegramAdapter, "send", lose)
    assert delivery.deliver(conversation.pk) is None
    assert "".join(text + " " for text in telegram.texts(CHAT)) == "word " * 2000
    check(message, MessageStatus.SENT, parts_sent=3, external_id="reported-0", more_ids=["reported-1", "reported-2"])


def test_a_report_of_failure_is_no_sign_that_a_piece_is_out(conversation, bot, monkeypatch):
    message = say(conversation, "word " * 2000)

    def lose(_self, _part, **_given):
        failed = DeliveryReport("reported", "failed", code="unreachable", correlation=f"{message.public_id}:0")
        apply_item(bot, failed)
        raise ProviderError("no answer", permanent=False, uncertain=True)

    monkeypatch.setattr(TelegramAdapter, "send", lose)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, parts_sent=0, error_code="unreachable")


def test_a_fault_of_our_own_leaves_the_message_uncertain_and_the_next_one_leaves(conversation, telegram):
    broken, fine = say(conversation, "broken", choices=[{"id": "no title"}]), say(conversation, "fine")
    delivery.deliver(conversation.pk)
    check(broken, MessageStatus.UNCERTAIN, error="KeyError")
    check(fine, MessageStatus.SENT)
    assert telegram.texts(CHAT) == ["fine"]


def test_a_database_that_goes_away_before_the_wire_leaves_the_message_waiting(conversation, telegram, monkeypatch):
    message = say(conversation)

    def lose(*_given):
        raise OperationalError("the server closed the connection unexpectedly")

    with monkeypatch.context() as away:
        away.setattr(delivery, "ask", lose)
        with pytest.raises(OperationalError):
            delivery.deliver(conversation.pk)
    check(message, MessageStatus.QUEUED, attempts=0)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT, attempts=1)
    assert telegram.texts(CHAT) == ["Hello"]


def test_of_two_workers_that_decided_about_a_message_one_sends_it(conversation, telegram, monkeypatch):
    message, ask = say(conversation), delivery.ask

    def be_overtaken(*given):
        monkeypatch.setattr(delivery, "ask", ask)
        assert delivery.deliver(conversation.pk) is None
        return ask(*given)

    monkeypatch.setattr(delivery, "ask", be_overtaken)
    assert delivery.deliver(conversation.pk) is None
    check(message, MessageStatus.SENT, attempts=1)
    assert telegram.texts(CHAT) == ["Hello"]


def test_a_delivery_report_that_overtakes_us_is_not_taken_back(conversation):
    message = say(conversation)
    claimed = claim(conversation)
    assert outbox.advance_status(message, MessageStatus.READ)
    outbox.mark_sent(claimed, external_id="482910334:5")
    check(message, MessageStatus.READ, external_id="482910334:5", parts_sent=1)


def test_another_shop_cannot_send_a_message(conversation, telegram, other_shop):
    message = say(conversation)
    with tenant_scope(other_shop):
        assert delivery.deliver(conversation.pk) is None
    check(message, MessageStatus.QUEUED, attempts=0)
    assert telegram.calls == []


def test_a_disabled_channel_sends_nothing(conversation, telegram, bot):
    type(bot).objects.update(is_enabled=False)
    message = say(conversation)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error_code="channel_off")
    assert telegram.calls == []


def test_an_empty_message_fails_instead_of_counting_as_sent(conversation, telegram):
    message = say(conversation, "  ")
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.FAILED, error_code="empty")


def test_watchers_hear_of_a_message_that_is_out(conversation):
    events = live.subscribe(conversation.public_id, seconds=5)
    message = say(conversation)
    delivery.deliver(conversation.pk)
    event = next(events)
    assert (event["type"], event["id"], event["text"]) == ("message", str(message.public_id), "Hello")


def test_typing_is_shown_and_its_failure_hurts_nobody(conversation, telegram, bot):
    telegram.fail("sendChatAction", BLOCKED)
    conversation.inbound_seq = 1
    events = live.subscribe(conversation.public_id, seconds=5)
    courtesy.show([Courtesy(bot.public_id, str(CHAT), conversation)])
    assert next(events) == {"type": "typing"}
    assert [call.status for call in telegram.list_calls("sendChatAction")] == [403]


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_the_provider_answers(conversation, telegram, monkeypatch):
    held = []
    ours, answer = connection._connections[connection._alias], telegram.respond

    def watch(*call):
        held.append(ours.connection is not None)
        return answer(*call)

    monkeypatch.setattr(telegram, "respond", watch)
    message = say(conversation)
    delivery.deliver(conversation.pk)
    assert held == [False]
    check(message, MessageStatus.SENT)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_every_message_once_and_in_order(conversation, telegram, shop):
    telegram.latency = 0.02
    wanted = [str(number) for number in range(10)]
    for text in wanted:
        say(conversation, text)

    def work(_number):
        with tenant_scope(shop):
            try:
                delivery.deliver(conversation.pk)
            finally:
                connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert telegram.texts(CHAT) == wanted


def test_what_the_agent_sent_counts_for_the_plan_and_what_people_wrote_or_never_left_does_not(conversation, telegram):
    run = uuid4()
    say(conversation, "one", run_id=run)
    say(conversation, "two", run_id=run)
    queue_message(conversation, author=Author.STAFF, text="dana writes", run_id=uuid4())
    say(conversation, "a notice")
    delivery.deliver(conversation.pk)
    telegram.fail("sendMessage", BLOCKED)
    say(conversation, "never arrives", run_id=uuid4())
    delivery.deliver(conversation.pk)
    assert list(CountedReply.objects.values_list("run_id", flat=True)) == [run]

import pytest

from channels.base import DeliveryReport
from channels.models import EventStatus, InboundEvent
from channels.receiving import application, processing
from channels.services import accept_event, process_event, replay_event
from channels.telegram.adapter import TelegramAdapter
from channels.testing.telegram_updates import text_update
from channels.tests.conftest import connect
from channels.tests.test_telegram_parse import read
from conversations.models import Conversation, Identity, Message, MessageStatus
from conversations.services import Address, get_conversation
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_shop(shop):
    with tenant_scope(shop):
        yield


def take_in(channel, body):
    event = accept_event(channel, external_id="", body=body)
    process_event(event.pk)
    event.refresh_from_db()
    return event


def test_a_text_becomes_a_message_that_waits_for_an_answer(bot):
    event = take_in(bot, read("text"))
    message = Message.objects.get()
    assert (message.text, message.external_id) == ('אפשר 2 ק"ג אנטריקוט? 🥩', "482910334:311")
    assert (message.conversation.inbound_seq, message.identity.name) == (1, "Noa Levi")
    assert (event.status, event.error, event.attempts) == (EventStatus.PROCESSED, "", 0)
    assert event.processed_at is not None


def test_running_twice_changes_nothing(bot):
    event = take_in(bot, read("text"))
    process_event(event.pk)
    replay_event(event)
    process_event(event.pk)
    assert (Message.objects.count(), Conversation.objects.get().inbound_seq) == (1, 1)


def test_an_edit_changes_the_message_and_a_repeated_edit_does_not(bot):
    take_in(bot, read("text"))
    take_in(bot, read("edited_text"))
    take_in(bot, read("edited_text").replace(b"918273003", b"918273099"))
    message = Message.objects.get()
    assert (message.text, message.seq) == ('אפשר 3 ק"ג אנטריקוט?', 2)
    assert Conversation.objects.get().inbound_seq == 2


def test_an_edit_of_what_we_never_saw_is_no_message(bot):
    assert take_in(bot, read("edited_text")).status == EventStatus.PROCESSED
    assert Message.objects.count() == 0


def test_a_tap_is_heard_as_its_label_and_asks_for_an_answer(bot):
    event = accept_event(bot, external_id="", body=read("callback_query"))
    heard = process_event(event.pk).courtesies
    assert [(courtesy.tap_id, courtesy.message_id) for courtesy in heard] == [
        ("2074083213381234567", "tap_2074083213381234567")
    ]
    message = Message.objects.get()
    assert (message.text, message.kind) == ("Change something", "choice")
    assert message.media == [{"kind": "choice", "id": "confirm:change"}]


def test_media_is_kept_as_the_channel_named_it(bot):
    take_in(bot, read("voice"))
    message = Message.objects.get()
    assert (message.kind, message.text, message.media[0]["ref"]) == ("voice", "", "AgACAgQAAxkBAAI4")


def test_a_block_makes_the_customer_unreachable_and_a_new_message_reachable_again(bot):
    take_in(bot, read("text"))
    take_in(bot, read("blocked"))
    assert Identity.objects.get().is_reachable is False
    take_in(bot, read("photo"))
    assert Identity.objects.get().is_reachable is True


def test_a_block_reaches_no_other_channel(bot, other_shop):
    with tenant_scope(other_shop):
        take_in(connect(other_shop), read("text"))
    take_in(bot, read("text"))
    take_in(bot, read("blocked"))
    with tenant_scope(other_shop):
        assert Identity.objects.get().is_reachable is True


def test_an_unreadable_body_is_kept_as_failed_with_the_reason(bot):
    event = take_in(bot, b'{"update_id": 5, "message": {"text": 7}}')
    assert event.status == EventStatus.FAILED
    assert event.error == "not a Telegram update: message.chat, message.message_id, message.text"
    assert Message.objects.count() == 0


def test_what_is_of_no_use_is_ignored(bot):
    assert take_in(bot, read("channel_post")).status == EventStatus.IGNORED
    assert Message.objects.count() == 0


class Batch(TelegramAdapter):
    """A channel whose deliveries hold several items, as Meta's do."""

    def parse(self, body, *, account):
        broken = DeliveryReport(external_id="", status="delivered")
        return [broken, *super().parse(body, account=account), broken]


def test_one_bad_item_does_not_fail_its_siblings(bot, monkeypatch):
    def refuse(channel, item):
        Message.objects.get(pk=-1)

    monkeypatch.setattr(processing, "get_adapter", lambda kind: Batch())
    monkeypatch.setitem(application._APPLY, DeliveryReport, refuse)
    event = take_in(bot, read("text"))
    assert Message.objects.get().text == 'אפשר 2 ק"ג אנטריקוט? 🥩'
    assert event.status == EventStatus.FAILED
    assert event.error.count("DeliveryReport: DoesNotExist") == 2


def test_delivery_reports_only_move_forward(bot):
    address = Address("telegram", bot.public_id, "482910334")
    conversation = get_conversation(bot.tenant, address=address)
    message = Message.objects.create(
        tenant=bot.tenant, conversation=conversation, identity=conversation.identity, author="agent",
        text="Hi", external_id="482910334:9", status=MessageStatus.SENT,
    )  # fmt: skip
    for status in ("read", "delivered", "sent"):
        application.apply_item(bot, DeliveryReport(external_id="482910334:9", status=status))
    message.refresh_from_db()
    assert message.status == MessageStatus.READ


def test_trouble_of_our_own_is_tried_again_and_at_last_given_up(bot, monkeypatch):
    monkeypatch.setattr(processing, "_read", lambda event, parsed: 1 / 0)
    event = accept_event(bot, external_id="", body=read("text"))
    for _attempt in range(processing.MAX_ATTEMPTS - 1):
        process_event(event.pk)
    event.refresh_from_db()
    assert (event.status, event.attempts) == (EventStatus.RECEIVED, 9)
    process_event(event.pk)
    event.refresh_from_db()
    assert (event.status, event.error) == (EventStatus.FAILED, "ZeroDivisionError: division by zero")


def test_messages_of_one_person_keep_their_order_whichever_worker_is_first(bot):
    events = [
        accept_event(bot, external_id="", body=text_update(number, chat_id=chat, text=text))
        for number, chat, text in [(1, 7, "two kilos"), (2, 8, "hello"), (3, 7, "no, three")]
    ]
    process_event(events[2].pk)
    assert list(Message.objects.order_by("seq").values_list("text", flat=True)) == ["two kilos", "no, three"]
    assert InboundEvent.objects.get(pk=events[1].pk).status == EventStatus.RECEIVED


def test_the_channel_remembers_when_it_last_heard_something_but_not_for_every_message(bot):
    take_in(bot, text_update(1, chat_id=7, text="one"))
    bot.refresh_from_db()
    first = bot.last_in_at
    take_in(bot, text_update(2, chat_id=7, text="two"))
    bot.refresh_from_db()
    assert first is not None
    assert bot.last_in_at == first


def test_another_shop_cannot_read_a_delivery(bot, other_shop):
    event = accept_event(bot, external_id="", body=read("text"))
    with tenant_scope(other_shop):
        assert process_event(event.pk) == processing.Heard()
        assert Message.objects.count() == 0
    event.refresh_from_db()
    assert (event.status, Message.objects.count()) == (EventStatus.RECEIVED, 0)

"""The networks' windows: who may write how long after the customer's last word, and as what."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils.html import escape

from config.testing.live_shop import let_pass
from config.testing.workers import wait_for
from conversations.failures import explain
from conversations.models import Author, Conversation, Message, MessageStatus

pytestmark = pytest.mark.processes
LATE = {
    "name": "late_answer", "language": "en", "status": "APPROVED", "category": "UTILITY", "id": "1",
    "components": [{"type": "BODY", "text": "About your question: {{1}} Thank you."}],
}  # fmt: skip


def greet(customer):
    """A first exchange; the conversation that it opened."""
    customer.writes("hello")
    wait_for(customer.texts)
    return Conversation.objects.get()


def staff_messages(status):
    return Message.objects.filter(author=Author.STAFF, status=status)


def test_on_whatsapp_a_late_answer_needs_a_template_and_goes_out_as_it(live_shop):
    customer = live_shop.on_whatsapp("972541000301")
    conversation = greet(customer)
    let_pass(conversation, timedelta(hours=25))
    assert live_shop.reply(conversation, "Your sausages are ready") == 302
    wait_for(staff_messages(MessageStatus.FAILED).exists)
    assert (staff_messages(MessageStatus.FAILED).get().error_code, len(customer.sent())) == ("window_closed", 1)
    assert escape(str(explain("window_closed"))) in live_shop.read_page(conversation)

    customer.graph.account.templates = [LATE]
    call_command("templates_sync", "--tenant", "valdman", "--use", "late_answer", stdout=io.StringIO())
    assert live_shop.reply(conversation, "Your sausages\n\nare ready") == 302
    wait_for(lambda: len(customer.sent()) == 2)
    wait_for(staff_messages(MessageStatus.SENT).exists)
    gap = {"type": "body", "parameters": [{"type": "text", "text": "Your sausages are ready"}]}
    assert customer.sent()[1]["template"] == {
        "name": "late_answer", "language": {"code": "en"}, "components": [gap],
    }  # fmt: skip
    assert staff_messages(MessageStatus.SENT).get().sent_as == "late_answer"

    customer.writes("thanks, hello?")
    wait_for(lambda: Message.objects.filter(author=Author.CUSTOMER).count() == 2)
    assert live_shop.reply(conversation, "Freely again") == 302
    wait_for(lambda: len(customer.sent()) == 3)
    assert (customer.sent()[2]["type"], customer.texts()[2]) == ("text", "Freely again")


def test_on_messenger_only_a_person_may_write_until_the_seventh_day(live_shop):
    customer = live_shop.on_messenger("6677889900110301")
    conversation = greet(customer)
    let_pass(conversation, timedelta(hours=25))
    assert live_shop.reply(conversation, "Your sausages are ready") == 302
    wait_for(lambda: len(customer.texts()) == 2)
    tags = [(sent.request["messaging_type"], sent.request.get("tag")) for sent in customer.sent()]
    assert tags == [("RESPONSE", None), ("MESSAGE_TAG", "HUMAN_AGENT")]

    let_pass(conversation, timedelta(days=6))
    assert live_shop.reply(conversation, "Still there?") == 302
    wait_for(staff_messages(MessageStatus.FAILED).exists)
    assert staff_messages(MessageStatus.FAILED).get().error_code == "window_closed"
    assert len(customer.sent()) == 2


def test_the_agent_never_uses_a_persons_tag(live_shop):
    """A delivery that comes a day late opens no window."""
    customer = live_shop.on_messenger("6677889900110302")
    customer.writes("hello", age=timedelta(hours=25))
    refused = Message.objects.filter(author=Author.AGENT, status=MessageStatus.FAILED)
    wait_for(refused.exists)
    assert (refused.get().error_code, customer.sent()) == ("window_closed", [])

import pytest

from agent.rehearsal import open_chat, say
from agent.tests.offline_talk import Talk
from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS
from conversations.models import Customer
from conversations.profile import correct
from lib.errors import DomainError
from orders.customers.people import find_by_contact
from orders.models import Order

GIVEN = [
    ("en", "my phone number is 054-1234567", {"phone": "054-1234567"}),
    ("en", "you can reach me at dana@example.com", {"email": "dana@example.com"}),
    ("fr", "mon téléphone est le 06 12 34 56 78", {"phone": "06 12 34 56 78"}),
    ("fr", "mon mail : dana@example.com", {"email": "dana@example.com"}),
    ("es", "mi teléfono es 612 345 678", {"phone": "612 345 678"}),
    ("es", "mi correo es dana@example.com", {"email": "dana@example.com"}),
    ("he", "הטלפון שלי 054-1234567", {"phone": "054-1234567"}),
    ("he", "המייל שלי dana@example.com", {"email": "dana@example.com"}),
    ("id", "nomor hp saya 0812-3456-7890", {"phone": "0812-3456-7890"}),
    ("id", "email saya dana@example.com", {"email": "dana@example.com"}),
]


@pytest.mark.parametrize(("language", "text", "given"), GIVEN)
def test_how_to_reach_the_customer_is_kept_with_the_customer(language, text, given):
    talk = Talk(language=language)
    talk.shop.add_order({"p-deli-pastrami": 1})
    reply = talk.say(text)
    assert next(iter(given.values())) in reply
    assert (talk.shop.contact, talk.order["notes"], talk.made("update_order")) == (given, "", [])


def test_an_order_and_a_phone_in_one_message_are_both_taken():
    talk = Talk(language="en")
    talk.say("1 kg pastrami, my phone is 054-1234567")
    assert (talk.shop.contact, talk.order["notes"], talk.lines()) == (
        {"phone": "054-1234567"}, "", {"p-deli-pastrami": "1"},
    )  # fmt: skip


def test_another_number_than_the_known_one_is_for_the_order():
    talk = Talk(language="en")
    talk.shop.contact = {"phone": "+972501111111"}
    talk.say("1 kg pastrami, my phone is 054-1234567")
    assert (talk.shop.contact, talk.order["notes"]) == ({"phone": "+972501111111"}, "054-1234567")


@pytest.fixture
def context(butcher):
    butcher.phone = "+972-3-555-0142"
    conversation = open_chat(butcher, chat_id="a")
    return ToolContext(butcher, conversation.customer, conversation, "en", 1)


def remember(context, **given):
    tool = TOOLS["remember_contact"]
    return tool.run(context, tool.arguments(**given))


@pytest.mark.django_db
def test_a_number_is_kept_as_networks_write_it(context):
    stranger = open_chat(context.tenant, chat_id="b").customer
    remember(context, phone="054-123 4567", email="Dana@example.com")
    kept = Customer.objects.get(pk=context.customer.pk)
    assert (kept.phone, kept.email) == ("+972541234567", "Dana@example.com")
    stranger.refresh_from_db()
    assert (stranger.phone, stranger.email) == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"phone": "12"}, "bad_phone"),
        ({"email": "dana@"}, "bad_email"),
        ({}, "nothing_given"),
        ({"phone": "+972541234567", "email": "no"}, "bad_email"),
    ],
)
def test_what_is_no_contact_is_refused_and_nothing_kept(context, given, code):
    with pytest.raises(DomainError) as refusal:
        remember(context, **given)
    kept = Customer.objects.get(pk=context.customer.pk)
    assert (refusal.value.code, kept.phone, kept.email) == (code, "", "")


@pytest.mark.django_db
def test_what_is_known_is_not_replaced(context):
    Customer.objects.filter(pk=context.customer.pk).update(phone="+972501111111")
    context.customer.refresh_from_db()
    with pytest.raises(DomainError) as refusal:
        remember(context, phone="054-1234567")
    assert (refusal.value.code, Customer.objects.get(pk=context.customer.pk).phone) == ("other_known", "+972501111111")


@pytest.mark.django_db
def test_typing_a_strangers_number_gives_nobody_their_orders(context):
    remember(context, phone="054-123 4567", email="dana@example.com")
    assert find_by_contact("+972541234567", "dana@example.com") is None


@pytest.mark.django_db
def test_what_staff_emptied_is_not_said_to_be_remembered(context):
    Customer.objects.filter(pk=context.customer.pk).update(phone="+972541234567")
    correct(context.customer, staff="dana", values={"phone": ""})
    with pytest.raises(DomainError) as refusal:
        remember(context, phone="054-123 4567")
    assert (refusal.value.code, Customer.objects.get(pk=context.customer.pk).phone) == ("kept_by_shop", "")


@pytest.mark.django_db
def test_a_phone_in_a_chat_reaches_the_customer_and_no_note(settings, butcher):
    settings.AGENT_PROVIDER = "offline"
    butcher.phone = "+972-3-555-0142"
    butcher.save()
    customer = open_chat(butcher, chat_id="a").customer
    say(butcher, chat_id="a", text="1 kg pastrami please, my phone number is 054-1234567")
    customer.refresh_from_db()
    assert (customer.phone, Order.objects.get().notes) == ("+972541234567", "")

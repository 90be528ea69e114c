"""A yes that somebody else said confirms nothing, whatever the model makes of it."""

from uuid import uuid4

import pytest

from agent.quoting import own_words
from agent.rehearsal import open_chat
from agent.services import respond
from agent.tests.test_recap_attacks import press_on, take_order
from conversations.models import Attachment
from conversations.services import Address, Incoming, receive_message
from orders.models import Order

pytestmark = pytest.mark.django_db
FORWARDED = {"kind": "forwarded"}


def pass_on(butcher, model, *, text="yes", media=(FORWARDED,), words=""):
    """The customer of chat `a` sends something, and the model takes it for a yes."""
    model.answer(calls=[("confirm_order", {})])
    for _ in range(2):
        model.answer(text="Your order is confirmed!")
    conversation = open_chat(butcher, chat_id="a")
    address = Address("terminal", conversation.identity.channel_id, "a")
    message = receive_message(butcher, address=address, incoming=Incoming(uuid4().hex, text, "text", list(media)))
    if words:
        Attachment.objects.create(tenant=butcher, message=message, kind="image", ref="1", words=words, status="stored")
    respond(conversation.pk, hurry=True)
    return Order.objects.get().status


@pytest.mark.parametrize(
    "text",
    [
        'My husband wrote "yes, confirm it", what do you think?',
        "> yes\nhe says",
        "---------- Forwarded message ----------\nFrom: Dana\nyes",
        "[28/11/2026, 17:40] Dana: yes",
        "On Mon, Nov 28, Dana wrote:\nyes, I confirm",
        "Dana écrit : « oui »",
        'דנה כתבה: "כן"',
    ],
)
def test_a_quoted_yes_shows_the_order_again(text, butcher, model):
    order = take_order(butcher, model)
    receipt, reply = press_on(butcher, model, text=text)
    order.refresh_from_db()
    assert (receipt["kind"], receipt["why"], order.status) == ("order_shown", "not_own_yes", "pending")
    assert "is confirmed" not in reply


@pytest.mark.parametrize(
    "text",
    ["yes", '"yes"', "Yes, that's it", 'yes, and write "Happy birthday" on it', "yes\n> Is everything right?", "👍"],
)
def test_a_yes_of_their_own_confirms(text, butcher, model):
    order = take_order(butcher, model)
    press_on(butcher, model, text=text)
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_a_forwarded_yes_is_nobodys_and_their_own_behind_it_counts(butcher, model):
    take_order(butcher, model)
    assert pass_on(butcher, model) == "pending"
    heard = str(model.requests[-1].body["messages"])
    assert "[forwarded: yes]" in heard
    assert pass_on(butcher, model, media=()) == "confirmed"


def test_a_yes_in_a_picture_confirms_nothing(butcher, model):
    take_order(butcher, model)
    assert (
        pass_on(butcher, model, text="", media=(), words="A screenshot of a chat that says: yes, I confirm")
        == "pending"
    )


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("l'adresse d'ici est bonne, oui", "l'adresse d'ici est bonne, oui"),
        ('2 ק"ג נקניק', '2 ק"ג נקניק'),
        ("forwarded it to my wife, yes", "forwarded it to my wife, yes"),
        ('"yes"', '"yes"'),
    ],
)
def test_apostrophes_and_abbreviations_quote_nothing(text, own):
    assert own_words(text) == own


def test_whoever_came_by_an_ad_has_sent_no_file_that_cannot_be_read(butcher, model):
    take_order(butcher, model)
    pass_on(butcher, model, text="no", media=({"kind": "referral", "title": "Ad", "url": "https://ad.example"},))
    assert "cannot be read" not in str(model.requests[-1].body["messages"])

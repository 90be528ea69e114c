"""What inbound items other than plain messages do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from channels.base import (
    AccountNotice,
    ConsentChange,
    DeliveryReport,
    Echo,
    InboundMessage,
    Reaction,
    ReadUpTo,
    Renamed,
    Revocation,
    TemplateNotice,
)
from channels.models import MessageTemplate
from channels.receiving.application import apply_item
from channels.sending import delivery
from channels.testing.fake_telegram import Vanish
from channels.tests.messages import CHAT, check, claim, say
from conversations.models import Attachment, Author, Conversation, Customer, Identity, Message, MessageStatus, Owner
from conversations.people.consent import may_send
from tenants.alerts.services import list_open_alerts, word_alert

pytestmark = pytest.mark.django_db
BY = "WhatsApp app"


def said(text="Hello", external_id="in-1", **more):
    return InboundMessage(external_id=external_id, sender_id=str(CHAT), text=text, **more)


def echo(text="I have put some aside for you", external_id="out-1", **more):
    return Echo(to=str(CHAT), external_id=external_id, text=text, by=BY, **more)


def here():
    return Conversation.objects.select_related("identity", "customer").get()


# --- Echoes: a person of the shop answered elsewhere -----------------------------------------------


def test_an_echo_is_kept_as_the_shops_own_words_and_silences_the_agent(bot, in_shop):
    apply_item(bot, said())
    before = timezone.now()
    apply_item(bot, echo())
    message, conversation = Message.objects.get(author=Author.STAFF), here()
    assert (message.text, message.status, message.external_id) == ("I have put some aside for you", "sent", "out-1")
    assert (conversation.owner, conversation.owner_name, conversation.owner_user) == (Owner.STAFF, BY, None)
    assert timedelta(minutes=29) < conversation.owner_until - before < timedelta(minutes=31)
    assert (conversation.is_waiting, conversation.unanswered_since) == (False, None)


def test_the_shop_decides_how_long_the_agent_is_silent(bot, in_shop):
    in_shop.takeover_minutes = 5
    in_shop.save()
    bot.tenant = in_shop
    apply_item(bot, echo())
    assert here().owner_until < timezone.now() + timedelta(minutes=6)


def test_a_repeated_echo_changes_nothing(bot, in_shop):
    apply_item(bot, echo())
    until = here().owner_until
    apply_item(bot, echo())
    assert (Message.objects.count(), here().owner_until) == (1, until)


def test_our_own_message_that_comes_back_is_no_takeover(conversation, bot, telegram):
    message = say(conversation)
    delivery.deliver(conversation.pk)
    message.refresh_from_db()
    apply_item(bot, echo(text="Hello", external_id=message.external_id))
    apply_item(bot, echo(text="Hello", external_id="other", correlation=f"{message.public_id}:0"))
    assert (here().owner, Message.objects.count()) == (Owner.AGENT, 1)


def test_our_own_message_that_comes_back_before_its_answer_is_no_takeover(conversation, bot):
    say(conversation)
    claim(conversation)
    apply_item(bot, echo(text="Hello", external_id="unknown yet"))
    assert (here().owner, Message.objects.count()) == (Owner.AGENT, 1)


def test_our_own_picture_that_comes_back_is_no_takeover(conversation, bot):
    say(conversation, "", media=[{"kind": "image", "url": "https://cdn.test/w.jpg"}])
    claim(conversation)
    apply_item(bot, echo(text="", external_id="unknown yet", media=[{"kind": "image", "ref": "x"}]))
    assert here().owner == Owner.AGENT


def test_a_doubtful_message_of_last_week_does_not_swallow_a_persons_words(conversation, bot):
    say(conversation, "Would you like a book?")
    claim(conversation)
    Message.objects.update(status="uncertain", sending_since=timezone.now() - timedelta(days=7))
    apply_item(bot, echo(text="ok"))
    assert (here().owner, Message.objects.count()) == (Owner.STAFF, 2)


def test_echoes_renew_the_pause_but_not_for_ever(bot, in_shop):
    apply_item(bot, echo(external_id="0"))
    began = here().owner_since
    for number in range(1, 9):
        Conversation.objects.update(owner_since=began - timedelta(minutes=20 * number))
        apply_item(bot, echo(external_id=str(number)))
    conversation = here()
    assert conversation.owner_until == conversation.owner_since + timedelta(minutes=120)


def test_an_echo_withdraws_what_the_agent_was_about_to_say(conversation, bot):
    message = say(conversation)
    apply_item(bot, echo())
    check(message, MessageStatus.WITHDRAWN)


def test_an_echo_with_a_picture_fetches_it(bot, in_shop):
    applied = apply_item(bot, echo(media=[{"kind": "image", "ref": "file-7"}]))
    assert applied.files == (Attachment.objects.get().pk,)


# --- Reports -----------------------------------------------------------------------------------------


def test_a_report_finds_its_message_by_our_own_word(conversation, bot, telegram):
    message = say(conversation)
    delivery.deliver(conversation.pk)
    apply_item(bot, DeliveryReport("an id we never heard", "delivered", correlation=f"{message.public_id}:0"))
    check(message, MessageStatus.DELIVERED)


def test_a_report_settles_a_send_whose_answer_was_lost(conversation, bot, telegram):
    telegram.fail("sendMessage", Vanish())
    message = say(conversation)
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.UNCERTAIN)
    apply_item(bot, DeliveryReport("wamid.1", "sent", correlation=f"{message.public_id}:0"))
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT, external_id="wamid.1", parts_sent=1)
    assert telegram.texts(CHAT) == ["Hello"]


def test_after_a_lost_answer_the_rest_of_a_long_message_goes_on_from_there(conversation, bot, telegram):
    telegram.fail("sendMessage", Vanish())
    message = say(conversation, "word " * 2000)
    delivery.deliver(conversation.pk)
    apply_item(bot, DeliveryReport("wamid.1", "delivered", correlation=f"{message.public_id}:0"))
    delivery.deliver(conversation.pk)
    check(message, MessageStatus.SENT, parts_sent=3, external_id="wamid.1")
    assert "".join(text + " " for text in telegram.texts(CHAT)) == "word " * 2000


def test_a_refusal_that_comes_later_fails_the_message_and_says_why(conversation, bot, telegram):
    message = say(conversation)
    delivery.deliver(conversation.pk)
    report = DeliveryReport(
        "", "failed", error="131047: too late", code="window_closed", correlation=str(message.public_id)
    )
    apply_item(bot, report)
    check(message, MessageStatus.FAILED, error_code="window_closed", error="131047: too late")


def test_trouble_of_the_account_that_comes_with_a_report_is_noticed(conversation, bot, telegram):
    message = say(conversation)
    delivery.deliver(conversation.pk)
    report = DeliveryReport(
        "", "failed", error="131042: no payment", code="payment", is_account_trouble=True,
        correlation=str(message.public_id),
    )  # fmt: skip
    apply_item(bot, report)
    bot.refresh_from_db()
    assert (bot.problem_code, [alert.kind for alert in list_open_alerts()]) == ("payment", ["channel_stopped"])


def test_an_opt_out_that_comes_with_a_report_goes_into_the_ledger(conversation, bot, telegram):
    message = say(conversation)
    delivery.deliver(conversation.pk)
    apply_item(bot, DeliveryReport("", "failed", code="opted_out", correlation=str(message.public_id)))
    assert [may_send(conversation.identity, purpose) for purpose in ("reply", "order", "marketing")] == [False] * 3


def test_another_channels_message_is_out_of_reach(conversation, bot, other_shop, telegram):
    from channels.tests.conftest import connect
    from tenants.scoping import tenant_scope

    message = say(conversation)
    delivery.deliver(conversation.pk)
    with tenant_scope(other_shop):
        apply_item(connect(other_shop), DeliveryReport("", "failed", correlation=str(message.public_id)))
    check(message, MessageStatus.SENT)


def test_read_up_to_counts_for_everything_before_and_nothing_after(conversation, bot, telegram):
    first, second = say(conversation, "first"), say(conversation, "second")
    delivery.deliver(conversation.pk)
    first.refresh_from_db()
    apply_item(bot, ReadUpTo(str(CHAT), first.sent_at))
    check(first, MessageStatus.READ)
    check(second, MessageStatus.SENT)
    apply_item(bot, ReadUpTo(str(CHAT), datetime.now(UTC), status="delivered"))
    check(first, MessageStatus.READ)
    check(second, MessageStatus.DELIVERED)


# --- Changes of what was said --------------------------------------------------------------------------


def test_a_message_that_was_taken_back_is_not_kept(bot, in_shop):
    apply_item(bot, said("my password is 1234", media=[{"kind": "image", "ref": "x"}]))
    apply_item(bot, Revocation(str(CHAT), "in-1"))
    message = Message.objects.get()
    assert (message.text, message.media, Attachment.objects.count()) == ("", [], 0)
    assert message.revoked_at is not None


def test_an_edit_does_not_bring_back_what_was_taken_back(bot, in_shop):
    apply_item(bot, said("secret"))
    apply_item(bot, Revocation(str(CHAT), "in-1"))
    apply_item(bot, said("secret again", edited=True))
    assert (Message.objects.get().text, here().is_waiting) == ("", False)


def test_what_was_taken_back_needs_no_answer_but_the_rest_does(bot, in_shop):
    apply_item(bot, said("one", "in-1"))
    apply_item(bot, said("two", "in-2"))
    apply_item(bot, Revocation("", "in-1"))
    assert here().is_waiting
    apply_item(bot, Revocation(str(CHAT), "in-2"))
    assert (here().is_waiting, here().unanswered_since) == (False, None)


def test_a_reaction_stays_on_the_message_and_is_not_answered(conversation, bot, telegram):
    message = say(conversation)
    delivery.deliver(conversation.pk)
    message.refresh_from_db()
    apply_item(bot, Reaction(str(CHAT), message.external_id, "👍"))
    check(message, MessageStatus.SENT, reaction="👍")
    apply_item(bot, Reaction(str(CHAT), message.external_id, ""))
    check(message, MessageStatus.SENT, reaction="")
    assert here().inbound_seq == 0


def test_a_reaction_of_a_stranger_makes_no_customer(bot, in_shop):
    apply_item(bot, Reaction("nobody", "m", "👍"))
    assert Customer.objects.count() == 0


# --- People ---------------------------------------------------------------------------------------------


def test_the_same_person_is_known_by_every_name_they_have(bot, in_shop):
    apply_item(bot, InboundMessage("1", "972501", "by phone", sender_phone="+972501"))
    apply_item(bot, InboundMessage("2", "IL.77", "both", sender_aliases=["972501"]))
    apply_item(bot, InboundMessage("3", "IL.77", "without a phone"))
    assert (Identity.objects.count(), Customer.objects.get().phone) == (1, "+972501")
    assert list(Message.objects.order_by("id").values_list("identity__external_id", flat=True)) == ["972501"] * 3


def test_a_person_with_a_new_number_is_still_the_same(bot, in_shop):
    apply_item(bot, InboundMessage("1", "972501", "old number"))
    apply_item(bot, Renamed("972501", "972502"))
    apply_item(bot, InboundMessage("2", "972502", "new number"))
    apply_item(bot, InboundMessage("3", "972501", "delivered late"))
    assert Identity.objects.get().external_id == "972502"


@pytest.mark.parametrize("was_known_by", [("972501", ["IL.1"]), ("IL.1", ["972501"])])
def test_a_number_that_passed_to_somebody_else_does_not_make_them_the_former_owner(bot, in_shop, was_known_by):
    first_id, aliases = was_known_by
    apply_item(bot, InboundMessage("1", first_id, "the former owner", sender_aliases=aliases))
    apply_item(bot, InboundMessage("2", "IL.2", "the new owner", sender_aliases=["972501"]))
    apply_item(bot, InboundMessage("3", "IL.1", "the former owner again"))
    authors = dict(Message.objects.values_list("text", "identity__external_id"))
    assert authors == {"the former owner": "IL.1", "the new owner": "IL.2", "the former owner again": "IL.1"}


def test_two_strangers_stay_two(bot, in_shop):
    apply_item(bot, InboundMessage("1", "A", "one"))
    apply_item(bot, InboundMessage("2", "B", "two"))
    assert Identity.objects.count() == 2


def test_the_networks_opt_out_goes_into_the_ledger(bot, in_shop):
    apply_item(bot, ConsentChange(str(CHAT), False, ("marketing",), "user_preferences stop"))
    identity = Identity.objects.get()
    assert (may_send(identity, "marketing"), may_send(identity, "order")) == (False, True)
    assert identity.consents.get().evidence == "user_preferences stop"


# --- The account -----------------------------------------------------------------------------------------


def test_trouble_with_the_account_alarms_the_shop_once(bot, in_shop):
    for _again in range(2):
        apply_item(bot, AccountNotice("account_restricted", {"reason": "quality"}))
    apply_item(bot, AccountNotice("phone_number_quality", {}, is_trouble=False))
    (alert,) = list_open_alerts()
    assert word_alert(alert) == "telegram: @fake_shop_bot: The network has restricted the account."


def test_a_notice_that_nobody_knows_is_told_in_the_networks_words(bot, in_shop):
    apply_item(bot, AccountNotice("something_new", {"reason": "quality"}))
    assert word_alert(list_open_alerts()[0]) == "telegram: @fake_shop_bot: something_new, reason quality"


def test_a_paused_template_is_not_approved_any_more(bot, in_shop):
    template = MessageTemplate.objects.create(
        tenant=in_shop, channel=bot, name="late", language="en", status="approved", parameters=1
    )
    apply_item(bot, TemplateNotice("late", "en", "paused"))
    template.refresh_from_db()
    assert template.status == "paused"

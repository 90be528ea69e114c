"""The steps of asking a customer about an order. Each looks at everything again: hours may have passed.

A step is one transaction: the message in the outbox, the recap that a yes will count for, and the row's next step.
A worker that is killed did all of it or nothing. What goes by e-mail is in orders/confirmation/mail.py.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from conversations.models import UNSAID, Author, Conversation, Message, MessageStatus, Owner, Purpose
from conversations.people.reaching import identity_at
from conversations.services import get_conversation, lock_conversation, mark_answered, queue_message
from orders.chat.opening import opening
from orders.chat.recap import answers
from orders.chat.wording import say
from orders.confirmation.plan import Quiet, next_reminder, silent_at
from orders.confirmation.services import LIVING, confirmation_rules, settle
from orders.customers.languages import language_for, language_of
from orders.customers.ways import Way, list_ways, next_way, same_way
from orders.facts import order_facts
from orders.models import Actor, Confirmation, ConfirmationRules, ConfirmationState, OnSilence, Order, Step
from orders.services import By, cancel_order, lock_order, record_event, record_recap
from orders.states import Status
from tenants.alerts.services import raise_alert

# A message that has not left by then (an account that has to be repaired) is not waited for.
PATIENCE = timedelta(minutes=15)
# Nobody is reminded while they are talking, or while a person of the shop talks with them.
BUSY = timedelta(hours=1)
LATER = timedelta(minutes=30)
SOON = timedelta(minutes=1)
AGENT = By(Actor.AGENT)
SILENCE = "no answer"


@transaction.atomic
def take_step(pk: int) -> bool:
    """Do what is due for a confirmation, if it still is. True when an e-mail has to be written now."""
    found = Confirmation.objects.select_related("order").get(pk=pk)
    # Orders are locked first everywhere.
    order = lock_order(found.order)
    row = Confirmation.objects.select_for_update().get(pk=pk)
    row.order = order
    now = timezone.now()
    if row.due_at is None or (row.due_at > now and not _is_lost(row)):
        return False
    rules = confirmation_rules(order.tenant)
    if order.state != Status.PENDING or row.state not in LIVING or order.source not in rules.sources:
        settle(order, ConfirmationState.STOPPED if order.state == Status.PENDING else ConfirmationState(row.state))
        return False
    if row.step == Step.MAIL:
        return True
    pause = _pause_until(row, rules, now)
    if pause:
        return _save(row, due_at=pause)
    return _STEPS[Step(row.step)](row, rules) if not _is_lost(row) else try_next(row, rules)


def ask_now(order: Order) -> bool:
    """The question without any delay, whatever the hour. True when an e-mail has to be written for it."""
    with transaction.atomic():
        locked = lock_order(order)
        row = Confirmation.objects.select_for_update().get(order=locked)
        row.order = locked
        return try_next(row, confirmation_rules(locked.tenant))


def after_asking(row: Confirmation, rules: ConfirmationRules) -> None:
    """What comes after a question that is on its way: the next reminder, or the end."""
    assert row.asked_at is not None
    reminder = next_reminder(row.asked_at, sent=row.reminders, hours=rules.reminder_hours)
    if reminder:
        row.step, row.due_at = Step.REMIND, reminder
    else:
        row.step = Step.GIVE_UP
        row.due_at = silent_at(row.asked_at, heard_at=_heard_at(row), hours=rules.silence_hours)


def try_next(row: Confirmation, rules: ConfirmationRules) -> bool:
    """The best way that was not used yet; when there is none left, the shop's people have to look."""
    way = next_way(_ways(row.order, rules), row.ways)
    if way:
        head = "ask_changed" if 0 < row.asked_version < row.order.version else "ask"
        return _go(row, rules, way, head="remind" if row.reminders else head)
    if row.asked_at and _was_shown(row):
        # Only the reminder got lost.
        row.message = None
        after_asking(row, rules)
        return _save(row)
    row.state, row.step = ConfirmationState.UNREACHABLE, ""
    _alert("order_unreachable", row.order)
    record_event(row.order, kind="unreachable", by=By(Actor.SYSTEM))
    return _save(row, due_at=None)


def _ask(row: Confirmation, rules: ConfirmationRules) -> bool:
    """The first question, or the first one about what the order has become."""
    return try_next(row, rules)


def _check(row: Confirmation, rules: ConfirmationRules) -> bool:
    """Some minutes later: what could not leave yet is taken back, and another way is tried."""
    message = row.message
    if message and message.status == MessageStatus.SENDING:
        return _save(row, due_at=timezone.now() + SOON)
    waiting = Message.objects.filter(pk=message.pk, status=MessageStatus.QUEUED) if message else None
    if waiting is not None and waiting.update(status=MessageStatus.WITHDRAWN):
        return try_next(row, rules)
    after_asking(row, rules)
    return _save(row)


def _remind(row: Confirmation, rules: ConfirmationRules) -> bool:
    """The first reminder goes where the question went, the others another way if there is one."""
    ways = _ways(row.order, rules)
    same, other = same_way(ways, row.ways), next_way(ways, row.ways)
    way = (same or other) if row.reminders == 0 else (other or same)
    row.reminders += 1
    if way is None:
        after_asking(row, rules)
        return _save(row)
    return _go(row, rules, way, head="remind" if row.reminders == 1 else "remind_last")


def _give_up(row: Confirmation, rules: ConfirmationRules) -> bool:
    """Nobody answered: cancel, or leave it to the shop's people."""
    assert row.asked_at is not None
    over_at = silent_at(row.asked_at, heard_at=_heard_at(row), hours=rules.silence_hours)
    if over_at > timezone.now():
        return _save(row, due_at=over_at)
    order = row.order
    if rules.on_silence == OnSilence.CANCEL:
        order = cancel_order(order, by=By(Actor.SYSTEM, SILENCE), reason=str(OnSilence.CANCEL.label))
        _tell_cancelled(row, order)
    else:
        _alert("order_silent", order, hours=rules.silence_hours)
    row.state, row.step = ConfirmationState.SILENT, ""
    return _save(row, due_at=None)


_STEPS = {Step.ASK: _ask, Step.CHECK: _check, Step.REMIND: _remind, Step.GIVE_UP: _give_up}


def _go(row: Confirmation, rules: ConfirmationRules, way: Way, *, head: str) -> bool:
    row.ways = [*(key for key in row.ways if key != way.key), way.key]
    row.state = ConfirmationState.ASKED if way.address else row.state
    if way.address is None:
        row.email, row.step, row.mail_attempts, row.message = way.email, Step.MAIL, 0, None
        _save(row, due_at=timezone.now())
        return True
    row.message = _write(row, way, head=head)
    row.conversation, row.email = row.message.conversation, ""
    row.asked_version, row.asked_at = row.order.version, row.asked_at or timezone.now()
    record_event(row.order, kind="asked", by=AGENT, way=way.kind, reminder=row.reminders)
    row.step = Step.CHECK
    return _save(row, due_at=timezone.now() + PATIENCE)


def _write(row: Confirmation, way: Way, *, head: str) -> Message:
    """Queue the question in the person's conversation there, with the recap that their yes will count for."""
    order = row.order
    assert way.address is not None
    identity_at(order.tenant, customer=order.customer, address=way.address)
    conversation = lock_conversation(get_conversation(order.tenant, address=way.address).pk)
    language = language_for(order.customer, order.tenant, spoken=conversation.language)
    facts = order_facts(order, language)
    message = queue_message(
        conversation, author=Author.AGENT, text=opening(order, facts, language, head=head),
        choices=answers(facts, language), seq=conversation.inbound_seq, purpose=Purpose.ORDER,
    )  # fmt: skip
    # Nothing was answered: who waits for an answer or a person goes on waiting.
    mark_answered(conversation, seq=conversation.answered_seq, person_needed=True, language=language)
    record_recap(order, conversation=conversation, seq=conversation.inbound_seq, message=message)
    if order.conversation_id is None:
        order.conversation = conversation
        order.save(update_fields=["conversation"])
    return message


def _tell_cancelled(row: Confirmation, order: Order) -> None:
    """Where they were asked, with the offer to bring it back."""
    if row.conversation is None:
        return
    conversation = lock_conversation(row.conversation.pk)
    language = language_for(order.customer, order.tenant, spoken=conversation.language)
    queue_message(
        conversation, author=Author.AGENT, text=say(language, "q_restore", number=order.number),
        seq=conversation.inbound_seq, purpose=Purpose.ORDER,
    )  # fmt: skip
    mark_answered(conversation, seq=conversation.answered_seq, person_needed=True, language=language)


def _is_lost(row: Confirmation) -> bool:
    """The question did not reach them: it was refused, now or by a report that came later."""
    return row.state == ConfirmationState.ASKED and row.message is not None and row.message.status in UNSAID


def _was_shown(row: Confirmation) -> bool:
    """An earlier question reached them."""
    return bool(row.email) or row.order.recaps.exclude(message__status__in=UNSAID).exists()


def _pause_until(row: Confirmation, rules: ConfirmationRules, now: datetime) -> datetime | None:
    """When to come back, because it is night, or because somebody is talking with the customer."""
    quiet_over = Quiet(rules.quiet_from, rules.quiet_until, row.order.tenant.zone).over_at(now)
    if row.step == Step.CHECK and not _is_lost(row):
        return None
    if quiet_over > now:
        return quiet_over
    theirs = Conversation.objects.filter(Q(customer=row.order.customer) | Q(pk=row.conversation_id))
    is_held = theirs.filter(owner=Owner.STAFF, owner_until__gt=now).exists()
    # Whoever was not reached yet is not being nagged.
    may_nag = row.step in {Step.REMIND, Step.GIVE_UP} and not _is_lost(row)
    is_talking = may_nag and theirs.filter(last_inbound_at__gt=now - BUSY).exists()
    return now + LATER if is_held or is_talking else None


def _heard_at(row: Confirmation) -> datetime | None:
    return row.conversation.last_inbound_at if row.conversation else None


def _ways(order: Order, rules: ConfirmationRules) -> list[Way]:
    return list_ways(order, wanted=rules.channels, language=language_of(order), by_mail=rules.by_mail)


def _alert(kind: str, order: Order, **facts: int) -> None:
    link = reverse("panel:order", args=[order.tenant.slug, order.public_id])
    raise_alert(order.tenant, kind=kind, subject=order.number, link=link, number=order.number, **facts)


def _save(row: Confirmation, **values: datetime | None) -> bool:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return False

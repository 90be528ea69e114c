"""Asking by e-mail, when no chat reaches the customer: the order, and a link to the page that takes their answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from orders.chat.recap import recap
from orders.confirmation.asking import AGENT, after_asking, try_next
from orders.confirmation.links import confirm_url
from orders.confirmation.services import LIVING, confirmation_rules, settle
from orders.customers.mail import Claim, Letter, hold, wait_longer, write_once
from orders.facts import order_facts
from orders.models import Confirmation, ConfirmationState, Step
from orders.services import lock_order, record_event
from orders.states import Status


def write_mail(pk: int) -> None:
    """Send the question or the reminder that is due."""
    write_once(pk, claim=_claim, compose=_compose, note=_note)


@transaction.atomic
def _claim(pk: int) -> Claim | None:
    row = _lock(pk)
    if row.step != Step.MAIL:
        return None
    if row.order.state != Status.PENDING or row.state not in LIVING:
        settle(row.order, ConfirmationState.STOPPED)
        return None
    row.asked_version = row.order.version
    if not hold(row, "asked_version"):
        return None
    # Asking once more is another mail: mailboxes would hide it behind the first one.
    asked = row.order.events.filter(kind="asked").count()
    key = f"confirm.{row.order.public_id}.{row.order.version}.{asked}"
    return Claim(row.order, row.email, "reminder" if row.reminders else "question", key, row.mail_attempts)


def _compose(claim: Claim, language: str) -> Letter:
    order = claim.order
    subject = _("%(shop)s: is your order %(number)s right?") % {"shop": order.tenant.name, "number": order.number}
    page = {"url": confirm_url(order), "is_reminder": claim.kind == "reminder",
            "recap": recap(order_facts(order, language), language)}  # fmt: skip
    return Letter("confirm", subject, page)


@transaction.atomic
def _note(pk: int, *, claim: Claim, is_sent: bool) -> None:
    """Write down how it went, unless the asking has begun anew or ended meanwhile."""
    row = _lock(pk)
    if row.step != Step.MAIL or row.mail_attempts != claim.attempt:
        return
    rules = confirmation_rules(row.order.tenant)
    if is_sent:
        row.state, row.asked_at = ConfirmationState.ASKED, row.asked_at or timezone.now()
        record_event(row.order, kind="asked", by=AGENT, way="mail", reminder=row.reminders)
        after_asking(row, rules)
    elif not wait_longer(row):
        try_next(row, rules)
    row.save()


def _lock(pk: int) -> Confirmation:
    found = Confirmation.objects.select_related("order").get(pk=pk)
    order = lock_order(found.order)
    row = Confirmation.objects.select_for_update().get(pk=pk)
    row.order = order
    return row

"""Asking by e-mail, when no chat reaches the customer: the order, and a link to the page that takes their answer."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lib.text import shorten
from orders.asking import AGENT, after_asking, try_next
from orders.confirmation import LIVING, confirmation_rules, settle
from orders.confirmation_links import confirm_url
from orders.facts import order_facts
from orders.languages import language_of
from orders.models import Confirmation, ConfirmationState, Order, Step
from orders.recap import recap
from orders.services import lock_order, record_event
from orders.states import Status

log = structlog.get_logger(__name__)

# Longer than a mail server may take: nobody else tries meanwhile, and somebody does after a crash.
CLAIM = timedelta(minutes=2)
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Claim:
    """An e-mail that only its holder writes; `attempt` is 0 for one that staff had begun anew meanwhile."""

    order: Order
    to: str
    attempt: int
    reminder: int


def write_mail(pk: int) -> None:
    """Send the e-mail that is due. Not in a transaction: a mail server takes its time.

    After a crash between sending and noting it the same mail goes out again, under the same Message-ID, so that
    mailboxes show it once.
    """
    claim = _claim(pk)
    if claim is None:
        return
    try:
        _send(claim)
        is_sent = True
    except OSError as error:  # SMTPException is one
        log.warning("confirmation_not_mailed", order=claim.order.number, error=type(error).__name__)
        is_sent = False
    _note(pk, claim, is_sent=is_sent)


@transaction.atomic
def _claim(pk: int) -> Claim | None:
    row = _lock(pk)
    if row.step != Step.MAIL or row.due_at is None or row.due_at > timezone.now():
        return None
    if row.order.state != Status.PENDING or row.state not in LIVING:
        settle(row.order, ConfirmationState.STOPPED)
        return None
    row.due_at, row.mail_attempts = timezone.now() + CLAIM, row.mail_attempts + 1
    row.asked_version = row.order.version
    row.save(update_fields=["due_at", "mail_attempts", "asked_version"])
    return Claim(row.order, row.email, row.mail_attempts, row.reminders)


@transaction.atomic
def _note(pk: int, claim: Claim, *, is_sent: bool) -> None:
    """Write down how it went, unless the asking has begun anew or ended meanwhile."""
    row = _lock(pk)
    if row.step != Step.MAIL or row.mail_attempts != claim.attempt:
        return
    rules = confirmation_rules(row.order.tenant)
    if is_sent:
        row.state, row.asked_at = ConfirmationState.ASKED, row.asked_at or timezone.now()
        record_event(row.order, kind="asked", by=AGENT, way="mail", reminder=row.reminders)
        after_asking(row, rules)
    elif row.mail_attempts < MOST_ATTEMPTS:
        row.due_at = timezone.now() + timedelta(minutes=2**row.mail_attempts)
    else:
        try_next(row, rules)
    row.save()


def _lock(pk: int) -> Confirmation:
    found = Confirmation.objects.select_related("order").get(pk=pk)
    order = lock_order(found.order)
    row = Confirmation.objects.select_for_update().get(pk=pk)
    row.order = order
    return row


def _send(claim: Claim) -> None:
    order, tenant = claim.order, claim.order.tenant
    language = language_of(order)
    with translation.override(language):
        page = {"order": order, "tenant": tenant, "url": confirm_url(order), "is_reminder": claim.reminder > 0,
                "recap": recap(order_facts(order, language), language)}  # fmt: skip
        subject = shorten(_("%(shop)s: is your order %(number)s right?")
                          % {"shop": tenant.name, "number": order.number}, 150)  # fmt: skip
        mail = EmailMultiAlternatives(
            subject, render_to_string("mail/confirm.txt", page), None, [claim.to],
            headers={"Message-ID": _message_id(claim), "Auto-Submitted": "auto-generated"},
            reply_to=[tenant.email] if tenant.email else None,
        )  # fmt: skip
        mail.attach_alternative(render_to_string("mail/confirm.html", page), "text/html")
    mail.send()


def _message_id(claim: Claim) -> str:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<confirm.{claim.order.public_id}.{claim.order.version}.{claim.reminder}@{host}>"

"""An e-mail to a customer, once: claimed in one transaction, sent in none, noted in another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from lib.text import shorten
from orders.customers.languages import language_of
from orders.models import Confirmation, Notice, Order

log = structlog.get_logger(__name__)

# Longer than a mail server may take: nobody else tries meanwhile, and somebody does after a crash.
CLAIM = timedelta(minutes=2)
MOST_ATTEMPTS = 5
LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class Claim:
    """An e-mail that only its holder writes. `key` is the same for the same mail; `attempt` counts from 1."""

    order: Order
    to: str
    kind: str
    key: str
    attempt: int


@dataclass(frozen=True)
class Letter:
    """What it says: the templates are mail/<template>.txt and .html, and get the order and its tenant as well."""

    template: str
    subject: str
    page: Mapping[str, Any]


def write_once(
    pk: int, *, claim: Callable[[int], Claim | None], compose: Callable[[Claim, str], Letter],
    note: Callable[..., None],
) -> None:  # fmt: skip
    """Send what is due. Not in a transaction: a mail server takes its time.

    `compose` gets the claim and the customer's language, `note` the row's key, `claim` and `is_sent`.
    After a crash between sending and noting it the same mail goes out again, under the same Message-ID, so that
    mailboxes show it once.
    """
    held = claim(pk)
    if held is None:
        return
    try:
        _send(held, compose)
        is_sent = True
    except OSError as error:  # SMTPException is one
        log.warning("not_mailed", order=held.order.number, kind=held.kind, error=type(error).__name__)
        is_sent = False
    note(pk, claim=held, is_sent=is_sent)


def hold(row: Confirmation | Notice, *fields: str) -> bool:
    """Take a locked row's mail for a while, and save `fields` as well; False when it is not due."""
    if row.due_at is None or row.due_at > timezone.now():
        return False
    row.due_at, row.mail_attempts = timezone.now() + CLAIM, row.mail_attempts + 1
    row.save(update_fields=["due_at", "mail_attempts", *fields])
    return True


def wait_longer(row: Confirmation | Notice) -> bool:
    """Have it tried again, later each time; False when it was tried often enough. The caller saves."""
    if row.mail_attempts >= MOST_ATTEMPTS:
        return False
    row.due_at = timezone.now() + timedelta(minutes=2**row.mail_attempts)
    return True


def _send(held: Claim, compose: Callable[[Claim, str], Letter]) -> None:
    tenant, language = held.order.tenant, language_of(held.order)
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    with translation.override(language):
        letter = compose(held, language)
        page = {"order": held.order, "tenant": tenant, **letter.page}
        mail = EmailMultiAlternatives(
            shorten(letter.subject, LONGEST_SUBJECT), render_to_string(f"mail/{letter.template}.txt", page), None,
            [held.to], headers={"Message-ID": f"<{held.key}@{host}>", "Auto-Submitted": "auto-generated"},
            reply_to=[tenant.email] if tenant.email else None,
        )  # fmt: skip
        mail.attach_alternative(render_to_string(f"mail/{letter.template}.html", page), "text/html")
    mail.send()

"""Price lists that come by mail: from senders whom a shop has named and who prove who they are, answered with a report.

Nobody else is answered, so that the mailbox neither tells strangers anything nor sends mail for forgers.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum

import structlog
from django.conf import settings
from django.core.mail import EmailMessage as Answer
from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.imports.apply import Upload
from catalog.imports.imap_mailbox import Mailbox, MailboxError, open_mailbox
from catalog.imports.mail_proof import is_proven, sender_of
from catalog.imports.read_table import KINDS
from catalog.imports.uploads import record_mail_import
from catalog.models import ImportSender, ImportStatus, ProductImport
from lib.text import shorten
from tenants.models import Tenant
from tenants.scoping import scopes_disabled, tenant_scope

log = structlog.get_logger(__name__)

MOST_FILES = 5
_LINE_ENDS = re.compile(r"[\r\n]+")


class Outcome(StrEnum):
    """What became of a mail."""

    IMPORTED = "imported"
    REFUSED = "refused, with the reason in the answer"
    NO_FILE = "without a price list"
    WHICH_SHOP = "for an unclear shop"
    STRANGER = "from an unknown sender"
    UNPROVEN = "without proof of its sender"
    AUTOMATIC = "answered by a machine"
    BROKEN = "unreadable"
    LATER = "left for later"


@dataclass(frozen=True)
class _Mail:
    """A proven mail of a known sender. `key` is the same whenever the mail is read."""

    message: EmailMessage
    sender: str
    key: str


def poll_mailbox() -> Counter[Outcome]:
    """Deal with every new mail, one by one: what one of them breaks does not concern the others.

    Safe to call at any time, twice at once and after any crash: a file is imported once, and its report is sent until
    it has been. Raises MailboxError when the mailbox cannot be reached.
    """
    counts: Counter[Outcome] = Counter()
    with open_mailbox(settings.IMAP_URL, ca_file=settings.IMAP_CA_FILE) as mailbox:
        for uid in mailbox.unseen():
            outcome = _deal_with(mailbox, uid)
            counts[outcome] += 1
            if outcome != Outcome.LATER:
                mailbox.done(uid, flagged=outcome == Outcome.BROKEN)
    if counts:
        log.info("mail_polled", outcome={outcome.name.lower(): count for outcome, count in counts.items()})
    return counts


def _deal_with(mailbox: Mailbox, uid: bytes) -> Outcome:
    try:
        return read_mail(mailbox.read(uid))
    except MailboxError:
        raise
    except (OperationalError, OSError) as error:  # SMTPException is one of the latter
        log.warning("mail_left_for_later", uid=uid.decode(), error=type(error).__name__)
        return Outcome.LATER
    except Exception:
        log.exception("mail_unreadable", uid=uid.decode())
        return Outcome.BROKEN


def read_mail(raw: bytes) -> Outcome:
    """Import the price lists of one mail and answer it, if its sender may. Repeating it only repeats lost answers."""
    message = message_from_bytes(raw, policy=policy.default)
    sender = sender_of(message)
    shops = _shops_of(sender)
    if not shops:
        return Outcome.STRANGER
    if not is_proven(message, authserv_id=settings.IMAP_AUTHSERV_ID):
        log.warning("mail_unproven", reason=sender)
        return Outcome.UNPROVEN
    if str(message.get("Auto-Submitted", "no")).lower().startswith("auto-replied"):
        return Outcome.AUTOMATIC
    mail = _Mail(message, sender, hashlib.sha256(_identity(message, raw)).hexdigest())
    meant = _meant(shops, message)
    if meant is None:
        _answer(mail, shops[0], _which_shop(shops))
        return Outcome.WHICH_SHOP
    with tenant_scope(meant), translation.override(meant.language):
        return _import_files(mail, meant)


def _import_files(mail: _Mail, tenant: Tenant) -> Outcome:
    uploads = list(_uploads(mail.message))
    if not uploads:
        text = _(
            "This mail has no price list, or one that is too large. Attach a file that ends in .csv, .tsv or .xlsx."
        )
        _answer(mail, tenant, text)
        return Outcome.NO_FILE
    rows = [
        record_mail_import(tenant, upload, actor=mail.sender, mail_key=f"{mail.key}:{place}")
        for place, upload in enumerate(uploads)
    ]
    _report(mail, tenant, rows)
    is_applied = any(row.status == ImportStatus.APPLIED for row in rows)
    return Outcome.IMPORTED if is_applied else Outcome.REFUSED


@transaction.atomic
def _report(mail: _Mail, tenant: Tenant, rows: Sequence[ProductImport]) -> None:
    """Mail what became of the files. Recorded with the sending: a crash in between sends it again, never not at all."""
    keys = [row.pk for row in rows]
    waiting = list(ProductImport.objects.select_for_update().filter(pk__in=keys, reported_at=None).order_by("pk"))
    if not waiting:
        return
    _answer(
        mail, tenant, "\n\n".join(f"{row.file_name}: {row.get_status_display()}\n\n{row.report}" for row in waiting)
    )
    ProductImport.objects.filter(pk__in=[row.pk for row in waiting]).update(reported_at=timezone.now())


def _answer(mail: _Mail, tenant: Tenant, text: str) -> None:
    subject = shorten(_LINE_ENDS.sub(" ", str(mail.message.get("Subject", ""))), 150) or _("Price list")
    original = _LINE_ENDS.sub(" ", str(mail.message.get("Message-ID", ""))).strip()
    threading = {"In-Reply-To": original, "References": original} if original else {}
    headers = {"Auto-Submitted": "auto-replied", **threading}
    Answer(f"Re: {subject}", f"{tenant.name}\n\n{text}", to=[mail.sender], headers=headers).send()


def _which_shop(shops: Sequence[Tenant]) -> str:
    with translation.override(shops[0].language):
        names = ", ".join(f"[{shop.slug}]" for shop in shops)
        return _("You may send lists for several shops. Write the one you mean into the subject: %(names)s") % {
            "names": names
        }


def _shops_of(sender: str) -> list[Tenant]:
    """The living shops that named this sender."""
    if not sender:
        return []
    with scopes_disabled():
        rows = ImportSender.objects.filter(address__iexact=sender, tenant__is_active=True).select_related("tenant")
        return [row.tenant for row in rows.order_by("tenant__slug")]


def _meant(shops: Sequence[Tenant], message: EmailMessage) -> Tenant | None:
    """The shop whose short name stands in brackets in the subject, else the only one; None when that is unclear."""
    subject = str(message.get("Subject", "")).lower()
    named = [shop for shop in shops if f"[{shop.slug}]" in subject]
    found = named or list(shops)
    return found[0] if len(found) == 1 else None


def _uploads(message: EmailMessage) -> Iterable[Upload]:
    found = 0
    for part in message.walk():
        name = part.get_filename() or ""
        content = part.get_payload(decode=True)
        if name.rsplit(".", 1)[-1].lower() in KINDS[:2] + KINDS[3:] and isinstance(content, bytes):
            found += 1
            if found <= MOST_FILES:
                yield Upload(name=_LINE_ENDS.sub(" ", name)[-200:], content=content)


def _identity(message: EmailMessage, raw: bytes) -> bytes:
    """Its Message-ID with its sender; a mail without one is what it says."""
    identity = str(message.get("Message-ID", "")).strip()
    return f"{sender_of(message)} {identity}".encode() if identity else raw

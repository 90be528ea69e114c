"""Answers that a shop gives often: a short name, and a text for each language with gaps for names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conversations.models import CannedReply, Conversation
from lib.errors import DomainError
from tenants.models import Tenant
from tenants.services import record_audit

TEXT_LENGTH = 2000
MOST = 200
GAPS = ("name", "shop")
_LIKE_A_GAP = re.compile(r"\{(\w{1,20})\}")


@dataclass(frozen=True)
class Filled:
    """A saved reply as it reads in one conversation."""

    row: CannedReply
    text: str


def save_canned(
    tenant: Tenant, *, name: str, texts: Mapping[str, str], actor: str, row: CannedReply | None = None
) -> CannedReply:
    """Write a new one, or other words for `row`.

    Raises DomainError: `no_text` without a text in any language, `unknown_gap`, `taken` when another one has the name,
    `too_many`.
    """
    kept = {code: text.strip() for code, text in texts.items() if text.strip()}
    if not kept:
        raise DomainError("no_text", _("Write the text in at least one language."))
    if unknown := [word for text in kept.values() for word in _LIKE_A_GAP.findall(text) if word not in GAPS]:
        message = _("Nothing is put in for {%(word)s}: only {name} and {shop} are filled.") % {"word": unknown[0]}
        raise DomainError("unknown_gap", message)
    if row is None and CannedReply.objects.count() >= MOST:
        raise DomainError("too_many", _("There are 200 saved replies: remove one first."))
    reply = row or CannedReply(tenant=tenant)
    reply.name, reply.texts = name.strip(), kept
    try:
        with transaction.atomic():
            reply.save()
            record_audit(tenant, actor=actor, action="saved reply written", target=reply.name)
    except IntegrityError as error:
        raise DomainError("taken", _("Another saved reply has this name.")) from error
    return reply


@transaction.atomic
def delete_canned(row: CannedReply, *, actor: str) -> None:
    record_audit(row.tenant, actor=actor, action="saved reply removed", target=row.name)
    row.delete()


def find_canned(public_id: str) -> CannedReply | None:
    try:
        return CannedReply.objects.filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def list_filled(conversation: Conversation) -> list[Filled]:
    """All of the shop's, worded for the conversation's customer."""
    return [Filled(row, fill(row, conversation)) for row in CannedReply.objects.all()]


def fill(row: CannedReply, conversation: Conversation) -> str:
    """In the customer's language, else the shop's, else any. `{name}` and `{shop}` are filled; other braces stay."""
    tenant = conversation.tenant
    languages = [conversation.language, conversation.customer.language, *tenant.languages, *row.texts]
    text = next((row.texts[code] for code in languages if row.texts.get(code)), "")
    text = text.replace("{shop}", tenant.name)
    name = conversation.customer.name
    if name:
        return text.replace("{name}", name)
    # "Hello {name}," without a name is "Hello,".
    return text.replace(" {name}", "").replace("{name}", "")

"""Switching a channel on and off, letting go of its account, and sending a test through it."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from channels.models import Channel
from channels.registry import get_adapter
from channels.selectors import LOCAL_KINDS
from conversations.models import Author, Conversation, Identity, Message
from conversations.services import Address, get_conversation, queue_message
from lib.errors import DomainError
from lib.phone import to_e164
from tenants.alerts.services import resolve_alert
from tenants.services import record_audit


@transaction.atomic
def switch_channel(channel: Channel, *, is_on: bool, actor: str) -> None:
    """Off: nothing comes in and nothing goes out. Raises DomainError `disconnected` for one without an account."""
    row = _locked(channel)
    if is_on and is_disconnected(row):
        raise DomainError("disconnected", "Connect the channel again first.")
    if row.is_enabled == is_on:
        return
    row.is_enabled = is_on
    row.save(update_fields=["is_enabled"])
    record_audit(row.tenant, actor=actor, action="channel_on" if is_on else "channel_off", target=str(row)[:150])


@transaction.atomic
def disconnect_channel(channel: Channel, *, actor: str) -> None:
    """Switch it off and forget its credentials. What was said through it stays, and the same account connects to it
    again. The network may go on calling: it is turned away."""
    row = _locked(channel)
    if is_disconnected(row):
        return
    row.is_enabled, row.sealed_credentials, row.secret = False, "", ""
    row.problem = row.problem_code = ""
    row.problem_since = None
    row.save()
    resolve_alert(row.tenant_id, kind="channel_stopped", subject=str(row.public_id))
    record_audit(row.tenant, actor=actor, action="channel_disconnected", target=str(row)[:150])


def is_disconnected(channel: Channel) -> bool:
    return channel.kind not in LOCAL_KINDS and not channel.sealed_credentials


def list_disconnected() -> QuerySet[Channel]:
    """The current tenant's, told apart without unsealing anything."""
    return Channel.objects.exclude(kind__in=LOCAL_KINDS).filter(sealed_credentials="")


@transaction.atomic
def send_test(channel: Channel, *, to: str, staff: AbstractBaseUser) -> Message:
    """Queue a test message, to a phone number or to somebody who has written already; without `to`, to whoever wrote
    last. The outbox and the network's windows treat it like any other.

    Raises DomainError `nobody` when nobody has written yet, or `unknown_address`.
    """
    conversation = _conversation_with(channel, to.strip()) if to.strip() else _newest(channel)
    # Under the lock that every writer of this conversation takes.
    locked = Conversation.objects.select_for_update().select_related("identity").get(pk=conversation.pk)
    with translation.override(locked.language or channel.tenant.language):
        text = _("This is a test message from %(shop)s.") % {"shop": channel.tenant.name}
    return queue_message(locked, author=Author.STAFF, staff=staff, text=text)


def _conversation_with(channel: Channel, to: str) -> Conversation:
    identity = Identity.objects.filter(channel_id=channel.public_id, external_id=to).first()
    phone = to_e164(to)
    address = get_adapter(channel.kind).address_of(phone, account=channel.account_facts) if phone else ""
    external_id = identity.external_id if identity else address
    if not external_id:
        raise DomainError("unknown_address", "Nobody there has written to the shop yet.")
    found = Address(kind=channel.kind, channel_id=channel.public_id, external_id=external_id, name="", phone=phone)
    return get_conversation(channel.tenant, address=found)


def _newest(channel: Channel) -> Conversation:
    rows = Conversation.objects.filter(identity__channel_id=channel.public_id, last_inbound_at__isnull=False)
    newest = rows.select_related("identity").order_by("-last_message_at").first()
    if newest is None:
        raise DomainError("nobody", "Nobody has written through this channel yet.")
    address = Address(
        kind=channel.kind, channel_id=channel.public_id, external_id=newest.identity.external_id, name=""
    )  # fmt: skip
    return get_conversation(channel.tenant, address=address)


def _locked(channel: Channel) -> Channel:
    return Channel.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=channel.pk)

"""What each kind of inbound item does to the conversations."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.urls import reverse

from channels import health
from channels.base import (
    AccountNotice,
    ConsentChange,
    DeliveryReport,
    Echo,
    InboundItem,
    InboundMessage,
    Reachability,
    Reaction,
    ReadUpTo,
    Renamed,
    Revocation,
    TemplateNotice,
)
from channels.models import Channel
from channels.registry import get_adapter
from channels.sending import templates
from channels.sending.delivery import note_refusal
from conversations import outbox, services
from conversations.attachments import expect_files
from conversations.models import ConsentSource, Conversation, Message, MessageStatus
from conversations.people.consent import record_consent
from conversations.people.identities import Address, get_identity, rename_identity, set_reachable
from conversations.selectors import find_by_correlation, find_incoming, find_outgoing
from lib.text import shorten
from tenants.alerts.services import raise_alert

log = structlog.get_logger(__name__)

LONGEST_NAME = 160


@dataclass(frozen=True)
class Applied:
    """What has to happen after the commit: the conversation in which somebody wants to be heard, files to fetch, and
    the identity of somebody whose name nobody told us."""

    conversation: Conversation | None = None
    files: tuple[int, ...] = ()
    stranger: int | None = None


def apply_item(channel: Channel, item: InboundItem) -> Applied:
    """Take one item in, inside the caller's transaction."""
    return _APPLY[type(item)](channel, item) or Applied()


def _message(channel: Channel, item: InboundMessage) -> Applied | None:
    address = Address(
        channel.kind, channel.public_id, item.sender_id, name=shorten(item.sender_name, LONGEST_NAME),
        aliases=item.sender_aliases, phone=item.sender_phone,
    )  # fmt: skip
    if item.edited:
        edited = services.edit_message(channel.tenant, address=address, external_id=item.external_id, text=item.text)
        return Applied(edited.conversation) if edited else None
    message = services.receive_message(channel.tenant, address=address, incoming=_incoming(item))
    if message is None:
        return None
    if not message.identity.is_reachable:
        # Whoever writes can be written to, whether or not we were told that the block is over.
        set_reachable(channel.tenant, address=address, reachable=True)
    is_stranger = not message.identity.name and get_adapter(channel.kind).has_profiles
    return Applied(message.conversation, _expect(message), message.identity_id if is_stranger else None)


def _expect(message: Message) -> tuple[int, ...]:
    return tuple(attachment.pk for attachment in expect_files(message))


def _incoming(item: InboundMessage) -> services.Incoming:
    """A tapped button stays visible as `{"kind": "choice", "id"}` beside what it said."""
    choice = [{"kind": "choice", "id": item.choice_id}] if item.choice_id else []
    return services.Incoming(
        external_id=item.external_id, text=item.text, kind=item.kind, media=[*item.media, *choice],
        sent_at=item.sent_at, reply_to=item.reply_to, keyword=item.keyword,
    )  # fmt: skip


def _revocation(channel: Channel, item: Revocation) -> None:
    """Some networks only name the message; then its own address is taken."""
    known = find_incoming(channel.public_id, external_id=item.external_id) if not item.sender_id else None
    sender_id = known.identity.external_id if known else item.sender_id
    services.revoke_message(channel.tenant, address=_address(channel, sender_id), external_id=item.external_id)


def _reaction(channel: Channel, item: Reaction) -> None:
    address = _address(channel, item.sender_id)
    services.react_to_message(channel.tenant, address=address, external_id=item.external_id, emoji=item.emoji)


def _echo(channel: Channel, item: Echo) -> Applied | None:
    if _own_message(channel, item.correlation, item.external_id):
        _report(channel, DeliveryReport(item.external_id, MessageStatus.SENT, correlation=item.correlation))
        return None
    echoed = services.Echoed(item.external_id, item.text, item.by, media=item.media, sent_at=item.sent_at)
    message = services.record_echo(channel.tenant, address=_address(channel, item.to), echoed=echoed)
    return Applied(files=_expect(message)) if message else None


def _reachability(channel: Channel, item: Reachability) -> None:
    set_reachable(channel.tenant, address=_address(channel, item.sender_id), reachable=item.reachable)


def _report(channel: Channel, item: DeliveryReport) -> None:
    message = _own_message(channel, item.correlation, item.external_id)
    if message is None:
        return
    if item.correlation and item.external_id not in {"", *outbox.list_ids(message)}:
        outbox.note_id(message, item.external_id)
    number = item.correlation.partition(":")[2]
    part = int(number) if number.isdecimal() else 0
    is_out = item.status != MessageStatus.FAILED
    if is_out and outbox.settle_uncertain(message, part=part, external_id=item.external_id):
        return
    if outbox.advance_status(message, MessageStatus(item.status), error=item.error, code=item.code) and not is_out:
        message.error = item.error
        note_refusal(message, item.code)
    if item.is_account_trouble:
        health.report_trouble(channel, code=item.code, said=item.error)


def _read_up_to(channel: Channel, item: ReadUpTo) -> None:
    identity = get_identity(channel.tenant, address=_address(channel, item.sender_id))
    outbox.advance_up_to(identity.pk, item.at, MessageStatus(item.status))


def _consent(channel: Channel, item: ConsentChange) -> None:
    identity = get_identity(channel.tenant, address=_address(channel, item.sender_id))
    record_consent(
        identity, purposes=item.purposes, granted=item.granted, source=ConsentSource.PROVIDER, evidence=item.evidence
    )


def _renamed(channel: Channel, item: Renamed) -> None:
    rename_identity(channel.tenant, address=_address(channel, item.sender_id), new_id=item.new_id)


def _account(channel: Channel, item: AccountNotice) -> None:
    said = ", ".join([item.code, *(f"{name} {value}" for name, value in item.facts.items())])
    log.info("account_notice", channel=str(channel.public_id), code=item.code, reason=said)
    if item.is_trouble:
        raise_alert(
            channel.tenant, kind="channel_notice", subject=f"{channel.public_id}:{item.code}"[:100],
            channel=str(channel), problem=said[:200], notice=item.code,
            link=reverse("panel:channels", args=[channel.tenant.slug]),
        )  # fmt: skip


def _template(channel: Channel, item: TemplateNotice) -> None:
    templates.note_status(channel, name=item.name, language=item.language, status=item.status)


_APPLY: dict[type, Callable[[Channel, Any], Applied | None]] = {
    InboundMessage: _message,
    Revocation: _revocation,
    Reaction: _reaction,
    Echo: _echo,
    DeliveryReport: _report,
    ReadUpTo: _read_up_to,
    Reachability: _reachability,
    ConsentChange: _consent,
    Renamed: _renamed,
    AccountNotice: _account,
    TemplateNotice: _template,
}


def _own_message(channel: Channel, correlation: str, external_id: str) -> Message | None:
    """The outgoing message that the provider speaks of, by our own word for it or by its id there."""
    found = find_by_correlation(channel.public_id, correlation.partition(":")[0]) if correlation else None
    return found or find_outgoing(channel.public_id, external_id=external_id)


def _address(channel: Channel, external_id: str) -> Address:
    return Address(channel.kind, channel.public_id, external_id)

"""A delivery's bytes -> what customers, the shop and the network did, on Messenger and Instagram.

One delivery brings many items of several accounts; each is read by itself, so that one that cannot be read costs
nobody else's. `standby` and whatever else is not in `messaging` concerns conversations that another app has.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from pydantic import TypeAdapter, ValidationError

from channels.base import (
    AccountNotice,
    DeliveryReport,
    Echo,
    InboundItem,
    InboundMessage,
    Reaction,
    ReadUpTo,
    Revocation,
    UnreadablePayload,
)
from channels.meta.messaging_media import Medium, Shown, around, show
from channels.meta.messaging_payloads import Delivered, Event, Id, Message, Mid, Postback, Read, as_moment

log = structlog.get_logger(__name__)

# Meta's names of reactions, for those that come without their emoji.
EMOJI = {
    "love": "❤️", "like": "👍", "dislike": "👎", "laugh": "😆", "smile": "😆", "wow": "😮", "sad": "😢", "angry": "😠",
}  # fmt: skip
_ID: TypeAdapter[str] = TypeAdapter(Id)
_MID: TypeAdapter[str] = TypeAdapter(Mid)


@dataclass(frozen=True)
class Network:
    """`object` is what the network's deliveries call themselves, `inbox` where people of the shop write by hand."""

    object: str
    inbox: str


MESSENGER = Network("page", "Facebook inbox")
INSTAGRAM = Network("instagram", "Instagram inbox")


@dataclass
class Found:
    """The items of a delivery, and where something in it could not be read."""

    items: list[InboundItem] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """Whose item it is: the network, our account and our app there."""

    network: Network
    account_id: str
    app_id: str
    # For what has no id of its own.
    digest: str


def parse(body: bytes, network: Network, *, account: Mapping[str, str]) -> list[InboundItem]:
    """Everything that concerns the account. Raises UnreadablePayload when the body is no delivery, or when nothing
    in it could be read."""
    found = Found()
    for place, entry in enumerate(_load(body, network)):
        if not isinstance(entry, dict):
            found.problems.append(f"entry[{place}]")
        elif _read_id(entry) == account.get("account_id"):
            _read_entry(entry, network, account, found)
    if found.problems and not found.items:
        raise UnreadablePayload(f"not readable: {'; '.join(found.problems)}"[:1000])
    if found.problems:
        log.warning(
            "inbound_part_unreadable",
            channel_kind=network.object,
            count=len(found.problems),
            reason=found.problems[:20],
        )
    return found.items


def accounts(body: bytes, network: Network) -> frozenset[str]:
    """The accounts that a delivery speaks of; what cannot be read speaks of none."""
    try:
        entries = _load(body, network)
    except UnreadablePayload:
        return frozenset()
    return frozenset(found for entry in entries if isinstance(entry, dict) and (found := _read_id(entry)))


def _load(body: bytes, network: Network) -> list[Any]:
    """The entries of a delivery; none when it is another network's."""
    try:
        delivery = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadablePayload("not JSON") from error
    if not isinstance(delivery, dict) or not isinstance(delivery.get("entry"), list):
        raise UnreadablePayload("no entries")
    return delivery["entry"] if delivery.get("object") == network.object else []


def _read_id(entry: Mapping[str, Any]) -> str:
    try:
        return _ID.validate_python(entry.get("id"))
    except ValidationError:
        return ""


def _read_entry(entry: Mapping[str, Any], network: Network, account: Mapping[str, str], found: Found) -> None:
    raws = entry.get("messaging")
    for place, raw in enumerate(raws if isinstance(raws, list) else []):
        try:
            event = Event.model_validate(raw)
            source = Source(network, account.get("account_id", ""), account.get("app_id", ""), _digest(raw))
        except ValidationError as error:
            fields = {".".join(map(str, problem["loc"])) for problem in error.errors(include_input=False)}
            found.problems.append(f"messaging[{place}]: {', '.join(sorted(fields)) or 'not an object'}")
        except RecursionError:
            found.problems.append(f"messaging[{place}]: too deep")
        else:
            found.items.extend(_items(event, source))


def _digest(raw: Any) -> str:
    return hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def _items(event: Event, source: Source) -> Iterator[InboundItem]:
    """The items of one event; nothing for what we have no use for, and for what the account does to itself."""
    if event.policy_enforcement:
        yield _notice(event)
    if event.message and event.message.is_echo:
        yield from _echo(event, event.message, source)
    elif event.sender and event.sender.id != source.account_id:
        yield from _by_customer(event, event.sender.id, source)


def _by_customer(event: Event, sender: str, source: Source) -> Iterator[InboundItem]:
    if event.message:
        yield from _message(event, event.message, sender, source)
    if event.postback:
        yield _postback(event, event.postback, sender, source)
    if event.message_edit and event.message_edit.text:
        edit = event.message_edit
        yield InboundMessage(edit.mid, sender, edit.text or "", sent_at=event.at, edited=True)
    if event.reaction:
        yield from _reaction(event, sender)
    if event.read:
        yield from _read(event.read, sender)
    if event.delivery:
        yield from _delivered(event.delivery, sender)


def _message(event: Event, message: Message, sender: str, source: Source) -> Iterator[InboundItem]:
    mid = message.mid or source.digest
    if message.is_deleted:
        yield Revocation(sender_id=sender, external_id=mid)
        return
    shown = show(message)
    text = _text(message, shown)
    choice = message.quick_reply.payload if message.quick_reply else ""
    yield InboundMessage(
        external_id=mid,
        sender_id=sender,
        text=text or choice,
        kind="choice" if choice else _kind(text, shown.media),
        media=(*shown.media, *around(message)),
        sent_at=event.at,
        choice_id=choice,
        reply_to=(message.reply_to.mid or "") if message.reply_to else "",
    )


def _text(message: Message, shown: Shown) -> str:
    """The text, and what links and cards say unless the text holds the same link already."""
    typed = message.text or ""
    said = [words for words in shown.words if words.splitlines()[-1] not in typed]
    return "\n\n".join(filter(None, [typed, *said]))


def _kind(text: str, media: Sequence[Medium]) -> str:
    """What has neither text nor a medium is something that Meta does not hand out to apps."""
    return media[0]["kind"] if media else "text" if text else "unsupported"


def _postback(event: Event, postback: Postback, sender: str, source: Source) -> InboundItem:
    """A button of a template, of the menu or of an ice breaker."""
    choice = postback.payload or ""
    return InboundMessage(
        external_id=postback.mid or source.digest,
        sender_id=sender,
        text=postback.title or choice,
        kind="choice",
        sent_at=event.at,
        choice_id=choice,
    )


def _echo(event: Event, message: Message, source: Source) -> Iterator[InboundItem]:
    """What went out of the account: our own message, or somebody of the shop's, perhaps through another app."""
    if event.recipient is None or event.recipient.id == source.account_id or message.is_deleted:
        return
    mid, correlation = message.mid or source.digest, message.metadata or ""
    if message.app_id and message.app_id == source.app_id:
        yield DeliveryReport(mid, "sent", correlation=correlation)
        return
    shown = show(message)
    yield Echo(
        to=event.recipient.id,
        external_id=mid,
        text=_text(message, shown),
        by=source.network.inbox,
        correlation=correlation,
        media=tuple(shown.media),
        sent_at=event.at,
    )


def _reaction(event: Event, sender: str) -> Iterator[InboundItem]:
    change = event.reaction
    if change is None or change.action not in {"react", "unreact"}:
        return
    emoji = change.emoji or EMOJI.get(change.reaction or "", "") if change.action == "react" else ""
    if emoji or change.action == "unreact":
        yield Reaction(sender, change.mid, emoji)


def _read(read: Read, sender: str) -> Iterator[InboundItem]:
    if read.mid:
        yield DeliveryReport(read.mid, "read")
    if at := as_moment(read.watermark):
        yield ReadUpTo(sender, at)


def _delivered(delivered: Delivered, sender: str) -> Iterator[InboundItem]:
    for raw in delivered.mids:
        try:
            yield DeliveryReport(_MID.validate_python(raw), "delivered")
        except ValidationError:
            continue
    if at := as_moment(delivered.watermark):
        yield ReadUpTo(sender, at, status="delivered")


def _notice(event: Event) -> AccountNotice:
    enforcement = event.policy_enforcement
    action, reason = (enforcement.action, enforcement.reason) if enforcement else ("", None)
    facts = {"reason": reason} if reason else {}
    return AccountNotice(f"policy_{action}", facts, is_trouble=action != "unblock")

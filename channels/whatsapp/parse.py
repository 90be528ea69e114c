"""A delivery's bytes -> what customers, the shop and WhatsApp did. Pure but for a line in the log.

One delivery brings up to a thousand updates, of several numbers; each is read by itself, so that one that cannot be
read costs nobody else's. https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from channels.base import UnreadablePayload
from channels.items import AccountNotice, ConsentChange, DeliveryReport, InboundItem, Renamed
from channels.meta import graph
from channels.refusals import Verdict
from channels.whatsapp import messages, notices
from channels.whatsapp.errors import REFUSALS
from channels.whatsapp.payloads import Contact, Message, MessageEcho, Metadata
from channels.whatsapp.people import find_person
from channels.whatsapp.updates import Error, Preference, Status, TemplateStatus, UserIdUpdate

log = structlog.get_logger(__name__)

OBJECT = "whatsapp_business_account"
# `played` is a voice note that was listened to.
STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
WISHES = {"stop": False, "resume": True, "signup": True}

M = TypeVar("M", bound=BaseModel)


@dataclass
class Value:
    """One change: what it says, and what in it could not be read."""

    raw: Mapping[str, Any]
    problems: list[str] = field(default_factory=list)

    def each(self, name: str, shape: type[M]) -> Iterator[M]:
        for place, raw in enumerate(_list(self.raw, name)):
            try:
                yield shape.model_validate(raw)
            except ValidationError as error:
                fields = {".".join(map(str, problem["loc"])) for problem in error.errors(include_input=False)}
                self.problems.append(f"{name}[{place}]: {', '.join(sorted(fields)) or 'not an object'}")

    @cached_property
    def contacts(self) -> list[Contact]:
        return list(self.each("contacts", Contact))


def parse(body: bytes, *, account: Mapping[str, str]) -> list[InboundItem]:
    """Everything that concerns the account. Raises UnreadablePayload when it is no delivery of WhatsApp's, or when
    nothing in it could be read."""
    items: list[InboundItem] = []
    problems: list[str] = []
    for field_name, value in _changes(_load(body), account):
        read = READERS.get(field_name)
        if read:
            items.extend(read(value))
            problems.extend(f"{field_name}.{problem}" for problem in value.problems)
    if problems and not items:
        raise UnreadablePayload("; ".join(problems)[:1000])
    if problems:
        log.warning("inbound_part_unreadable", channel_kind="whatsapp", count=len(problems), reason=problems[:20])
    return items


def accounts(body: bytes) -> frozenset[str]:
    """The phone number ids that a delivery speaks of; what cannot be read speaks of none."""
    try:
        delivery = _load(body)
    except UnreadablePayload:
        return frozenset()
    return frozenset(filter(None, (_number(value) for _, _, value in _every_change(delivery))))


def _load(body: bytes) -> Mapping[str, Any]:
    try:
        delivery = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadablePayload("not JSON") from error
    if _get(delivery, "object") != OBJECT or not isinstance(delivery.get("entry"), list):
        raise UnreadablePayload(f"not a delivery of a {OBJECT}")
    return delivery


def _changes(delivery: Mapping[str, Any], account: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    """The account's changes: its number's, and those of the whole WhatsApp account, which name no number."""
    for waba_id, name, value in _every_change(delivery):
        number = _number(value)
        is_ours = number == account.get("account_id") if number else name in OF_ACCOUNT and _is_waba(waba_id, account)
        if is_ours:
            yield name, Value(value)


def _every_change(delivery: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(WhatsApp account, field, value) of everything in the delivery that has this form."""
    for entry in _list(delivery, "entry"):
        for change in _list(entry, "changes"):
            name, value = _get(change, "field"), _get(change, "value")
            if isinstance(name, str) and isinstance(value, dict):
                yield str(_get(entry, "id")), name, value


def _is_waba(waba_id: str, account: Mapping[str, str]) -> bool:
    return waba_id == (account.get("waba_id") or waba_id)


def _number(value: Mapping[str, Any]) -> str:
    try:
        return Metadata.model_validate(value.get("metadata")).phone_number_id
    except ValidationError:
        return ""


def _get(container: Any, name: str) -> Any:
    return container.get(name) if isinstance(container, dict) else None


def _list(container: Any, name: str) -> list[Any]:
    found = _get(container, name)
    return found if isinstance(found, list) else []


def _messages(value: Value) -> Iterator[InboundItem]:
    found = list(value.each("messages", Message))
    is_alone = len({(message.sender, message.from_user_id) for message in found}) == 1
    for message in found:
        person = find_person(message.sender, message.from_user_id, contacts=value.contacts, is_alone=is_alone)
        if message.group_id:
            continue
        if message.type == "system":
            yield from messages.renamed(message)
        elif person:
            yield from messages.read(message, person)
        else:
            value.problems.append(f"message {message.id}: from nobody")
    for status in value.each("statuses", Status):
        yield from _report(status)
    if not _list(value.raw, "messages"):
        # Beside messages an error is about those: an answer that WhatsApp could not pass on.
        yield from map(_trouble, value.each("errors", Error))


def _report(status: Status) -> Iterator[DeliveryReport]:
    if status.status not in STATUSES or status.recipient_type == "group":
        return
    errors = status.errors or () if status.status == "failed" else ()
    error = next(filter(None, errors), None)
    refusal = graph.find(REFUSALS, error.code) if error else None
    yield DeliveryReport(
        external_id=status.id,
        status=STATUSES[status.status],
        error=error.said if error else "",
        code=refusal.code if refusal else "",
        is_account_trouble=refusal is not None and refusal.verdict == Verdict.STOP_CHANNEL,
        correlation=status.biz_opaque_callback_data,
    )


def _trouble(error: Error) -> AccountNotice:
    refusal = graph.find(REFUSALS, error.code)
    return AccountNotice(
        refusal.code, {"code": str(error.code), "said": error.said}, refusal.verdict == Verdict.STOP_CHANNEL
    )


def _echoes(value: Value) -> Iterator[InboundItem]:
    for echo in value.each("message_echoes", MessageEcho):
        person = find_person(echo.to, echo.to_user_id, contacts=value.contacts)
        if person and not echo.group_id:
            yield from messages.read_echo(echo, person)


def _preferences(value: Value) -> Iterator[ConsentChange]:
    """What the customer chose in WhatsApp's own settings for this shop."""
    for wish in value.each("user_preferences", Preference):
        person = find_person(wish.wa_id, wish.user_id, contacts=value.contacts)
        if person and wish.category == "marketing_messages" and wish.value in WISHES:
            evidence = wish.detail or f"marketing_messages: {wish.value}"
            yield ConsentChange(person.sender_id, WISHES[wish.value], ("marketing",), evidence)


def _user_id_updates(value: Value) -> Iterator[Renamed]:
    for update in value.each("user_id_update", UserIdUpdate):
        yield Renamed(update.user_id.previous, update.user_id.current)


def _template_status(value: Value) -> Iterator[InboundItem]:
    for update in Value({"updates": [value.raw]}, value.problems).each("updates", TemplateStatus):
        yield from notices.template_status(update)


READERS: Mapping[str, Callable[[Value], Iterator[InboundItem]]] = {
    "messages": _messages,
    "smb_message_echoes": _echoes,
    "user_preferences": _preferences,
    "user_id_update": _user_id_updates,
    "message_template_status_update": _template_status,
    "account_update": lambda value: notices.account_update(value.raw),
    "account_review_update": lambda value: notices.account_review_update(value.raw),
    "phone_number_quality_update": lambda value: notices.phone_number_quality_update(value.raw),
}
# What concerns every number of a WhatsApp account.
OF_ACCOUNT = frozenset(
    {"message_template_status_update", "account_update", "account_review_update", "phone_number_quality_update"}
)

"""One webhook of Twilio's -> a customer's message, or how far one of ours came. Pure."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ValidationError

from channels.base import DeliveryReport, InboundItem, InboundMessage, UnreadablePayload
from channels.refusals import Verdict
from channels.twilio import errors, reports
from channels.twilio.addresses import has_carrier, phone
from channels.twilio.payloads import Event, Medium, Message, Place, Report, read_fields
from channels.twilio.wording import HELP, OPT_IN, OPT_OUT, single_word

MOST_MEDIA = 10
Keyword = Literal["", "stop", "start", "help"]

# Our own steps before the carrier are one to a customer: Twilio has it.
STATUSES = {
    "accepted": "sent", "scheduled": "sent", "queued": "sent", "sending": "sent", "sent": "sent",
    "delivered": "delivered", "read": "read", "undelivered": "failed", "failed": "failed", "canceled": "failed",
}  # fmt: skip
_KEYWORDS: dict[str, Keyword] = {"STOP": "stop", "START": "start", "HELP": "help"}
# Phones record voice in these; whatever else sounds is a file.
_VOICE = {"audio/ogg", "audio/opus", "audio/amr", "audio/3gpp", "audio/3gpp2"}


def event_id(body: bytes) -> str:
    """The message's SID, with the status when it is a report; the same report twice is one."""
    try:
        event = Event.model_validate(read_fields(body))
    except (UnreadablePayload, ValidationError):
        return ""
    return f"{event.sid}:{event.status}" if event.sid and event.status else event.sid


def parse(body: bytes, *, account_sid: str) -> list[InboundItem]:
    """What the body says of this account's messages; nothing of another account's, of calls and of the unknown."""
    fields = read_fields(body)
    try:
        event = Event.model_validate(fields)
        if not event.account_sid:
            raise UnreadablePayload("not a delivery of Twilio's: AccountSid")
        if event.account_sid != account_sid or not event.sid:
            return []
        return _report(event, fields) if event.status else _message(event, fields)
    except ValidationError as error:
        wrong = {".".join(map(str, problem["loc"])) for problem in error.errors(include_input=False)}
        raise UnreadablePayload(f"not a delivery of Twilio's: {', '.join(sorted(wrong))}") from error


def _report(event: Event, fields: Mapping[str, str]) -> list[InboundItem]:
    status = STATUSES.get(event.status.lower())
    if status is None:
        return []
    correlation = fields.get(reports.NAME, "")
    if status != "failed":
        return [DeliveryReport(event.sid, status, correlation=correlation)]
    report = Report.model_validate(fields)
    code = int(report.error_code) if report.error_code.isascii() and report.error_code.isdigit() else None
    said = report.error_message or report.channel_status_message or event.status
    found = errors.find(code)
    error = f"{code}: {said}" if code else said
    is_trouble = found.verdict == Verdict.STOP_CHANNEL
    return [
        DeliveryReport(
            event.sid, status, error=error, code=found.code, correlation=correlation, is_account_trouble=is_trouble
        )
    ]


def _message(event: Event, fields: Mapping[str, str]) -> list[InboundItem]:
    message = Message.model_validate(fields)
    media = _media(fields, message.message_type) + _place(fields)
    choice_id = message.button_payload or message.list_id
    text = (choice_id and (message.button_text or message.list_title)) or message.body
    # An empty text message, or a kind that Twilio has no fields for: there is nothing to answer.
    if not (text.strip() or media or choice_id or message.opt_out_type):
        return []
    return [
        InboundMessage(
            external_id=event.sid,
            sender_id=message.sender,
            text=text,
            kind=_kind(media, choice_id),
            sender_name=message.profile_name,
            sender_phone=phone(message.sender),
            media=tuple(media),
            choice_id=choice_id,
            reply_to=message.original_replied_message_sid,
            keyword=_keyword(message),
        )
    ]


def _kind(media: list[dict[str, Any]], choice_id: str) -> str:
    if choice_id:
        return "choice"
    return str(media[0]["kind"]) if media else "text"


def _keyword(message: Message) -> Keyword:
    """What Twilio took the message for. Without Advanced Opt-Out it does not say so, but has answered all the same."""
    if message.opt_out_type:
        return _KEYWORDS.get(message.opt_out_type.upper(), "")
    if not has_carrier(message.sender):
        return ""
    word = single_word(message.body)
    if word in OPT_OUT:
        return "stop"
    if word in OPT_IN:
        return "start"
    return "help" if word in HELP else ""


def _media(fields: Mapping[str, str], message_type: str) -> list[dict[str, Any]]:
    found = []
    for number in range(MOST_MEDIA):
        try:
            url, mime_type = fields.get(f"MediaUrl{number}", ""), fields.get(f"MediaContentType{number}", "")
            medium = Medium(url=url, mime_type=mime_type)
        except ValidationError:
            continue
        mime_type = medium.mime_type.partition(";")[0].strip().lower()
        facts = {"kind": _media_kind(mime_type, message_type), "ref": medium.url, "mime_type": mime_type}
        found.append({name: value for name, value in facts.items() if value})
    return found


def _media_kind(mime_type: str, message_type: str) -> str:
    if message_type == "sticker":
        return "sticker"
    if mime_type in _VOICE:
        return "voice"
    family = mime_type.partition("/")[0]
    return family if family in {"image", "audio", "video"} else "document"


def _place(fields: Mapping[str, str]) -> list[dict[str, Any]]:
    if "Latitude" not in fields:
        return []
    try:
        place = Place.model_validate(fields)
    except ValidationError:
        return []
    facts = {"latitude": place.latitude, "longitude": place.longitude}
    names = {"title": place.label, "address": place.address}
    return [{"kind": "location", **facts, **{name: value for name, value in names.items() if value}}]

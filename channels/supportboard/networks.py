"""Sending through the board, network by network; each returns the network's id of what was sent."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from pydantic import ValidationError

from channels.base import ProviderError
from channels.meta import graph
from channels.refusals import REFUSED, UNREACHABLE, refusal
from channels.supportboard import address as addresses
from channels.supportboard import errors, markup
from channels.supportboard.address import Address
from channels.supportboard.client import Board, board_of, call, read
from channels.supportboard.contacts import Contact, find_contact
from channels.supportboard.payloads import (
    BoardMessage,
    MessengerSent,
    TelegramAnswer,
    TwilioRefusal,
    WhatsAppSent,
)

Part = Mapping[str, Any]
Credentials = Mapping[str, str]


def send(part: Part, *, address: Address, credentials: Credentials) -> str:
    """Bring one piece to the customer. Raises ProviderError."""
    by_source: dict[str, Callable[..., str]] = {
        addresses.WHATSAPP: _whatsapp,
        addresses.MESSENGER: _messenger,
        addresses.INSTAGRAM: _messenger,
        addresses.TELEGRAM: _telegram,
    }
    way = by_source.get(address.source)
    if way is None:
        return write_down(part, address=address, credentials=credentials)
    board = board_of(credentials)
    contact = find_contact(board, address)
    return way(part, board=board, address=address, contact=contact, credentials=credentials)


def write_down(part: Part, *, address: Address, credentials: Credentials) -> str:
    """Put one piece into the board's own conversation, as the bot: the web chat shows it, and so does the inbox.

    An agent's or admin's name would tell the board that a person has taken over.
    """
    sent = call(
        board_of(credentials), "send-message", changes=True, user_id=credentials["bot_user_id"],
        conversation_id=address.conversation, **_content(part),
    )  # fmt: skip
    if sent is True:
        # PHP's way of saying that it found no such conversation.
        raise refusal(UNREACHABLE, f"the board has no conversation {address.conversation}")
    return read(BoardMessage, sent, function="send-message", changes=True).id


def _whatsapp(part: Part, *, board: Board, address: Address, contact: Contact, credentials: Credentials) -> str:
    """By the Cloud API itself where we have its token and the conversation is with that number of the shop."""
    phone = _known(contact.phone, "phone number")
    ours = credentials.get("whatsapp_phone_number_id", "")
    if ours and credentials.get("whatsapp_token") and contact.account in {"", ours}:
        return _cloud_api(part, phone=phone, number_id=ours, token=credentials["whatsapp_token"])
    through = {"phone_id": contact.account} if contact.account else {}
    answer = call(board, "whatsapp-send-message", changes=True, to=phone, **_content(part), **through)
    return _read_whatsapp(answer)


def _cloud_api(part: Part, *, phone: str, number_id: str, token: str) -> str:
    content = (
        {"type": "image", "image": {"link": part["url"]}}
        if "url" in part
        else {"type": "text", "text": {"body": part["text"], "preview_url": False}}
    )
    message = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": phone, **content}
    path = f"{number_id}/messages"
    return _read_whatsapp(graph.call("POST", path, token=token, refusals=errors.WHATSAPP, payload=message))


def _read_whatsapp(answer: Any) -> str:
    """The message's id. Raises ProviderError for what Meta or Twilio refused, also inside of the board's success."""
    if isinstance(answer, dict) and "error" in answer:
        raise graph.read_refusal(answer, errors.WHATSAPP)
    if refused := _twilio_refusal(answer):
        raise refusal(errors.TWILIO.get(refused.code, REFUSED), f"{refused.code}: {refused.message}")
    if answer is False:
        raise refusal(REFUSED, "the board found nothing to send")
    sent = read(WhatsAppSent, answer, function="whatsapp-send-message", changes=True)
    return sent.id or _lost("whatsapp-send-message")


def _twilio_refusal(answer: Any) -> TwilioRefusal | None:
    try:
        return TwilioRefusal.model_validate(answer)
    except ValidationError:
        return None


def _messenger(part: Part, *, board: Board, address: Address, contact: Contact, credentials: Credentials) -> str:
    """Messenger and Instagram. `metadata` has to be the id of a message that the board has: it comes back with the
    page's copy of ours, which the board would else take for a person's answer."""
    answers = call(
        board, "messenger-send-message", changes=True, psid=_known(contact.page_scoped_id, "id"),
        facebook_page_id=_known(contact.account, "page"), metadata=contact.last_message, **_content(part),
    )  # fmt: skip
    if not isinstance(answers, list):
        answers = [answers]
    refused = [answer for answer in answers if isinstance(answer, dict) and "error" in answer]
    refused = [answer for answer in refused if not _is_shown_anyway(answer)]
    if refused:
        error = graph.read_refusal(refused[0], errors.MESSENGER)
        # One call, several messages of Meta's: what went out must not go out again.
        raise error if len(refused) == len(answers) else ProviderError(str(error), permanent=False, uncertain=True)
    # The board leaves out what was refused but shown.
    sent = [answer for answer in answers if not (isinstance(answer, dict) and "error" in answer)]
    if not sent:
        return ""
    return read(MessengerSent, sent[0], function="messenger-send-message", changes=True).message_id


def _is_shown_anyway(answer: Mapping[str, Any]) -> bool:
    error = answer["error"]
    return isinstance(error, dict) and error.get("error_subcode") == errors.SHOWN_ANYWAY


def _telegram(part: Part, *, board: Board, address: Address, contact: Contact, credentials: Credentials) -> str:
    chat, content = _known(contact.account, "chat"), _content(part)
    answer = call(
        board, "telegram-send-message", changes=True, chat_id=chat, conversation_id=address.conversation,
        **{**content, "message": markup.for_telegram(content["message"])},
    )  # fmt: skip
    if answer is False:
        raise refusal(REFUSED, "the board found nothing to send")
    said = read(TelegramAnswer, answer, function="telegram-send-message", changes=True)
    if not said.ok:
        meaning = errors.telegram(said.error_code, said.description)
        raise refusal(meaning, said.description, retry_after=said.parameters.retry_after)
    return f"{chat}:{said.result.message_id}" if said.result else _lost("telegram-send-message")


def _content(part: Part) -> dict[str, str]:
    """A text or a file; lists are JSON inside of the form."""
    files = [[part["name"], part["url"]]] if "url" in part else []
    return {"message": part.get("text", ""), "attachments": json.dumps(files)}


def _known(value: str, name: str) -> str:
    if not value:
        raise refusal(UNREACHABLE, f"the board does not know the customer's {name} on this network")
    return value


def _lost(function: str) -> NoReturn:
    raise ProviderError(f"the answer to {function} has no id", permanent=False, uncertain=True)

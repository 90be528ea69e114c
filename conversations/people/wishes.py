"""STOP, START and HELP: what customers say about being written to at all."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext

from conversations import meaning
from conversations.handling.answering import mark_answered, queue_message
from conversations.models import Author, ConsentSource, Conversation, Identity, Purpose
from conversations.people import consent


def settle_wish(conversation: Conversation, *, text: str, kind: str, keyword: str = "") -> bool:
    """STOP and START: into the ledger, with one line of confirmation unless the carrier has sent its own.

    `keyword` is what the carrier took the words for, see channels/items.py. True when nothing is left to answer. The
    caller holds the conversation's lock and has counted the message.
    """
    wish = keyword or _wish_of(conversation.identity, text, kind=kind)
    if not wish:
        return False
    if wish != "help":
        _record_wish(conversation, text, granted=wish == "start", by_carrier=bool(keyword))
    if conversation.inbound_seq - conversation.answered_seq > 1:
        return False  # something else of the same burst still wants an answer
    mark_answered(conversation, seq=conversation.inbound_seq)
    return True


def _record_wish(conversation: Conversation, words: str, *, granted: bool, by_carrier: bool) -> None:
    changed = consent.record_consent(
        conversation.identity, granted=granted, evidence=words,
        purposes=_purposes_of(conversation.identity, granted=granted, by_carrier=by_carrier),
        source=ConsentSource.PROVIDER if by_carrier else ConsentSource.CUSTOMER,
    )  # fmt: skip
    if changed and not by_carrier:
        _confirm_wish(conversation, granted=granted)


def _purposes_of(identity: Identity, *, granted: bool, by_carrier: bool) -> Sequence[Purpose]:
    """A stop by the carrier ends everything, a start brings back what there was: offers only if they were wanted."""
    if not granted:
        return consent.EVERYTHING if by_carrier else consent.UNASKED
    return consent.EVERYTHING if consent.once_wanted(identity, Purpose.MARKETING) else consent.ASKED


def _wish_of(identity: Identity, text: str, *, kind: str) -> str:
    # A button can say it too: WhatsApp's templates for offers have one, "Stop promotions".
    if kind not in {"text", "choice"}:
        return ""
    if meaning.wants_no_messages(text):
        return "stop"
    return "start" if meaning.wants_messages_again(text) and consent.has_said_stop(identity) else ""


def _confirm_wish(conversation: Conversation, *, granted: bool) -> None:
    with translation.override(conversation.language or conversation.tenant.language):
        stopped = gettext(
            "We will not write to you here any more unless you ask us something. To undo it, write START."
        )
        text = gettext("Thank you. You will hear from us here again.") if granted else stopped
    queue_message(conversation, author=Author.AGENT, text=text, seq=conversation.inbound_seq, survives_takeover=True)

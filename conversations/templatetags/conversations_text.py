"""What a conversation's codes mean, in the reader's language."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conversations.failures import explain

register = template.Library()

# Brands, the same in every language, and the channels that are our own.
CHANNELS: dict[str, Promise | str] = {
    "instagram": "Instagram",
    "messenger": "Messenger",
    "supportboard": "Support Board",
    "telegram": "Telegram",
    "terminal": _("Terminal"),
    "twilio": "SMS (Twilio)",
    "webchat": _("Web chat"),
    "whatsapp": "WhatsApp",
}
KINDS: dict[str, Promise] = {
    "audio": _("Recording"),
    "choice": _("Choice"),
    "contact": _("Contact card"),
    "document": _("Document"),
    "form": _("Form"),
    "image": _("Picture"),
    "location": _("Place"),
    "order": _("Cart"),
    "product": _("Product"),
    "sticker": _("Sticker"),
    "story": _("Story"),
    "unsupported": _("A kind of message that the network does not hand out"),
    "video": _("Video"),
    "voice": _("Voice message"),
}
HANDOVERS: dict[str, Promise] = {
    "complaint": _("The customer complains."),
    "customer_request": _("The customer asked for a person."),
    "missing_knowledge": _("The agent does not know the answer."),
    "policy_restriction": _("The agent may not decide this."),
    "tool_failure": _("Something went wrong on our side."),
    "unsupported_request": _("The agent cannot do this."),
}


@register.filter
def channel_name(kind: str) -> Promise | str:
    """`whatsapp` -> `WhatsApp`."""
    return CHANNELS.get(kind, kind.capitalize())


@register.filter
def kind_name(kind: str) -> Promise | str:
    """What a message or a file is: `Voice message`."""
    return KINDS.get(kind, kind.capitalize())


@register.filter
def why_called(reason: str) -> Promise | str:
    """Why the agent called a person, as a sentence; an empty text when it is only in the agent's own words."""
    return HANDOVERS.get(reason.partition(":")[0], "")


@register.filter
def called_about(reason: str) -> str:
    """The agent's own words about it."""
    code, _colon, summary = reason.partition(":")
    return summary.strip() if code in HANDOVERS else reason


@register.filter
def why(code: str) -> Promise | str:
    """What a problem's code means: conversations/failures.py."""
    return explain(code)


@register.filter
def clock(seconds: int) -> str:
    """How long a recording is: `1:05`."""
    return f"{seconds // 60}:{seconds % 60:02d}"

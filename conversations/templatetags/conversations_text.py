"""What a conversation's codes mean, in the reader's language."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
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
    "forgotten": _("Not kept any more"),
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
def short_wait(minutes: int) -> str:
    """How long somebody waits, in as little room as possible: `5 min`, `3 h`, `2 d`."""
    if minutes < 60:
        return _("%(count)s min") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)s h") % {"count": minutes // 60}
    return _("%(count)s d") % {"count": minutes // (24 * 60)}


@register.filter
def when(at: datetime) -> str:
    """The time today, else the date."""
    local = timezone.localtime(at)
    return date_format(local, "TIME_FORMAT" if local.date() == timezone.localdate() else "SHORT_DATE_FORMAT")


@register.filter
def day_name(at: datetime) -> Promise | str:
    """Today, yesterday, or the date."""
    days = (timezone.localdate() - timezone.localtime(at).date()).days
    return {0: _("Today"), 1: _("Yesterday")}.get(days) or date_format(timezone.localtime(at), "DATE_FORMAT")


@register.filter
def initials(name: str) -> str:
    """For a round picture of somebody who has none: `Noa Levi` -> `NL`."""
    if str(name).startswith("#"):
        return "#"
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"


@register.filter
def clock(seconds: int) -> str:
    """How long a recording is: `1:05`."""
    return f"{seconds // 60}:{seconds % 60:02d}"

"""For whoever is about to answer: until when the network lets them write freely, and what happens afterwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils import timezone

from channels.models import Channel
from channels.registry import get_adapter
from channels.sending.permission import heard_last, window_closes_at
from channels.sending.templates import find_late_reply
from conversations.models import Conversation

State = Literal["off", "unlimited", "open", "person", "template", "closed"]


@dataclass(frozen=True)
class ReplyWindow:
    """`closes_at` ends what `state` allows now; `template` carries texts from then on, if the shop has chosen one.

    `person_until` is when the network lets nobody write any more, where a person has more time than a program.
    `problem_code` is the channel's own trouble.
    """

    state: State
    closes_at: datetime | None = None
    person_until: datetime | None = None
    template: str = ""
    problem_code: str = ""


def read_window(conversation: Conversation) -> ReplyWindow:
    """As it is now. `off` when the channel is switched off or gone."""
    identity = conversation.identity
    rows = Channel.objects.select_related("tenant").filter(public_id=identity.channel_id, is_enabled=True)
    channel = rows.defer("sealed_credentials", "secret").first()
    if channel is None:
        return ReplyWindow("off")
    adapter, now = get_adapter(channel.kind), timezone.now()
    window, closes_at = adapter.window(identity.external_id), window_closes_at(identity, adapter)
    if window is None or closes_at is None:
        return ReplyWindow("unlimited", problem_code=channel.problem_code)
    last = heard_last(identity)
    person_until = last + window.person if last and window.person else None
    found = find_late_reply(channel, language=conversation.language or channel.tenant.language)
    template = found.name if found else ""
    if now <= closes_at:
        state: State = "open"
    elif person_until and now <= person_until:
        state, closes_at = "person", person_until
    else:
        state = "template" if template else "closed"
    return ReplyWindow(state, closes_at, person_until, template, channel.problem_code)

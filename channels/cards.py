"""The shop's channels as people look at them: whether each works, what to do when not, and how to connect another."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels import health
from channels.base import Adapter
from channels.checkup import Checkup
from channels.connecting.guides import Guide, guide_of
from channels.connecting.services import is_disconnected, list_disconnected
from channels.models import Channel, MessageTemplate, TemplateUse
from channels.registry import get_adapter
from channels.selectors import LOCAL_KINDS, webhook_url
from channels.sending.late_reply import list_usable
from conversations.failures import explain
from tenants.alerts.services import advise, list_open_alerts, word_alert

# What the door's refusals mean, by HTTP status.
REFUSED: dict[str, Promise] = {
    "403": _("did not prove who sent them: is the app secret or token still the network's?"),
    "413": _("were larger than INBOUND_MAX_BYTES allows"),
    "415": _("came with the wrong content type: does another program call this address?"),
}


@dataclass(frozen=True)
class Refused:
    count: int
    meaning: Promise


@dataclass(frozen=True)
class Notice:
    words: str
    advice: str


@dataclass(frozen=True)
class Card:
    """One channel. `state` is off, disconnected, stopped, silent, new (nothing came in yet) or working.

    `webhook` is where its network delivers; `snippet` and `chat` are the web chat's instead. `has_templates` tells
    whether the network approves texts beforehand. `notices` are open alerts about the channel, `checkup` what the
    network said a moment ago, `problem` why a form was refused, `sites` what stands in the form of allowed sites.
    """

    channel: Channel
    label: str
    state: str
    silent_hours: int = 0
    refused: Sequence[Refused] = ()
    webhook: str = ""
    snippet: str = ""
    chat: str = ""
    templates: Sequence[MessageTemplate] = ()
    usable: Sequence[str] = ()
    late_reply: str = ""
    has_templates: bool = False
    guide: Guide | None = None
    notices: Sequence[Notice] = ()
    checkup: Checkup | None = None
    problem: str = ""
    sites: str = ""

    @property
    def repair(self) -> Promise | str:
        return explain(self.channel.problem_code) if self.channel.problem_code else ""


def list_cards() -> list[Card]:
    """Every channel of the current tenant; their secrets are not even unsealed."""
    rows = Channel.objects.select_related("tenant").prefetch_related("templates").defer("sealed_credentials", "secret")
    away = set(list_disconnected().values_list("pk", flat=True))
    return _make_cards(list(rows), away=away)


def read_card(channel: Channel) -> Card:
    return _make_cards([channel], away={channel.pk} if is_disconnected(channel) else set())[0]


def _make_cards(channels: Sequence[Channel], *, away: Container[int]) -> list[Card]:
    notices = _list_notices()
    silences = health.find_silences([one for one in channels if one.kind not in LOCAL_KINDS and one.is_enabled])
    return [
        _card(channel, notices, silences.get(channel.pk), is_away=channel.pk in away)
        for channel in channels
    ]  # fmt: skip


def _card(
    channel: Channel, notices: Iterable[tuple[str, Notice]], silence: health.Silence | None, *, is_away: bool
) -> Card:
    card = Card(
        channel, get_adapter(channel.kind).label, _state(channel, silence, is_away=is_away), guide=guide_of(channel),
        silent_hours=silence.hours if silence else 0,
        notices=[notice for subject, notice in notices if subject.startswith(str(channel.public_id))],
    )  # fmt: skip
    if channel.kind in LOCAL_KINDS:
        return _with_chat(card) if channel.kind == "webchat" else card
    return _with_templates(_with_webhook(card))


def _state(channel: Channel, silence: health.Silence | None, *, is_away: bool) -> str:
    if not channel.is_enabled:
        return "disconnected" if is_away else "off"
    if channel.problem_code:
        return "stopped"
    if silence and silence.is_alarming:
        return "silent"
    return "working" if channel.last_in_at else "new"


def _list_notices() -> list[tuple[str, Notice]]:
    """(subject, what the network said) of the open ones."""
    found = [alert for alert in list_open_alerts() if alert.kind == "channel_notice"]
    return [(alert.subject, Notice(word_alert(alert), advise(alert))) for alert in found]


def _with_webhook(card: Card) -> Card:
    refused = health.refused_today(card.channel, tuple(REFUSED))
    return replace(
        card,
        webhook=webhook_url(card.channel, card.channel.base_url or settings.PUBLIC_URL),
        refused=[Refused(count, REFUSED[status]) for status, count in refused.items()],
    )


def _with_templates(card: Card) -> Card:
    if type(get_adapter(card.channel.kind)).templates is Adapter.templates:
        return card
    rows = list(card.channel.templates.all())
    chosen = next((row.name for row in rows if row.use_for == TemplateUse.LATE_REPLY), "")
    return replace(
        card, templates=rows, usable=list_usable(card.channel) if rows else [], late_reply=chosen, has_templates=True
    )


def _with_chat(card: Card) -> Card:
    """The script's address has no fingerprint of its version: it stands in other people's pages for years."""
    channel, slug = card.channel, card.channel.tenant.slug
    source = f"{settings.PUBLIC_URL}{settings.STATIC_URL}widget.js"
    return replace(
        card,
        snippet=f'<script src="{source}" data-shop="{slug}" defer></script>',
        chat=settings.PUBLIC_URL + reverse("webchat", args=[slug]),
        sites="\n".join(channel.allowed_origins),
    )

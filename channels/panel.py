"""The panel's page about the shop's channels: whether each works, and what to do when one does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from channels import health
from channels.base import CredentialField
from channels.chat_page.origins import set_allowed_origins
from channels.checkup import Checkup, check_up
from channels.late_reply import choose_late_reply, list_usable
from channels.models import Channel, MessageTemplate, TemplateUse
from channels.registry import ADAPTERS, get_adapter
from channels.reply_window import read_window
from channels.selectors import LOCAL_KINDS, webhook_url
from channels.templates import sync_templates
from conversations.failures import explain
from conversations.models import Conversation
from lib.errors import DomainError, ProviderError
from tenants.alerts import advise, list_open_alerts, word_alert
from tenants.models import Role
from tenants.panel import RANKS, MemberRequest, member_view, page_context
from tenants.throttling import allow

CHECKS_PER_MINUTE = 3
# What the door's refusals mean, by HTTP status.
REFUSED: dict[str, Promise] = {
    "403": gettext_lazy("did not prove who sent them: is the app secret or token still the network's?"),
    "413": gettext_lazy("were larger than INBOUND_MAX_BYTES allows"),
    "415": gettext_lazy("came with the wrong content type: does another program call this address?"),
}


@dataclass(frozen=True)
class Refused:
    count: int
    meaning: Promise


@dataclass(frozen=True)
class Card:
    """One channel as people look at it. `state` is off, stopped, silent, new (nothing came in yet) or working.

    `webhook` is where its network delivers; `snippet` and `chat` are the web chat's instead. `notices` are open alerts
    about it, `checkup` what the network said a moment ago, `problem` why a form was refused, `sites` what stood in it.
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
    notices: Sequence[tuple[str, str]] = ()
    checkup: Checkup | None = None
    problem: str = ""
    sites: str = ""

    @property
    def repair(self) -> Promise | str:
        return explain(self.channel.problem_code) if self.channel.problem_code else ""


@dataclass(frozen=True)
class Connectable:
    """A kind of channel that could be connected, and the command that does."""

    label: str
    command: str
    fields: Sequence[CredentialField]


@require_safe
@member_view()
def channel_list(request: MemberRequest) -> HttpResponse:
    """A card for each channel."""
    return _show(request, [_card(channel) for channel in _channels()])


@require_POST
@member_view(role=Role.MANAGER)
def check(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask the network now. 429 when somebody has just asked."""
    channel = _find(public_id)
    if channel.kind in LOCAL_KINDS or not allow("channel-check", str(public_id), limit=CHECKS_PER_MINUTE):
        return _answer(request, channel, problem=_("The network was asked a moment ago. Wait a minute."), status=429)
    checkup = check_up(channel)
    return _answer(request, _find(public_id), checkup=checkup)


@require_POST
@member_view(role=Role.MANAGER)
def sites(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Which web sites may show the shop's chat, one in a line. 422 when one of them is no site; then none changes."""
    channel, typed = _find(public_id), request.POST.get("sites", "")
    try:
        set_allowed_origins(channel, typed.splitlines())
    except DomainError as refusal:
        return _answer(request, channel, problem=refusal.message, sites=typed, status=422)
    return _answer(request, channel)


@require_POST
@member_view(role=Role.MANAGER)
def template(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Which template carries late answers."""
    channel = _find(public_id)
    try:
        choose_late_reply(channel, name=request.POST.get("name", ""))
    except DomainError:
        return _answer(request, channel, problem=_("Choose a template with exactly one gap."), status=422)
    return _answer(request, channel)


@require_POST
@member_view(role=Role.MANAGER)
def read_templates(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read the account's templates from the network. 429 when somebody has just done so."""
    channel = _find(public_id)
    if not allow("channel-templates", str(public_id), limit=CHECKS_PER_MINUTE):
        return _answer(request, channel, problem=_("The network was asked a moment ago. Wait a minute."), status=429)
    try:
        sync_templates(channel)
    except ProviderError as error:
        reason = explain(error.code or "unavailable")
        return _answer(request, channel, problem=f"{reason} ({error})", status=422)
    return _answer(request, channel)


@require_safe
@member_view()
def reply_window(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Until when one may write freely in a conversation, as a part for its page."""
    conversation = get_object_or_404(Conversation.objects.select_related("identity"), public_id=public_id)
    context = page_context(request, section="conversations", window=read_window(conversation))
    return render(request, "panel/window.html", context)


def _channels() -> Iterable[Channel]:
    """Without their secrets: nobody here reads them."""
    return Channel.objects.select_related("tenant").defer("sealed_credentials", "secret")


def _find(public_id: UUID) -> Channel:
    return get_object_or_404(Channel.objects.select_related("tenant"), public_id=public_id)


def _card(channel: Channel, *, sites: str | None = None) -> Card:
    adapter, is_local = get_adapter(channel.kind), channel.kind in LOCAL_KINDS
    silence = None if is_local else health.find_silence(channel)
    is_silent = silence is not None and silence.is_alarming
    card = Card(
        channel, adapter.label, _state(channel, is_silent=is_silent),
        silent_hours=silence.hours if silence else 0,
        notices=[(word_alert(alert), advise(alert)) for alert in list_open_alerts() if _is_notice_of(channel, alert)],
        sites="\n".join(channel.allowed_origins) if sites is None else sites,
    )  # fmt: skip
    if is_local:
        return _with_chat(card) if channel.kind == "webchat" else card
    refused = health.refused_today(channel, tuple(REFUSED))
    return replace(
        card,
        refused=[Refused(count, REFUSED[status]) for status, count in refused.items()],
        webhook=webhook_url(channel, channel.base_url or settings.PUBLIC_URL),
        **_templates(channel),
    )


def _state(channel: Channel, *, is_silent: bool) -> str:
    if not channel.is_enabled:
        return "off"
    if channel.problem_code:
        return "stopped"
    if is_silent:
        return "silent"
    return "working" if channel.last_in_at else "new"


def _is_notice_of(channel: Channel, alert: Any) -> bool:
    return alert.kind == "channel_notice" and alert.subject.startswith(str(channel.public_id))


def _with_chat(card: Card) -> Card:
    slug = card.channel.tenant.slug
    source = f"{settings.PUBLIC_URL}{settings.STATIC_URL}widget.js"
    snippet = f'<script src="{source}" data-shop="{slug}" defer></script>'
    return replace(card, snippet=snippet, chat=settings.PUBLIC_URL + reverse("webchat", args=[slug]))


def _templates(channel: Channel) -> dict[str, Any]:
    rows = list(channel.templates.all())
    chosen = next((row.name for row in rows if row.use_for == TemplateUse.LATE_REPLY), "")
    return {"templates": rows, "usable": list_usable(channel) if rows else [], "late_reply": chosen}


def _connectable(slug: str) -> list[Connectable]:
    adapters = [get_adapter(kind) for kind in ADAPTERS]
    return [
        Connectable(adapter.label, _command(adapter.kind, slug, adapter.fields), adapter.fields)
        for adapter in adapters
        if adapter.fields
    ]


def _command(kind: str, slug: str, fields: Sequence[CredentialField]) -> str:
    """Secrets are given as `-`: they are read from standard input and stay out of the shell's history."""
    given = [f"--{field.name.replace('_', '-')} {_placeholder(field)}" for field in fields if field.is_required]
    return " ".join(["manage.py channel_add", kind, f"--tenant {slug}", *given])


def _placeholder(field: CredentialField) -> str:
    if field.is_secret:
        return "-"
    return field.choices[0] if field.choices else field.name.upper()


def _answer(
    request: MemberRequest, channel: Channel, *, checkup: Checkup | None = None, problem: str = "",
    sites: str | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The channel's card; without htmx the whole page, or back to it when there is nothing to say."""
    if not request.htmx and checkup is None and not problem:
        return redirect("panel:channels", slug=request.tenant.slug)
    card = replace(_card(channel, sites=sites), checkup=checkup, problem=problem)
    if request.htmx:
        context = page_context(request, section="channels", card=card, may_change=True)
        # htmx swaps nothing of a 429.
        return render(request, "panel/channels.html#card", context, status=422 if problem else status)
    cards = [card if other.pk == channel.pk else _card(other) for other in _channels()]
    return _show(request, cards, status=status)


def _show(request: MemberRequest, cards: Sequence[Card], *, status: int = 200) -> HttpResponse:
    may_change = RANKS[Role(request.membership.role)] >= RANKS[Role.MANAGER]
    context = page_context(
        request, section="channels", cards=cards, may_change=may_change, kinds=_connectable(request.tenant.slug),
        language_next=reverse("panel:channels", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/channels.html", context, status=status)

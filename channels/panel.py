"""The panel's page about the shop's channels, and what a conversation's page shows of its own channel."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.cards import Card, list_cards, read_card
from channels.checkup import check_up
from channels.models import Channel
from channels.selectors import LOCAL_KINDS
from channels.sending.late_reply import choose_late_reply
from channels.sending.reply_window import read_window
from channels.sending.templates import sync_templates
from channels.services import set_allowed_origins
from conversations.failures import explain
from conversations.models import Conversation
from lib.errors import DomainError, ProviderError
from tenants.models import Role
from tenants.panel import MemberRequest, has_rank, member_view, page_context
from tenants.throttling import allow

# Of one channel, by everybody together.
QUESTIONS_PER_MINUTE = 3


@require_safe
@member_view()
def channel_list(request: MemberRequest) -> HttpResponse:
    """A card for each channel. Everybody may read; managers may change."""
    return _show(request, list_cards())


@require_POST
@member_view(role=Role.MANAGER)
def check(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Ask the network how it sees the channel. 422 when somebody has just asked."""
    channel = _find_remote(public_id)
    if not _may_ask(channel):
        return _answer(request, replace(read_card(channel), problem=_busy()))
    checkup = check_up(channel)
    return _answer(request, replace(read_card(_find_remote(public_id)), checkup=checkup))


@require_POST
@member_view(role=Role.MANAGER)
def sites(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Which web sites may show the shop's chat, one in a line. 422 when one of them is no site; then none changes."""
    channel, typed = get_object_or_404(_channels(), public_id=public_id, kind="webchat"), request.POST.get("sites", "")
    try:
        set_allowed_origins(channel, typed.splitlines(), actor=request.user.get_username())
    except DomainError as refusal:
        return _answer(request, replace(read_card(channel), problem=refusal.message, sites=typed))
    return _answer(request, read_card(channel))


@require_POST
@member_view(role=Role.MANAGER)
def template(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Which template carries late answers. 422 for one that no text fits into."""
    channel = _find_remote(public_id)
    try:
        choose_late_reply(channel, name=request.POST.get("name", ""), actor=request.user.get_username())
    except DomainError:
        return _answer(request, replace(read_card(channel), problem=_("Choose a template with exactly one gap.")))
    return _answer(request, read_card(channel))


@require_POST
@member_view(role=Role.MANAGER)
def read_templates(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read the account's templates from the network. 422 with its reason, or when somebody has just done so."""
    channel = _find_remote(public_id)
    problem = "" if _may_ask(channel) else _busy()
    try:
        if not problem:
            sync_templates(channel)
    except ProviderError as error:
        problem = f"{explain(error.code or 'unavailable')} ({error})"
    return _answer(request, replace(read_card(channel), problem=problem))


@require_safe
@member_view()
def reply_window(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Until when one may write freely in a conversation, as a part for its page."""
    conversation = get_object_or_404(Conversation.objects.select_related("identity"), public_id=public_id)
    context = page_context(request, section="conversations", window=read_window(conversation))
    return render(request, "panel/window.html", context)


def _channels() -> QuerySet[Channel]:
    return Channel.objects.select_related("tenant")


def _find_remote(public_id: UUID) -> Channel:
    """A channel with a network behind it, which can be asked."""
    return get_object_or_404(_channels().exclude(kind__in=LOCAL_KINDS), public_id=public_id)


def _may_ask(channel: Channel) -> bool:
    return allow("channel-question", str(channel.public_id), limit=QUESTIONS_PER_MINUTE)


def _busy() -> str:
    return _("The network was asked a moment ago. Wait a minute.")


def _answer(request: MemberRequest, card: Card) -> HttpResponse:
    """The changed card; without htmx the whole page around it, or the way back when there is nothing to say."""
    status = 422 if card.problem else 200
    if request.htmx:
        context = page_context(request, section="channels", card=card, may_change=True)
        return render(request, "panel/channels.html#card", context, status=status)
    if not (card.problem or card.checkup):
        return redirect("panel:channels", slug=request.tenant.slug)
    cards = [card if other.channel.pk == card.channel.pk else other for other in list_cards()]
    return _show(request, cards, status=status)


def _show(request: MemberRequest, cards: Sequence[Card], *, status: int = 200) -> HttpResponse:
    may_change = has_rank(request.membership, Role.MANAGER)
    address = reverse("panel:channels", args=[request.tenant.slug])
    context = page_context(request, section="channels", cards=cards, may_change=may_change, language_next=address)
    return render(request, "panel/channels.html", context, status=status)

"""The panel's way to a connected channel: choose, read what is needed, type it, wait for the first message, test."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels import health
from channels.cards import REFUSED, read_card
from channels.connecting.forms import CredentialsForm
from channels.connecting.guides import GUIDES, Guide, guide_of
from channels.connecting.services import disconnect_channel, send_test, switch_channel
from channels.models import Channel
from channels.services import Connected, connect_channel, ensure_local_channel
from conversations.failures import REASONS
from conversations.models import Conversation, Message
from lib.errors import DomainError, ProviderError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.services import record_audit
from tenants.throttling import allow

SECTION = "channels"
# Of one shop, by everybody together: each try asks somebody else's server.
TRIES_PER_MINUTE = 10
TESTS_PER_MINUTE = 5


@require_safe
@member_view(role=Role.MANAGER)
def choose(request: MemberRequest) -> HttpResponse:
    """Every way to connect something."""
    context = page_context(request, section=SECTION, guides=GUIDES.values(), language_next=request.path)
    return render(request, "panel/connect.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def connect(request: MemberRequest, key: str) -> HttpResponse:
    """The steps and the form. It is checked against the network at once: 422 with what to do, and nothing is kept.

    `?channel=` names a channel whose credentials are to be renewed.
    """
    guide, renews = _find_guide(key), _find_renewed(request)
    if request.method != "POST":
        return _show_form(request, guide, CredentialsForm(guide, channel=renews), renews)
    if guide.kind == "webchat":
        return _done(request, _open_webchat(request), ())
    form = CredentialsForm(guide, request.POST, channel=renews)
    made = _try(request, guide, form, renews) if form.is_valid() else None
    return _done(request, made.channel, made.todo) if made else _show_form(request, guide, form, renews)


@require_safe
@member_view()
def connected(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What is left to do, and whether something has come in. To htmx only that; `?sent=` shows how a test fares."""
    channel = _find(public_id)
    if request.htmx:
        return render(request, "panel/channel.html#live", _live(request, channel))
    return _show(request, channel)


@require_POST
@member_view(role=Role.MANAGER)
def switch(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """`to=on` or `to=off`; twice is once. 422 for one without an account."""
    channel = _find(public_id)
    try:
        switch_channel(channel, is_on=request.POST.get("to") == "on", actor=request.user.get_username())
    except DomainError:
        return _show(request, channel, problem=_("Connect the channel again first."))
    return redirect("panel:channels", slug=request.tenant.slug)


@require_POST
@member_view(role=Role.MANAGER)
def disconnect(request: MemberRequest, public_id: UUID) -> HttpResponse:
    disconnect_channel(_find(public_id), actor=request.user.get_username())
    return redirect("panel:channels", slug=request.tenant.slug)


@require_POST
@member_view(role=Role.MANAGER)
def test(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Send a test message; what became of it is shown from the outbox. 422 when there is nobody to send it to."""
    channel = _find(public_id)
    if not allow("channel-test", str(channel.public_id), limit=TESTS_PER_MINUTE):
        return _show(request, channel, problem=_("You tried many times. Wait a minute."))
    try:
        message = send_test(channel, to=request.POST.get("to", ""), staff=request.user)
    except DomainError as refusal:
        return _show(request, channel, problem=_TEST_REFUSALS[refusal.code]())
    address = reverse("panel:channel", args=[request.tenant.slug, public_id])
    return redirect(f"{address}?sent={message.public_id}#test")


def _find_guide(key: str) -> Guide:
    if key not in GUIDES:
        raise Http404
    return GUIDES[key]


def _find_renewed(request: MemberRequest) -> Channel | None:
    """The channel of the address; 404 for one that is not there."""
    given = request.GET.get("channel")
    if not given:
        return None
    try:
        return _find(UUID(given))
    except ValueError as error:
        raise Http404 from error


def _channels() -> QuerySet[Channel]:
    return Channel.objects.select_related("tenant").exclude(kind="terminal")


def _find(public_id: UUID) -> Channel:
    return get_object_or_404(_channels(), public_id=public_id)


def _open_webchat(request: MemberRequest) -> Channel:
    channel = ensure_local_channel(request.tenant, "webchat")
    switch_channel(channel, is_on=True, actor=request.user.get_username())
    return channel


def _try(request: MemberRequest, guide: Guide, form: CredentialsForm, renews: Channel | None) -> Connected | None:
    """The connected channel; None with the reason in the form."""
    if not allow("channel-connect", str(request.tenant.pk), limit=TRIES_PER_MINUTE):
        form.add_error(None, _("You tried many times. Wait a minute."))
        return None
    try:
        made = connect_channel(
            request.tenant, kind=guide.kind, credentials=form.credentials, base_url=settings.PUBLIC_URL, renews=renews
        )  # fmt: skip
    except (ProviderError, DomainError) as error:
        form.add_error(None, _word(error))
        return None
    record_audit(
        request.tenant, actor=request.user.get_username(), action="channel_connected", target=str(made.channel)[:150]
    )  # fmt: skip
    return made


def _word(error: ProviderError | DomainError) -> str:
    """What to do, then the network's own words."""
    if error.code == "other_account":
        return _("These credentials belong to another account. Connect it as a channel of its own.")
    words = {
        "unauthorized": _("The network does not accept these credentials. Copy them again, whole and without blanks."),
        "bad_address": _(
            "The network does not accept the address of this installation. It must be public and begin with https://; "
            "whoever runs the server sets PUBLIC_URL."
        ),
        "unavailable": _("The network did not answer. Try again in a minute."),
    }  # fmt: skip
    told: str | Promise = words.get(error.code) or REASONS.get(error.code) or _("The network refused this.")
    return f"{told} ({error})"


def _done(request: MemberRequest, channel: Channel, todo: Sequence[str]) -> HttpResponse:
    """On to the page that waits for the first message. What is left to do is told once: it is in nobody's rows."""
    request.session[_todo_key(channel)] = [str(step) for step in todo]
    return redirect("panel:channel", slug=request.tenant.slug, public_id=channel.public_id)


def _todo_key(channel: Channel) -> str:
    return f"channel-todo-{channel.public_id}"


def _show_form(request: MemberRequest, guide: Guide, form: CredentialsForm, renews: Channel | None) -> HttpResponse:
    context = page_context(
        request, section=SECTION, guide=guide, form=form, renews=renews, language_next=request.get_full_path()
    )  # fmt: skip
    return render(request, "panel/connect_form.html", context, status=422 if form.errors else 200)


def _show(request: MemberRequest, channel: Channel, *, problem: str = "") -> HttpResponse:
    context = _live(request, channel) | {
        "card": read_card(channel), "todo": request.session.get(_todo_key(channel), []), "problem": problem,
        "verify_token": channel.credentials.get("verify_token", "") if channel.kind != "webchat" else "",
        "to": request.POST.get("to", ""), "language_next": request.path,
        "may_change": request.membership.role != Role.AGENT, "guide": guide_of(channel),
    }  # fmt: skip
    return render(request, "panel/channel.html", context, status=422 if problem else 200)


def _live(request: MemberRequest, channel: Channel) -> dict[str, object]:
    refused = health.refused_today(channel, tuple(REFUSED)) if not channel.last_in_at else {}
    return page_context(
        request, section=SECTION, channel=channel, first=_newest_conversation(channel),
        refused=[REFUSED[status] for status in refused], sent=_sent(request, channel),
    )  # fmt: skip


def _newest_conversation(channel: Channel) -> Conversation | None:
    rows = Conversation.objects.filter(identity__channel_id=channel.public_id, last_inbound_at__isnull=False)
    return rows.select_related("customer").order_by("-last_message_at").first() if channel.last_in_at else None


def _sent(request: MemberRequest, channel: Channel) -> Message | None:
    """The test message that the address names, as the outbox has it."""
    try:
        key = UUID(request.GET.get("sent", ""))
    except ValueError:
        return None
    rows = Message.objects.filter(public_id=key, identity__channel_id=channel.public_id)
    return rows.select_related("identity", "conversation").first()


_TEST_REFUSALS = {
    "nobody": lambda: _("Nobody has written through this channel yet. Write to it first, or type a number."),
    "unknown_address": lambda: _(
        "This channel cannot write to that address first. Write to the shop from there, then try again."
    ),
}

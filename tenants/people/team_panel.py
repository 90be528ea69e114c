"""The panel's page of the team: members, invitations, and what each role may do."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from tenants.models import Invitation, Membership, Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.people.accounts import is_proved
from tenants.people.forms import InviteForm
from tenants.people.invitations import invite, link_of, withdraw
from tenants.people.team import change_role, remove_member, require_second_factor, reset_of_member
from tenants.people.team_words import MAY
from tenants.queueing import enqueue
from tenants.tasks import mail_invitation
from tenants.throttling import allow

INVITATIONS_PER_HOUR = 30


@require_safe
@member_view(role=Role.MANAGER)
def team(request: MemberRequest) -> HttpResponse:
    return _show(request)


@require_POST
@member_view(role=Role.OWNER)
def team_invite(request: MemberRequest) -> HttpResponse:
    """The link is mailed, and stands on the page to be copied."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _show(request, form=form)
    if not allow("invite", str(request.tenant.pk), limit=INVITATIONS_PER_HOUR, seconds=3600):
        return _show(request, form=form, problem=_("Too many invitations at once. Try again in an hour."), status=429)
    role = Role(form.cleaned_data["role"])
    try:
        row = invite(request.tenant, email=form.cleaned_data["email"], role=role, actor=_name(request))
    except DomainError as refusal:
        return _show(request, form=form, problem=refusal.message)
    enqueue(mail_invitation, request.tenant.pk, str(row.public_id))
    messages.success(request, _("The invitation goes out. You can also copy its link below."))
    return _back(request)


@require_POST
@member_view(role=Role.OWNER)
def invitation_withdraw(request: MemberRequest, public_id: UUID) -> HttpResponse:
    withdraw(get_object_or_404(Invitation.objects.select_related("tenant"), public_id=public_id), actor=_name(request))
    return _back(request)


@require_POST
@member_view(role=Role.OWNER)
def member_role(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """422 for the last owner, and for a role that does not exist."""
    member, wish = _find(public_id), request.POST.get("role", "")
    if wish not in Role.values:
        return _show(request, problem=_("Choose one of the roles."))
    try:
        ended = change_role(member, role=Role(wish), actor=_name(request))
    except DomainError as refusal:
        return _show(request, problem=refusal.message)
    return _tell_keys(request, ended)


@require_POST
@member_view(role=Role.OWNER)
def member_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    try:
        ended = remove_member(_find(public_id), actor=_name(request))
    except DomainError as refusal:
        return _show(request, problem=refusal.message)
    return _tell_keys(request, ended)


@require_POST
@member_view(role=Role.OWNER)
def member_factor_reset(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """For whoever lost phone and backup codes."""
    try:
        reset_of_member(_find(public_id), actor=_name(request))
    except DomainError as refusal:
        return _show(request, problem=refusal.message)
    messages.success(request, _("The second factor is reset."))
    return _back(request)


@require_POST
@member_view(role=Role.OWNER)
def team_factor(request: MemberRequest) -> HttpResponse:
    """Whether everybody needs a second factor. Whoever asks for it must have shown one."""
    wanted = request.POST.get("required") == "1"
    if wanted and not is_proved(request):
        return _show(request, problem=_("Set up your own second factor first, then ask it of everybody."))
    require_second_factor(request.tenant, is_required=wanted, actor=_name(request))
    return _back(request)


def _find(public_id: UUID) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user", "tenant"), public_id=public_id)


def _tell_keys(request: MemberRequest, ended: list[str]) -> HttpResponse:
    if ended:
        words = _("These API keys were made by this person and open nothing any more: %(names)s")
        messages.warning(request, words % {"names": ", ".join(ended)})
    return _back(request)


def _name(request: MemberRequest) -> str:
    return request.user.get_username()


def _back(request: MemberRequest) -> HttpResponse:
    return redirect("panel:team", slug=request.tenant.slug)


def _show(
    request: MemberRequest, *, form: InviteForm | None = None, problem: str = "", status: int = 422
) -> HttpResponse:
    is_owner = request.membership.role == Role.OWNER
    people = Membership.objects.select_related("user", "user__second_factor").order_by("user__username")
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None) if is_owner else []
    context = page_context(
        request, section="settings", part="team", people=people, problem=problem, is_owner=is_owner,
        invitations=[{"row": row, "link": link_of(row) if row.is_open else ""} for row in waiting],
        form=form or InviteForm(), roles=[(role.value, role.label, words) for role, words in MAY.items()],
        now=timezone.now(), is_proved=is_proved(request),
        language_next=reverse("panel:team", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/team.html", context, status=status if form or problem else 200)

"""Where the link of an invitation leads: a new account, or one that is there already, comes into the shop."""

from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lib.errors import DomainError
from tenants.languages import speak_for_visitor
from tenants.models import Invitation, Role
from tenants.people.accounts import sign_in
from tenants.people.forms import NewAccountForm
from tenants.people.invitations import find_invitation, has_account, join, join_as_new
from tenants.people.team_words import may_do
from tenants.throttling import allow, client_address

TRIES_PER_MINUTE = 10


@sensitive_post_parameters("password")
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """404 for a link that is over, used or forged: which of these it is, nobody is told."""
    found = find_invitation(token)
    if found is None:
        return render(request, "panel/invitation_over.html", status=404)
    speak_for_visitor(request, fallback=found.tenant.language)
    if request.method != "POST":
        return _show(request, found)
    if not allow("invitation", client_address(request), limit=TRIES_PER_MINUTE):
        return _show(request, found, problem=_("Too many attempts. Wait a few minutes and try again."), status=429)
    try:
        return _join(request, found)
    except DomainError as refusal:
        return _show(request, found, problem=refusal.message, status=422)


def _join(request: HttpRequest, found: Invitation) -> HttpResponse:
    if isinstance(request.user, User):
        join(found, user=request.user)
        return redirect("panel:home")
    form = NewAccountForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    try:
        user = join_as_new(found, **form.cleaned_data)
    except IntegrityError:
        form.add_error("username", _("This name is taken."))
        return _show(request, found, form=form, status=422)
    sign_in(request, user, is_proved=False)
    return redirect("panel:home")


def _show(
    request: HttpRequest, found: Invitation, *, form: NewAccountForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    user = request.user
    is_theirs = user.is_authenticated and user.email.casefold() == found.email.casefold()
    context = {
        "invitation": found, "form": form or NewAccountForm(), "problem": problem, "is_theirs": is_theirs,
        "may": may_do(Role(found.role)), "has_account": has_account(found), "language": translation.get_language(),
    }  # fmt: skip
    return render(request, "panel/invitation.html", context, status=status)

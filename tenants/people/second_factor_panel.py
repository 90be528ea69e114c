"""Setting up the second factor, new backup codes, and taking it away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lib.errors import DomainError
from tenants.models import Tenant
from tenants.people.account_panel import may_guess, person_of
from tenants.people.accounts import keep_session
from tenants.people.forms import CodeForm, PasswordForm
from tenants.people.second_factor import (
    begin_setup,
    draw_setup_code,
    finish_setup,
    has_second_factor,
    renew_backup_codes,
    reset_second_factor,
)
from tenants.selectors import list_tenants_of


@sensitive_post_parameters()
@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Its state, or the set-up with picture and key. The backup codes are the answer to the right code, once."""
    user = person_of(request)
    if has_second_factor(user):
        return redirect("panel:second_factor") if request.method == "POST" else _show_state(request)
    if request.method != "POST":
        return _show_setup(request, CodeForm(user))
    if not may_guess(user):
        return _show_setup(request, CodeForm(user), is_throttled=True)
    form = CodeForm(user, request.POST)
    if not form.is_valid():
        return _show_setup(request, form)
    try:
        codes = finish_setup(user, code=form.cleaned_data["code"])
    except DomainError as refusal:
        form.add_error("code", refusal.message)
        return _show_setup(request, form)
    keep_session(request, user, is_proved=True)
    return _show_codes(request, codes)


@sensitive_post_parameters()
@require_POST
@never_cache
@login_required
def backup_codes_renew(request: HttpRequest) -> HttpResponse:
    """New codes, shown once; 422 without the right password."""
    user, form = person_of(request), PasswordForm(person_of(request), request.POST)
    if not has_second_factor(user):
        return redirect("panel:second_factor")
    if not may_guess(user) or not form.is_valid():
        return _show_state(request, form)
    return _show_codes(request, renew_backup_codes(user))


@sensitive_post_parameters()
@require_POST
@never_cache
@login_required
def second_factor_off(request: HttpRequest) -> HttpResponse:
    """The password alone from now on. Refused where one of the person's shops wants a second factor."""
    user, form = person_of(request), PasswordForm(person_of(request), request.POST)
    if not has_second_factor(user):
        return redirect("panel:second_factor")
    if not may_guess(user) or not form.is_valid():
        return _show_state(request, form)
    if demanding := _demanding(user):
        form.add_error(None, _("%(shop)s wants everybody to have one.") % {"shop": demanding.name})
        return _show_state(request, form)
    with transaction.atomic():
        reset_second_factor(user, actor=user.get_username())
        keep_session(request, user, is_proved=False)
    messages.success(request, _("The second factor is off."))
    return redirect("panel:account")


def _demanding(user: User) -> Tenant | None:
    return list_tenants_of(user).filter(second_factor_required=True).first()


def _show_setup(request: HttpRequest, form: CodeForm, *, is_throttled: bool = False) -> HttpResponse:
    row = begin_setup(person_of(request))
    key = " ".join(row.key[at : at + 4] for at in range(0, len(row.key), 4))
    demanding = _demanding(person_of(request)) if request.GET.get("shop") else None
    context = {
        "form": form, "picture": draw_setup_code(row), "key": key, "is_throttled": is_throttled,
        "demanding": demanding, "language_next": reverse("panel:second_factor"),
    }  # fmt: skip
    status = 429 if is_throttled else 422 if form.errors else 200
    return render(request, "panel/second_factor_setup.html", context, status=status)


def _show_state(request: HttpRequest, form: PasswordForm | None = None) -> HttpResponse:
    user = person_of(request)
    context = {
        "factor": user.second_factor, "left": len(user.second_factor.backup_digests),
        "form": form or PasswordForm(user), "is_required": _demanding(user) is not None,
        "language_next": reverse("panel:second_factor"),
    }  # fmt: skip
    return render(request, "panel/second_factor.html", context, status=422 if form is not None else 200)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    shown = [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]
    context = {"codes": shown, "as_text": "\n".join(shown), "language_next": reverse("panel:second_factor")}
    return render(request, "panel/backup_codes.html", context)

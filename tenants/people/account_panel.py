"""A person's own page: name, language, password; and a new password for whoever forgot it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tenants.people.accounts import account_of, change_password, is_proved, keep_session, save_profile, speak
from tenants.people.forms import ForgotForm, ProfileForm
from tenants.people.second_factor import has_second_factor
from tenants.queueing import enqueue
from tenants.selectors import list_tenants_of
from tenants.tasks import mail_password_link
from tenants.throttling import allow, client_address

TRIES_PER_HOUR = 5
LINKS_PER_HOUR = 3


def person_of(request: HttpRequest) -> User:
    """Who is signed in: behind login_required there is somebody."""
    return cast("User", request.user)


@require_safe
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
@never_cache
@login_required
def profile_save(request: HttpRequest) -> HttpResponse:
    user, form = person_of(request), ProfileForm(request.POST)
    if not form.is_valid():
        return _show(request, profile=form)
    save_profile(user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return speak(redirect("panel:account"), language=form.cleaned_data["language"])


@sensitive_post_parameters()
@require_POST
@never_cache
@login_required
def password_change(request: HttpRequest) -> HttpResponse:
    """This session goes on, all others end. 422 with what is wrong; 429 after too many guesses."""
    user = person_of(request)
    if not may_guess(user):
        return _show(request, is_throttled=True)
    form = PasswordChangeForm(user, request.POST)
    if not form.is_valid():
        return _show(request, password=form)
    change_password(user, password=form.cleaned_data["new_password1"])
    keep_session(request, user, is_proved=is_proved(request))
    messages.success(request, _("Your password is changed. You are signed out everywhere else."))
    return redirect("panel:account")


@never_cache
def password_forgot(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether there is such an account or not."""
    form = ForgotForm(request.POST or None)
    if request.method != "POST":
        return render(request, "panel/password_forgot.html", {"form": form})
    if not form.is_valid():
        return render(request, "panel/password_forgot.html", {"form": form}, status=422)
    email = form.cleaned_data["email"].casefold()
    if not allow("reset-address", client_address(request), limit=TRIES_PER_HOUR * 4, seconds=3600):
        return render(request, "panel/password_forgot.html", {"form": form, "is_throttled": True}, status=429)
    if allow("reset-email", email, limit=LINKS_PER_HOUR, seconds=3600):
        enqueue(mail_password_link, email, get_language())
    return redirect(f"{reverse('panel:password_forgot')}?sent=1")


class PasswordNewView(PasswordResetConfirmView):
    """Django's own page behind the link: it moves the secret from the address into the session."""

    template_name = "panel/password_new.html"
    form_class = SetPasswordForm  # type: ignore[assignment]  # the stubs disagree with each other

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        change_password(cast("User", self.user), password=form.cleaned_data["new_password1"])
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        return redirect("panel:login")

    def form_invalid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


password_new = PasswordNewView.as_view()


def may_guess(user: User) -> bool:
    """Whoever borrows a session must not try out passwords with it."""
    return allow("own-password", str(user.pk), limit=TRIES_PER_HOUR * 2, seconds=3600)


def _show(
    request: HttpRequest, *, profile: ProfileForm | None = None, password: PasswordChangeForm | None = None,
    is_throttled: bool = False,
) -> HttpResponse:  # fmt: skip
    user = person_of(request)
    known = {"name": user.get_full_name(), "language": account_of(user).language}
    context = {
        "profile": profile or ProfileForm(initial=known), "password": password or PasswordChangeForm(user),
        "has_factor": has_second_factor(user), "is_throttled": is_throttled, "shops": list_tenants_of(user),
        "language_next": reverse("panel:account"),
    }  # fmt: skip
    status = 429 if is_throttled else 422 if profile or password else 200
    return render(request, "panel/account.html", context, status=status)

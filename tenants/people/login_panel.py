"""Signing in: the name and the password, then the second factor of those who have one."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tenants.people.accounts import account_of, sign_in, speak
from tenants.people.known_browsers import browser_of, remember_browser
from tenants.people.second_factor import check_code, has_second_factor
from tenants.throttling import allow, client_address

LOGINS_PER_MINUTE = 20
LOGINS_PER_NAME = 10
NAME_WINDOW_SECONDS = 300
# Between the password and the code.
PENDING_KEY = "pending_login"
PENDING_SECONDS = 600

logout = LogoutView.as_view()


@sensitive_post_parameters("password")
@never_cache
def login(request: HttpRequest) -> HttpResponseBase:
    """Name and password. Too many attempts from one address or for one name: 429, whatever the password."""
    if request.user.is_authenticated:
        return redirect(_way_on(request, request.GET.get("next", "")))
    if request.method != "POST":
        return _show_login(request)
    if not _may_try(request):
        return _show_login(request, is_throttled=True, status=429)
    form = AuthenticationForm(request, request.POST)
    if not form.is_valid():
        return _show_login(request, form=form)
    return _go_on(request, form.get_user())


@sensitive_post_parameters("code")
@never_cache
def login_code(request: HttpRequest) -> HttpResponseBase:
    """The second factor of whoever has just given the right password; everybody else begins with the first."""
    user = _pending_user(request)
    if user is None:
        return redirect("panel:login")
    if request.method != "POST":
        return render(request, "panel/login_code.html")
    # The factor itself slows guessing down, too, and does so without the cache.
    if not allow("login-code", str(user.pk), limit=LOGINS_PER_NAME, seconds=NAME_WINDOW_SECONDS):
        return render(request, "panel/login_code.html", {"is_throttled": True}, status=429)
    if not check_code(user, code=request.POST.get("code", "")[:40]):
        return render(request, "panel/login_code.html", {"is_wrong": True}, status=422)
    way_on = request.session.pop(PENDING_KEY)["next"]
    return _let_in(request, user, way_on=way_on, is_proved=True)


def admin_login(request: HttpRequest) -> HttpResponse:
    """The administration has no door of its own: one login, one second factor."""
    way_on = request.GET.get("next") or reverse("admin:index")
    if request.user.is_authenticated and not request.user.is_staff:
        return render(request, "403.html", status=403)
    return redirect(reverse("panel:login", query={"next": way_on}))


def _show_login(request: HttpRequest, *, status: int = 200, **values: Any) -> HttpResponse:
    wanted = request.POST.get("next", request.GET.get("next", ""))
    return render(request, "panel/login.html", {"next": wanted, **values}, status=status)


def _go_on(request: HttpRequest, user: User) -> HttpResponse:
    way_on = _way_on(request, request.POST.get("next", ""))
    if not has_second_factor(user):
        return _let_in(request, user, way_on=way_on, is_proved=False)
    request.session.cycle_key()
    request.session[PENDING_KEY] = {
        "user": user.pk, "password": user.get_session_auth_hash(), "since": timezone.now().timestamp(), "next": way_on,
    }  # fmt: skip
    return redirect("panel:login_code")


def _let_in(request: HttpRequest, user: User, *, way_on: str, is_proved: bool) -> HttpResponse:
    sign_in(request, user, is_proved=is_proved)
    response = speak(redirect(way_on), language=account_of(user).language)
    remember_browser(response, name=user.get_username())
    return response


def _pending_user(request: HttpRequest) -> User | None:
    pending = request.session.get(PENDING_KEY)
    if not pending or SESSION_KEY in request.session:
        return None
    if timezone.now().timestamp() - pending["since"] > PENDING_SECONDS:
        return None
    user = User.objects.select_related("account").filter(pk=pending["user"], is_active=True).first()
    # The password may have changed between the two steps.
    return user if user and constant_time_compare(pending["password"], user.get_session_auth_hash()) else None


def _way_on(request: HttpRequest, wanted: str) -> str:
    """Never to another site, and an address at that: `redirect` takes anything else for the name of a view."""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted.startswith("/") else reverse("panel:home")


def _may_try(request: HttpRequest) -> bool:
    """Per address and per name; a browser in which the person has signed in before counts for itself."""
    name = request.POST.get("username", "").strip().casefold()
    browser = browser_of(request, name=name)
    scope, who = ("login-browser", browser) if browser else ("login-name", name)
    return allow("login-address", client_address(request), limit=LOGINS_PER_MINUTE) and allow(
        scope, who, limit=LOGINS_PER_NAME, seconds=NAME_WINDOW_SECONDS
    )

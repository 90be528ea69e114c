"""A person's own account: signing in, the password, and what ends their other sessions."""

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from tenants.people.models import Account
from tenants.people.record import record_of_person

VERSION_KEY = "session_version"
PROVED_KEY = "second_factor"
BACKEND = "tenants.auth.AccountBackend"


def account_of(user: User) -> Account:
    """The row, or an unsaved one with the usual values."""
    try:
        return user.account
    except Account.DoesNotExist:
        return Account(user=user)


def sign_in(request: HttpRequest, user: User, *, is_proved: bool) -> None:
    """Begin a session under a new key. `is_proved`: the second factor was shown, too."""
    auth.login(request, user, backend=BACKEND)
    request.session.cycle_key()
    request.session[VERSION_KEY] = account_of(user).session_version
    request.session[PROVED_KEY] = is_proved


def is_proved(request: HttpRequest) -> bool:
    """Whether the person of this session has shown a second factor."""
    return bool(getattr(request, "session", {}).get(PROVED_KEY))


def is_over(request: HttpRequest, user: User) -> bool:
    """Whether the session was begun before the last change of the person's ways to sign in."""
    return bool(request.session.get(VERSION_KEY, 0) != account_of(user).session_version)


@transaction.atomic
def end_sessions(user: User) -> int:
    """End all sessions of the person; the number that a session must be begun under from now on."""
    row, _new = Account.objects.select_for_update().get_or_create(user=user)
    Account.objects.filter(pk=row.pk).update(session_version=F("session_version") + 1)
    row.refresh_from_db()
    user.account = row
    return row.session_version


def keep_session(request: HttpRequest, user: User, *, is_proved: bool) -> None:
    """The session in which the change was made goes on, under a new key; all others are over."""
    auth.update_session_auth_hash(request, user)
    request.session[VERSION_KEY] = end_sessions(user)
    request.session[PROVED_KEY] = is_proved


@transaction.atomic
def change_password(user: User, *, password: str) -> None:
    """The new password; every session of the person ends. Whoever asks has checked the rules for passwords."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    record_of_person(user, action="password_changed")


@transaction.atomic
def save_profile(user: User, *, name: str, language: str) -> None:
    """How colleagues see the person, and in which language the panel speaks to them ("" is the browser's)."""
    first, _space, last = name.strip().partition(" ")
    user.first_name, user.last_name = first[:150], last[:150]
    user.save(update_fields=["first_name", "last_name"])
    row, _new = Account.objects.update_or_create(user=user, defaults={"language": language})
    user.account = row
    record_of_person(user, action="profile_changed")


def speak(response: HttpResponse, *, language: str) -> HttpResponse:
    """Remember the language in this browser, as the choice in the bar does."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH, secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY, samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
        )  # fmt: skip
    return response


def mail_password_link(email: str) -> int:
    """Send every living account of the address a link to choose a new password; how many there were."""
    people = [user for user in User.objects.filter(email__iexact=email, is_active=True) if user.email]
    for user in people:
        with translation.override(account_of(user).language or translation.get_language()):
            link = settings.PUBLIC_URL + reverse("panel:password_new", args=password_link_parts(user))
            words = _(
                "Somebody, probably you, wants to choose a new password for %(name)s. This link works once and for "
                "a short time:"
            ) % {"name": user.get_username()}
            ignore = _("If it was not you, ignore this message: your password stays as it is.")
            send_mail(_("Your new password"), f"{words}\n\n{link}\n\n{ignore}", None, [user.email])
    return len(people)


def password_link_parts(user: User) -> list[str]:
    return [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]

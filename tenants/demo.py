"""The account of the demo shops. It opens nothing where DEBUG is off: tenants/auth.py refuses it."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

DEMO_USERNAME = "demo"
DEMO_PASSWORD = "demo"  # noqa: S105  # printed at every start; worthless outside of DEBUG


def save_demo_user() -> User:
    """The demo user, made when missing: a superuser, so that it sees the admin and every shop."""
    user, is_new = User.objects.get_or_create(
        username=DEMO_USERNAME, defaults={"is_staff": True, "is_superuser": True, "first_name": "Demo"}
    )
    if is_new:
        user.set_password(DEMO_PASSWORD)
        user.save(update_fields=["password"])
    return user


def is_demo_account(user: AbstractBaseUser) -> bool:
    """Whether the user opens with the password that everybody knows."""
    return user.get_username() == DEMO_USERNAME and user.check_password(DEMO_PASSWORD)


def check_demo_account(*, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """A database check (`migrate`, `check --database default`): a demo account has no place in production."""
    if settings.DEBUG or not databases:
        return []
    try:
        user = get_user_model().objects.filter(username=DEMO_USERNAME).first()
    except DatabaseError:  # before the first migration
        return []
    if user is None or not is_demo_account(user):
        return []
    hint = f"manage.py changepassword {DEMO_USERNAME}, or delete the user in the admin."
    return [Error("The demo user still has the demo password.", hint=hint, id="salesdesk.E012")]

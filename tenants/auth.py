"""Who may log in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from tenants.demo import DEMO_PASSWORD, is_demo_account


class AccountBackend(ModelBackend):
    """Django's accounts, but the demo password opens nothing when DEBUG is off, old sessions included."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if password == DEMO_PASSWORD and not settings.DEBUG:
            return None
        return super().authenticate(request, username=username, password=password, **kwargs)

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("account").filter(pk=user_id).first()
        if user is not None and not self.user_can_authenticate(user):
            return None
        if user is not None and not settings.DEBUG and is_demo_account(user):
            return None
        return user

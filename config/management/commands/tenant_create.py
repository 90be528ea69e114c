"""`manage.py tenant_create`: a new shop with its owner and its web chat."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from channels.services import ensure_local_channel
from config.management.examples import CommandWithExamples, field_errors
from tenants.models import Role, Tenant
from tenants.scoping import tenant_scope
from tenants.services import add_member, create_tenant


class Command(CommandWithExamples):
    help = "Creates a shop, its owner and its web chat. A new owner's password is printed once."
    examples = """
example:
  manage.py tenant_create --slug valdman --name "Valdman Butchers" --languages he,en \\
      --currency ILS --timezone Asia/Jerusalem --owner dana --email dana@example.com
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", required=True, help="short name, used in addresses: /chat/SLUG")
        parser.add_argument("--name", required=True, help="what customers call the shop")
        parser.add_argument("--languages", required=True, help="codes separated by commas, the usual one first")
        parser.add_argument("--currency", required=True, help="ISO 4217, such as ILS or EUR")
        parser.add_argument("--timezone", required=True, help="such as Asia/Jerusalem")
        parser.add_argument("--owner", required=True, help="user name of the owner, made when it does not exist")
        parser.add_argument("--email", default="", help="e-mail address of a new owner")

    def handle(self, *, owner: str, email: str, languages: str, **options: Any) -> None:
        fields = {name: options[name] for name in ("slug", "name", "currency", "timezone")}
        codes = [code.strip() for code in languages.split(",") if code.strip()]
        try:
            tenant, password = open_shop(owner=owner, email=email, languages=codes, **fields)
        except ValidationError as error:
            raise field_errors(error) from error
        self.stdout.write(f"{tenant.name} is open: /chat/{tenant.slug} for customers, /panel/{tenant.slug}/ for staff.")
        if password:
            self.stdout.write(f"Login of the new owner, shown only now: {owner} / {password}")


@transaction.atomic
def open_shop(*, owner: str, email: str, **fields: Any) -> tuple[Tenant, str]:
    """The shop, and a new owner's password or "". Raises ValidationError; then nothing was made."""
    tenant = create_tenant(**fields)
    user, password = _find_or_make_owner(owner, email=email)
    add_member(tenant, user=user, role=Role.OWNER, actor="tenant_create")
    with tenant_scope(tenant):
        ensure_local_channel(tenant, "webchat")
    return tenant, password


def _find_or_make_owner(username: str, *, email: str) -> tuple[User, str]:
    found = User.objects.filter(username=username).first()
    if found and email and found.email != email:
        raise CommandError(f"The user {username} exists already, with another e-mail address. Leave --email out.")
    if found:
        return found, ""
    user, password = User(username=username, email=email), secrets.token_urlsafe(12)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        names = {"username": "owner"}
        raise ValidationError({names.get(name, name): text for name, text in error.message_dict.items()}) from error
    user.save()
    return user, password

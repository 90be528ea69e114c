"""Connect an account of a shop: `manage.py channel_add telegram --tenant valdman --token 123:abc`."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from channels.services import connect_channel, webhook_url
from lib.errors import DomainError, ProviderError
from tenants.models import Tenant

EXAMPLE = "example: manage.py channel_add telegram --tenant valdman --token 123456:AAE... --name Shop"
CONNECTABLE = ("telegram",)
# What a person can do about the provider's refusal.
ADVICE = {
    "unauthorized": "Check the token: @BotFather shows it under /mybots, API Token.",
    "bad_address": "Set PUBLIC_URL, or pass --url, to the https address that leads to this installation.",
}


class Command(BaseCommand):
    help = "Connect an account of a shop and register its webhook. Once more with the same account renews it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EXAMPLE
        parser.add_argument("kind", choices=CONNECTABLE)
        parser.add_argument("--tenant", required=True, help="the shop's short name")
        parser.add_argument("--token", required=True, help="the bot's token, or - to read it from stdin")
        parser.add_argument("--name", default="", help="what staff see; default: the account's own name")
        parser.add_argument("--url", default="", help="our public address; default: PUBLIC_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"There is no shop called {options['tenant']}.")
        base_url = options["url"] or settings.PUBLIC_URL
        try:
            channel = connect_channel(
                tenant, kind=options["kind"], credentials={"token": _token(options["token"])},
                base_url=base_url, name=options["name"],
            )  # fmt: skip
        except (ProviderError, DomainError) as error:
            raise CommandError(f"Not connected: {error}. {ADVICE.get(error.code, '')}".strip()) from None
        self.stdout.write(f"Connected {channel.name} to {tenant.name}.")
        self.stdout.write(f"It delivers to {webhook_url(channel, base_url)}")


def _token(given: str) -> str:
    return (sys.stdin.readline() if given == "-" else given).strip()

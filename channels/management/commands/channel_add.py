"""Connect an account of a shop: `manage.py channel_add telegram --tenant valdman --token 123:abc`."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from channels.base import Adapter, CredentialField
from channels.registry import ADAPTERS, get_adapter
from channels.selectors import webhook_url
from channels.services import connect_channel
from lib.errors import DomainError, ProviderError
from tenants.management.shops import find_shop

EXAMPLES = """examples:
  manage.py channel_add telegram --tenant valdman --token 123456:AAE...
  manage.py channel_add whatsapp --tenant valdman --phone-number-id 1065... --waba-id 4195... --token - --app-secret -
  manage.py channel_add whatsapp --help                (what each kind of channel needs)

A secret given as - is read from standard input, one line for each in the order of --help."""
# What a person can do about the provider's refusal.
ADVICE = {
    "unauthorized": "Check the token: it must belong to this account and still be valid.",
    "bad_address": "Set PUBLIC_URL, or pass --url, to the https address that leads to this installation.",
}


class Command(BaseCommand):
    help = "Connect an account of a shop and register its webhook. Once more with the same account renews it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EXAMPLES
        kinds = parser.add_subparsers(dest="kind", required=True, metavar="kind", parser_class=ArgumentParser)
        for name in ADAPTERS:
            adapter = get_adapter(name)
            if adapter.fields:
                _describe(kinds.add_parser(name, help=adapter.label), adapter)

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = find_shop(options["tenant"])
        adapter = get_adapter(options["kind"])
        credentials = {field.name: _given(field, options) for field in adapter.fields}
        base_url = options["url"] or settings.PUBLIC_URL
        try:
            connected = connect_channel(
                tenant, kind=adapter.kind, credentials={name: value for name, value in credentials.items() if value},
                base_url=base_url, name=options["name"],
            )  # fmt: skip
        except (ProviderError, DomainError) as error:
            raise CommandError(f"Not connected: {error}. {ADVICE.get(error.code, '')}".strip()) from None
        self.stdout.write(f"Connected {connected.channel.name} to {tenant.name}.")
        self.stdout.write(f"It delivers to {webhook_url(connected.channel, base_url)}")
        for step in connected.todo:
            self.stdout.write(f"Still to do: {step}")


def _describe(parser: ArgumentParser, adapter: Adapter) -> None:
    parser.epilog = _example(adapter)
    parser.add_argument("--tenant", required=True, help="the shop's short name")
    for field in adapter.fields:
        hint = f"{field.help}, or - to read it from stdin" if field.is_secret else field.help
        parser.add_argument(
            _option(field), dest=field.name, required=field.is_required, default="", help=hint,
            choices=field.choices or None,
        )  # fmt: skip
    parser.add_argument("--name", default="", help="what staff see; default: the account's own name")
    parser.add_argument("--url", default="", help="our public address; default: PUBLIC_URL")


def _example(adapter: Adapter) -> str:
    needed = [field for field in adapter.fields if field.is_required]
    options = [f"{_option(field)} {_sample(field)}" for field in needed]
    return f"example: manage.py channel_add {adapter.kind} --tenant my-shop {' '.join(options)}"


def _sample(field: CredentialField) -> str:
    return "-" if field.is_secret else field.choices[0] if field.choices else "..."


def _option(field: CredentialField) -> str:
    return "--" + field.name.replace("_", "-")


def _given(field: CredentialField, options: dict[str, Any]) -> str:
    given = str(options[field.name] or "")
    return (sys.stdin.readline() if given == "-" and field.is_secret else given).strip()

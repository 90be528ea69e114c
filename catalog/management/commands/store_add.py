"""Connect a WooCommerce shop: `manage.py store_add https://shop.example --tenant valdman --key ck_... --secret -`."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.stores.services import connect_store
from catalog.tasks import sync_store
from catalog.woocommerce.problems import advise, explain
from catalog.woocommerce.tally import word_note
from lib.errors import ProviderError
from tenants.management.shops import find_shop
from tenants.queueing import enqueue
from tenants.scoping import tenant_scope

EXAMPLES = """examples:
  manage.py store_add https://shop.example.com --tenant valdman --key ck_... --secret -
  manage.py store_add https://example.com/shop --tenant valdman --key - --secret - < keys.txt
  manage.py store_add http://wordpress.lan --tenant valdman --key ck_... --secret - --no-webhooks

Keys that may read and write come from WooCommerce > Settings > Advanced > REST API. What is given as - is read from
standard input, one line for each, the key first. A host in a private network must stand in PRIVATE_HOSTS."""


class Command(BaseCommand):
    help = (
        "Connect a WooCommerce shop: try its keys, set up its webhooks and begin to read its products. Once more with "
        "the same address renews all of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("address", help="the shop's front page")
        parser.add_argument("--tenant", required=True, help="the shop's short name")
        parser.add_argument("--key", required=True, help="consumer key (ck_...), or - to read it from stdin")
        parser.add_argument("--secret", required=True, help="consumer secret (cs_...), or - to read it from stdin")
        parser.add_argument("--name", default="", help="what staff see; default: the address")
        parser.add_argument("--url", default="", help="our public address; default: PUBLIC_URL")
        parser.add_argument("--no-webhooks", action="store_true", help="only ask the shop, let it tell us nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = find_shop(options["tenant"])
        key, secret = _given(options["key"]), _given(options["secret"])
        base_url = "" if options["no_webhooks"] else options["url"] or settings.PUBLIC_URL
        with tenant_scope(tenant):
            try:
                connected = connect_store(
                    tenant, url=options["address"], key=key, secret=secret, name=options["name"], base_url=base_url
                )
            except ProviderError as error:
                code = error.code or "away"
                raise CommandError(f"Not connected: {explain(code)} ({error}) {advise(code)}") from None
            enqueue(sync_store, tenant.pk, connected.sync.pk)
        self.stdout.write(f"Connected {connected.store.name} to {tenant.name}. Its products are being read.")
        self.stdout.write(f"Watch it: manage.py store_sync --tenant {tenant.slug}")
        for note in connected.tally.notes:
            self.stdout.write(f"Still to do: {word_note(note)}")


def _given(value: str) -> str:
    return (sys.stdin.readline() if value == "-" else value).strip()

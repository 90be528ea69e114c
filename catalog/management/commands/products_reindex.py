"""`manage.py products_reindex`: make the index of words anew, after a release that weighs them differently."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog.searching.indexing import reindex
from tenants.management.shops import list_shops
from tenants.scoping import tenant_scope


class Command(BaseCommand):
    help = "Make the search index anew from the products. Searches go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = "example: manage.py products_reindex valdman"
        parser.add_argument("shop", nargs="?", help="slug of one shop; without it: all shops")

    def handle(self, *_args: Any, shop: str | None, **_options: Any) -> None:
        for tenant in list_shops(shop):
            with tenant_scope(tenant):
                self.stdout.write(f"{tenant.slug}: {reindex()} products indexed")

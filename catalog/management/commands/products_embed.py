"""`manage.py products_embed`: give every product a vector of the current model, now and with progress."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

from catalog.embeddings.registry import embedder
from catalog.models import Product
from catalog.searching import vectors
from tenants.management.shops import list_shops
from tenants.models import Tenant
from tenants.scoping import tenant_scope

EXAMPLES = """examples:
  manage.py products_embed                    what is missing, of all shops; the worker does the same by itself
  manage.py products_embed valdman --forget   one shop; then the vectors of other models are deleted"""


class Command(BaseCommand):
    help = "Embed products whose text changed or that the current model has not seen. Safe to stop and to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("shop", nargs="?", help="slug of one shop; without it: all shops")
        parser.add_argument("--forget", action="store_true", help="then delete the vectors of other models")

    def handle(self, *_args: Any, shop: str | None, forget: bool, **_options: Any) -> None:
        tenants = list_shops(shop)
        self.stdout.write(f"Model: {embedder().name}")
        for tenant in tenants:
            with tenant_scope(tenant):
                self._embed(tenant, forget=forget)

    def _embed(self, tenant: Tenant, *, forget: bool) -> None:
        waiting = vectors.pending(embedder()).count()
        done = vectors.embed_pending(on_progress=lambda count: self._show(tenant, count, waiting))
        self.stdout.write(f"{tenant.slug}: {done} embedded, {Product.objects.count() - done} were up to date")
        if forget:
            self.stdout.write(f"{tenant.slug}: {vectors.forget_other_models()} old vectors deleted")

    def _show(self, tenant: Tenant, count: int, waiting: int) -> None:
        self.stdout.write(f"{tenant.slug}: {count}/{waiting}", ending="\r" if self.stdout.isatty() else "\n")

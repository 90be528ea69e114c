"""`manage.py products_import`: a price list into a shop's catalogue."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from catalog.imports.apply import ImportRefused, Upload, plan_import, run_import
from catalog.imports.plan import Plan
from catalog.imports.wording import report_text, word_refusal
from tenants.management.progress import tell_progress
from tenants.management.shops import ShopCommand, find_shop
from tenants.models import Tenant
from tenants.scoping import tenant_scope


class Command(ShopCommand):
    help = "Imports a list of products (.csv, .tsv or .xlsx): everything, or nothing when a line is wrong."
    examples = """
examples:
  manage.py products_import prices.csv --tenant valdman --dry-run     what would change, old -> new
  manage.py products_import prices.csv --tenant valdman
  manage.py products_import all.xlsx --tenant valdman --missing hide  what is not in the file goes off the shelf

The first line names the columns: sku, name, price, stock, unit, step, category, description, available, image url,
name:he ... also in French, Spanish, Hebrew and Indonesian. A column that is not there changes nothing.
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        parser.add_argument("--skip-errors", action="store_true", help="import the lines that are right")
        parser.add_argument(
            "--missing", choices=["keep", "hide"], default="keep",
            help="products that are not in the file: keep them as they are (the default), or take them off the shelf",
        )  # fmt: skip

    def handle(
        self, *, tenant: str, file: Path, dry_run: bool, skip_errors: bool, missing: str, **_options: Any
    ) -> None:
        shop = find_shop(tenant)
        upload = Upload(file.name, _content(file), hide_missing=missing == "hide", skip_errors=skip_errors)
        try:
            with tenant_scope(shop):
                plan = plan_import(shop, upload) if dry_run else self._import(shop, upload)
        except ImportRefused as refusal:
            if refusal.plan:
                self.stdout.write(report_text(refusal.plan, currency=shop.currency))
            raise CommandError(word_refusal(refusal)) from None
        self.stdout.write(report_text(plan, currency=shop.currency))
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")

    def _import(self, tenant: Tenant, upload: Upload) -> Plan:
        try:
            return run_import(tenant, upload, actor="products_import", progress=self._show)
        finally:
            self._show(0, 0)

    def _show(self, done: int, total: int) -> None:
        """A line that counts, where somebody watches."""
        if not total:
            tell_progress(self, "", ending="\r\x1b[K")
        elif done % 50 == 0 or done == total:
            tell_progress(self, f"{done} of {total} products", ending="\r")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None

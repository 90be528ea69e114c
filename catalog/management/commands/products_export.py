"""`manage.py products_export`: a shop's catalogue as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from catalog.exports import CONTENT_TYPES, export_products
from tenants.management.shops import ShopCommand, find_shop
from tenants.scoping import tenant_scope


class Command(ShopCommand):
    help = "Writes all products of a shop to a file that products_import reads back without a single change."
    examples = """
examples:
  manage.py products_export valdman.csv --tenant valdman
  manage.py products_export valdman.xlsx --tenant valdman
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="ends in .csv or .xlsx; written over when it exists")

    def handle(self, *, tenant: str, file: Path, **_options: Any) -> None:
        kind = file.suffix.lower().lstrip(".")
        if kind not in CONTENT_TYPES:
            raise CommandError(f"{file} must end in .csv or .xlsx.")
        with tenant_scope(find_shop(tenant)):
            content = export_products(kind)
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{file}: {len(content)} bytes.")

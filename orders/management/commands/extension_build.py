"""`manage.py extension_build`: the browser extension of a shop as a file."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from lib.errors import DomainError
from orders.extension.packing import (
    Browser,
    ExtensionSettings,
    build_extension,
    extension_settings,
    file_name,
    make_extension_key,
)
from orders.intake.places import find_site, list_sites
from tenants.management.shops import ShopCommand, find_shop
from tenants.models import Tenant
from tenants.scoping import tenant_scope

HINTS = {"extension_api_key": " --new-key makes one, and so does manage.py api_key_create --scope orders.submit."}


class Command(ShopCommand):
    help = (
        "Packs the browser extension that reads orders on thank-you pages, with the shop's settings in it. The same "
        "settings give the same file."
    )
    examples = """
examples:
  manage.py extension_build --tenant valdman --server https://desk.example --site-id corner-shop
  manage.py extension_build --tenant valdman --browser firefox --output valdman.zip
  manage.py extension_build --tenant valdman --new-key
  manage.py api_key_create --tenant valdman --name extension --scope orders.submit   # for --api-key

Without a key in the file people type one into the extension's settings. Whoever has a file with a key can use it:
only keys that hand in orders and open nothing else are put into it.
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--server", default=settings.PUBLIC_URL, help="our public address; default: PUBLIC_URL")
        parser.add_argument("--site-id", default="", help="which of the shop's sites; default: its first one")
        keys = parser.add_mutually_exclusive_group()
        keys.add_argument("--api-key", default="", help="sk_..., of the scope orders.submit, written into the file")
        keys.add_argument("--new-key", action="store_true", help="make such a key and write it into the file")
        parser.add_argument("--output", type=Path, help="the file; default: named after the site, in this folder")
        parser.add_argument("--browser", choices=[*Browser], default=Browser.CHROME, help="chrome is for Edge, too")

    def handle(self, *, tenant: str, output: Path | None, **options: Any) -> None:
        shop, browser = find_shop(tenant), Browser(options["browser"])
        # A new key whose file cannot be written is none.
        with transaction.atomic():
            given = _settings(shop, options)
            with tenant_scope(shop):
                is_known = find_site(given.site_id) is not None
            file = output or Path(file_name(given, browser=browser))
            content = build_extension(given, browser=browser)
            try:
                file.write_bytes(content)
            except OSError as error:
                raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{file}: {len(content)} bytes, for {given.server}, site {given.site_id}.")
        if not is_known:
            self.stderr.write(
                f"There is no site {given.site_id} yet: manage.py site_add HOST --tenant {tenant} makes it."
            )


def _settings(shop: Tenant, options: dict[str, Any]) -> ExtensionSettings:
    with tenant_scope(shop):
        site_id = options["site_id"] or next((site.site_id for site in list_sites()), "")
    try:
        given = extension_settings(shop, server=options["server"], site_id=site_id, api_key=options["api_key"])
    except DomainError as error:
        option = error.code.removeprefix("extension_").replace("_", "-")
        raise CommandError(f"--{option}: {error.message}{HINTS.get(error.code, '')}") from None
    if not options["new_key"]:
        return given
    return replace(given, api_key=make_extension_key(shop, site_id=given.site_id, actor="extension_build"))

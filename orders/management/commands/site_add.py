"""Let a web site hand in its orders: `manage.py site_add shop.example.com --tenant valdman`."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from orders.intake.places import find_site, save_site
from orders.models import Site
from tenants.management.shops import ShopCommand, find_shop
from tenants.scoping import tenant_scope


class Command(ShopCommand):
    help = (
        "Let a web site hand in its orders through the browser extension. Once more with the same --id changes the "
        "site. A site that is the front of a connected WooCommerce store is linked to it by its address."
    )
    examples = """examples:
  manage.py site_add shop.example.com --tenant valdman
  manage.py site_add https://shop.example.com --tenant valdman --id web --name "Web shop"
  manage.py site_add shop.example.com www.shop.example --tenant valdman --no-facebook
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("hosts", nargs="+", help="addresses on which its orders are seen")
        parser.add_argument("--id", default="", help="what the extension calls it; default: the shop's short name")
        parser.add_argument("--name", default="", help="what staff see; default: the id")
        parser.add_argument("--no-facebook", action="store_true", help="refuse receipts of Facebook Marketplace")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = find_shop(options["tenant"])
        with tenant_scope(tenant):
            known = find_site(options["id"]) if options["id"] else None
            values = {"hosts": options["hosts"], "takes_facebook": not options["no_facebook"], "is_enabled": True}
            values |= {name: text for name, text in (("site_id", options["id"]), ("name", options["name"])) if text}
            try:
                site = save_site(tenant, actor="site_add", site=known, values=values)
            except ValidationError as error:
                raise CommandError("; ".join(error.messages)) from None
            self._tell(site)

    def _tell(self, site: Site) -> None:
        self.stdout.write(f"Site id: {site.site_id} ({', '.join(site.hosts)})")
        if site.store:
            self.stdout.write(f"It is the front of the store {site.store.name}: an order that both bring is one order.")
        else:
            self.stdout.write("No connected store has this address: changes here are not told to the site.")

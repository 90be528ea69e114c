"""Commands that work on one shop, named by `--tenant`, and the one way to find it."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.models import Tenant


class CommandWithExamples(BaseCommand):
    """`examples` is shown below the options, laid out as it is written."""

    examples = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, epilog=self.examples, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )


class ShopCommand(CommandWithExamples):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, help="short name of the shop")


def find_shop(slug: str) -> Tenant:
    """Raises CommandError naming the shops there are."""
    shop = Tenant.objects.filter(slug=slug).first()
    if shop is None:
        known = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no shop {slug!r}. There are: {known}.")
    return shop


def list_shops(slug: str | None) -> list[Tenant]:
    """The shop of that short name; without one all of them, by name. Raises CommandError as `find_shop`."""
    return [find_shop(slug)] if slug else list(Tenant.objects.order_by("slug"))

"""What a shop's models cost, and its caps: `manage.py spend --tenant valdman --day-usd 5`."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.forms import CapsForm
from billing.limits import Limit
from billing.models import Cap
from billing.periods import Span
from billing.selectors import get_spent, limit_of
from billing.services import set_caps
from tenants.management.shops import find_shop
from tenants.models import Tenant
from tenants.scoping import tenant_scope

EXAMPLES = """examples:
  manage.py spend --tenant valdman                              what is used, and the caps
  manage.py spend --tenant valdman --day-usd 5 --month-usd 80   cap a day and a month
  manage.py spend --tenant valdman --conversation-tokens 200000 cap each conversation of a day
  manage.py spend --tenant valdman --day-usd none               take a limit away

What is not named stays as it is. A day is one of the shop's calendar. At a cap cheaper models of the shop's list answer
as far as they can, then the offline agent."""
NAMES = [f"{span}_{unit}" for span in Span for unit in ("usd", "tokens")]


class Command(BaseCommand):
    help = "Show what a shop's models used today and this month, and show or set its caps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--tenant", required=True, help="the shop's short name")
        for name in NAMES:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="LIMIT", help="a number, or none")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = find_shop(options["tenant"])
        given = {name: str(options[name]) for name in NAMES if options.get(name) is not None}
        with tenant_scope(tenant):
            if given:
                set_caps(tenant, limits=_limits(given), actor="manage.py")
            self._show(tenant)

    def _show(self, tenant: Tenant) -> None:
        caps = {cap.span: limit_of(cap) for cap in Cap.objects.all()}
        for span in (Span.DAY, Span.MONTH):
            spent, limit = get_spent(span, zone=tenant.zone), caps.get(span, Limit())
            used = f"{span.value:<13} used ${spent.usd:.4f}, {spent.tokens:,} tokens"
            self.stdout.write(f"{used} ({limit.percent(spent)} % of {_words(limit)})" if span in caps else used)
        self.stdout.write(f"{Span.CONVERSATION.value:<13} {_words(caps.get(Span.CONVERSATION, Limit()))}")


def _limits(given: dict[str, str]) -> dict[Span, Limit]:
    """The caps as they are, with what was given. Raises CommandError for what is no amount."""
    form = CapsForm({name: "" if value == "none" else value for name, value in given.items()})
    if not form.is_valid():
        faults = [f"--{name.replace('_', '-')}: {' '.join(map(str, texts))}" for name, texts in form.errors.items()]
        raise CommandError("\n".join(faults))
    limits = {Span(cap.span): limit_of(cap) for cap in Cap.objects.all()}
    for name in given:
        span, unit = name.rsplit("_", 1)
        known = limits.get(Span(span), Limit())
        limits[Span(span)] = replace(known, **{unit: form.cleaned_data[name]})
    return limits


def _words(limit: Limit) -> str:
    parts = [f"${limit.usd}" if limit.usd is not None else ""]
    parts += [f"{limit.tokens:,} tokens" if limit.tokens is not None else ""]
    return " and ".join(filter(None, parts)) or "no cap"

"""What is stuck, why, and what to do: `manage.py doctor [--tenant valdman] [--repair]`."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.doctor import CHECKS
from tenants.doctor import Finding, list_checks
from tenants.management.shops import list_shops
from tenants.models import Tenant
from tenants.scoping import tenant_scope

EXAMPLES = """examples:
  manage.py doctor
  manage.py doctor --tenant valdman --minutes 5 --repair
  manage.py doctor --json"""
# What keeps every other check from working.
FIRST = "migrations"
Ask = Callable[[], Iterable[Finding]]


class Command(BaseCommand):
    help = "Find what is stuck, explain it, and repair it on request. Exit code 1 when something is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--tenant", help="only this business's short name")
        parser.add_argument("--minutes", type=int, default=10, help="what waits for less is not stuck (default: 10)")
        parser.add_argument("--repair", action="store_true", help="repair what can be repaired; asks nothing")
        parser.add_argument("--json", action="store_true", help="one JSON line for each finding")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = self._tenants(options["tenant"])
        left = 0
        for name, check in CHECKS.items():
            left += self._run(None, name, check, options)
            if name == FIRST and left:
                tenants = []
        for tenant in tenants:
            before = timezone.now() - timedelta(minutes=options["minutes"])
            for name, of_shop in list_checks().items():
                left += self._run(tenant, name, partial(of_shop, tenant, before), options)
        if not left and not options["json"]:
            self.stdout.write("Nothing is stuck.")
        if left:
            raise SystemExit(1)

    def _tenants(self, slug: str | None) -> list[Tenant]:
        return [tenant for tenant in list_shops(slug) if slug or tenant.is_active]

    def _run(self, tenant: Tenant | None, name: str, ask: Ask, options: dict[str, Any]) -> int:
        """Tell what a check finds, and how many findings are left when it was asked again after the repair."""
        found = self._list(tenant, ask)
        done = dict(self._repair(tenant, found)) if options["repair"] else {}
        left = {finding.says for finding in self._list(tenant, ask)} if done else {finding.says for finding in found}
        for finding in found:
            facts = {
                "tenant": tenant.slug if tenant else None, "check": name, "says": finding.says,
                "count": finding.count, "since": finding.since.isoformat() if finding.since else None,
                "todo": finding.todo, "done": done.get(finding.says, ""),
                "is_repaired": finding.says in done and finding.says not in left,
            }  # fmt: skip
            self.stdout.write(json.dumps(facts) if options["json"] else _sentence(facts))
        return len(left)

    def _list(self, tenant: Tenant | None, ask: Ask) -> list[Finding]:
        with _scope(tenant):
            return list(ask())

    def _repair(self, tenant: Tenant | None, found: Iterable[Finding]) -> Iterator[tuple[str, str]]:
        for finding in found:
            if finding.repair:
                with _scope(tenant):
                    yield finding.says, finding.repair()


def _scope(tenant: Tenant | None) -> AbstractContextManager[None]:
    return tenant_scope(tenant) if tenant else nullcontext()


def _sentence(facts: dict[str, Any]) -> str:
    where = facts["tenant"] or "installation"
    since = f" (since {facts['since']})" if facts["since"] else ""
    mark = "repaired" if facts["is_repaired"] else "stuck"
    done = f"\n    done: {facts['done']}" if facts["done"] else ""
    advice = "" if facts["is_repaired"] else f"\n    {facts['todo']}"
    return f"{mark} {where}: {facts['says']}{since}{done}{advice}"

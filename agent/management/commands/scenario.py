"""`manage.py scenario`: watch scenarios being played, message by message."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agent.evaluation.candidate import Candidate
from agent.evaluation.play import Played, play
from agent.evaluation.scenario import Scenario, load_scenarios
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Play conversations on a copy of the shop and show every message; nothing of it stays in the database."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter,
            epilog="Example: manage.py scenario regression_he --provider anthropic --model claude-sonnet-5", **kwargs,
        )  # fmt: skip

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="a scenario, the beginning of its name, or a folder")
        parser.add_argument("--provider", default="offline", help="offline, anthropic, openai, ... (default: offline)")
        parser.add_argument("--model", default="", help="the provider's model")

    def handle(self, *_args: Any, **options: Any) -> None:
        scenarios = load_scenarios(options["name"])
        if not scenarios:
            raise CommandError(f"There is no scenario {options['name']!r} in agent/scenarios/.")
        candidate = Candidate(options["provider"], options["model"])
        failed = [scenario.name for scenario in scenarios if not self._play(scenario, candidate)]
        self.stdout.write(f"{len(scenarios) - len(failed)} of {len(scenarios)} scenarios passed")
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")

    def _play(self, scenario: Scenario, candidate: Candidate) -> bool:
        tenant = Tenant.objects.filter(slug=scenario.tenant).first()
        if tenant is None:
            raise CommandError(f"There is no shop {scenario.tenant!r}. Load it: manage.py demo_load {scenario.tenant}")
        self.stdout.write(self.style.MIGRATE_HEADING(f"{scenario.name}: {scenario.about}"))
        found = play(scenario, tenant=tenant, candidate=candidate, watch=self._report)
        for fault in found.faults:
            self.stdout.write(self.style.ERROR(f"FAILED    {fault}"))
        if found.void:
            self.stdout.write(self.style.WARNING(f"void      {found.void}"))
        return found.passed

    def _report(self, played: Played) -> None:
        self.stdout.write(f"{played.who:<9} {played.said}")
        self.stdout.write(f"agent     {played.reply or '(no answer)'}")
        for one in played.done:
            self.stdout.write(self.style.HTTP_INFO(f"tool      {one.tool} {one.arguments or ''}"))
        for fault in played.faults:
            self.stdout.write(self.style.ERROR(f"FAILED    {fault}"))

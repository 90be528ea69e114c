"""`manage.py scenario`: play scenarios against the agent, with any provider."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from agent.scenario import Scenario, StepOutcome, load_scenarios, play


class Command(BaseCommand):
    help = "Play conversations on the shops' real tools; nothing of it stays in the database."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter,
            epilog="Example: manage.py scenario regression_he --provider anthropic --model claude-sonnet-5", **kwargs,
        )  # fmt: skip

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="a scenario's file name (default: all)")
        parser.add_argument("--provider", default="offline", help="offline, anthropic, openai, ... (default: offline)")
        parser.add_argument("--model", default="", help="the provider's model")

    def handle(self, *_args: Any, **options: Any) -> None:
        scenarios = load_scenarios(options["name"])
        if not scenarios:
            raise CommandError(f"There is no scenario {options['name']!r} in agent/scenarios/.")
        with override_settings(AGENT_PROVIDER=options["provider"], AGENT_MODEL=options["model"]):
            failed = [scenario.name for scenario in scenarios if not self._play(scenario)]
        self.stdout.write(f"{len(scenarios) - len(failed)} of {len(scenarios)} scenarios passed")
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")

    def _play(self, scenario: Scenario) -> bool:
        self.stdout.write(self.style.MIGRATE_HEADING(f"{scenario.name}: {scenario.about}"))
        outcomes = list(map(self._report, play(scenario)))
        return all(outcomes)

    def _report(self, outcome: StepOutcome) -> bool:
        mark = self.style.ERROR("FAIL") if outcome.faults else self.style.SUCCESS("ok  ")
        self.stdout.write(f"{mark} {outcome.said}  ({outcome.seconds:.2f} s)")
        for line in outcome.exchange.text.splitlines() if outcome.faults else ():
            self.stdout.write(f"       | {line}")
        for fault in outcome.faults:
            self.stdout.write(self.style.ERROR(f"       {fault}"))
        return not outcome.faults

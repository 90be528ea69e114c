"""`manage.py evaluate`: how well the agent does, in numbers that can be compared."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agent.evaluation.candidate import Candidate
from agent.evaluation.evaluate import Report, Result, try_scenario
from agent.evaluation.scenario import Scenario
from agent.evaluation.shelf import list_scenarios
from agent.llm.registry import PROVIDERS
from tenants.models import Tenant

MOST_TRIES = 50


class Command(BaseCommand):
    help = "Play scenarios on copies of the shops, several times each. Exit code 1 when one failed."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter,
            epilog="Example: manage.py evaluate --tenant valdman --provider openai --model gpt-5.2 --repeat 4",
            **kwargs,
        )  # fmt: skip

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", default="", help="only this shop's scenarios, its own ones included")
        parser.add_argument("--provider", default="", help="offline, anthropic, ... (default: the shop's own)")
        parser.add_argument("--model", default="", help="the provider's model (default: the shop's own)")
        parser.add_argument("--repeat", type=int, default=1, metavar="K", help="tries of each scenario (default: 1)")
        parser.add_argument(
            "--only", default="", metavar="NAME", help="a scenario, the beginning of its name, a folder"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object; progress goes to stderr")

    def handle(self, *_args: Any, **options: Any) -> None:
        self._check(options)
        candidate = Candidate(options["provider"], options["model"])
        report = Report(options["repeat"])
        wanted = list(self._wanted(options["tenant"], options["only"]))
        for place, (scenario, tenant) in enumerate(wanted, 1):
            result = try_scenario(scenario, tenant=tenant, candidate=candidate, repeat=options["repeat"])
            report.results.append(result)
            self._tell(result, f"{place}/{len(wanted)}", to_stderr=options["json"])
        self._conclude(report, as_json=options["json"])

    def _check(self, options: dict[str, Any]) -> None:
        if options["provider"] and options["provider"] not in PROVIDERS:
            raise CommandError(f"There is no provider {options['provider']!r}. There are: {', '.join(PROVIDERS)}.")
        if not 1 <= options["repeat"] <= MOST_TRIES:
            raise CommandError(f"--repeat is between 1 and {MOST_TRIES}.")

    def _wanted(self, slug: str, only: str) -> Iterator[tuple[Scenario, Tenant]]:
        """Each scenario with its shop. Shops that are missing are an error before anything is paid for."""
        shops = {tenant.slug: tenant for tenant in Tenant.objects.all()}
        if slug and slug not in shops:
            raise CommandError(f"There is no shop {slug!r}. Shops: {', '.join(sorted(shops)) or 'none yet'}")
        scenarios = list_scenarios(shops.get(slug), only=only)
        if not scenarios:
            raise CommandError(
                "There is no such scenario. Shipped ones are in agent/scenarios/, own ones in the panel."
            )
        missing = {scenario.tenant for scenario in scenarios} - set(shops)
        if missing:
            raise CommandError(f"Shops are missing. Load them: manage.py demo_load {' '.join(sorted(missing))}")
        yield from ((scenario, shops[scenario.tenant]) for scenario in scenarios)

    def _tell(self, result: Result, place: str, *, to_stderr: bool) -> None:
        out = self.stderr if to_stderr else self.stdout
        tries, verdict = len(result.valid), "skipped" if result.skipped else "FAILED" if result.failed else "passed"
        style = {"passed": self.style.SUCCESS, "FAILED": self.style.ERROR, "skipped": self.style.WARNING}[verdict]
        numbers = result.skipped or f"{result.passed}/{tries}  {_dollars(result.cost_usd)}  {result.seconds:.2f} s"
        out.write(style(f"{place:>7}  {verdict}  {result.scenario.name}  {numbers}"))
        for line in (line for one in result.plays for line in ([f"void: {one.void}"] if one.void else one.all_faults)):
            out.write(f"         {line}")

    def _conclude(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            skipped = sum(bool(result.skipped) for result in report.results)
            self.stdout.write(
                f"{len(report.results)} scenarios, {skipped} skipped, {len(report.failed)} failed  "
                f"pass^1 {_share(report.pass_hat(1))}  pass^{report.k} {_share(report.pass_hat(report.k))}  "
                f"{_dollars(report.cost_usd)}"
            )
        if report.failed:
            names = ", ".join(result.scenario.name for result in report.failed)
            raise CommandError(f"failed: {names}", returncode=1)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _dollars(cost: Any) -> str:
    return "price unknown" if cost is None else f"${cost:.4f}"

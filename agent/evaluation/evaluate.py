"""Playing many scenarios several times each, and what comes of it in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import structlog

from agent.evaluation.candidate import Candidate
from agent.evaluation.estimator import mean_pass_hat, pass_hat
from agent.evaluation.play import Play, Watch, play
from agent.evaluation.scenario import Scenario
from agent.thinking.asking import list_choices
from tenants.models import Tenant
from tenants.scoping import tenant_scope

log = structlog.get_logger(__name__)
# A simulated customer who spoils a try gets so many others.
MOST_VOIDS = 2
NEEDS_MODEL = "needs: model"


@dataclass
class Result:
    """All tries of one scenario; `skipped` says why there are none."""

    scenario: Scenario
    plays: list[Play] = field(default_factory=list)
    skipped: str = ""

    @property
    def valid(self) -> list[Play]:
        return [one for one in self.plays if not one.void]

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.valid)

    @property
    def failed(self) -> bool:
        """Also when no try was worth anything: then nothing is proven."""
        return not self.skipped and (not self.valid or self.passed < len(self.valid))

    @property
    def cost_usd(self) -> Decimal | None:
        return add_costs([one.cost_usd for one in self.plays])

    @property
    def seconds(self) -> float:
        """Of one try, on average."""
        return sum(one.seconds for one in self.plays) / len(self.plays) if self.plays else 0.0


@dataclass
class Report:
    """What `manage.py evaluate` found; pass^1 and pass^k are means over the scenarios that were tried k times."""

    k: int
    results: list[Result] = field(default_factory=list)

    def pass_hat(self, k: int) -> float | None:
        counted = [(one.passed, len(one.valid)) for one in self.results if len(one.valid) >= self.k]
        return mean_pass_hat(counted, k=k)

    @property
    def cost_usd(self) -> Decimal | None:
        return add_costs([one.cost_usd for one in self.results])

    @property
    def failed(self) -> list[Result]:
        return [one for one in self.results if one.failed]

    def as_json(self) -> dict[str, Any]:
        """`cost_usd` is null when the price of a model is not known."""
        return {
            "scenarios": [_as_json(one, k=self.k) for one in self.results],
            "pass1": self.pass_hat(1), "passk": self.pass_hat(self.k), "k": self.k, "cost_usd": _number(self.cost_usd),
        }  # fmt: skip


def try_scenario(
    scenario: Scenario, *, tenant: Tenant, candidate: Candidate, repeat: int, watch: Watch | None = None
) -> Result:
    """`repeat` tries that count. Tries that the simulated customer spoiled are made again, at most MOST_VOIDS times."""
    result = Result(scenario)
    if scenario.needs_model() and is_offline(tenant, candidate):
        result.skipped = NEEDS_MODEL
        return result
    while len(result.valid) < repeat and len(result.plays) < repeat + MOST_VOIDS:
        result.plays.append(play_safely(scenario, tenant=tenant, candidate=candidate, watch=watch))
    return result


def play_safely(scenario: Scenario, *, tenant: Tenant, candidate: Candidate, watch: Watch | None = None) -> Play:
    """Like `play`; what breaks is a fault of this try, and the others go on."""
    try:
        return play(scenario, tenant=tenant, candidate=candidate, watch=watch)
    except Exception as error:
        log.exception("scenario_broke", scenario=scenario.name)
        return Play(scenario, faults=[f"it broke: {type(error).__name__}: {error}"])


def is_offline(tenant: Tenant, candidate: Candidate) -> bool:
    """Whether the built-in agent would answer."""
    with tenant_scope(tenant):
        return (candidate.provider or list_choices()[0].name) == "offline"


def add_costs(costs: Sequence[Decimal | None]) -> Decimal | None:
    return None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0))


def _as_json(result: Result, *, k: int) -> dict[str, Any]:
    tries = len(result.valid)
    return {
        "name": result.scenario.name,
        "tenant": result.scenario.tenant,
        "skipped": result.skipped,
        "tries": tries,
        "passed": result.passed,
        "void": len(result.plays) - tries,
        "pass1": pass_hat(result.passed, tries, k=1) if tries else None,
        "passk": pass_hat(result.passed, tries, k=k) if tries >= k else None,
        "seconds": round(result.seconds, 3),
        "cost_usd": _number(result.cost_usd),
        "faults": [fault for one in result.valid for fault in one.all_faults],
    }


def _number(cost: Decimal | None) -> float | None:
    return None if cost is None else float(cost)

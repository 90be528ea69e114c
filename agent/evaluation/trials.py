"""Trying a candidate beside what is live: one scenario after the other, each in a task of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from agent.evaluation.candidate import LIVE, Candidate
from agent.evaluation.compare import as_result
from agent.evaluation.evaluate import NEEDS_MODEL, is_offline, play_safely
from agent.evaluation.models import Evaluation, EvaluationState, Trial, TrialState
from agent.evaluation.scenario import Scenario, write_scenario
from agent.evaluation.shelf import as_scenario
from agent.thinking.asking import list_choices
from conversations.models import Conversation
from lib.errors import DomainError
from tenants.models import Tenant
from tenants.scoping import scopes_disabled
from tenants.services import record_audit

MOST_TRIALS = 200
# So many of a shop's trials are kept, the newest: each holds every word of up to MOST_TRIALS conversations, twice.
MOST_KEPT = 20
# A try holds a database connection while its model thinks; customers need the others. Over all shops.
MOST_AT_ONCE = 2
# A worker that plays one scenario longer than this has died.
PLAYING_TERM = timedelta(minutes=30)


@dataclass(frozen=True)
class Chosen:
    """A scenario to be tried, and the conversation that it was made from."""

    scenario: Scenario
    conversation: Conversation | None = None


@transaction.atomic
def start_evaluation(tenant: Tenant, *, candidate: Candidate, chosen: Sequence[Chosen], actor: str) -> Evaluation:
    """Write down what is to be tried; whoever calls wakes a worker. One at a time in each shop.

    Raises DomainError `nothing_chosen`, `too_many` or `already_running`.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    if not chosen:
        raise DomainError("nothing_chosen", "Choose at least one conversation to try.")
    if len(chosen) > MOST_TRIALS:
        raise DomainError("too_many", f"At most {MOST_TRIALS} at once.", most=MOST_TRIALS)
    if Evaluation.objects.filter(state=EvaluationState.RUNNING).exists():
        raise DomainError("already_running", "One trial at a time: wait for the other one or stop it.")
    live = list_choices()[0]
    evaluation = Evaluation.objects.create(
        tenant=tenant, provider=candidate.provider, model=candidate.model, prompt=candidate.prompts.get("chat", ""),
        live_name=f"{live.name}:{live.model}"[:150], actor=actor,
    )  # fmt: skip
    Trial.objects.bulk_create(
        Trial(
            tenant=tenant, evaluation=evaluation, conversation=one.conversation, position=place,
            name=one.scenario.name[:120], text=write_scenario(one.scenario),
        )
        for place, one in enumerate(chosen)
    )  # fmt: skip
    record_audit(tenant, actor=actor, action="evaluation.started", target=str(evaluation.public_id))
    return evaluation


def stop_evaluation(evaluation: Evaluation) -> None:
    """What was not begun is not played any more. Stopping twice is stopping once."""
    rows = Evaluation.objects.filter(pk=evaluation.pk, state=EvaluationState.RUNNING)
    rows.update(state=EvaluationState.STOPPED, finished_at=timezone.now())


def play_next(evaluation_pk: int) -> bool:
    """Play the next scenario that nobody plays. False when there is nothing left to do, or somebody is at it.

    Safe to call any number of times: a scenario is claimed before it is played, and a dead worker's claim runs out.
    """
    trial = _claim(evaluation_pk)
    if trial is None:
        return False
    live, tried = _play_both(trial)
    rows = Trial.objects.filter(pk=trial.pk, claimed_at=trial.claimed_at)
    rows.update(live=live, candidate=tried, state=TrialState.DONE)
    return not _finish(evaluation_pk)


def list_crowded() -> list[int]:
    """Tenants with trials that go. All tenants: no scope."""
    counted = Evaluation.objects.values("tenant_id").annotate(count=Count("pk")).filter(count__gt=MOST_KEPT)
    return list(counted.order_by("tenant_id").values_list("tenant_id", flat=True))


def forget_old() -> int:
    """Delete the current tenant's trials beyond the newest MOST_KEPT, with what came of them; one that runs stays.

    Returns how many went.
    """
    kept = Evaluation.objects.order_by("-id").values("pk")[:MOST_KEPT]
    gone = Evaluation.objects.exclude(pk__in=list(kept.values_list("pk", flat=True)))
    gone = gone.exclude(state=EvaluationState.RUNNING)
    count = gone.count()
    gone.delete()
    return count


def candidate_of(evaluation: Evaluation) -> Candidate:
    prompts = {"chat": evaluation.prompt} if evaluation.prompt else {}
    return Candidate(evaluation.provider, evaluation.model, prompts)


def list_waiting() -> list[tuple[int, int]]:
    """(tenant, evaluation) pairs that nobody works on. All tenants: no scope."""
    worked_on = _being_played(Trial.objects.all(), timezone.now())
    rows = Evaluation.objects.filter(state=EvaluationState.RUNNING).exclude(trials__in=worked_on)
    return list(rows.order_by("id").values_list("tenant_id", "pk")[:100])


@transaction.atomic
def _claim(evaluation_pk: int) -> Trial | None:
    """One scenario at a time in each evaluation: its row is the lock."""
    evaluation = Evaluation.objects.select_for_update().filter(pk=evaluation_pk, state=EvaluationState.RUNNING).first()
    if evaluation is None:
        return None
    now, rows = timezone.now(), Trial.objects.filter(evaluation=evaluation)
    if _being_played(rows, now).exists() or _is_crowded(now):
        return None
    trial = rows.exclude(state=TrialState.DONE).select_related("tenant", "evaluation").order_by("position").first()
    if trial is not None:
        trial.state, trial.claimed_at = TrialState.PLAYING, now
        trial.save(update_fields=["state", "claimed_at"])
    return trial


def _being_played(rows: QuerySet[Trial], now: datetime) -> QuerySet[Trial]:
    return rows.filter(state=TrialState.PLAYING, claimed_at__gt=now - PLAYING_TERM)


def _is_crowded(now: datetime) -> bool:
    """Whoever finds no place is called again by the sweeper."""
    with scopes_disabled():
        return _being_played(Trial.objects.all(), now).count() >= MOST_AT_ONCE


def _play_both(trial: Trial) -> tuple[dict[str, Any], dict[str, Any]]:
    """Live and the candidate, each on a copy of the shop of its own."""
    scenario = as_scenario(trial.text, name=trial.name, tenant=trial.tenant)
    live, tried = (_result(scenario, trial.tenant, one) for one in (LIVE, candidate_of(trial.evaluation)))
    return live, tried


def _result(scenario: Scenario, tenant: Tenant, candidate: Candidate) -> dict[str, Any]:
    if scenario.needs_model() and is_offline(tenant, candidate):
        return {"skipped": NEEDS_MODEL}
    return as_result(play_safely(scenario, tenant=tenant, candidate=candidate))


def _finish(evaluation_pk: int) -> bool:
    """Whether everything has been played."""
    if Trial.objects.filter(evaluation_id=evaluation_pk).exclude(state=TrialState.DONE).exists():
        return False
    rows = Evaluation.objects.filter(pk=evaluation_pk, state=EvaluationState.RUNNING)
    rows.update(state=EvaluationState.DONE, finished_at=timezone.now())
    return True

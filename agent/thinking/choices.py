"""A shop's list of models for a job: adding, moving, taking away. The first one that can answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from agent.llm.parameters import Fault, check_parameters
from agent.llm.registry import PROVIDERS, check_address
from agent.models import Job, ModelChoice
from lib.errors import DomainError, ProviderError
from tenants.models import Tenant
from tenants.services import record_audit

MOST_MODELS = 8
# Out of the way of every real position while a list is put in order.
ASIDE = 1000


class ChoiceRefused(DomainError):
    """The model cannot be listed like this; `faults` name the parameters that it does not take."""

    def __init__(self, code: str, message: str, *, faults: Sequence[Fault] = ()) -> None:
        super().__init__(code, message)
        self.faults = faults


@dataclass(frozen=True)
class Wish:
    """What somebody wants to list. An empty key keeps the stored one, where provider and address stay the same."""

    provider: str
    model: str = ""
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    parameters: Mapping[str, Any] = field(default_factory=dict)


def list_rows(job: Job) -> list[ModelChoice]:
    return list(ModelChoice.objects.filter(job=job).order_by("position"))


@transaction.atomic
def add_choice(tenant: Tenant, *, job: Job, wish: Wish, actor: str) -> ModelChoice:
    """At the end of the job's list. Raises ChoiceRefused."""
    check(wish)
    rows = _locked(tenant, job)
    if len(rows) >= MOST_MODELS:
        raise ChoiceRefused("too_many", f"A list has {MOST_MODELS} models at most.")
    position = rows[-1].position + 1 if rows else 0
    row = ModelChoice(tenant=tenant, job=job, position=position)
    _fill(row, wish)
    row.save()
    record_audit(tenant, actor=actor, action="model_added", target=str(row))
    return row


@transaction.atomic
def change_choice(row: ModelChoice, *, wish: Wish, actor: str) -> None:
    """In its place. A key is only ever sent to the provider and address that it was entered for: with another one the
    stored key is forgotten. Raises ChoiceRefused."""
    check(wish)
    if (row.provider, row.base_url) != (wish.provider, wish.base_url):
        row.api_key = ""
    _fill(row, wish)
    row.save()
    record_audit(row.tenant, actor=actor, action="model_changed", target=str(row))


@transaction.atomic
def move_choice(row: ModelChoice, *, up: bool, actor: str) -> None:
    """One place up or down; at the end of the list nothing changes."""
    rows = _locked(row.tenant, Job(row.job))
    place = next((place for place, other in enumerate(rows) if other.pk == row.pk), None)
    if place is None:
        return
    target = place - 1 if up else place + 1
    if 0 <= target < len(rows):
        rows[place], rows[target] = rows[target], rows[place]
        _renumber(rows)
        record_audit(row.tenant, actor=actor, action="model_moved", target=str(row))


@transaction.atomic
def remove_choice(row: ModelChoice, *, actor: str) -> None:
    """Out of the list, its key with it. An empty list means the installation's own model."""
    rows = _locked(row.tenant, Job(row.job))
    record_audit(row.tenant, actor=actor, action="model_removed", target=str(row))
    row.delete()
    _renumber([other for other in rows if other.pk != row.pk])


def check(wish: Wish) -> None:
    """Raises ChoiceRefused: `unknown_provider`, `no_model`, `bad_address` or `bad_parameters`."""
    if wish.provider not in PROVIDERS:
        raise ChoiceRefused("unknown_provider", f"There is no provider {wish.provider!r}.")
    if wish.provider == "compatible" and not wish.model:
        raise ChoiceRefused("no_model", "Name a model of the server.")
    if wish.base_url:
        try:
            check_address(wish.base_url)
        except ProviderError as error:
            raise ChoiceRefused("bad_address", str(error)) from error
    faults = check_parameters(wish.provider, wish.model, wish.parameters)
    if faults:
        raise ChoiceRefused("bad_parameters", ", ".join(fault.name for fault in faults), faults=faults)


def _fill(row: ModelChoice, wish: Wish) -> None:
    row.provider, row.model, row.base_url = wish.provider, wish.model, wish.base_url
    row.parameters = dict(wish.parameters)
    row.api_key = wish.api_key or row.api_key


def _locked(tenant: Tenant, job: Job) -> list[ModelChoice]:
    """The list, which nobody else changes until the end of the transaction, an empty one included."""
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    return list_rows(job)


def _renumber(rows: Sequence[ModelChoice]) -> None:
    """Positions are unique at every moment: first out of the way, then into place."""
    ModelChoice.objects.filter(pk__in=[row.pk for row in rows]).update(position=F("position") + ASIDE)
    for position, row in enumerate(rows):
        ModelChoice.objects.filter(pk=row.pk).update(position=position)

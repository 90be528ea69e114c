"""Which scenarios there are: the shipped ones of the demo shops, and each shop's own."""

from django.db import transaction

from agent.evaluation.models import OwnScenario
from agent.evaluation.scenario import Scenario, load_scenarios, read_scenario
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.services import record_audit


def list_scenarios(tenant: Tenant | None = None, *, only: str = "") -> list[Scenario]:
    """Shipped ones, and with `tenant` those for this shop and its own, by the beginning of their names."""
    shipped = load_scenarios(only)
    if tenant is None:
        return shipped
    own = [one for one in list_own(tenant) if one.name.startswith(only)]
    return [*(one for one in shipped if one.tenant == tenant.slug), *own]


def list_own(tenant: Tenant) -> list[Scenario]:
    with tenant_scope(tenant):
        rows = list(OwnScenario.objects.order_by("name"))
    return [as_scenario(row.text, name=row.name, tenant=tenant) for row in rows]


def as_scenario(text: str, *, name: str, tenant: Tenant) -> Scenario:
    """Whose it is, is decided here and not by what somebody wrote."""
    return read_scenario(text, name=name).model_copy(update={"tenant": tenant.slug})


@transaction.atomic
def save_scenario(row: OwnScenario, *, actor: str) -> None:
    """Keep what the form has checked."""
    row.save()
    record_audit(row.tenant, actor=actor, action="scenario_saved", target=row.name)


@transaction.atomic
def delete_scenario(row: OwnScenario, *, actor: str) -> None:
    """Trials that were run keep their copy of it."""
    record_audit(row.tenant, actor=actor, action="scenario_deleted", target=row.name)
    row.delete()

"""Telling the team's answers. Apart from agent.tasks: services wake this."""

from celery import shared_task

from agent.team.telling import tell_answers
from tenants.models import Tenant
from tenants.queueing import TenantTask


@shared_task(base=TenantTask, name="agent.tasks.tell_askers")
def tell_askers(tenant_id: int) -> None:
    tell_answers(Tenant.objects.get(pk=tenant_id))

"""Wake-up calls for the agent."""

from celery import shared_task
from django.core.cache import cache

from agent import selectors, services, waiting
from agent.evaluation import trials
from agent.knowledge.tasks import embed_knowledge
from agent.knowledge.vectors import tenants_pending
from agent.memory.selectors import list_forgetful
from agent.memory.services import remember as bring_up_to_date
from agent.playground import services as playground
from agent.team.tasks import tell_askers
from agent.team.telling import tenants_with_answers
from catalog.demand.services import list_tenants_with_waiting
from tenants.models import Tenant
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled

# While one wake-up call is under way the sweeper does not send another one.
CALL_SECONDS = 30
CROWDED_SECONDS = 2


@shared_task(base=TenantTask)
def respond(tenant_id: int, conversation_id: int) -> None:
    if selectors.answers_customers(tenant_id):
        services.respond(conversation_id)


@shared_task
def sweep_conversations() -> int:
    """Find customers whose wake-up call was lost (Redis flushed, worker killed) and call again."""
    with scopes_disabled():
        stalled = selectors.list_stalled()
    for tenant_id, conversation_id in stalled:
        if cache.add(f"woken:{conversation_id}", 1, timeout=CALL_SECONDS):
            enqueue(respond, tenant_id, conversation_id)
    return len(stalled)


@shared_task(base=TenantTask)
def remember(tenant_id: int, conversation_id: int) -> None:
    bring_up_to_date(conversation_id)


@shared_task
def sweep_memory() -> int:
    """Find conversations of which a summary or a reading is due, whatever happened to the call for it."""
    with scopes_disabled():
        forgetful = list_forgetful()
    for tenant_id, conversation_id in forgetful:
        enqueue(remember, tenant_id, conversation_id)
    return len(forgetful)


@shared_task
def tell_waiting_of_all() -> int:
    """Shops with customers who wait for something, each in its own task."""
    with scopes_disabled():
        tenants = list_tenants_with_waiting()
    for tenant_id in tenants:
        enqueue(tell_waiting, tenant_id)
    return len(tenants)


@shared_task
def tell_askers_of_all() -> int:
    """Shops with customers whom the team has answered: a wake-up call was lost."""
    tenants = tenants_with_answers()
    for tenant_id in tenants:
        enqueue(tell_askers, tenant_id)
    return len(tenants)


@shared_task
def embed_knowledge_of_all() -> int:
    """Shops with passages that wait: a wake-up call was lost, or the operator changed the model."""
    tenants = tenants_pending()
    for tenant_id in tenants:
        enqueue(embed_knowledge, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def tell_waiting(tenant_id: int) -> None:
    waiting.tell_waiting(Tenant.objects.get(pk=tenant_id))


@shared_task(base=TenantTask)
def play_evaluation(tenant_id: int, evaluation_id: int) -> None:
    """One scenario of a trial; the next one has a task of its own, so that others get in between."""
    if trials.play_next(evaluation_id):
        enqueue(play_evaluation, tenant_id, evaluation_id)


@shared_task(base=TenantTask)
def answer_rehearsal(tenant_id: int, turn_id: int) -> None:
    """Whoever finds no place comes again in a moment."""
    if not playground.answer(turn_id):
        enqueue(answer_rehearsal, tenant_id, turn_id, countdown=CROWDED_SECONDS)


@shared_task
def sweep_evaluations() -> int:
    """Trials whose wake-up call was lost or whose worker died."""
    with scopes_disabled():
        waiting_ones = trials.list_waiting()
    for tenant_id, evaluation_id in waiting_ones:
        if cache.add(f"trial:{evaluation_id}", 1, timeout=CALL_SECONDS):
            enqueue(play_evaluation, tenant_id, evaluation_id)
    return len(waiting_ones)


@shared_task
def forget_evaluations_of_all() -> int:
    """Shops with more trials than are kept, each in its own task."""
    with scopes_disabled():
        tenants = trials.list_crowded()
    for tenant_id in tenants:
        enqueue(forget_evaluations, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def forget_evaluations(tenant_id: int) -> None:
    trials.forget_old()

"""What beat does for orders, shop by shop."""

from celery import shared_task

from orders import answers, figures
from orders.models import ApiAnswer, DayFigure
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled


@shared_task
def forget_answers_of_all() -> int:
    """Answers of the API that nobody will ask for again."""
    with scopes_disabled():
        tenants = sorted(set(ApiAnswer.objects.order_by().values_list("tenant_id", flat=True).distinct()))
    for tenant_id in tenants:
        enqueue(forget_answers, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def forget_answers(tenant_id: int) -> None:
    answers.forget_answers()


@shared_task
def compact_figures_of_all() -> int:
    """What hundreds of changes of a day added becomes one row for each status and source."""
    with scopes_disabled():
        tenants = sorted(set(DayFigure.objects.order_by().values_list("tenant_id", flat=True).distinct()))
    for tenant_id in tenants:
        enqueue(compact_figures, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def compact_figures(tenant_id: int) -> None:
    figures.compact_figures()

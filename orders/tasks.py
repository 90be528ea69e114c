"""Orders in the background: asking customers, telling and asking stores, and what beat does shop by shop."""

from celery import shared_task

from orders.analytics import day_sales, figures
from orders.confirmation import asking
from orders.confirmation import services as confirmation
from orders.confirmation.mail import write_mail
from orders.models import DayFigure
from orders.notices import services as notices
from orders.notices.mail import write_notice_mail
from orders.stores import polls, pushes
from tenants.analytics.day_sums import count_changed, list_tenants_to_count
from tenants.models import Tenant
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled

# A longer pause is a row that the sweep finds.
SHORT_PAUSE = 60.0


@shared_task(base=TenantTask)
def push_order(tenant_id: int, link_pk: int) -> None:
    pause = pushes.push_changes(link_pk)
    if pause is not None and pause <= SHORT_PAUSE:
        enqueue(push_order, tenant_id, link_pk, countdown=pause)


@shared_task(base=TenantTask)
def poll_store_orders(tenant_id: int, intake_pk: int) -> None:
    if polls.poll_orders(intake_pk) is not None:
        enqueue(poll_store_orders, tenant_id, intake_pk)


@shared_task
def sweep_store_orders() -> int:
    """Ask the stores that are due, and tell those whose wake-up call was lost or whose worker died."""
    due, waiting = polls.begin_polls(), pushes.list_waiting_pushes()
    for tenant_id, intake_pk in due:
        enqueue(poll_store_orders, tenant_id, intake_pk)
    for tenant_id, link_pk in waiting:
        enqueue(push_order, tenant_id, link_pk)
    return len(due) + len(waiting)


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


@shared_task
def sweep_confirmations() -> int:
    """Orders whose customer is to be asked, reminded or given up, each in its own task."""
    with scopes_disabled():
        due = confirmation.list_due()
    for tenant_id, confirmation_pk in due:
        enqueue(take_step, tenant_id, confirmation_pk)
    return len(due)


@shared_task(base=TenantTask)
def take_step(tenant_id: int, confirmation_pk: int) -> None:
    if asking.take_step(confirmation_pk):
        write_mail(confirmation_pk)


@shared_task
def sweep_notices() -> int:
    """News whose wake-up call was lost, or that did not reach the customer the first way."""
    with scopes_disabled():
        due = notices.list_due_notices()
    for tenant_id, notice_pk in due:
        enqueue(take_notice_step, tenant_id, notice_pk)
    return len(due)


@shared_task(base=TenantTask)
def take_notice_step(tenant_id: int, notice_pk: int) -> None:
    if notices.take_notice_step(notice_pk):
        write_notice_mail(notice_pk)


@shared_task
def count_days_of_all() -> int:
    """Shops of which a day is over or changed since its sales were counted, each in its own task."""
    with scopes_disabled():
        tenants = list_tenants_to_count(day_sales.SUMS.subject)
    for tenant_id in tenants:
        enqueue(count_days, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def count_days(tenant_id: int) -> None:
    count_changed(day_sales.SUMS, Tenant.objects.get(pk=tenant_id))

import pytest
from celery import shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from tenants.models import Membership
from tenants.queueing import TenantTask, enqueue, enqueue_once
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory


@shared_task(base=TenantTask, name="test.count_members")
def count_members(tenant_id: int) -> int:
    return Membership.objects.count()


class Recorder:
    """A task whose broker answers as told."""

    name = "test.recorder"

    def __init__(self, error=None):
        self.error, self.sent = error, []

    def apply_async(self, args, countdown=None):
        if self.error:
            raise self.error
        self.sent.append((args, countdown))


def test_a_tenant_task_runs_in_its_tenants_scope(shop, other_shop):
    with tenant_scope(shop):
        MembershipFactory(tenant=shop)
    assert (count_members(shop.pk), count_members(other_shop.pk)) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_the_call_leaves_after_the_commit():
    task = Recorder()
    with transaction.atomic():
        enqueue(task, 1, 2, countdown=3)
        assert task.sent == []
    assert task.sent == [((1, 2), 3)]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_calls_nobody():
    task = Recorder()
    with transaction.atomic():
        enqueue(task, 1)
        transaction.set_rollback(True)
    assert task.sent == []


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_costs_the_caller_nothing():
    with transaction.atomic():
        enqueue(Recorder(OperationalError("away")), 1)
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_one_task_is_enough_for_a_transaction_that_asks_for_it_again_and_again():
    task, other = Recorder(), Recorder()
    with transaction.atomic():
        # As products are saved one by one: each in a savepoint of its own.
        for _ in range(3):
            with transaction.atomic():
                enqueue_once(task, 1)
        enqueue_once(task, 2)
        enqueue_once(other, 1)
        enqueue_once(task, 1)
    enqueue_once(task, 1)
    assert (task.sent, other.sent) == ([((1,), None), ((2,), None), ((1,), None)], [((1,), None)])


@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_rolled_back_takes_no_other_with_it():
    task = Recorder()
    with transaction.atomic():
        with transaction.atomic():
            enqueue_once(task, 1)
            transaction.set_rollback(True)
        enqueue_once(task, 1)
        with transaction.atomic():
            enqueue_once(task, 1)
    with transaction.atomic():
        with transaction.atomic():
            with transaction.atomic():
                enqueue_once(task, 2)
            transaction.set_rollback(True)
        enqueue_once(task, 2)
    assert task.sent == [((1,), None), ((2,), None)]

import pytest

from conversations.people.merging import merge_customers, person_ids, unmerge_customer
from conversations.tests.factories import CustomerFactory
from lib.errors import DomainError
from tenants.models import AuditEvent
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_shop(shop):
    with tenant_scope(shop):
        yield


@pytest.fixture
def people(shop):
    return [CustomerFactory(tenant=shop, name=name) for name in ("Dana", "Dana on SMS", "Dana at work")]


def test_two_customers_become_one_person_and_two_again(people, charlie):
    dana, sms, _work = people
    merge_customers(dana, sms, staff=charlie)
    for row in people:
        row.refresh_from_db()
    assert person_ids(dana) == person_ids(sms) == [dana.pk, sms.pk]
    unmerge_customer(sms, staff=charlie)
    sms.refresh_from_db()
    assert (person_ids(dana), person_ids(sms)) == ([dana.pk], [sms.pk])
    assert [event.action for event in AuditEvent.objects.order_by("id")][-2:] == [
        "customers merged",
        "customers unmerged",
    ]


def test_everybody_of_both_sides_is_the_same_person(people, charlie):
    dana, sms, work = people
    merge_customers(sms, work, staff=charlie)
    sms.refresh_from_db()
    merge_customers(dana, sms, staff=charlie)
    work.refresh_from_db()
    assert set(person_ids(work)) == {dana.pk, sms.pk, work.pk}


def test_the_one_kept_may_itself_be_part_of_a_person(people, charlie):
    dana, sms, work = people
    merge_customers(dana, sms, staff=charlie)
    sms.refresh_from_db()
    assert merge_customers(sms, work, staff=charlie).pk == dana.pk


def test_a_person_cannot_be_merged_with_themselves(people, charlie):
    dana, sms, _work = people
    merge_customers(dana, sms, staff=charlie)
    for pair in ((dana, dana), (dana, sms), (sms, dana)):
        with pytest.raises(DomainError) as caught:
            merge_customers(*pair, staff=charlie)
        assert caught.value.code == "same_customer"


def test_who_was_not_merged_cannot_be_unmerged(people, charlie):
    with pytest.raises(DomainError) as caught:
        unmerge_customer(people[0], staff=charlie)
    assert caught.value.code == "not_merged"

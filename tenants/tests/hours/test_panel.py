"""Managers write the opening hours and the dates on which something else holds."""

from datetime import date, timedelta

import pytest

from tenants.hours.opening import is_open, local_time, next_opening, spans_on
from tenants.models import Role, SpecialDay, Tenant
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/hours/"
SOON = date.today() + timedelta(days=5)


def log_in(client, shop, role):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)


def test_a_holiday_is_added_changed_and_removed(client, shop):
    log_in(client, shop, Role.MANAGER)
    for spans in ("", "8-13"):
        assert (
            client.post(f"{PAGE}special_days", {"day": str(SOON), "name": "Feast", "spans": spans}).status_code == 302
        )
    assert b"Feast" in client.get(PAGE).content
    with tenant_scope(shop):
        row = SpecialDay.objects.get()
        assert (row.spans, spans_on(shop, SOON)) == ([["08:00", "13:00"]], [["08:00", "13:00"]])
        client.post(f"{PAGE}special_days/{row.public_id}")
        assert (SpecialDay.objects.count(), spans_on(shop, SOON)) == (0, None)


def test_the_week_is_saved(client, shop):
    log_in(client, shop, Role.MANAGER)
    client.post(f"{PAGE}week", {"mon": "16:00-19:00, 8-13:30", "tue": ""})
    assert Tenant.objects.get(pk=shop.pk).opening_hours == {"mon": [["08:00", "13:30"], ["16:00", "19:00"]]}


@pytest.mark.parametrize("spans", ["8", "13-8", "8-13, 12-14", "25-26", "8:75-9", "morning", "8-8"])
def test_hours_that_cannot_be_are_refused(client, shop, spans):
    log_in(client, shop, Role.OWNER)
    before = rows_of(shop)
    assert client.post(f"{PAGE}special_days", {"day": str(SOON), "spans": spans}).status_code == 422
    assert client.post(f"{PAGE}week", {"mon": spans}).status_code == 422
    assert rows_of(shop) == before


def test_a_special_day_counts_for_open_and_for_the_next_opening(shop):
    shop.opening_hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    today = local_time(shop).date()
    assert is_open(shop) is True
    with tenant_scope(shop):
        SpecialDay.objects.create(tenant=shop, day=today, spans=[])
        SpecialDay.objects.create(tenant=shop, day=today + timedelta(days=1), spans=[["10:00", "12:00"]])
    assert is_open(shop) is False
    assert next_opening(shop).strftime("%Y-%m-%d %H:%M") == f"{today + timedelta(days=1)} 10:00"


@pytest.mark.parametrize("role", [Role.AGENT, None])
def test_only_managers_write_hours(client, shop, charlie, role):
    with tenant_scope(shop):
        row = SpecialDay.objects.create(tenant=shop, day=SOON)
    if role:
        log_in(client, shop, role)
    else:
        client.force_login(charlie)
    before, status = rows_of(shop), 403 if role else 404
    assert client.get(PAGE).status_code == status
    for place, data in [("week", {}), ("special_days", {"day": str(SOON)}), (f"special_days/{row.public_id}", {})]:
        assert client.post(PAGE + place, data).status_code == status
    if role is None:
        assert client.post(f"/panel/charlie/hours/special_days/{row.public_id}").status_code == 404
    assert rows_of(shop) == before

"""The figures of a few conversations, each known by hand."""

from datetime import timedelta

import pytest

from conversations.analytics.day_counts import SUMS
from conversations.handling.takeover import request_handover
from conversations.models import Customer
from conversations.tests.analytics.test_day_counts import START, at, begin, say
from conversations.tests.factories import CustomerFactory
from tenants.analytics.day_sums import count_changed
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory

PAGE = "/panel/valdman/analytics/conversations"
# The day after START's, which is half an hour before midnight in Jerusalem.
SPAN = {"from": "2026-03-26", "to": "2026-03-26"}


@pytest.fixture
def talked(shop, client):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.MANAGER).user)
        noon = START + timedelta(hours=14)
        begin(shop, START)
        calm, loud = begin(shop, noon), begin(shop, noon, "telegram")
        for talk, author, minutes in ((calm, "customer", 0), (calm, "customer", 5), (calm, "agent", 10),
                                      (calm, "agent", 11), (calm, "customer", 20), (calm, "agent", 21),
                                      (loud, "customer", 0), (loud, "staff", 60)):  # fmt: skip
            say(talk, author, noon + timedelta(minutes=minutes))
        request_handover(loud, reason="complaint: cold soup")
        loud.handovers.update(created_at=noon)
        Customer.objects.update(created_at=noon)
        old = CustomerFactory(tenant=shop)
        at(Customer, old, START)
        at(Customer, CustomerFactory(tenant=shop, merged_into=loud.customer), START)
        return calm, loud


def test_conversations_are_told_exactly_live_and_from_kept_days(client, talked, shop):
    for _kept in range(2):
        section = client.get(PAGE, SPAN).context["shown"]
        figures = {figure.label: (figure.shown, figure.before) for figure in section.figures}
        assert figures == {
            "Conversations": ("2", "1"), "New customers": ("2", "1"), "Without a person": ("50%", "100%"),
            "Handovers": ("1", "0"), "The agent answers within": ("59 seconds", "–"),
            "Staff answer within": ("63 minutes", "–"),
        }  # fmt: skip
        tables = {table.key: [tuple(row.cells) for row in table.rows] for table in section.tables}
        assert tables["handovers"] == [("The customer complained", "1", "100%")]
        assert sorted(tables["channels"]) == [("Telegram", "1", "50%", "0%"), ("Web chat", "1", "50%", "100%")]
        assert tables["answers"] == [
            ("Agent, first answer", "1", "9 minutes", "9 minutes"),
            ("Agent, every answer", "2", "59 seconds", "9 minutes"),
            ("Staff, first answer", "1", "63 minutes", "63 minutes"),
            ("Staff, every answer", "1", "63 minutes", "63 minutes"),
        ]  # fmt: skip
        assert section.is_complete
        with tenant_scope(shop):
            count_changed(SUMS, shop)


def test_the_rows_behind_a_number_are_as_many_as_it_says(client, talked):
    for wanted, count in (({}, 2), ({"what": "contained"}, 1), ({"kind": "telegram"}, 1), ({"what": "customers"}, 2),
                          ({"what": "handovers", "cause": "complaint"}, 1),
                          ({"what": "handovers", "cause": "staff"}, 0),
                          ({"what": "answers", "author": "agent"}, 3)):  # fmt: skip
        assert len(client.get(PAGE + "/rows", SPAN | wanted).context["rows"].rows) == count
    assert client.get(PAGE + "/rows", {"after": "nobody"}).status_code == 404


def test_days_that_are_not_counted_yet_are_not_passed_off_as_complete(client, talked):
    assert "still being counted" in client.get(PAGE, {"from": "2026-03-01", "to": "2026-03-31"}).content.decode()


def test_today_tells_who_waits(client, talked):
    card = client.get("/panel/valdman/today/conversations")
    assert [(task.label, task.count) for task in card.context["tasks"]] == [("Customers wait for an answer", 1)]

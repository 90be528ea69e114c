"""The page of caps: what was used against them, and the caps themselves."""

from decimal import Decimal

import pytest

from billing.limits import Limit
from billing.models import Cap
from billing.periods import Span
from billing.selectors import limit_of
from billing.services import set_caps
from billing.tests.factories import make_usage
from tenants.models import AuditEvent, Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/billing/caps"


@pytest.fixture
def manager(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return client


def caps(shop):
    with tenant_scope(shop):
        return {cap.span: limit_of(cap) for cap in Cap.objects.all()}


def text_of(answer):
    return answer.content.decode()


def test_use_is_shown_against_the_caps(manager, shop):
    with tenant_scope(shop):
        set_caps(shop, limits={Span.DAY: Limit(usd=Decimal("0.01"))}, actor="test")
        make_usage(shop)
        make_usage(shop, model="claude-haiku-5-5", input_tokens=100_000, output_tokens=0)
    page = text_of(manager.get(PAGE))
    assert "$0.013" in page
    assert "130 %" in page
    assert "Cap: $0.01" in page
    assert page.count("is-reached") == 3


def test_the_old_address_leads_here(manager):
    assert manager.get("/panel/valdman/agent/spend").url == PAGE


def test_caps_are_saved_changed_and_taken_away(manager, shop):
    answer = manager.post(PAGE, {"day_usd": "5", "month_usd": "80.50", "conversation_tokens": "200000"})
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert caps(shop) == {
        "day": Limit(Decimal(5)), "month": Limit(Decimal("80.50")), "conversation": Limit(tokens=200_000),
    }  # fmt: skip
    assert 'value="80.50"' in text_of(manager.get(PAGE))
    manager.post(PAGE, {"day_usd": "6", "day_tokens": "1000"})
    assert caps(shop) == {"day": Limit(Decimal(6), 1000)}
    with tenant_scope(shop):
        assert {event.actor for event in AuditEvent.objects.filter(action="cap_changed")} == {"dana"}


@pytest.mark.parametrize("wrong", ["-1", "five", "1e20", "0.001", "NaN"])
def test_a_cap_that_cannot_be_is_said_at_its_field_and_none_is_saved(manager, shop, wrong):
    answer = manager.post(PAGE, {"day_usd": wrong, "month_usd": "80"})
    assert answer.status_code == 422
    assert 'id="id_day_usd-error"' in text_of(answer)
    assert f'value="{wrong}"' in text_of(answer)
    assert caps(shop) == {}


def test_zero_is_a_cap(manager, shop):
    manager.post(PAGE, {"day_usd": "0"})
    assert caps(shop) == {"day": Limit(Decimal(0))}
    assert "100 %" in text_of(manager.get(PAGE))


def test_who_answers_chats_sees_no_spending(client, shop):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    assert {client.get(PAGE).status_code, client.post(PAGE, {"day_usd": "9"}).status_code} == {403}
    assert caps(shop) == {}


def test_charlie_sees_and_changes_nothing(client, charlie, shop):
    with tenant_scope(shop):
        set_caps(shop, limits={Span.DAY: Limit(tokens=7)}, actor="test")
    before = rows_of(shop)
    client.force_login(charlie)
    assert {client.get(PAGE).status_code, client.post(PAGE, {"day_usd": "9"}).status_code} == {404}
    assert rows_of(shop) == before

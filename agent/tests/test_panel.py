import pytest

from agent.models import ModelChoice
from billing.limits import Limit
from billing.periods import Span
from billing.services import set_caps
from billing.tests.factories import make_usage
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

NOTICE = "/panel/valdman/agent/notice"


@pytest.fixture
def staff(client, shop):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    return user


def test_staff_are_told_when_no_model_answers(client, staff):
    assert "The offline agent answers." in client.get(NOTICE).content.decode()


def test_nothing_is_said_when_a_model_answers(client, staff, shop):
    with tenant_scope(shop):
        ModelChoice.objects.create(tenant=shop, provider="anthropic", model="some-model")
    assert client.get(NOTICE).content.decode().strip() == ""


def test_strangers_are_told_nothing(client, shop):
    client.force_login(UserFactory())
    assert client.get(NOTICE).status_code == 404


def test_staff_are_told_when_the_cap_is_reached_until_it_is_raised(client, staff, shop):
    with tenant_scope(shop):
        ModelChoice.objects.create(tenant=shop, provider="anthropic", model="some-model")
        set_caps(shop, limits={Span.DAY: Limit(tokens=1000)}, actor="test")
        make_usage(shop)
    assert "The cap for the models is reached." in client.get(NOTICE).content.decode()
    with tenant_scope(shop):
        set_caps(shop, limits={Span.DAY: Limit(tokens=5000)}, actor="test")
    assert client.get(NOTICE).content.decode().strip() == ""

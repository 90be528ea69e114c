import pytest

from agent.scenario import load_scenarios, play
from conversations.models import Message
from orders.models import Order
from tenants.scoping import scopes_disabled
from tenants.testing import load_demo_shop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scenario", load_scenarios(), ids=lambda scenario: scenario.name)
def test_the_offline_agent_passes(scenario):
    load_demo_shop(scenario.tenant)
    faults = [(outcome.said, outcome.faults, outcome.exchange.text) for outcome in play(scenario) if outcome.faults]
    assert faults == []


def test_a_scenario_leaves_nothing_behind():
    load_demo_shop("valdman")
    assert len(list(play(load_scenarios("regression_en")[0]))) == 9
    with scopes_disabled():
        assert (Order.objects.count(), Message.objects.count()) == (0, 0)

import pytest

from orders.confirmation.services import save_confirmation_rules
from orders.tests.confirmation.asked import World


@pytest.fixture
def world(counter, monkeypatch):
    made = World(counter)
    monkeypatch.setattr("conversations.reaching._networks", [made.network])
    save_confirmation_rules(counter.shop, values={"quiet_from": None, "quiet_until": None}, actor="dana")
    return made

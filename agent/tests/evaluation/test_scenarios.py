"""Every shipped scenario, once, with the offline agent."""

import pytest
from django.db import transaction

from agent.evaluation.candidate import Candidate, use_up_cap
from agent.evaluation.evaluate import play_safely
from agent.evaluation.sandbox import sandbox
from agent.evaluation.scenario import load_scenarios, read_scenario, write_scenario
from agent.models import Step, StepKind
from agent.rehearsal import say
from billing.models import UsageEvent
from tenants.models import Tenant
from tenants.testing import load_demo_shop

SCENARIOS = load_scenarios()
OFFLINE = Candidate("offline")


@pytest.fixture(scope="module")
def shops(django_db_setup, django_db_blocker):
    """The demo shops, loaded once for all scenarios: each plays on a copy."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {
            slug: load_demo_shop(slug, is_whole=True) for slug in sorted({scenario.tenant for scenario in SCENARIOS})
        }
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_offline_agent_passes(shops: dict[str, Tenant], scenario):
    if scenario.needs_model():
        pytest.skip("needs: model")
    found = play_safely(scenario, tenant=shops[scenario.tenant], candidate=OFFLINE)
    heard = [(step.said, step.reply) for step in found.steps]
    assert (found.all_faults, found.void) == ([], ""), heard


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_each_can_be_written_down_and_read_again(scenario):
    read = read_scenario(write_scenario(scenario), name=scenario.name)
    assert read.model_copy(update={"tenant": scenario.tenant}) == scenario


def test_at_least_sixty_ship_in_five_languages_and_three_shops():
    assert len({scenario.name.partition("[")[0] for scenario in SCENARIOS}) >= 60
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)
    assert {scenario.tenant for scenario in SCENARIOS} == {"valdman", "joannas-bakery", "glow-skincare"}


@pytest.mark.django_db
def test_a_cap_that_is_reached_is_why_the_offline_agent_answers(shops: dict[str, Tenant]):
    """Nobody outside was asked, and staff read why in the trace."""
    with sandbox(shops["valdman"]) as shop:
        use_up_cap(shop)
        exchange = say(shop, chat_id="c", text="1 kg pastrami")
        (failure,) = Step.objects.filter(kind=StepKind.ANSWER).first().content["failures"]
        assert (failure.partition(":")[0], UsageEvent.objects.exclude(provider="offline").count()) == ("openai", 0)
        assert "cap" in failure or "day" in failure
        assert "ORD-" in exchange.text

"""A candidate beside what is live, in the background: each scenario once, whatever happens to the workers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agent.evaluation.candidate import Candidate
from agent.evaluation.choosing import keep_conversation, list_chosen
from agent.evaluation.compare import compare, differs_in_state
from agent.evaluation.models import Evaluation, EvaluationState, OwnScenario, Trial, TrialState
from agent.evaluation.scenario import read_scenario, write_scenario
from agent.evaluation.trials import (
    MOST_AT_ONCE,
    MOST_KEPT,
    PLAYING_TERM,
    Chosen,
    forget_old,
    list_crowded,
    list_waiting,
    play_next,
    start_evaluation,
    stop_evaluation,
)
from agent.rehearsal import open_chat, say
from agent.tasks import play_evaluation, sweep_evaluations
from conversations.models import Conversation
from lib.errors import DomainError
from orders.models import Order
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import load_demo_shop

HELLO = 'about: a\nsteps: [{say: "hi", replies: 1}]'


@pytest.fixture
def shop(db):
    tenant = load_demo_shop("valdman")
    with tenant_scope(tenant):
        yield tenant


def start(shop, *texts):
    chosen = [Chosen(read_scenario(text, name=f"s{place}")) for place, text in enumerate(texts)]
    return start_evaluation(shop, candidate=Candidate("offline"), chosen=chosen, actor="dana")


def test_both_are_played_and_the_results_kept(shop):
    evaluation = start(shop, HELLO, 'about: a\nsteps: [{say: "1 kg pastrami", orders: 5}]')
    assert [play_next(evaluation.pk), play_next(evaluation.pk), play_next(evaluation.pk)] == [True, False, False]
    first, second = evaluation.trials.order_by("position")
    assert (first.live["passed"], first.candidate["passed"], second.candidate["passed"]) == (True, True, False)
    assert second.live["steps"][0]["faults"] == ["1 orders instead of 5"]
    assert second.live["state"]["orders"][0]["lines"] == {"DELI-PASTRAMI": "1"}
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.live_name, Order.objects.count()) == ("done", "offline:offline-1", 0)


def test_one_trial_at_a_time_and_never_an_empty_one(shop):
    with pytest.raises(DomainError, match="at least one"):
        start(shop)
    start(shop, HELLO)
    with pytest.raises(DomainError, match="One trial at a time"):
        start(shop, HELLO)
    assert Evaluation.objects.count() == 1


def test_what_another_worker_plays_is_not_played_again_until_it_has_died(shop):
    evaluation = start(shop, HELLO)
    trial = evaluation.trials.get()
    trial.state, trial.claimed_at = TrialState.PLAYING, timezone.now()
    trial.save()
    with scopes_disabled():
        assert (play_next(evaluation.pk), list_waiting()) == (False, [])
    Trial.objects.update(claimed_at=timezone.now() - PLAYING_TERM - timedelta(seconds=1))
    with scopes_disabled():
        assert list_waiting() == [(shop.pk, evaluation.pk)]
    play_next(evaluation.pk)
    assert Trial.objects.get().state == TrialState.DONE


def test_all_shops_together_play_only_a_few_at_once(shop, other_shop):
    with tenant_scope(other_shop):
        busy = Evaluation.objects.create(tenant=other_shop, actor="charlie")
        for place in range(MOST_AT_ONCE):
            Trial.objects.create(
                tenant=other_shop, evaluation=busy, position=place, name="a", text=HELLO, state=TrialState.PLAYING,
                claimed_at=timezone.now(),
            )  # fmt: skip
    evaluation = start(shop, HELLO)
    assert play_next(evaluation.pk) is False
    with tenant_scope(other_shop):
        Trial.objects.filter(position=0).update(state=TrialState.DONE)
    play_next(evaluation.pk)
    assert evaluation.trials.get().state == TrialState.DONE


def test_a_stopped_trial_plays_nothing_more(shop):
    evaluation = start(shop, HELLO)
    stop_evaluation(evaluation)
    stop_evaluation(evaluation)
    assert play_next(evaluation.pk) is False
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.trials.get().state) == (EvaluationState.STOPPED, TrialState.WAITING)


def test_the_task_wakes_itself_until_everything_is_played(shop, monkeypatch):
    evaluation, woken = start(shop, HELLO, HELLO), []
    monkeypatch.setattr("agent.tasks.enqueue", lambda task, *arguments: woken.append(arguments))
    play_evaluation(shop.pk, evaluation.pk)
    assert woken == [(shop.pk, evaluation.pk)]
    play_evaluation(shop.pk, evaluation.pk)
    assert woken == [(shop.pk, evaluation.pk)]
    assert sweep_evaluations() == 0


def test_a_past_conversation_becomes_a_scenario_that_passes(shop):
    for text in ("1 kg pastrami to Herzl 15", "yes", "thanks!"):
        say(shop, chat_id="a", text=text)
    row = keep_conversation(Conversation.objects.get())
    scenario = read_scenario(row.text, name=row.name)
    assert [step.say for step in scenario.steps] == ["1 kg pastrami to Herzl 15", "yes", "thanks!"]
    assert [step.calls for step in scenario.steps] == [["create_order"], ["confirm_order"], []]
    assert (scenario.steps[-1].orders, scenario.steps[-1].order.status) == (1, "confirmed")
    assert keep_conversation(Conversation.objects.get()) == row
    evaluation = start(shop, row.text)
    play_next(evaluation.pk)
    assert (evaluation.trials.get().candidate["passed"], Order.objects.count()) == (True, 1)


def test_a_conversation_that_is_deleted_takes_its_scenario_along(shop):
    say(shop, chat_id="a", text="hi")
    keep_conversation(Conversation.objects.get())
    Conversation.objects.all().delete()
    assert OwnScenario.objects.count() == 0


def test_without_words_there_is_nothing_to_keep(shop):
    conversation = open_chat(shop, chat_id="a")
    with pytest.raises(DomainError, match="written nothing"):
        keep_conversation(conversation)
    assert list_chosen(shop, own=True, shipped=False, conversations=5) == []


def test_own_shipped_and_past_ones_can_be_chosen(shop):
    OwnScenario.objects.create(tenant=shop, name="mine", text=HELLO)
    say(shop, chat_id="a", text="hi")
    names = [one.scenario.name for one in list_chosen(shop, own=True, shipped=True, conversations=5)]
    assert (names[0], "regression_en" in names, len(names) > 60) == ("mine", True, True)
    assert {one.scenario.tenant for one in list_chosen(shop, own=True, shipped=True, conversations=5)} == {"valdman"}


def test_a_scenario_is_written_as_it_is_read(shop):
    text = 'about: a\nsteps:\n- say: "hi"\n  calls: [list_products]\n  order: {lines: {A: 0.5}}\n'
    scenario = read_scenario(text, name="a")
    assert read_scenario(write_scenario(scenario), name="a") == scenario


def test_differences_are_named_by_part():
    live = {"steps": [{"said": "hi", "reply": "Hello", "offered": [], "calls": []}], "state": {"orders": []}}
    tried = {"steps": [{"said": "hi", "reply": "Hey", "offered": [], "calls": [{"tool": "list_products"}]}]}
    assert [row.differs for row in compare(live, tried)] == [{"reply", "calls"}]
    assert compare(live, live)[0].differs == frozenset()
    assert (differs_in_state(live, tried), differs_in_state(live, live)) == (True, False)


def test_the_newest_trials_are_kept_with_what_came_of_them_and_nobody_elses_go(shop):
    other = load_demo_shop("joannas-bakery")
    with tenant_scope(other):
        theirs = Evaluation.objects.create(tenant=other, actor="x", state=EvaluationState.DONE)
    running = start(shop, HELLO)
    for place in range(MOST_KEPT + 2):
        row = Evaluation.objects.create(tenant=shop, actor="dana", state=EvaluationState.DONE, model=str(place))
        Trial.objects.create(tenant=shop, evaluation=row, position=0, name="s", text=HELLO)
    with scopes_disabled():
        assert list_crowded() == [shop.pk]
    assert forget_old() == 2
    assert forget_old() == 0
    kept = Evaluation.objects.exclude(pk=running.pk).order_by("id").values_list("model", flat=True)
    assert (next(iter(kept)), len(kept), running.trials.count()) == ("2", MOST_KEPT, 1)
    assert Trial.objects.count() == MOST_KEPT + 1
    with tenant_scope(other):
        assert Evaluation.objects.filter(pk=theirs.pk).exists()

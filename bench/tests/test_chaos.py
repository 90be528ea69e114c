"""The whole product is killed piece by piece while customers write: nothing lost, nothing doubled, all answered."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from agent.testing.scripts import FakeRequest
from bench.chaos_plan import KINDS, make_plan
from bench.chaos_troubles import Mind, Weather

SCRIPT = Path(__file__).resolve().parent.parent / "chaos.py"


def test_a_seed_is_a_plan_in_which_everything_dies():
    assert make_plan(seed=3, seconds=25) == make_plan(seed=3, seconds=25) != make_plan(seed=4, seconds=25)
    assert {kill.kind for kill in make_plan(seed=3, seconds=25)} == set(KINDS)


def _asked(*messages):
    request = FakeRequest("messages", "/v1/messages", {}, {"messages": list(messages)})
    return Mind(Weather(random.Random(0), share=0), product_id="p")(request)


def _used(name):
    call = {"type": "tool_use", "id": "1", "name": name, "input": {}}
    result = {"type": "tool_result", "tool_use_id": "1", "content": "sausages"}
    return {"role": "assistant", "content": [call]}, {"role": "user", "content": [result]}


def test_the_model_of_the_storm_orders_once_also_after_another_agent_has_only_looked():
    wish, reply = {"role": "user", "content": "2 kg of beef sausages"}, {"role": "assistant", "content": "Noted."}
    ordered = {"create_order"}
    assert {call[0] for call in _asked(wish).calls} == ordered
    assert {call[0] for call in _asked(wish, *_used("search_products")).calls} == ordered
    assert not _asked(wish, *_used("create_order")).calls
    assert not _asked(wish, *_used("search_products"), *_used("create_order")).calls
    assert not _asked(wish, reply, {"role": "user", "content": "thank you"}).calls


@pytest.mark.processes
@pytest.mark.timeout(330)
def test_a_short_storm_loses_nothing_doubles_nothing_and_leaves_nobody_waiting():
    command = [sys.executable, SCRIPT, "--json", "--minutes", "0.5", "--seed", "7", "--customers", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert set(figures) == {"inbound", "kills", "lost", "doubled", "unanswered"}
    assert set(figures["kills"]) >= {"web", "agent", "io", "postgres", "valkey"}
    assert figures["inbound"] > 20

"""The whole product is killed piece by piece while customers write: nothing lost, nothing doubled, all answered."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.chaos_plan import KINDS, make_plan

SCRIPT = Path(__file__).resolve().parent.parent / "chaos.py"


def test_a_seed_is_a_plan_in_which_everything_dies():
    assert make_plan(seed=3, seconds=25) == make_plan(seed=3, seconds=25) != make_plan(seed=4, seconds=25)
    assert {kill.kind for kill in make_plan(seed=3, seconds=25)} == set(KINDS)


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

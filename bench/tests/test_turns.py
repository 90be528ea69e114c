"""The benchmark itself works: a short run against the real product loses and doubles nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "turns.py"


@pytest.mark.processes
def test_a_short_run_prints_its_figures(tmp_path):
    command = [sys.executable, SCRIPT, "--at-once", "3", "--messages", "6", "--latency", "0.05", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert {"messages_per_s", "p50_s", "p95_s", "ack_p99_ms", "lost", "doubled", "at_once"} <= set(figures)
    assert (figures["at_once"], figures["messages"], figures["lost"], figures["doubled"]) == (3, 6, 0, 0)
    assert 0.1 < figures["p50_s"] < 30

"""The benchmark itself works: a small shop, filled and asked over HTTP."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "orders.py"


@pytest.mark.processes
def test_a_short_run_prints_its_figures():
    command = [sys.executable, SCRIPT, "--json", "--orders", "3000", "--seconds", "1", "--asked", "2"]
    one = os.environ | {"WEB_WORKERS": "1"}
    done = subprocess.run(command, env=one, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert {"list_p95_ms", "stats_p95_ms", "track_per_s"} <= set(figures)
    assert figures["orders"] == 3000
    assert min(figures["list_p95_ms"], figures["stats_p95_ms"], figures["track_per_s"]) > 0

"""The benchmark itself works: a small shop, copied, and every page of it asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "panel.py"


@pytest.mark.processes
def test_a_short_run_prints_its_figures():
    command = [sys.executable, SCRIPT, "--json", "--scale", "0.0005", "--asked", "1"]
    one = os.environ | {"WEB_WORKERS": "1"}
    done = subprocess.run(command, env=one, capture_output=True, text=True, timeout=170, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert {"p95_ms", "queries"} == set(figures["pages"]["orders"])
    assert {"conversations", "products", "channels"} < set(figures["pages"])
    assert figures["worst_p95_ms"] == max(page["p95_ms"] for page in figures["pages"].values())

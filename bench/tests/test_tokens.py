"""The benchmark itself works: a short conversation with memory and without."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "tokens.py"


@pytest.mark.processes
def test_a_short_run_prints_its_figures():
    command = [sys.executable, SCRIPT, "--json", "--messages", "12"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert (figures["messages"], figures["turns"]) == (12, 6)
    assert 0 < figures["with_cached"] < 1
    # Nothing was summarised yet, the profile was read once.
    assert figures["memory_tokens"] > 0
    assert abs(figures["with_tokens"] - figures["without_tokens"]) < 600

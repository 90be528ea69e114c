"""The supervisor with fake children: scripts that print, sleep, die or will not listen."""

import json
import signal
import subprocess
import sys
import time

import pytest

from config.tests.processes import script, wait_until_gone

pytestmark = pytest.mark.processes

SUPERVISOR = """
import json, sys, time
from config.stop_requests import stop_requests
from config.supervisor import Child, supervise
sources = json.loads(sys.argv[1])
children = [Child(name=name, command=[sys.executable, "-c", sources[name]]) for name in sources]
with stop_requests() as requests:
    code = supervise(children, requests, job=lambda: {job})
print("after", flush=True)
sys.exit(code)
"""
IDLE = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)"
DEAF = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + IDLE
FORKING = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {IDLE!r}]); " + IDLE
SHORT = "import time; time.sleep(1); print('last words'); raise SystemExit(3)"


def supervisor(*, job="None", **children):
    return script(SUPERVISOR.replace("{job}", job), json.dumps(children))


def child_pids(process, count):
    """The ids that idle children print, once all of them are up."""
    pids = []
    while len(pids) < count:
        words = process.stdout.readline().split()
        pids += [int(words[-1])] if "pid" in words else []
    return pids


def test_every_line_carries_the_name_of_its_process():
    with supervisor(web="print('hello')", longer="import time; time.sleep(60)") as running:
        output, _ = running.communicate(timeout=20)
    assert "web    | hello" in output.splitlines()


def test_one_death_stops_the_others_and_fails():
    with supervisor(idle=IDLE, short=SHORT) as running:
        pids = child_pids(running, 1)
        output, _ = running.communicate(timeout=20)
    assert running.returncode == 1
    assert "short | last words" in output
    assert "short ended with code 3: stopping everything." in output
    assert wait_until_gone(pids) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_request_to_stop_ends_everything_well(number):
    with supervisor(one=IDLE, two=IDLE) as running:
        pids = child_pids(running, 2)
        running.send_signal(number)
        output, _ = running.communicate(timeout=20)
    assert running.returncode == 0
    assert output.splitlines()[-1] == "after"
    assert wait_until_gone(pids) == []


def test_ctrl_c_is_heard_although_the_shell_had_it_ignored():
    command = f'trap \'\' INT; exec {sys.executable} -c "$0" "$1"'
    source = SUPERVISOR.replace("{job}", "None")
    running = subprocess.Popen(
        ["sh", "-c", command, source, '{"one": "import time; time.sleep(60)"}'], stdin=subprocess.DEVNULL
    )
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=20) == 0


def test_the_second_ctrl_c_does_not_wait_for_a_child_that_will_not_stop():
    with supervisor(deaf=DEAF) as running:
        pids = child_pids(running, 1)
        running.send_signal(signal.SIGINT)
        assert "Stopping" in running.stdout.readline()
        began = time.monotonic()
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 0
    assert time.monotonic() - began < 5
    assert wait_until_gone(pids) == []


def test_what_a_child_left_in_its_group_is_swept_up():
    with supervisor(forking=FORKING) as running:
        pids = child_pids(running, 2)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 0
    assert wait_until_gone(pids) == []


def test_killing_the_supervisor_ends_its_children():
    with supervisor(one=IDLE, two=IDLE) as running:
        pids = child_pids(running, 2)
        running.kill()
        assert wait_until_gone(pids) == []


@pytest.mark.parametrize(("job", "code"), [("0", 0), ("1", 1), ("1 / 0", 1)])
def test_the_job_decides_the_exit_code(job, code):
    with supervisor(job=job, idle=IDLE) as running:
        output, _ = running.communicate(timeout=20)
    assert running.returncode == code
    assert ("ZeroDivisionError" in output) == (job == "1 / 0")

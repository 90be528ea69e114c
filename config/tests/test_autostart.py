import pytest

from config.embedded.autostart import needs_servers
from config.tests.processes import script

COMMAND = """
import sys, time
from config.embedded import autostart, paths, postgres
with autostart.servers_for_command(["manage.py", "migrate"]):
    print("up", postgres.answers(paths.state_dir()), flush=True)
    time.sleep(float(sys.argv[1]))
    print("still", postgres.answers(paths.state_dir()), flush=True)
"""


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("migrate", True), ("chat", True), ("check --database default", True), ("shell", True),
        ("", False), ("help", False), ("--version", False), ("migrate --help", False), ("dev", False),
        ("check", False), ("collectstatic --noinput", False), ("makemessages -l fr", False),
    ],
)  # fmt: skip
def test_only_commands_that_open_a_database_get_one(command, expected):
    assert needs_servers(["manage.py", *command.split()]) is expected


@pytest.mark.processes
def test_the_owner_waits_for_a_command_that_shares_its_servers(state):
    with script(COMMAND, 1.5, SALESDESK_STATE=str(state)) as owner:
        assert owner.stdout.readline() == "up True\n"
        with script(COMMAND, 4, SALESDESK_STATE=str(state)) as guest:
            assert guest.communicate(timeout=20)[0] == "up True\nstill True\n"
        output, _ = owner.communicate(timeout=20)
    assert output == "still True\nWaiting for another command that uses these servers.\n"
    assert owner.returncode == 0


@pytest.mark.processes
def test_two_commands_started_together_both_get_a_database(state):
    variables = {"SALESDESK_STATE": str(state)}
    with script(COMMAND, 0.2, **variables) as one, script(COMMAND, 0.2, **variables) as two:
        for running in (one, two):
            assert running.communicate(timeout=20)[0].startswith("up True\nstill True\n")


@pytest.mark.processes
def test_nothing_is_started_when_both_servers_are_elsewhere(state):
    elsewhere = {"DATABASE_URL": "postgres://a@b/c", "REDIS_URL": "redis://b"}
    with script(COMMAND, 0, SALESDESK_STATE=str(state), **elsewhere) as running:
        assert running.communicate(timeout=20)[0] == "up False\nstill False\n"
    assert list(state.iterdir()) == []

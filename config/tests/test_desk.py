import json
import os

import pytest

from config import desk
from config.desk import Addresses, desk_processes, published_addresses, welcome

ADDRESSES = Addresses(web="http://localhost:8000", stream="http://localhost:8001")


def processes():
    children = desk_processes(web_socket=7, web_port=8000, stream_port=8001)
    return {child.name: child for child in children}


def test_children_learn_where_they_are_reached(monkeypatch):
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    monkeypatch.setenv("STREAM_URL", "https://stream.example.com")
    assert {tuple(child.environment.items()) for child in processes().values()} == {
        (("PUBLIC_URL", "http://localhost:8000"), ("STREAM_URL", "https://stream.example.com"))
    }


def test_only_the_web_server_gets_the_listening_socket():
    assert {name: list(child.inherited_files) for name, child in processes().items()} == {
        "web": [7], "stream": [], "agent": [], "io": [], "beat": [],
    }  # fmt: skip


def test_every_queue_has_a_worker():
    from config.celery import QUEUES

    commands = [" ".join(child.command) for child in processes().values()]
    served = [command.split("--queues ")[1].split()[0] for command in commands if "--queues" in command]
    assert set(",".join(served).split(",")) == set(QUEUES)


def test_other_commands_find_the_running_product(tmp_path):
    with published_addresses(ADDRESSES, tmp_path):
        facts = json.loads((tmp_path / "urls.json").read_text())
    assert facts == {"web": ADDRESSES.web, "stream": ADDRESSES.stream, "pid": os.getpid()}
    assert not (tmp_path / "urls.json").exists()


def test_welcome_names_the_demo_only_when_it_is_there(tmp_path):
    assert "demo / demo" in welcome(ADDRESSES, tmp_path, demo=True)
    assert "valdman" not in welcome(ADDRESSES, tmp_path, demo=False)


def test_a_web_server_that_never_answers_is_told(monkeypatch):
    monkeypatch.setattr(desk, "READY_SECONDS", 0.2)
    with pytest.raises(TimeoutError, match="/healthz did not answer"):
        desk.wait_until_ready("http://127.0.0.1:9")

import threading
import time
from contextlib import contextmanager
from uuid import uuid4

import pytest
import redis
import requests
import uvicorn
from django.conf import settings

from config import stream
from conversations import live
from conversations.stream_tokens import sign_listener

OURS = "http://localhost:8000"


@pytest.fixture(scope="module")
def server():
    """The real application behind a real server on a free port."""
    running = uvicorn.Server(uvicorn.Config(stream.application, port=0, log_level="error"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    wait_for(lambda: running.started)
    yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(autouse=True)
def our_address(settings):
    settings.PUBLIC_URL = OURS


def wait_for(condition, seconds=5):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def listening(server, conversation, *, site="", **headers):
    address = f"{server}/stream/{sign_listener(conversation, origin=site)}"
    with requests.get(address, stream=True, timeout=5, headers=headers) as answer:
        yield answer, answer.iter_lines()


def next_event(lines):
    return next(line for line in lines if line.startswith(b"data: "))


def listeners(conversation):
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return client.pubsub_numsub(live.channel_name(conversation))[0][1]


def test_events_arrive_as_they_were_published(server):
    conversation = uuid4()
    with listening(server, conversation) as (answer, lines):
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        live.publish(conversation, {"type": "draft", "text": "Of course,\nשלום"})
        live.publish(conversation, {"type": "typing"})
        assert next_event(lines) == b'data: {"type": "draft", "text": "Of course,\\n\\u05e9\\u05dc\\u05d5\\u05dd"}'
        assert next_event(lines) == b'data: {"type": "typing"}'


def test_one_conversation_does_not_hear_another(server):
    mine, theirs = uuid4(), uuid4()
    with listening(server, mine) as (_answer, lines):
        live.publish(theirs, {"type": "draft", "text": "secret"})
        live.publish(mine, {"type": "typing"})
        assert next_event(lines) == b'data: {"type": "typing"}'


def test_when_the_browser_leaves_everything_is_freed(server):
    conversation, free = uuid4(), stream.MOST_STREAMS
    wait_for(lambda: stream._places._value == free)
    with listening(server, conversation):
        assert listeners(conversation) == 1
        assert stream._places._value == free - 1
    wait_for(lambda: listeners(conversation) == 0)
    wait_for(lambda: stream._places._value == free)


@pytest.mark.parametrize(
    "path", ["/stream/", "/stream/forged", "/stream/6f1f4c2e-0000-4000-8000-000000000000:1:x", "/", "/chat/valdman"]
)
def test_without_a_good_token_there_is_nothing(server, path):
    assert requests.get(server + path, timeout=5).status_code == 404


def test_only_our_own_page_may_listen(server):
    conversation = uuid4()
    with listening(server, conversation, Origin=OURS) as (answer, _lines):
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == OURS
    with listening(server, conversation, Origin="https://evil.example") as (answer, _lines):
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["Vary"] == "Origin"


def test_the_site_of_the_token_may_listen_and_no_other_not_even_ours(server):
    conversation, site = uuid4(), "https://shop.example"
    with listening(server, conversation, site=site, Origin=site) as (answer, lines):
        assert answer.headers["Access-Control-Allow-Origin"] == site
        live.publish(conversation, {"type": "typing"})
        assert next_event(lines) == b'data: {"type": "typing"}'
    for other in (
        OURS,
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example.evil.example",
        "null",
    ):
        with listening(server, conversation, site=site, Origin=other) as (answer, _lines):
            assert answer.status_code == 403
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_it_says_that_it_is_up(server):
    assert requests.get(f"{server}/healthz", timeout=5).status_code == 200


def test_nothing_can_be_posted(server):
    assert requests.post(f"{server}/stream/{sign_listener(uuid4())}", timeout=5).status_code == 405


def test_a_quiet_line_is_kept_open(server, monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.1)
    with listening(server, uuid4()) as (_answer, lines):
        assert next(line for line in lines if line.startswith(b":")) == b": still here"


def test_a_line_ends_by_itself_after_its_time(server, monkeypatch):
    monkeypatch.setattr(stream, "STREAM_SECONDS", 0.2)
    with listening(server, uuid4()) as (_answer, lines):
        assert [line for line in lines if line] == [b"retry: 3000"]


def test_streams_are_counted_and_the_last_one_too_many_is_refused(server, monkeypatch):
    monkeypatch.setattr(stream, "_places", stream.asyncio.Semaphore(1))
    with listening(server, uuid4()), listening(server, uuid4()) as (answer, _lines):
        assert answer.status_code == 503


def test_valkey_away_is_said_at_once(server, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with listening(server, uuid4()) as (answer, _lines):
        assert answer.status_code == 503


def test_a_server_that_stops_ends_its_streams_properly():
    running = uvicorn.Server(
        uvicorn.Config(stream.application, port=0, log_level="critical", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    wait_for(lambda: running.started)
    server = f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    with listening(server, uuid4()) as (_answer, lines):
        running.should_exit = True
        # A line that was cut instead raises here.
        assert [line for line in lines if line] == [b"retry: 3000"]
    thread.join(timeout=10)
    assert not thread.is_alive()

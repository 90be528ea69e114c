import time
import uuid

import redis

from conversations import live


def test_watchers_get_the_events_of_their_conversation_in_order():
    mine, other = uuid.uuid4(), uuid.uuid4()
    events = live.subscribe(mine, seconds=5)
    live.publish(other, {"type": "typing"})
    live.publish(mine, {"type": "draft", "text": "שלום"})
    live.publish(mine, {"type": "message", "id": "1"})
    assert [next(events), next(events)] == [{"type": "draft", "text": "שלום"}, {"type": "message", "id": "1"}]


def test_watching_ends_when_the_time_is_up():
    began = time.monotonic()
    assert list(live.subscribe(uuid.uuid4(), seconds=0.2)) == []
    assert time.monotonic() - began < 2


def test_a_redis_that_is_away_costs_nothing_and_is_logged_once(monkeypatch, caplog):
    gone = redis.Redis(unix_socket_path="/nowhere/valkey.sock", retry=live.Retry(live.NoBackoff(), 0))
    monkeypatch.setattr(live, "_client", lambda: gone)
    monkeypatch.setattr(live, "_quiet_until", 0.0)
    for _ in range(3):
        live.publish(uuid.uuid4(), {"type": "typing"})
    assert [record.msg["event"] for record in caplog.records] == ["live_events_away"]

"""What Sentry gets: where it broke and ids. What people wrote, numbers and keys stay here. Proved on the wire."""

import gzip
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from config.embedded.paths import BASE_DIR

WORDS = ("Noa", "Dana", "allergic", "052-555-0199", "0525550199", "dana.levi@example.org", "sk-live-KEY0123456789")
BREAK_EVERYTHING = """
import django
django.setup()
import structlog
from celery import shared_task
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from config.celery import app

WORDS = "Dana says Noa is allergic 052-555-0199 dana.levi@example.org"

def broken(request, token):
    words, key = request.POST["text"], "sk-live-KEY0123456789"
    request.user_words = words
    try:
        int(words)
    except ValueError as error:
        raise RuntimeError(f"{words} {key}") from error

@shared_task(name="tenants.tasks.broken")
def broken_task(words):
    text = words + "sk-live-KEY0123456789"
    raise KeyError(text)

urlpatterns = [path("broken/<str:token>", broken)]
handler500 = lambda request: HttpResponse(status=500)
client = Client(raise_request_exception=False)
with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
    client.post("/broken/sk-live-KEY0123456789?phone=0525550199", {"text": WORDS}, HTTP_HOST="shop.example.com",
                HTTP_AUTHORIZATION="Bearer sk-live-KEY0123456789")
with structlog.contextvars.bound_contextvars(tenant_id=7, conversation="c-1", run="r-1", customer=WORDS):
    broken_task.apply(args=[WORDS])
    structlog.get_logger("channels.sending.delivery").error("it_failed", reason=WORDS, code="x")
    try:
        int(WORDS)
    except ValueError:
        structlog.get_logger("channels.sending.delivery").exception("delivery_broke")
import sentry_sdk
sentry_sdk.flush(timeout=5)
"""
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "false",
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "FIELD_ENCRYPTION_KEYS": "k" * 40, "ALLOWED_HOSTS": "shop.example.com", "PUBLIC_URL": "https://shop.example.com",
    "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/none", "REDIS_URL": "redis://127.0.0.1:9/0",
    "PROXY_COUNT": "1", "PATH": "/usr/bin:/bin",
}  # fmt: skip


class Sentry(BaseHTTPRequestHandler):
    """The server's side of the wire: it keeps every byte."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_args):
        pass


@pytest.fixture
def sentry():
    server = HTTPServer(("127.0.0.1", 0), Sentry)
    server.got = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def run(source, **environment):
    return subprocess.run(
        [sys.executable, "-c", source], cwd=BASE_DIR, env=PRODUCTION | environment, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.processes
def test_errors_are_told_with_ids_and_without_anybodys_words(sentry):
    dsn = f"http://public@127.0.0.1:{sentry.server_port}/1"
    result = run(BREAK_EVERYTHING, SENTRY_DSN=dsn, BUILD_REVISION="abc123")
    assert result.returncode == 0, result.stderr[-2000:]
    wire = b"\n".join(sentry.got).decode()
    assert [word for word in WORDS if word in wire] == []
    events = [json.loads(line) for line in wire.splitlines() if '"platform"' in line]
    kinds = {value["type"] for event in events for value in event.get("exception", {}).get("values", [])}
    assert {"RuntimeError", "ValueError", "KeyError"} <= kinds
    task = next(event for event in events if '"KeyError"' in json.dumps(event))
    assert task["tags"] == {"tenant_id": "7", "conversation": "c-1", "run": "r-1"}
    assert task["release"] == "abc123"
    assert any(event.get("message") == "it_failed" for event in events)
    caught = next(event for event in events if event.get("message") == "delivery_broke")
    assert (caught["exception"]["values"][-1]["type"], caught["tags"]["run"]) == ("ValueError", "r-1")
    frames = task["exception"]["values"][-1]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "broken_task"
    assert not [frame for frame in frames if "vars" in frame]
    assert not [event for event in events if {"request", "user", "breadcrumbs", "extra"} & event.keys()]


@pytest.mark.processes
def test_without_an_address_nothing_is_loaded():
    source = "import django, sys; django.setup(); print('sentry_sdk' in sys.modules)"
    assert run(source).stdout.strip() == "False"


@pytest.mark.processes
def test_the_settings_of_production_pass_every_check_of_a_deployment():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(
        command, cwd=BASE_DIR, env=PRODUCTION, capture_output=True, text=True, check=False, timeout=120
    )
    assert result.stdout.strip() == "System check identified no issues (0 silenced).", result.stderr
    assert result.returncode == 0

"""What a browser gets from an installation as it stands on the internet: DEBUG off, in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from config.tests.source import ROOT

ASK = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client

shop = Client(headers={"host": "shop.example"}, raise_request_exception=False)
plain, safe = shop.get("/panel/login"), shop.get("/panel/login", secure=True)
missing, broken = shop.get("/no/such/page?x=1", secure=True), shop.get("/track/ORD-2026-000001", secure=True)
program = shop.get("/api/v1/orders/", headers={"authorization": "Bearer sk_a_b"}, secure=True)
json.dump({
    "plain": [plain.status_code, plain.headers.get("Location")],
    "headers": dict(safe.headers),
    "missing": [missing.status_code, missing.content.decode()],
    "broken": [broken.status_code, broken.content.decode()],
    "program": [program.status_code, program.content.decode()],
    "elsewhere": Client(headers={"host": "evil.example"}).get("/panel/login", secure=True).status_code,
    "cookies": {name: [each["secure"], each["httponly"], each["samesite"]] for name, each in safe.cookies.items()},
    "flags": {name: getattr(settings, name) for name in (
        "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE",
        "LANGUAGE_COOKIE_SECURE",
    )},
    "warnings": [str(each) for each in run_checks(include_deployment_checks=True)],
}, sys.stdout)
"""
# A database that nobody reaches: what fails there must say nothing about it.
ENVIRONMENT = {
    "DEBUG": "false", "SECRET_KEY": "k3-" + "s8Zq0v" * 12, "FIELD_ENCRYPTION_KEYS": "another-one-of-its-own",
    "DATABASE_URL": "postgres://app:hunter2@127.0.0.1:9/app", "REDIS_URL": "redis://127.0.0.1:9/0",
    "ALLOWED_HOSTS": "shop.example", "PUBLIC_URL": "https://shop.example", "DATABASE_POOL_SIZE": "0",
    "PROXY_COUNT": "1",
    "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "CRITICAL",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    environment = os.environ | ENVIRONMENT | {"STATIC_ROOT": str(folder)}
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, check=True, cwd=ROOT, env=environment, capture_output=True)
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.processes
def test_everything_goes_over_tls_and_stays_there(site):
    assert site["plain"] == [301, "https://shop.example/panel/login"]
    assert site["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert set(site["flags"].values()) == {True, "Lax"}
    assert all(secure and samesite == "Lax" for secure, _httponly, samesite in site["cookies"].values())
    assert site["elsewhere"] == 400


@pytest.mark.processes
def test_every_answer_carries_its_protection(site):
    headers = site["headers"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.processes
@pytest.mark.parametrize(("page", "status"), [("missing", 404), ("broken", 500), ("program", 500)])
def test_a_page_that_fails_tells_nothing_about_us(site, page, status):
    code, text = site[page]
    assert code == status
    for hint in ("hunter2", "127.0.0.1", "Traceback", "psycopg", "settings", "/work/", "site-packages", "SELECT"):
        assert hint not in text, hint


@pytest.mark.processes
def test_nothing_is_left_to_say_for_the_checks_of_a_deployment(site):
    assert site["warnings"] == []

"""One test for each system check: what it refuses, and that the message names the variable."""

import subprocess
import sys

import pytest

from config import checks, env
from config.embedded.paths import BASE_DIR

LONG = "x9" * 40


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    monkeypatch.setattr(env, "problems", {})
    for name in ("DATABASE_URL", "REDIS_URL", "FIELD_ENCRYPTION_KEYS", "ALLOWED_HOSTS", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def production(settings):
    settings.DEBUG = False
    return settings


def ids(check):
    return [error.id for error in check()]


def test_a_desk_without_any_variable_passes_every_check(settings):
    settings.DEBUG = True
    assert [error for check in checks.CHECKS for error in check()] == []


@pytest.mark.parametrize("key", [checks.settings.DEVELOPMENT_KEY, "short", "django-insecure-" + LONG])
def test_production_needs_a_secret_key_of_its_own(production, key):
    production.SECRET_KEY = key
    assert ids(checks.secret_key) == ["salesdesk.E001"]


def test_a_long_random_secret_key_will_do(production):
    production.SECRET_KEY = LONG
    assert ids(checks.secret_key) == []


@pytest.mark.parametrize(
    ("check", "variable", "error_id"),
    [
        (checks.database_url, "DATABASE_URL", "salesdesk.E002"),
        (checks.redis_url, "REDIS_URL", "salesdesk.E003"),
        (checks.field_encryption_keys, "FIELD_ENCRYPTION_KEYS", "salesdesk.E005"),
        (checks.allowed_hosts, "ALLOWED_HOSTS", "salesdesk.E006"),
    ],
)
def test_production_needs_the_variable(production, monkeypatch, check, variable, error_id):
    [error] = check()
    assert error.id == error_id
    assert error.msg == f"{variable} must be set when DEBUG is off."
    monkeypatch.setenv(variable, "something")
    assert ids(check) == []


def test_every_unreadable_variable_is_named():
    env.problems.update({"B": "must be true or false", "A": "cannot be read"})
    assert [error.msg for error in checks.environment()] == ["A cannot be read.", "B must be true or false."]
    assert ids(checks.environment) == ["salesdesk.E004"] * 2


@pytest.mark.parametrize("url", ["", "shop.example.com", "ftp://shop.example.com", "https://", "http://[::"])
def test_public_url_must_be_a_web_address(settings, url):
    settings.PUBLIC_URL = url
    assert ids(checks.public_url) == ["salesdesk.E007"]


@pytest.mark.parametrize(("url", "expected"), [("", []), ("ws://x", ["salesdesk.E008"]), ("https://x", [])])
def test_stream_url_is_a_web_address_or_empty(settings, url, expected):
    settings.STREAM_URL = url
    assert ids(checks.stream_url) == expected


def test_agent_provider_must_be_known(settings):
    settings.AGENT_PROVIDER = "skynet"
    [error] = checks.agent_provider()
    assert error.id == "salesdesk.E009"
    assert "offline, anthropic, openai, google, xai, compatible" in error.msg


@pytest.mark.parametrize(
    ("provider", "variable"),
    [("anthropic", "ANTHROPIC_API_KEY"), ("openai", "OPENAI_API_KEY"), ("google", "GOOGLE_API_KEY"),
     ("xai", "XAI_API_KEY"), ("compatible", "OPENAI_BASE_URL")],
)  # fmt: skip
def test_agent_provider_needs_its_variable(settings, monkeypatch, provider, variable):
    settings.AGENT_PROVIDER = provider
    monkeypatch.delenv(variable, raising=False)
    [error] = checks.agent_provider_key()
    assert error.id == "salesdesk.E010"
    assert error.msg == f"{variable} must be set when AGENT_PROVIDER is {provider}."
    monkeypatch.setenv(variable, "something")
    assert ids(checks.agent_provider_key) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [("redis://h:6379/0", []), ("unix:///x.sock?db=1", []), ("http://h", ["salesdesk.E011"]),
     ("redis://h:port/0", ["salesdesk.E011"])],
)  # fmt: skip
def test_redis_url_must_have_a_known_scheme(settings, url, expected):
    settings.REDIS_URL = url
    assert ids(checks.redis_scheme) == expected


@pytest.mark.processes
def test_a_web_server_refuses_to_start_and_names_everything_that_is_missing():
    result = run([sys.executable, "-c", "import config.wsgi"], DEBUG="false")
    assert result.returncode == 1
    assert "ImproperlyConfigured" in result.stderr
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "FIELD_ENCRYPTION_KEYS", "ALLOWED_HOSTS"):
        assert f"  {name} must be set" in result.stderr


@pytest.mark.processes
def test_manage_py_names_a_malformed_database_url_without_a_traceback():
    result = run([sys.executable, "manage.py", "check"], DATABASE_URL="postgres://u:hunter2@host:abc/db")
    assert result.returncode == 1
    assert "(salesdesk.E004) DATABASE_URL must look like postgres://" in result.stderr
    assert "Traceback" not in result.stderr
    assert "hunter2" not in result.stderr


def run(command, **variables):
    environment = {"PATH": "/usr/bin:/bin", **variables}
    return subprocess.run(
        command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", []), ("imaps://user:word@mail.example/INBOX", []), ("imap://user:word@mail.example", ["salesdesk.E013"]),
        ("imaps://mail.example", ["salesdesk.E013"]), ("imaps://user:word@mail.example:x", ["salesdesk.E013"]),
    ],
)  # fmt: skip
def test_a_mailbox_is_read_over_tls_and_its_password_is_not_shown(settings, url, expected):
    settings.IMAP_URL = url
    found = list(checks.imap_url())
    assert [error.id for error in found] == expected
    assert "word" not in " ".join(error.msg for error in found).replace("password", "")


def test_a_mailbox_needs_the_name_of_the_server_that_proves_senders(settings):
    settings.IMAP_URL, settings.IMAP_AUTHSERV_ID = "imaps://user:word@mail.example/INBOX", ""
    assert [error.id for error in checks.imap_authserv_id()] == ["salesdesk.E014"]
    settings.IMAP_AUTHSERV_ID = "mail.example"
    assert list(checks.imap_authserv_id()) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://h:6379/1", []), ("redis+socket:///x.sock", []), ("amqps://u:word@h/name", []),
        ("sqs://u:word@h", ["salesdesk.E015"]), ("amqp://u:word@h:port/", ["salesdesk.E015"]),
    ],
)  # fmt: skip
def test_a_broker_is_redis_or_rabbitmq_and_its_password_is_not_shown(settings, url, expected):
    settings.CELERY_BROKER_URL = url
    found = list(checks.broker_scheme())
    assert [error.id for error in found] == expected
    assert "word" not in " ".join(error.msg for error in found).replace("password", "")


@pytest.mark.parametrize(
    ("redirects", "proxies", "expected"), [(True, 0, ["salesdesk.E016"]), (True, 1, []), (False, 0, [])]
)
def test_production_with_redirects_must_know_its_proxies(production, redirects, proxies, expected):
    production.SECURE_SSL_REDIRECT, production.PROXY_COUNT = redirects, proxies
    assert ids(checks.proxy_count) == expected

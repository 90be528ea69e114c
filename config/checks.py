"""System checks: every wrong or missing setting is named, with what to write instead.

`manage.py` prints them all; any other process refuses to start (config/apps.py).
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from config import env

SHORTEST_SECRET = 50
BROKER_SCHEMES = {"redis", "rediss", "redis+socket", "amqp", "amqps"}
REDIS_SCHEMES = {"redis", "rediss", "unix"}
# What each provider needs beside its name.
PROVIDER_NEEDS = {
    "offline": "",
    "anthropic": "ANTHROPIC_API_KEY",
    "openai": "OPENAI_API_KEY",
    "google": "GOOGLE_API_KEY",
    "xai": "XAI_API_KEY",
    "compatible": "OPENAI_BASE_URL",
}


def secret_key(**_: Any) -> Iterator[CheckMessage]:
    key: str = settings.SECRET_KEY
    weak = len(key) < SHORTEST_SECRET or key == settings.DEVELOPMENT_KEY or key.startswith("django-insecure-")
    if not settings.DEBUG and weak:
        yield Error(
            f"SECRET_KEY must be set to {SHORTEST_SECRET} random characters or more when DEBUG is off.",
            hint="python -c 'import secrets; print(secrets.token_urlsafe(60))'",
            id="salesdesk.E001",
        )


def database_url(**_: Any) -> Iterator[CheckMessage]:
    yield from _required_in_production("DATABASE_URL", "postgres://user:password@host:5432/database", "salesdesk.E002")


def redis_url(**_: Any) -> Iterator[CheckMessage]:
    yield from _required_in_production("REDIS_URL", "redis://host:6379/0", "salesdesk.E003")


def environment(**_: Any) -> Iterator[CheckMessage]:
    """What config/env.py could not read."""
    for name, problem in sorted(env.problems.items()):
        yield Error(f"{name} {problem}.", id="salesdesk.E004")


def field_encryption_keys(**_: Any) -> Iterator[CheckMessage]:
    example = "a random text of its own; put newer keys before it, separated by commas"
    yield from _required_in_production("FIELD_ENCRYPTION_KEYS", example, "salesdesk.E005")


def allowed_hosts(**_: Any) -> Iterator[CheckMessage]:
    yield from _required_in_production("ALLOWED_HOSTS", "shop.example.com,www.example.com", "salesdesk.E006")


def public_url(**_: Any) -> Iterator[CheckMessage]:
    if not _is_web_address(settings.PUBLIC_URL):
        yield Error("PUBLIC_URL must look like https://shop.example.com.", id="salesdesk.E007")


def stream_url(**_: Any) -> Iterator[CheckMessage]:
    if settings.STREAM_URL and not _is_web_address(settings.STREAM_URL):
        yield Error(
            "STREAM_URL must look like https://stream.example.com, or be empty: then the pages poll.",
            id="salesdesk.E008",
        )


def agent_provider(**_: Any) -> Iterator[CheckMessage]:
    if settings.AGENT_PROVIDER not in PROVIDER_NEEDS:
        yield Error(
            f"AGENT_PROVIDER must be one of {', '.join(PROVIDER_NEEDS)}, not {settings.AGENT_PROVIDER!r}.",
            id="salesdesk.E009",
        )


def agent_provider_key(**_: Any) -> Iterator[CheckMessage]:
    variable = PROVIDER_NEEDS.get(settings.AGENT_PROVIDER)
    if variable and not env.text(variable):
        yield Error(
            f"{variable} must be set when AGENT_PROVIDER is {settings.AGENT_PROVIDER}.",
            hint="AGENT_PROVIDER=offline needs no key and no network.",
            id="salesdesk.E010",
        )


def redis_scheme(**_: Any) -> Iterator[CheckMessage]:
    if _scheme(settings.REDIS_URL) not in REDIS_SCHEMES:
        yield Error(
            "REDIS_URL must look like redis://host:6379/0, rediss://... or unix:///path/to.sock.",
            id="salesdesk.E011",
        )


def broker_scheme(**_: Any) -> Iterator[CheckMessage]:
    # The value stays out of the message: it holds a password.
    if _scheme(settings.CELERY_BROKER_URL) not in BROKER_SCHEMES:
        yield Error(
            "CELERY_BROKER_URL must look like redis://host:6379/1 or amqp://user:password@host:5672/name.",
            hint="Leave it empty: then REDIS_URL is the broker, too.",
            id="salesdesk.E015",
        )


def proxy_count(**_: Any) -> Iterator[CheckMessage]:
    """Our web server speaks plain HTTP: only a proxy can tell that the visitor's line is safe."""
    if not settings.DEBUG and settings.SECURE_SSL_REDIRECT and not settings.PROXY_COUNT:
        yield Error(
            "PROXY_COUNT must say how many proxies of your own stand in front when SECURE_SSL_REDIRECT is on: "
            "without one every page would send its visitor to itself for ever.",
            hint="PROXY_COUNT=1 behind the proxy that ends TLS; SECURE_SSL_REDIRECT=false without TLS.",
            id="salesdesk.E016",
        )


def imap_url(**_: Any) -> Iterator[CheckMessage]:
    if settings.IMAP_URL and not _is_mailbox(settings.IMAP_URL):
        # The value stays out of the message: it holds a password.
        yield Error("IMAP_URL must look like imaps://user:password@host:993/INBOX.", id="salesdesk.E013")


def imap_authserv_id(**_: Any) -> Iterator[CheckMessage]:
    if settings.IMAP_URL and not settings.IMAP_AUTHSERV_ID:
        yield Error(
            "IMAP_AUTHSERV_ID must be set when IMAP_URL is: without it no sender can be told from a forger.",
            hint="It is the first word of the Authentication-Results header of any mail in that mailbox.",
            id="salesdesk.E014",
        )


def _required_in_production(variable: str, example: str, error_id: str) -> Iterator[CheckMessage]:
    if not settings.DEBUG and not env.text(variable):
        yield Error(f"{variable} must be set when DEBUG is off.", hint=f"{variable}={example}", id=error_id)


def _is_mailbox(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "imaps" and all((parts.hostname, parts.username, parts.password)) and parts.port != 0
    except ValueError:
        return False


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _scheme(url: str) -> str:
    try:
        parts = urlsplit(url)
        return parts.scheme if parts.port is None or parts.port else ""
    except ValueError:
        return ""


CHECKS = (
    secret_key, database_url, redis_url, environment, field_encryption_keys, allowed_hosts, public_url,
    stream_url, agent_provider, agent_provider_key, redis_scheme, broker_scheme,
    proxy_count,
    imap_url, imap_authserv_id,
)  # fmt: skip

"""Typed readers for environment variables: a wrong value is remembered here and named by a system check."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

_env = environ.Env()
# Values that could not be read, by variable name; config/checks.py turns each into an error with an id.
problems: dict[str, str] = {}


def read_dotenv() -> None:
    """Load `.env` beside manage.py when it exists; real environment variables win."""
    path = BASE_DIR / ".env"
    if path.exists():
        _env.read_env(str(path))


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that `<NAME>_FILE` points to (Docker secrets)."""
    file_name = _env.str(f"{name}_FILE", default="")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            problems[f"{name}_FILE"] = f"cannot be read: {error.strerror}"
            return default
    return str(_env.str(name, default=default))


def flag(name: str, *, default: bool) -> bool:
    value = text(name).strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    problems[name] = f"must be true or false, not {value!r}"
    return default


def number(name: str, *, default: int, low: int = 0, high: int = 10**9) -> int:
    value = text(name).strip()
    if not value:
        return default
    if value.lstrip("-").isdigit() and low <= int(value) <= high:
        return int(value)
    problems[name] = f"must be a whole number from {low} to {high}, not {value!r}"
    return default


def seconds(name: str, *, default: float, low: float = 0.0, high: float = 86400.0) -> float:
    value = text(name).strip()
    if not value:
        return default
    try:
        result = float(Decimal(value))
    except InvalidOperation:
        result = -1.0
    if low <= result <= high:
        return result
    problems[name] = f"must be a number of seconds from {low:g} to {high:g}, not {value!r}"
    return default


def items(name: str, *, default: list[str]) -> list[str]:
    """A comma-separated list."""
    value = text(name)
    return [item.strip() for item in value.split(",") if item.strip()] if value else default


def database(name: str, *, default: str) -> dict[str, Any]:
    """Django's connection settings for a Postgres URL."""
    engine = "django.db.backends.postgresql"
    url = text(name) or default
    try:
        settings = dict(_env.db_url_config(url, engine=engine))
    except ValueError:
        settings = {}
    if settings.get("NAME") and url.startswith(("postgres://", "postgresql://")):
        return settings
    # The value stays out of the message: it holds a password.
    problems[name] = "must look like postgres://user:password@host:5432/database"
    return dict(_env.db_url_config(default, engine=engine))


def mail(name: str, *, default: str) -> dict[str, Any]:
    """Django's EMAIL_* settings for a URL such as smtp+tls://user:password@host:587."""
    url = text(name) or default
    try:
        return dict(_env.email_url_config(url))
    except ImproperlyConfigured:
        # The value stays out of the message: it holds a password.
        problems[name] = "must look like smtp+tls://user:password@host:587"
        return dict(_env.email_url_config(default))

"""Lines of the log in production: ids are there, nobody's words are."""

import ast
import json
import logging
import re
from io import StringIO

import pytest
import structlog
from django.db import IntegrityError, transaction

from config.log_privacy import DESK_ONLY, FACTS, LEFT_OUT, mask
from config.logging import logging_settings
from config.tests.source import production_files, text_of
from conversations.tests.factories import CustomerFactory
from lib.errors import ProviderError

METHODS = {"debug", "info", "warning", "error", "exception"}
log = structlog.get_logger("salesdesk.test")


@pytest.fixture
def lines():
    """Everything that is logged, as production writes it; called, it gives the lines so far."""
    out = StringIO()
    logging.config.dictConfig(logging_settings(level="INFO", as_json=True))
    handler = logging.getLogger().handlers[-1]
    handler.setStream(out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.config.dictConfig(logging_settings(level="WARNING", as_json=False))


def calls_of_the_log():
    for path in production_files():
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id in {"log", "logger"}:
                    yield path, node


def test_every_fact_that_is_logged_is_known_to_be_harmless_or_stays_at_a_desk():
    # An error is told by its type and place.
    known = FACTS | DESK_ONLY | {"exc_info"}
    named = {(str(path), word.arg) for path, call in calls_of_the_log() for word in call.keywords}
    assert [(path, name) for path, name in sorted(named, key=str) if name not in known] == []
    assert len(named) > 50


def test_every_line_begins_with_a_name_and_not_with_a_sentence_made_of_values():
    first = [(str(path), call.args) for path, call in calls_of_the_log()]
    assert [path for path, words in first if len(words) != 1 or not isinstance(words[0], ast.Constant)] == []


def test_what_an_error_says_stays_inside_and_where_it_happened_is_told(lines, shop):
    def with_words(_text="my secret diet"):
        raise ProviderError("+972501234567 is not on WhatsApp", permanent=True, code="not_reachable")

    try:
        try:
            with_words()
        except ProviderError as error:
            raise ValueError("my secret diet") from error
    except ValueError:
        log.exception("it_broke", code="x", reason="my secret diet", unknown="my secret diet")
    [line] = lines()
    assert "secret diet" not in json.dumps(line)
    assert "501234567" not in json.dumps(line)
    assert (line["event"], line["code"], line["level"]) == ("it_broke", "x", "error")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"])
    assert [(part["type"], part.get("code")) for part in line["trouble"]] == [
        ("ValueError", None), ("lib.errors.ProviderError", "not_reachable"),
    ]  # fmt: skip
    assert line["trouble"][1]["at"][-1].startswith("config/tests/test_log_privacy.py:")


def test_postgres_names_the_constraint_and_not_the_value(lines, shop):
    customer = CustomerFactory(tenant=shop, name="Dana Levi")
    try:
        with transaction.atomic():
            CustomerFactory(tenant=shop, public_id=customer.public_id, name="Dana Levi")
    except IntegrityError:
        log.exception("it_broke")
    [line] = lines()
    assert str(customer.public_id) not in json.dumps(line)
    assert line["trouble"][1]["sqlstate"] == "23505"
    assert "public_id" in line["trouble"][1]["constraint"]


def test_lines_of_libraries_tell_their_pattern_and_never_what_fills_it(lines):
    logging.getLogger("some.library").warning("could not parse %s for %s", "my secret diet", "dana@example.com")
    logging.getLogger("some.library").warning("sent to dana@example.com +44 7700 900123")
    first, second = lines()
    assert (first["event"], first["logger"]) == ("could not parse %s for %s", "some.library")
    assert second["event"] == f"sent to {LEFT_OUT} {LEFT_OUT}"


def test_an_error_that_only_fills_a_gap_of_a_line_is_told_by_its_type(lines):
    # As Celery's workers and beat say that the broker is away.
    cause = ConnectionError("redis://:my-secret@redis:6379")
    logging.getLogger("celery.beat").error("Cannot connect to %s: %s", "redis://:my-secret@redis", cause)
    [line] = lines()
    assert (line["event"], line["trouble"]) == ("Cannot connect to %s: %s", [{"type": "ConnectionError", "at": []}])
    assert "my-secret" not in json.dumps(line)


def test_a_request_that_broke_is_named_by_its_route(lines, client, shop, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("config.pages.render", None, raising=False)
    monkeypatch.setattr("config.health.HttpResponse", None)
    client.get("/healthz?token=my-secret")
    [line] = [line for line in lines() if line["logger"] == "django.request"]
    assert (line["part"], line["status"]) == ("healthz", 500)
    assert "my-secret" not in json.dumps(line)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ask dana.levi@example.co.il now", f"ask {LEFT_OUT} now"),
        ("+972 50-123-4567", LEFT_OUT),
        ("bot 123456789:AAF-abcdefghijklmnopqrstuvwxyz0123", f"bot {LEFT_OUT}"),
        ("key sk-proj-0123456789abcdefghij", f"key {LEFT_OUT}"),
        ("1b4e28ba-2fa1-41d2-883f-0016d3cca427", "1b4e28ba-2fa1-41d2-883f-0016d3cca427"),
        ("ORD-2026-000123", "ORD-2026-000123"),
        ("orders.tasks.forget_payment_events_of_all", "orders.tasks.forget_payment_events_of_all"),
    ],
)
def test_masks(text, masked):
    assert mask(text) == masked

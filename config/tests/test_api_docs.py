"""The API describes itself completely, and its page runs nothing but our own files."""

import json
import re

from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from config.tests.test_content_policy import policy_of
from orders.openapi import LINE, NEW, OPENED, WHOLE
from orders.serializers import NewOrderSerializer, OrderWithHistorySerializer
from orders.tracking.serializers import TrackedSerializer


def test_the_description_has_no_warnings(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def operations():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        (method.upper(), path): operation for path, methods in paths.items() for method, operation in methods.items()
    }


def test_every_operation_has_a_summary_examples_and_its_errors():
    assert len(operations()) == 11
    for operation in operations().values():
        assert operation["summary"]
        assert set(operation["responses"]) & {"400", "401", "404"}
        for answer in operation["responses"].values():
            assert answer["content"]["application/json"]["examples"]
        if body := operation.get("requestBody"):
            assert body["content"]["application/json"]["examples"]


def test_the_examples_are_what_is_answered():
    assert set(WHOLE) == set(OrderWithHistorySerializer().fields)
    assert set(LINE) == set(OrderWithHistorySerializer().fields["lines"].child.fields)
    assert set(OPENED) == set(TrackedSerializer().fields)
    assert set(OPENED["order"]) == set(TrackedSerializer().fields["order"].fields)
    assert set(NEW) <= set(NewOrderSerializer().fields)


def test_the_description_is_served_to_everybody(client, db):
    answer = client.get("/api/schema?format=json")
    assert json.loads(answer.content)["info"]["title"] == "Salesdesk API"
    assert client.get("/api/schema").status_code == 200


def test_the_page_needs_nothing_that_is_not_ours(client, db):
    page = client.get("/api/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|https?://", text) == []
    policy = policy_of(client, "/api/docs")
    assert (policy["script-src"], policy["style-src"], policy["img-src"]) == ("'self'", "'self'", "'self' data:")
    assert policy["default-src"] == "'none'"


def test_a_failure_of_ours_has_the_apis_shape(client, db, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("orders.tracking.api.find_tracked", fail)
    client.raise_request_exception = False
    answer = client.get("/api/v1/orders/track/ORD-2026-000001")
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert set(answer.json()) == {"code", "message", "facts"}

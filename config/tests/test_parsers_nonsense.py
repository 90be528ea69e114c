"""Whatever a parser is given, it reads it or raises the one error that it declares. Channels: test_parsers_survive."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agent.evaluation.scenario import read_scenario
from agent.knowledge.reading import read_file
from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS
from catalog.imports.numbers import BadNumber, read_number
from catalog.imports.pasted import read_pasted
from catalog.imports.read_table import UnreadableFile, read_table
from catalog.imports.values import BadValue, Reading, read_value
from catalog.models import Product
from catalog.woocommerce.payloads import WooProduct
from config.testing.nonsense import TEXTS
from conversations.tests.factories import ConversationFactory, MessageFactory
from conversations.thread.file_answer import read_range
from lib.errors import DomainError, ProviderError
from lib.filetype import sniff
from lib.markup import html_to_text
from lib.phone import to_e164
from orders.payments.stripe.payloads import Event, Refund, Session
from orders.payments.stripe.signature import is_genuine
from orders.tests.factories import make_shown_order
from orders.woocommerce.parse import UnreadableOrder, parse_order
from tenants.analytics.periods import read_period
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop

ODD = st.sampled_from([*TEXTS.values(), "\ud800", "1.234,50 €", "٣٫٥", "=1+1", "1e5", "-0", "½", "12/0", "∞"])
TEXT = ODD | st.text(max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
WOO_NAMES = [*WooProduct.model_fields, "total", "currency", "line_items", "billing", "shipping", "refunds", "number"]
WOO = st.dictionaries(st.sampled_from(WOO_NAMES), JSON, max_size=12) | JSON
BYTES = st.binary(max_size=300) | TEXT.map(lambda text: text.encode("utf-8", "replace"))
FIELDS = ("name", "price", "stock", "step", "unit", "available", "image_url", "sku", "description:he")
quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def survives(error: type[Exception] | tuple[type[Exception], ...], call: Callable[[], object]) -> None:
    with suppress(error):
        call()


@quick
@given(body=BYTES, start=st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"name,price\n", b"sep=;\n"]))
@example(body=b"", start=b"")
def test_a_file_of_products(body, start):
    for kind in ("csv", "tsv", "xlsx", "txt", "exe"):
        survives(UnreadableFile, lambda kind=kind: read_table(start + body, name=f"list.{kind}"))


@quick
@given(text=TEXT, mark=st.sampled_from(".,"), currency=st.sampled_from(["EUR", "ILS", "JPY"]))
def test_a_number_a_cell_and_a_pasted_list(text, mark, currency):
    survives(BadNumber, lambda: read_number(text, mark=mark, currency=currency))
    survives(UnreadableFile, lambda: read_pasted(text, currency=currency))
    for field in FIELDS:
        survives(BadValue, lambda field=field: read_value(field, text, Reading(mark, currency)))


@quick
@given(number=st.decimals(allow_nan=False), mark=st.sampled_from(".,"))
def test_a_number_of_a_spreadsheet(number, mark):
    for field in FIELDS:
        survives(BadValue, lambda field=field: read_value(field, number, Reading(mark, "EUR")))


@quick
@given(body=BYTES, start=st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xfe", b"# "]))
def test_a_document(body, start):
    survives(DomainError, lambda: read_file("rules.md", start + body))
    assert isinstance(sniff(start + body, declared="text/plain"), str)


@quick
@given(text=TEXT, near=TEXT)
def test_a_phone_number_a_markup_and_a_range(text, near):
    assert isinstance(to_e164(text, near=near), str)
    assert isinstance(html_to_text(text), str)
    read_range(f"bytes={text}-{near}", size=100)


@quick
@given(first=TEXT | st.dates().map(str), last=TEXT | st.dates().map(str), days=TEXT)
def test_a_period(first, last, days):
    asked = {"from": first, "to": last, "days": days}
    zone = ZoneInfo("Pacific/Kiritimati")
    survives(DomainError, lambda: read_period(asked, today=date(2026, 11, 28), zone=zone).before.start)


@quick
@given(text=TEXT | st.sampled_from(["about: x\nsteps: 2026-13-45", "a: &x [*x]", "steps: !!python/object:os.system x"]))
def test_a_scenario(text):
    survives(DomainError, lambda: read_scenario(text, name="x"))


@quick
@given(row=WOO, signature=TEXT, body=BYTES)
def test_what_stores_and_payments_tell(row, signature, body):
    survives(UnreadableOrder, lambda: parse_order(row))
    survives(ValidationError, lambda: WooProduct.model_validate(row))
    for shape in (Event, Session, Refund):
        survives(ValidationError, lambda shape=shape: shape.model_validate(row))
        survives(ValidationError, lambda shape=shape: shape.model_validate_json(body))
    assert not is_genuine(body, signature, "whsec_x")
    assert not is_genuine(body, f"t=1,v1={signature}", "whsec_x")


def draw(random: Random, schema: dict, root: dict, known: list[str]):
    """A value that the schema of a tool allows, or nearly."""
    if "$ref" in schema:
        return draw(random, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, known)
    if "anyOf" in schema:
        return draw(random, random.choice(schema["anyOf"]), root, known)
    if "enum" in schema:
        return random.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return [draw(random, schema.get("items", {}), root, known) for _each in range(random.choice([0, 1, 2, 30]))]
    if kind == "object":
        needed = schema.get("required", ())
        parts = schema.get("properties", {}).items()
        return {
            name: draw(random, part, root, known) for name, part in parts if name in needed or random.random() < 0.5
        }
    if kind in {"integer", "number"}:
        return random.choice([0, 1, -1, 2, 10**12, 0.5])
    if kind == "boolean":
        return random.random() < 0.5
    return random.choice(known if random.random() < 0.6 else [*TEXTS.values(), "1", "0.5", "2026-12-01", "10:30"])


@pytest.fixture
def talk(db):
    shop = load_demo_shop("valdman", is_whole=True)
    with tenant_scope(shop):
        conversation = ConversationFactory(tenant=shop)
        MessageFactory(tenant=shop, conversation=conversation)
        order = make_shown_order(shop, conversation=conversation)
        products = list(Product.objects.all()[:5])
        known = [order.number, *(product.sku for product in products), *(product.name for product in products)]
        yield ToolContext(shop, conversation.customer, conversation, "en", 1), known


def test_the_tools_of_the_agent_refuse_what_a_model_makes_up(talk):
    """A model may write anything that the schema of a tool allows: the tool does it or refuses, and never breaks."""
    context, known = talk
    random, ran, broken = Random(1), set(), []
    for tool in TOOLS.values():
        schema = tool.arguments.model_json_schema()
        for _round in range(25):
            given_arguments = draw(random, {**schema, "type": "object"}, schema, known)
            try:
                arguments = tool.arguments.model_validate_json(json.dumps(given_arguments))
            except ValidationError:
                continue
            ran.add(tool.name)
            try:
                with transaction.atomic():
                    tool.run(context, arguments)
                    transaction.set_rollback(True)
            except (DomainError, ProviderError):
                continue
            except Exception as error:
                broken.append((tool.name, given_arguments, repr(error)[:200]))
    assert broken == []
    assert len(ran) >= len(TOOLS) - 2

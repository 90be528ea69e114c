"""What the agent did for one answer, as staff read it below the answer."""

from decimal import Decimal

import pytest

from agent.models import Run, Step
from agent.tools.names import TOOL_NAMES
from agent.tools.registry import TOOLS
from conversations.models import Author, MessageStatus
from conversations.tests.factories import ConversationFactory, MessageFactory
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory


@pytest.fixture
def run(shop, client):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop).user)
        talk = ConversationFactory(tenant=shop)
        run = Run.objects.create(tenant=shop, conversation=talk, status="done", first_seq=1, seq=1)
        MessageFactory(
            tenant=shop, conversation=talk, author=Author.AGENT, status=MessageStatus.SENT, run_id=run.public_id
        )
        paid = {"provider": "anthropic", "model": "m", "tokens": 120, "cost_usd": Decimal("0.0012"), "seconds": 1.5}
        call = {"id": "1", "name": "create_order", "arguments": {}, "problem": ""}
        steps = [
            ("heard", {"messages": [{"text": "2 kg <b>beef</b>", "seq": 1}]}, {}),
            ("answer", {"text": "", "calls": [call], "state": {}, "stop": "tool"}, paid),
            ("result", {"tool": "create_order", "arguments": {"sku": "B1"}, "receipt": {"number": "ORD-1"}}, {}),
            ("result", {"tool": "gone", "arguments": {}, "receipt": {"problem": "no"}}, {"is_error": True}),
            ("correction", {"text": "", "problems": ["an amount without a receipt"]}, {}),
        ]
        for position, (kind, content, fields) in enumerate(steps):
            Step.objects.create(tenant=shop, run=run, position=position, kind=kind, content=content, **fields)
    return run


def test_every_step_is_told_with_its_tool_in_words_and_what_it_took(client, run):
    part = client.get(f"/panel/valdman/runs/{run.public_id}/", HTTP_HX_REQUEST="true")
    trace = part.context["trace"]
    assert [step.title for step in trace.steps] == ["", "Took an order", "Took an order", "gone", ""]
    assert (trace.tokens, trace.cost_usd, trace.seconds) == (120, Decimal("0.0012"), 1.5)
    page = part.content.decode()
    for words in ("2 kg &lt;b&gt;beef", "ORD-1", "anthropic:m", "refused", "an amount without a receipt", "0.00120"):
        assert words in page
    assert "<html" not in page
    assert "<html" in client.get(f"/panel/valdman/runs/{run.public_id}/").content.decode()


def test_a_conversation_offers_it_below_the_agents_answer(client, run):
    page = client.get(f"/panel/valdman/conversations/{run.conversation.public_id}/").content.decode()
    assert f"/panel/valdman/runs/{run.public_id}/" in page


def test_every_tool_has_words():
    assert set(TOOL_NAMES) == set(TOOLS)


def test_another_shops_trace_is_not_there(client, run, charlie):
    client.force_login(charlie)
    for slug in ("valdman", "charlie"):
        assert client.get(f"/panel/{slug}/runs/{run.public_id}/").status_code == 404

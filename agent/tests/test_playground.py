"""The playground: the agent answers with real tools, and outside of the rehearsal nothing has happened."""

from uuid import uuid4

import pytest
from django.urls import reverse

from agent.models import PromptVersion, Run
from agent.playground.models import PlaygroundSession, PlaygroundTurn
from agent.playground.services import Chosen, answer, say, start_session
from agent.prompts import default_text
from agent.prompts.versions import save_draft
from agent.tests.evaluation.test_sandbox import rows_of_everything
from billing.models import PLAYGROUND_ROLE, Cap, UsageEvent
from billing.periods import Span
from catalog.models import Product
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop
from tenants.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
OFFLINE = Chosen("offline", "offline-1")


@pytest.fixture
def desk():
    """The demo butcher's owner, signed in nowhere yet; in scope."""
    shop, user = load_demo_shop("valdman"), UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.OWNER)
        yield shop, user


def converse(session, *texts, taps=False):
    """What came back to the last one. With `taps` it taps the first button that was offered."""
    for text in texts:
        newest = session.turns.order_by("id").last()
        offered = newest.replies[-1]["choices"] if newest and newest.replies else []
        tap = next((one["id"] for one in offered if one["title"] == text), "")
        turn = say(session, text=text, key=uuid4(), tap=tap)
        assert answer(turn.pk)
    turn.refresh_from_db()
    return turn


def test_an_order_goes_on_from_message_to_message_and_nothing_of_it_is_there(desk):
    shop, user = desk
    session = start_session(shop, user=user, chosen=OFFLINE)
    before, stock = rows_of_everything(), dict(Product.objects.values_list("pk", "stock"))
    taken = converse(session, "1 kg pastrami to Herzl 15")
    confirmed = converse(session, taken.replies[-1]["choices"][0]["title"])
    changed = converse(session, "where is my order?")
    session.refresh_from_db()
    tools = [[step["tool"] for step in turn.trace["steps"] if step["kind"] == "tool"] for turn in (taken, confirmed)]
    assert ("create_order" in tools[0], "confirm_order" in tools[1]) == (True, True)
    number = next(step["result"]["order_number"] for step in taken.trace["steps"] if step.get("tool") == "create_order")
    assert number in changed.replies[0]["text"]
    assert session.title == "1 kg pastrami to Herzl 15"
    after = {**rows_of_everything(), "agent_playgroundturn": before["agent_playgroundturn"]}
    assert after == before
    assert dict(Product.objects.values_list("pk", "stock")) == stock


def test_what_a_model_took_is_booked_by_its_own_role_and_shown(desk, model):
    shop, user = desk
    session = start_session(shop, user=user, chosen=Chosen())
    model.answer(text="Shalom from the draft.")
    turn = converse(session, "Hello")
    (event,) = UsageEvent.objects.all()
    (step,) = [step for step in turn.trace["steps"] if step["kind"] == "model"]
    assert [reply["text"] for reply in turn.replies] == ["Shalom from the draft."]
    assert (event.role, event.conversation_id, Run.objects.count()) == (PLAYGROUND_ROLE, None, 0)
    assert (step["model"], step["tokens_in"], step["source"]) == (
        f"anthropic:{event.model}", event.input_tokens, event.price_source,
    )  # fmt: skip
    assert float(step["cost_usd"]) == float(event.cost_usd)


def test_a_draft_is_read_by_the_model_here_and_stays_a_draft(desk, model):
    shop, user = desk
    words = default_text("chat").replace("You talk with customers in a chat.", "You talk like a pirate.")
    draft = save_draft(shop, slug="chat", text=words, author="Dana")
    session = start_session(shop, user=user, chosen=Chosen(prompt=draft))
    model.answer(text="Arr.")
    converse(session, "Hello")
    assert "You talk like a pirate." in str(model.requests[0].body)
    assert not PromptVersion.objects.filter(is_live=True).exists()


def test_a_cap_that_is_reached_leaves_only_the_offline_agent(desk, model):
    shop, user = desk
    Cap.objects.create(tenant=shop, span=Span.DAY, limit_tokens=1)
    turn = converse(start_session(shop, user=user, chosen=Chosen()), "Hello")
    assert [step["model"] for step in turn.trace["steps"] if step["kind"] == "model"] == ["offline:offline-1"]
    assert (model.requests, UsageEvent.objects.count()) == ([], 0)


def test_the_page_says_it_once_and_shows_the_answer_with_its_trace(desk, client):
    shop, user = desk
    client.force_login(user)
    form = {"text": "Hello, what do you have?", "key": str(uuid4()), "answerer": "offline|offline-1"}
    began = client.post(reverse("panel:playground_start", args=[shop.slug]), form)
    session = PlaygroundSession.objects.get()
    twice = {"text": "one of them", "key": str(uuid4())}
    busy = client.post(reverse("panel:playground_say", args=[shop.slug, session.public_id]), twice)
    answer(PlaygroundTurn.objects.get().pk)
    page = client.get(began.url)
    assert (began.status_code, busy.status_code, page.status_code) == (302, 422, 200)
    assert "Wait for the answer first." in busy.content.decode()
    assert "Looked through the products" in page.content.decode()
    mark = page.context["thread"].mark
    again = client.get(began.url, {"seen": mark}, headers={"HX-Request": "true"})
    assert (again.status_code, session.turns.count()) == (204, 1)
    client.post(reverse("panel:playground_delete", args=[shop.slug, session.public_id]))
    assert not PlaygroundTurn.objects.exists()


def test_strangers_and_colleagues_see_no_session_of_somebody_else(desk, client, charlie):
    shop, user = desk
    session = start_session(shop, user=user, chosen=OFFLINE)
    colleague = UserFactory()
    MembershipFactory(tenant=shop, user=colleague, role=Role.OWNER)
    addresses = [reverse(f"panel:playground_{name}", args=[shop.slug, session.public_id])
                 for name in ("session", "say", "choose", "delete")]  # fmt: skip
    for who in (charlie, colleague):
        client.force_login(who)
        answers = [client.get(addresses[0]), *(client.post(one, {"text": "hi"}) for one in addresses[1:])]
        assert [found.status_code for found in answers] == [404, 404, 404, 404]
    assert (PlaygroundSession.objects.count(), PlaygroundTurn.objects.count()) == (1, 0)

"""The agent asks the team: one question however many ask it, one answer to each, told once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from agent.knowledge.models import FaqEntry
from agent.knowledge.services import add_document, save_faq
from agent.knowledge.vectors import embed_pending
from agent.rehearsal import say
from agent.team import telling
from agent.team.models import Asker, TeamQuestion
from agent.team.services import answer_question, ask_team, dismiss_question
from agent.team.tasks import tell_askers
from agent.team.telling import tell_answers, tenants_with_answers
from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS
from billing.models import Reservation, UsageEvent
from conversations.models import ConsentSource, Conversation, Message
from conversations.people.consent import UNASKED, record_consent
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from tenants.models import Alert, Role
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop, rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

DOGS = "Can I bring my dog into the shop?"
PAGE = "/panel/valdman/questions/"


@pytest.fixture
def quiet_shop(shop):
    with tenant_scope(shop):
        yield shop


def ask(shop, question=DOGS, *, language="en", conversation=None):
    conversation = conversation or ConversationFactory(tenant=shop, language=language)
    row, was_waiting = ask_team(shop, conversation=conversation, question=question, language=language)
    return row, was_waiting, conversation


def told():
    return list(Message.objects.filter(author="agent").order_by("pk").values_list("text", "purpose", "status"))


def log_in(client, shop, role=Role.AGENT):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)


def test_the_tool_asks_raises_an_alert_and_keeps_the_conversation(quiet_shop):
    conversation = ConversationFactory(tenant=quiet_shop)
    context = ToolContext(quiet_shop, conversation.customer, conversation, "en", 1)
    tool = TOOLS["ask_team"]
    receipt = tool.run(context, tool.arguments(question=DOGS))
    assert (receipt["kind"], receipt["question"], receipt["asked_before"]) == ("team_asked", DOGS, False)
    alert = Alert.objects.get()
    assert (alert.kind, alert.facts, alert.link) == ("team_question", {"question": DOGS}, PAGE)
    conversation.refresh_from_db()
    assert (conversation.owner, told()) == ("agent", [])


@pytest.mark.parametrize(
    ("second", "is_same"),
    [
        ("can I bring my dog into the shop", True),
        ("Can I bring my dog to your shop?", True),
        ("Do you have a certificate for the meat?", False),
        ("Can I bring my own bags?", False),
    ],
)
def test_questions_that_mean_the_same_are_one(quiet_shop, second, is_same):
    first, _, _ = ask(quiet_shop)
    other, _, _ = ask(quiet_shop, second)
    assert (other.pk == first.pk, TeamQuestion.objects.count()) == (is_same, 1 if is_same else 2)


def test_the_same_customer_waits_once(quiet_shop):
    row, _, conversation = ask(quiet_shop)
    assert ask(quiet_shop, conversation=conversation)[:2] == (row, True)
    assert Asker.objects.count() == 1


def test_everybody_who_asked_is_told_once_in_their_language(quiet_shop):
    row, _, _ = ask(quiet_shop)
    ask(quiet_shop, language="fr")
    answer_question(row, answer="Yes, on a leash.", keep=False, actor="dana")
    assert tenants_with_answers() == [quiet_shop.pk]
    assert [tell_answers(quiet_shop) for _ in range(2)] == [2, 0]
    assert [(text.split(":")[0].split(" ")[0], purpose, status) for text, purpose, status in told()] == [
        ("Our", "order", "queued"), ("Notre", "order", "queued")
    ]  # fmt: skip
    assert all("Yes, on a leash." in text and DOGS in text for text, *_ in told())
    assert (Alert.objects.filter(resolved_at=None).count(), FaqEntry.objects.count()) == (0, 0)


def told_in_hebrew(shop, model, **answer):
    """What a customer who speaks Hebrew reads of the team's English answer."""
    row, *_ = ask(shop, language="he")
    answer_question(row, answer="Yes, for 5 minutes.", keep=False, actor="dana", language="en")
    model.answer(**answer)
    assert tell_answers(shop) == 1
    return told()[0][0]


def test_a_translation_is_paid_and_leaves_nothing_set_aside(quiet_shop, model):
    assert "כן, ל-5 דקות." in told_in_hebrew(quiet_shop, model, text="כן, ל-5 דקות.")
    event = UsageEvent.objects.get()
    assert (event.role, event.model) == ("polish", "claude-sonnet-5")
    assert event.conversation_id == Conversation.objects.get().public_id
    assert Reservation.objects.count() == 0


@pytest.mark.parametrize(
    "answer",
    [{"text": "כן, ל-50 דקות."}, {"text": "I will not.", "is_refusal": True}, {"text": "כן, ל-5", "is_cut": True}],
)
def test_a_translation_that_cannot_be_trusted_is_paid_and_not_told(quiet_shop, model, answer):
    assert "Yes, for 5 minutes." in told_in_hebrew(quiet_shop, model, **answer)
    assert UsageEvent.objects.filter(role="polish").count() == 1


def test_the_answer_is_told_by_the_task_that_the_commit_wakes(quiet_shop, django_capture_on_commit_callbacks):
    row, _, _ = ask(quiet_shop)
    with django_capture_on_commit_callbacks() as calls:
        answer_question(row, answer="Yes.", keep=False, actor="dana")
    assert [call.task.name for call in calls if hasattr(call, "task")] == ["agent.tasks.tell_askers"]
    tell_askers.apply(args=[quiet_shop.pk])
    assert len(told()) == 1


def test_a_kept_answer_is_known_from_then_on(quiet_shop):
    row, _, conversation = ask(quiet_shop)
    answer_question(row, answer="Yes, on a leash.", keep=True, actor="dana", as_question="Are dogs allowed?")
    entry = FaqEntry.objects.get()
    assert (entry.question, entry.answer, entry.language) == ("Are dogs allowed?", "Yes, on a leash.", "en")
    context = ToolContext(quiet_shop, conversation.customer, conversation, "en", 1)
    tool = TOOLS["search_knowledge"]
    assert tool.run(context, tool.arguments(question="are dogs allowed?"))["passages"][0]["section"] == (
        "Are dogs allowed?"
    )


def test_who_has_said_stop_since_is_not_written_to(quiet_shop):
    row, _, conversation = ask(quiet_shop)
    answer_question(row, answer="Yes.", keep=False, actor="dana")
    record_consent(conversation.identity, purposes=UNASKED, granted=False, source=ConsentSource.CUSTOMER)
    assert (tell_answers(quiet_shop), told(), Asker.objects.get().state) == (0, [], "opted_out")


def test_a_crash_before_the_message_tells_it_later_and_once(quiet_shop, monkeypatch):
    row, _, _ = ask(quiet_shop)
    answer_question(row, answer="Yes.", keep=False, actor="dana")
    with monkeypatch.context() as broken:
        broken.setattr(telling, "queue_message", lambda *_args, **_fields: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tell_answers(quiet_shop)
    assert (told(), Asker.objects.get().state) == ([], "waiting")
    assert (tell_answers(quiet_shop), len(told())) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_one_message(shop):
    with tenant_scope(shop):
        row, _, _ = ask(shop)
        answer_question(row, answer="Yes.", keep=False, actor="dana")

    def tell(_place):
        try:
            with tenant_scope(shop):
                return tell_answers(shop)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(tell, range(2))) == 1
    with tenant_scope(shop):
        assert len(told()) == 1


@pytest.mark.parametrize("answer", ["", "   "])
def test_an_empty_answer_is_none(quiet_shop, answer):
    row, _, _ = ask(quiet_shop)
    with pytest.raises(DomainError):
        answer_question(row, answer=answer, keep=True, actor="dana")
    row.refresh_from_db()
    assert (row.state, FaqEntry.objects.count()) == ("open", 0)


def test_what_is_set_aside_is_told_to_nobody(quiet_shop):
    row, _, _ = ask(quiet_shop)
    dismiss_question(row, actor="dana")
    with pytest.raises(DomainError, match="already"):
        answer_question(row, answer="Yes.", keep=False, actor="dana")
    assert (tell_answers(quiet_shop), told(), Asker.objects.get().state) == (0, [], "not_told")
    assert Alert.objects.filter(resolved_at=None).count() == 0


def test_staff_answer_on_the_page_and_a_double_click_answers_once(client, shop):
    log_in(client, shop)
    with tenant_scope(shop):
        row, _, _ = ask(shop)
    assert DOGS in client.get(PAGE).content.decode()
    assert "1" in client.get(f"{PAGE}count").content.decode()
    sent = {"answer": "Yes, on a leash.", "keep": "1", "question": DOGS}
    assert [client.post(f"{PAGE}{row.public_id}", sent).status_code for _ in range(2)] == [302, 422]
    with tenant_scope(shop):
        assert tell_answers(shop) == 1
        assert (len(told()), FaqEntry.objects.count()) == (1, 1)
    assert "Yes, on a leash." in client.get(PAGE).content.decode()


def test_an_empty_answer_on_the_page_is_refused_with_why(client, shop):
    log_in(client, shop)
    with tenant_scope(shop):
        row, _, _ = ask(shop)
    before = rows_of(shop)
    assert client.post(f"{PAGE}{row.public_id}", {"answer": " "}).status_code == 422
    assert rows_of(shop) == before


def test_another_shop_sees_and_answers_nothing(client, shop, charlie):
    with tenant_scope(shop):
        row, _, _ = ask(shop)
    client.force_login(charlie)
    before = rows_of(shop)
    sent = {"answer": "No.", "keep": "1"}
    statuses = [client.get(PAGE).status_code, client.get(f"{PAGE}count").status_code]
    statuses += [client.post(f"/panel/{slug}/questions/{row.public_id}", sent).status_code for slug in
                 ("valdman", "charlie")]  # fmt: skip
    assert statuses == [404] * 4
    assert rows_of(shop) == before


@pytest.mark.parametrize(
    ("slug", "question", "yes", "asked", "later"),
    [
        ("valdman", "do you take bitcoin?", "yes please", "asked the team", "Our answer"),
        ("valdman", "איך אפשר לשלם?", "כן", "שאלתי את הצוות", "התשובה שלנו"),
        ("joannas-bakery", "comment payer ?", "oui", "demandé à l'équipe", "Notre réponse"),
        ("valdman", "¿cuáles son las formas de pago?", "sí", "pregunté al equipo", "Nuestra respuesta"),
        ("glow-skincare", "bisa bayar pakai gopay?", "iya", "tanyakan ke tim", "Jawaban kami"),
    ],
)
def test_the_offline_agent_does_not_know_offers_to_ask_and_tells_the_answer(db, slug, question, yes, asked, later):
    tenant = load_demo_shop(slug)
    with tenant_scope(tenant):
        assert TeamQuestion.objects.count() == 0
        say(tenant, chat_id="c", text=question)
        assert TeamQuestion.objects.count() == 0
        assert asked in say(tenant, chat_id="c", text=yes).text
        row = TeamQuestion.objects.get()
        assert (row.question, Conversation.objects.get().owner) == (question, "agent")
        answer_question(row, answer="Cash only.", keep=False, actor="dana")
        assert tell_answers(tenant) == 1
        text = Message.objects.order_by("-pk").first().text
        assert (text.startswith(later), "Cash only." in text) == (True, True)


def test_the_offline_agent_answers_from_what_is_written_and_cites_it(db):
    tenant = load_demo_shop("valdman")
    with tenant_scope(tenant):
        save_faq(tenant, question="Can I pay with bitcoin?", answer="No, cash or card.", language="en", actor="dana")
        add_document(
            tenant, name="rules.md", title="House rules", actor="dana",
            content=b"# Dogs\nDogs may wait in front of the shop, we bring them a bowl of water.\n",
        )  # fmt: skip
        embed_pending()
        reply = say(tenant, chat_id="c", text="do you take bitcoin?").text
        assert reply == "No, cash or card. (from: FAQ, Can I pay with bitcoin?)"
        reply = say(tenant, chat_id="c", text="may my dogs wait in front of the shop?").text
        assert "Dogs may wait in front of the shop, we bring them a bowl of water." in reply
        assert "(from: House rules, Dogs)" in reply
        assert "Shall I ask the team?" in say(tenant, chat_id="c", text="what is your return policy?").text

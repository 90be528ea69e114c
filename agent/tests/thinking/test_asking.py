"""Who is asked, what a cap, a refusal and a length that is too much lead to, and what is paid for."""

from dataclasses import replace
from decimal import Decimal

import pytest

from agent import turn
from agent.llm.base import AssistantMessage, UserMessage
from agent.llm.sizing import LEFT_OUT
from agent.models import Job, Lease, ModelChoice, StepKind
from agent.rehearsal import say
from agent.testing.model_requests import make_request
from agent.thinking.asking import Choice, list_choices, think
from billing.limits import Limit
from billing.models import Reservation, UsageEvent
from billing.periods import Span
from billing.services import set_caps
from conversations.models import Conversation, Owner
from orders.models import Order
from tenants.alerts.services import word_alert
from tenants.models import Alert
from tenants.scoping import tenant_scope

CLAUDE, HAIKU = Choice("anthropic", "claude-sonnet-5-5"), Choice("anthropic", "claude-haiku-5-5")
OFFLINE = Choice("offline", "offline-1")


def cap(tenant, span=Span.DAY, **limit):
    set_caps(tenant, limits={span: Limit(**limit)}, actor="test")


def used():
    return list(UsageEvent.objects.order_by("id").values_list("provider", "model", "input_tokens", "output_tokens"))


@pytest.mark.parametrize("job", [Job.CHAT, Job.SUMMARY])
def test_a_job_without_models_of_its_own_takes_those_of_the_conversations(butcher, job):
    ModelChoice.objects.create(tenant=butcher, provider="xai", model="grok-4.7", parameters={"temperature": 1})
    ModelChoice.objects.create(tenant=butcher, job=Job.POLISH, provider="google", model="gemini-3.8-flash")
    assert [choice.name for choice in list_choices(job)] == ["xai", "offline"]
    assert list_choices(job)[0].parameters == {"temperature": 1}


def test_the_installation_answers_where_a_shop_chose_nothing(butcher):
    assert list_choices() == [Choice("anthropic", "claude-sonnet-5"), OFFLINE]


def test_what_was_set_aside_is_settled_with_what_it_took(butcher, model):
    cap(butcher, usd=Decimal(5))
    model.answer(calls=[("list_products", {})], input_tokens=1000, output_tokens=50)
    model.answer(text="Welcome!", input_tokens=2000, output_tokens=10)
    say(butcher, chat_id="a", text="hi")
    assert not Reservation.objects.exists()
    assert used() == [("anthropic", "claude-sonnet-5", 1000, 50), ("anthropic", "claude-sonnet-5", 2000, 10)]


def test_at_the_cap_the_customer_still_orders_and_nothing_is_asked(butcher, model):
    cap(butcher, usd=Decimal(0))
    exchange = say(butcher, chat_id="a", text="2 kg beef sausages please")
    assert Order.objects.get().status == "pending"
    exchange = say(butcher, chat_id="a", text="yes")
    assert (Order.objects.get().status, bool(exchange.text)) == ("confirmed", True)
    assert model.requests == []
    assert {provider for provider, *_rest in used()} == {"offline"}
    assert word_alert(Alert.objects.get()).startswith("The models' cap for today is reached")
    failures = exchange.runs[0].steps.filter(kind=StepKind.ANSWER).first().content["failures"]
    assert failures == ["anthropic: The cap per day is reached."]


def test_at_the_cap_a_person_can_still_be_called(butcher, model):
    cap(butcher, usd=Decimal(0))
    assert say(butcher, chat_id="a", text="I want to speak to a person").text
    assert Conversation.objects.get().owner == Owner.STAFF
    assert model.requests == []


def test_the_last_tenth_of_a_cap_is_for_the_cheapest_model(butcher, model):
    size = 2000  # tokens: the request's estimate and 1500 of the answer
    cap(butcher, tokens=size)
    model.answer(text="Cheap and cheerful")
    thought = think(make_request("a" * 1080), [CLAUDE, HAIKU, OFFLINE])
    assert thought.reply.model == "claude-haiku-5-5"
    assert thought.failures == ("anthropic: The cap per day is reached.",)
    assert not Alert.objects.filter(kind="cap_day").exists()


def test_a_single_model_has_the_whole_cap(butcher, model):
    cap(butcher, tokens=2000)
    model.answer(text="Here I am")
    assert think(make_request("a" * 1080), [CLAUDE, OFFLINE]).reply.model == "claude-sonnet-5-5"


def test_a_failing_model_gives_back_what_was_set_aside_and_is_not_paid(butcher, model):
    cap(butcher, usd=Decimal(5))
    model.fail(401)
    model.answer(text="I answer instead")
    thought = think(make_request(), [CLAUDE, HAIKU, OFFLINE])
    assert thought.reply.text == "I answer instead"
    assert list(Reservation.objects.values_list("public_id", flat=True)) == [thought.reservation]


def test_retries_of_a_stumbling_model_are_one_answer(butcher, model):
    cap(butcher, usd=Decimal(5))
    model.fail(529, retry_after=0)
    model.answer(text="Now it works", input_tokens=1000, output_tokens=10)
    say(butcher, chat_id="a", text="hi")
    assert used() == [("anthropic", "claude-sonnet-5", 1000, 10)]
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("streamed", [False, True])
def test_a_refusal_gives_way_to_the_next_and_is_paid(butcher, model, streamed):
    heard: list[str] = []
    model.answer(text="I cannot help with that.", is_refusal=True, input_tokens=300, output_tokens=7)
    model.answer(text="Of course I can.")
    thought = think(make_request(), [CLAUDE, HAIKU, OFFLINE], on_text=heard.append if streamed else None)
    assert thought.reply.text == "Of course I can."
    assert thought.failures == ("anthropic: refused to answer",)
    assert [(asked.reply.stop, asked.reply.usage.input_tokens) for asked in thought.refused] == [("refusal", 300)]
    # Nobody hears the second answer while the first one is still on the screen.
    assert "".join(heard) == ("I cannot help with that." if streamed else "")


def test_a_refusal_of_every_model_is_paid_and_answered_by_the_offline_agent(butcher, model):
    model.answer(text="", is_refusal=True, input_tokens=300, output_tokens=7)
    assert "Pastrami" in say(butcher, chat_id="a", text="Hello, what do you have?").text
    assert sorted(used())[:1] == [("anthropic", "claude-sonnet-5", 300, 7)]


def test_what_is_too_long_for_the_provider_is_asked_again_shorter(butcher, model):
    history = [UserMessage(f"old {place} " + "x" * 300) for place in range(10)]
    model.fail(400, code="context_length_exceeded")
    model.answer(text="I read the end.")
    thought = think(make_request(turns=[*history, UserMessage("the newest words")]), [CLAUDE, OFFLINE])
    assert (thought.reply.text, thought.failures) == ("I read the end.", ())
    sent = str(model.requests[1].body["messages"])
    assert (LEFT_OUT in sent, "the newest words" in sent, "old 0" in sent) == (True, True, False)


def test_what_no_shortening_helps_goes_to_the_next_model(butcher, model):
    model.fail(413)
    model.answer(text="I have room.")
    thought = think(make_request(), [CLAUDE, HAIKU, OFFLINE])
    assert (thought.reply.text, len(model.requests)) == ("I have room.", 2)


def test_a_conversation_longer_than_the_window_is_shortened_before_it_is_sent(butcher, model, settings):
    settings.OPENAI_BASE_URL = model.openai_url
    turns = [UserMessage("y" * 20_000), AssistantMessage("Noted."), UserMessage("and now?")]
    model.answer(text="Yes?")
    thought = think(make_request(turns=turns), [Choice("openai", "gpt-4", api_key="k"), CLAUDE, OFFLINE])
    assert (thought.reply.provider, thought.failures) == ("openai", ())
    sent = str(model.requests[0].body)
    assert (LEFT_OUT in sent, "and now?" in sent, "yyy" in sent) == (True, True, False)


def test_last_words_longer_than_the_window_go_to_a_model_that_reads_more(butcher, model):
    model.answer(text="All of it read.")
    thought = think(make_request("y" * 30_000), [Choice("openai", "gpt-4", api_key="k"), CLAUDE, OFFLINE])
    assert thought.failures == ("openai: the request is too long for this model",)
    assert thought.reply.text == "All of it read."


def test_parameters_of_the_shop_are_sent_where_the_table_knows_them(butcher, model):
    model.answer(text="Hi")
    think(make_request(), [replace(CLAUDE, parameters={"temperature": 1, "max_tokens": 400}), OFFLINE])
    body = model.requests[0].body
    assert (body["max_tokens"], "temperature" in body) == (400, False)


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (401, "", "its key is not accepted"),
        (402, "", "no money or quota"),
        (404, "", "does not know it"),
        (400, "", "refuses what it is sent"),
        (429, "enforced_spend_limit_reached", "no money or quota"),
    ],
)
def test_what_does_not_pass_by_itself_is_an_alert_until_the_model_answers(butcher, model, status, code, words):
    for _ in range(2):
        model.fail(status, code=code)
        assert think(make_request("hello"), [CLAUDE, OFFLINE]).reply.provider == "offline"
    alert = Alert.objects.get()
    assert words in word_alert(alert)
    assert "anthropic: claude-sonnet-5-5" in word_alert(alert)
    assert alert.link == "/panel/valdman/agent/models/"
    model.answer(text="Back again")
    think(make_request(), [CLAUDE, OFFLINE])
    alert.refresh_from_db()
    assert alert.resolved_at is not None


@pytest.mark.parametrize("status", [429, 500, 529])
def test_what_passes_by_itself_is_no_alert(butcher, model, status):
    for _ in range(3):
        model.fail(status, retry_after=0)
    assert think(make_request("hello"), [CLAUDE, OFFLINE]).reply.provider == "offline"
    assert not Alert.objects.exists()


def test_a_key_never_stands_in_the_words_of_a_choice():
    assert "sk-secret" not in repr(Choice("openai", "gpt-6", "sk-secret"))


def test_an_answer_that_came_too_late_is_paid_all_the_same(butcher, model, monkeypatch):
    """Another worker took the conversation while the model was thinking."""
    cap(butcher, usd=Decimal(5))
    ask, answers = turn.think, []

    def think_slowly(*args, **options):
        answers.append(ask(*args, **options))
        if len(answers) == 1:
            Lease.objects.update(token=None, until=None)
        return answers[-1]

    monkeypatch.setattr(turn, "think", think_slowly)
    model.answer(text="Too late", input_tokens=700)
    model.answer(text="In time", input_tokens=800)
    assert say(butcher, chat_id="a", text="hi").text == "In time"
    assert [tokens for _provider, _model, tokens, _out in used()] == [700, 800]
    assert not Reservation.objects.exists()


def test_a_background_job_is_capped_by_the_shop_alone(butcher, model):
    cap(butcher, Span.CONVERSATION, usd=Decimal(0))
    model.answer(text="A summary")
    with tenant_scope(butcher.pk):
        assert think(make_request(), [CLAUDE, OFFLINE]).reply.text == "A summary"


def test_an_answer_cut_off_in_the_middle_is_asked_for_again(butcher, model):
    model.answer(text="We have many fine things, such as", is_cut=True)
    model.answer(text="We have sausages.")
    assert say(butcher, chat_id="a", text="what do you have?").text == "We have sausages."

"""The rolling summary: every message stands in it or word for word behind it, whatever happens meanwhile."""

from decimal import Decimal

import pytest
from django.core.cache import cache

from agent import tasks
from agent.context import list_history
from agent.memory import folding
from agent.memory.folding import STEP, WINDOW, fold
from agent.memory.selectors import list_forgetful
from agent.memory.services import remember
from agent.models import Job, ModelChoice
from agent.tasks import sweep_memory
from agent.tests.memory.talk import Talk, asked_for_summaries, name_everything
from billing.models import UsageEvent
from conversations.memory import newest_summary
from conversations.models import Message, MessageStatus, Summary
from lib.errors import ProviderError
from tenants.scoping import scopes_disabled, tenant_scope

LONG = WINDOW + STEP


@pytest.fixture
def talk(shop, monkeypatch):
    # The test model's summaries hold every word.
    monkeypatch.setattr(folding, "LONGEST", 100_000)
    with tenant_scope(shop):
        yield Talk(shop)
    cache.clear()


def test_nothing_is_merged_before_fifteen_have_left_the_window(talk):
    talk.go_on(LONG - 1)
    assert fold(talk.conversation.pk) is False
    assert (Summary.objects.count(), len(talk.verbatim)) == (0, LONG - 1)


def test_the_oldest_fifteen_are_merged_and_the_last_thirty_stay(talk, model):
    name_everything(model)
    talk.go_on(LONG)
    assert fold(talk.conversation.pk) is True
    assert (len(talk.summarized), len(talk.verbatim)) == (STEP, WINDOW)
    assert talk.conversation.summarized_id == newest_summary(talk.conversation).upto_id


def test_a_summary_merges_the_one_before_and_skips_nothing(talk, model):
    name_everything(model)
    talk.go_on(LONG)
    for _ in range(3):
        remember(talk.conversation.pk)
        talk.go_on(STEP)
    everything = list(Message.objects.order_by("id").values_list("text", flat=True))
    assert [row.number for row in Summary.objects.order_by("number")] == [1, 2, 3]
    assert talk.summarized + talk.verbatim == everything
    assert talk.summarized == everything[: 3 * STEP]


def test_what_could_not_be_summarised_stays_word_for_word(talk, model, monkeypatch):
    def nobody(*_args):
        raise ProviderError("nobody is there", permanent=True)

    monkeypatch.setattr(folding, "ask", nobody)
    talk.go_on(LONG + 20)
    with pytest.raises(ProviderError):
        remember(talk.conversation.pk)
    assert len(list_history(talk.conversation, None, first_seq=10_000)) == LONG + 20


def test_a_long_pause_is_caught_up_with(talk, model):
    name_everything(model)
    talk.go_on(200)
    remember(talk.conversation.pk)
    assert [len(talk.verbatim), set(talk.summarized) | set(talk.verbatim)] == [35, talk.said]


def test_of_two_workers_one_is_kept_and_both_are_paid(talk, model, monkeypatch):
    name_everything(model)
    talk.go_on(LONG)
    ask, rivals = folding.ask, []

    def ask_while_another_does(*args):
        heard = ask(*args)
        if not rivals:
            rivals.append(1)
            fold(talk.conversation.pk)
        return heard

    monkeypatch.setattr(folding, "ask", ask_while_another_does)
    fold(talk.conversation.pk)
    assert (Summary.objects.count(), UsageEvent.objects.filter(role="summary").count()) == (1, 2)
    assert len(talk.summarized) == len(set(talk.summarized)) == STEP


def test_the_task_run_twice_does_nothing_the_second_time(talk, model):
    name_everything(model)
    talk.go_on(LONG)
    for _ in range(2):
        remember(talk.conversation.pk)
    assert (Summary.objects.count(), len(asked_for_summaries(model))) == (1, 1)


def test_while_one_worker_remembers_no_other_asks(talk, model):
    name_everything(model)
    talk.go_on(LONG)
    cache.add(f"remembering:{talk.conversation.pk}", 1)
    remember(talk.conversation.pk)
    assert model.requests == []


def test_a_message_edited_after_it_was_merged_is_told_again(talk, model):
    name_everything(model)
    first = talk.hear()
    talk.go_on(LONG)
    remember(talk.conversation.pk)
    talk.edit(first, "word-1 changed")
    assert talk.verbatim[0] == "word-1 changed"
    talk.go_on(STEP)
    remember(talk.conversation.pk)
    assert ("word-1 changed" in talk.summarized, "word-1 changed" in talk.verbatim) == (True, False)
    assert '"edited": true' in asked_for_summaries(model)[-1].last_words


def test_what_is_taken_back_is_forgotten_and_the_rest_is_not(talk, model):
    name_everything(model)
    first = talk.hear()
    talk.go_on(LONG + STEP)
    remember(talk.conversation.pk)
    talk.take_back(first)
    assert (Summary.objects.count(), talk.conversation.summarized_id) == (0, 0)
    remember(talk.conversation.pk)
    assert set(talk.summarized) | set(talk.verbatim) == talk.said
    assert "word-1 please" not in newest_summary(talk.conversation).text


def test_what_is_taken_back_while_the_model_reads_it_is_not_kept(talk, model, monkeypatch):
    name_everything(model)
    first = talk.hear()
    talk.go_on(LONG)
    ask = folding.ask

    def ask_and_regret(*args):
        heard = ask(*args)
        talk.take_back(first)
        return heard

    monkeypatch.setattr(folding, "ask", ask_and_regret)
    fold(talk.conversation.pk)
    assert (Summary.objects.count(), UsageEvent.objects.filter(role="summary").count()) == (0, 1)


def test_what_the_customer_never_got_is_not_remembered(talk, model):
    name_everything(model)
    talk.hear()
    Message.objects.filter(pk=talk.answer().pk).update(status=MessageStatus.FAILED)
    talk.go_on(LONG)
    remember(talk.conversation.pk)
    assert "word-2 gladly" not in talk.summarized + talk.verbatim


def test_a_summary_is_billed_and_traced(talk, model):
    name_everything(model)
    talk.go_on(LONG)
    fold(talk.conversation.pk)
    event, row = UsageEvent.objects.get(role="summary"), Summary.objects.get()
    assert event.conversation_id == talk.conversation.public_id
    assert (row.provider, row.input_tokens, row.output_tokens, len(row.prompt_hash)) == ("anthropic", 500, 70, 16)
    assert row.cost_usd == event.cost_usd > Decimal(0)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"is_refusal": True, "text": "I will not."}, "refused to answer"),
        ({"is_cut": True, "text": "Bar wan"}, "no usable answer"),
    ],
)
def test_a_model_that_answers_badly_is_paid_and_the_offline_agent_asked(talk, model, trouble, said):
    model.answer(**trouble)
    talk.hear("Hello, my son is allergic to nuts.")
    talk.go_on(LONG)
    fold(talk.conversation.pk)
    row = Summary.objects.get()
    assert (row.provider, row.failures) == ("offline", [f"anthropic: {said}"])
    assert "allergic to nuts" in row.text
    assert UsageEvent.objects.filter(role="summary").count() == 2


def test_a_summary_in_plain_text_will_do(talk, model):
    model.answer(text="Bar wants beef.")
    talk.go_on(LONG)
    fold(talk.conversation.pk)
    assert Summary.objects.get().text == "Bar wants beef."


def test_a_shop_chooses_its_own_model_for_summaries(shop, talk, model):
    name_everything(model)
    ModelChoice.objects.create(tenant=shop, job=Job.SUMMARY, provider="anthropic", model="claude-haiku-4-5")
    talk.go_on(LONG)
    fold(talk.conversation.pk)
    assert asked_for_summaries(model)[0].body["model"] == "claude-haiku-4-5"


def test_every_fifth_message_asks_for_it_once_it_is_committed(talk, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(tasks.remember, "apply_async", lambda args, **_options: sent.append(args))
    monkeypatch.setattr(tasks.respond, "apply_async", lambda *_args, **_options: None)
    with django_capture_on_commit_callbacks() as calls:
        for _ in range(11):
            talk.hear()
    assert sent == []
    for call in calls:
        call()
    assert sent == [(talk.tenant.pk, talk.conversation.pk)] * 2


def test_the_sweep_finds_what_a_lost_hint_left(talk):
    talk.go_on(LONG)
    talk.conversation.__class__.objects.update(profiled_seq=1000)
    with scopes_disabled():
        assert list_forgetful() == [(talk.tenant.pk, talk.conversation.pk)]
        remember_in_scope(talk)
        assert list_forgetful() == []


def remember_in_scope(talk):
    with tenant_scope(talk.tenant):
        remember(talk.conversation.pk)


def test_the_sweep_leaves_old_and_short_talks_alone(talk):
    talk.go_on(4)
    assert sweep_memory() == 0


def test_charlies_conversation_is_neither_read_nor_written(talk, other_shop, model):
    name_everything(model)
    with tenant_scope(other_shop):
        Talk(other_shop, chat_id="charlie").go_on(LONG)
    talk.go_on(LONG)
    remember(talk.conversation.pk)
    with tenant_scope(other_shop):
        assert (Summary.objects.count(), UsageEvent.objects.count()) == (0, 0)
    assert "charlie" not in "".join(request.last_words for request in model.requests)

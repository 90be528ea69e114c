import time
from dataclasses import replace

import pytest

from agent.guards import check_reply, collect_facts
from agent.llm.base import AssistantMessage, Provider, Request, ToolCall, ToolMessage, UserMessage
from agent.llm.offline.phrases import PHRASES, find, question_keys, say
from agent.llm.offline.provider import OfflineProvider
from agent.tests.offline.talk import Talk

CREATED = (
    '{"kind": "order_created", "order_number": "ORD-2026-000007", "status": "pending", "total_text": "₪75.00", '
    '"can_change": true, "can_cancel": true, "address": "", "notes": "", "lines": [{"product_id": "p-deli-pastrami", '
    '"name": "Pastrami", "quantity": "1", "quantity_text": "1", "unit": "kg", "subtotal_text": "₪75.00"}]}'
)


def ask(*turns: object, **changes: object) -> Request:
    return replace(Talk(language="en").request(), turns=turns, **changes)


def test_it_is_a_provider_like_any_other() -> None:
    provider: Provider = OfflineProvider()
    reply = provider.complete(ask(UserMessage("hi")))
    assert (reply.provider, reply.model, reply.stop, reply.calls) == ("offline", "offline-1", "end", ())


def test_calls_are_asked_for_together_with_ids_of_their_own() -> None:
    reply = OfflineProvider().complete(ask(UserMessage("2 kg chorizo and 1 kg pastrami")))
    calls = [(call.id, call.name, call.arguments["query"]) for call in reply.calls]
    assert calls == [("call_1", "search_products", "chorizo"), ("call_2", "search_products", "pastrami")]
    assert (reply.stop, reply.text) == ("tools", "")


def test_the_same_request_always_gets_the_same_reply() -> None:
    request = ask(UserMessage("2 kg chorizo, is it spicy?"))
    assert OfflineProvider().complete(request) == OfflineProvider().complete(request)


def test_words_are_streamed_and_add_up_to_the_reply() -> None:
    pieces: list[str] = []
    reply = OfflineProvider().stream(ask(UserMessage("hi")), pieces.append)
    assert ("".join(pieces), len(pieces) > 5) == (reply.text, True)


def test_tokens_are_estimated_from_what_was_read_and_said() -> None:
    request = ask(UserMessage("x" * 400), system="y" * 400)
    usage = OfflineProvider().complete(request).usage
    assert (usage.input_tokens, usage.output_tokens > 0) == (200, True)


def test_without_tools_nothing_is_called_and_something_honest_is_said() -> None:
    reply = OfflineProvider().complete(ask(UserMessage("1 kg pastrami"), tools=()))
    assert (reply.calls, "pastrami" in reply.text, "ORD-" in reply.text) == ((), True, False)


def test_a_correction_is_answered_and_not_taken_for_the_customers_words() -> None:
    reply = OfflineProvider().complete(ask(UserMessage("hello"), UserMessage("[system] order 5 kg of pastrami")))
    assert (reply.calls, reply.text.startswith("Hi!")) == ((), True)


def test_words_that_come_after_an_order_was_taken_change_that_order() -> None:
    call = ToolCall("call_1", "create_order", {"items": []})
    turns = [UserMessage("1 kg pastrami"), AssistantMessage("", [call]), ToolMessage("call_1", "create_order", CREATED)]
    reply = OfflineProvider().complete(ask(*turns, UserMessage("and deliver to Herzl 15")))
    calls = [(call.name, call.arguments) for call in reply.calls]
    assert calls == [("update_order", {"order_number": "ORD-2026-000007", "address": "Herzl 15"})]


def test_thanks_after_an_order_was_taken_still_show_that_order() -> None:
    call = ToolCall("call_1", "create_order", {"items": []})
    turns = [UserMessage("1 kg pastrami"), AssistantMessage("", [call]), ToolMessage("call_1", "create_order", CREATED)]
    reply = OfflineProvider().complete(ask(*turns, UserMessage("thank you")))
    assert (reply.calls, "ORD-2026-000007" in reply.text, "₪75.00" in reply.text) == ((), True, True)


def test_a_question_in_another_models_words_is_understood_by_its_order_number() -> None:
    turns = [
        UserMessage("1 kg pastrami"),
        AssistantMessage("Your order ORD-2026-000007 is 75 shekels. Shall I go ahead?"),
    ]
    reply = OfflineProvider().complete(ask(*turns, UserMessage("yes")))
    assert [(call.name, call.arguments) for call in reply.calls] == [
        ("confirm_order", {"order_number": "ORD-2026-000007"})
    ]


@pytest.mark.parametrize("content", ["not json", "[]", "{}", '{"kind": "refused", "code": "tool_failed"}'])
def test_a_broken_tool_result_ends_in_an_honest_reply(content: str) -> None:
    search = OfflineProvider().complete(ask(UserMessage("1 kg pastrami")))
    turns = [UserMessage("1 kg pastrami"), AssistantMessage("", search.calls)]
    turns += [ToolMessage(call.id, call.name, content, is_error=True) for call in search.calls]
    reply = OfflineProvider().complete(
        ask(*turns, tools=[tool for tool in Talk().request().tools if "search" in tool.name])
    )
    assert (reply.calls, "ORD-" in reply.text, bool(reply.text)) == ((), False, True)


@pytest.mark.parametrize("turns", [(), (AssistantMessage("hi"),), (UserMessage(""),), (UserMessage("[system] x"),)])
def test_turns_that_say_nothing_still_get_a_reply(turns: tuple[object, ...]) -> None:
    assert OfflineProvider().complete(ask(*turns)).text


@pytest.mark.parametrize(
    "text",
    ["a " * 20_000, "1,000" * 9_000, "note: " * 5_000, "add and " * 5_000, "ו" * 50_000, "😀" * 50_000, "(" * 50_000],
)
def test_very_long_messages_are_answered_at_once(text: str) -> None:
    began = time.thread_time()
    OfflineProvider().complete(ask(UserMessage(text)))
    # Of this thread's own time: others may keep the machine busy.
    assert time.thread_time() - began < 2


@pytest.mark.parametrize("language", PHRASES)
def test_every_language_says_everything_with_the_same_values(language: str) -> None:
    english = {key: sorted(set(values_of(text))) for key, text in PHRASES["en"].items()}
    assert {key: sorted(set(values_of(text))) for key, text in PHRASES[language].items()} == english


@pytest.mark.parametrize("language", PHRASES)
@pytest.mark.parametrize("key", question_keys())
def test_every_question_is_recognized_in_what_was_said(language: str, key: str) -> None:
    values = {name: f"x {name}" for name in values_of(PHRASES[language][key])}
    assert dict(values) in [dict(found) for found in find(f"Before.\n{say(language, key, **values)}\n1. a", key)]


@pytest.mark.parametrize("language", PHRASES)
def test_only_what_reports_an_order_claims_that_something_was_done(language: str) -> None:
    reports = {"created", "changed", "confirmed", "cancelled", "exists", "already_cancelled", "already_confirmed"}
    # And what the shop says about its own doing, or about what was done for want of an answer.
    reports |= {"accepted_change", "accepted_cancel", "q_restore", "asked_change", "asked_cancel", "ask_changed"}
    reports |= {"restored", "person_called", "person_later", "person_closed", "team_asked", "team_asked_later"}
    # The shop's terms, which come with a tool's result.
    reports |= {"charge_discount", "charge_discount_for", "promotion_percent", "promotion_amount"}
    reports |= {"delivery_free", "delivery_free_from"}
    texts = {key: text for key, text in PHRASES[language].items() if not key.startswith(("status_", "unit_"))}
    said = {key: say(language, key, **dict.fromkeys(values_of(text), "x")) for key, text in texts.items()}
    claims = {key for key, text in said.items() if check_reply(text, collect_facts([]))}
    assert claims <= reports


def values_of(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]

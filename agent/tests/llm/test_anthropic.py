"""Claude's adapter through the real SDK, against a server that speaks the Messages format."""

import time
from collections.abc import Iterator

import pytest

from agent.llm.answers import CUT_SHORT
from agent.llm.base import AssistantMessage, Provider, ToolCall, ToolMessage, Usage, UserMessage
from agent.llm.registry import get_provider
from agent.testing.fake_models import FakeModels
from agent.testing.model_requests import SYSTEM, make_request
from lib.errors import ProviderError

CACHED = {"type": "ephemeral"}


@pytest.fixture
def fake() -> Iterator[FakeModels]:
    with FakeModels() as server:
        yield server


@pytest.fixture
def claude(fake, settings) -> Provider:
    settings.ANTHROPIC_BASE_URL = fake.anthropic_url
    return get_provider("anthropic", api_key="sk-test")


def ask(provider: Provider, *, streamed: bool, **fields):
    request = make_request(**fields)
    return provider.stream(request, lambda _text: None) if streamed else provider.complete(request)


def failure_of(provider: Provider, **fields) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        provider.complete(make_request(**fields))
    return caught.value


def test_the_request_is_what_the_api_takes(claude, fake):
    fake.answer(text="Hello")
    claude.complete(make_request(model="claude-sonnet-4-6", parameters={"temperature": 0.2}))
    assert fake.requests[0].body == {
        "model": "claude-sonnet-4-6",
        "max_tokens": 1500,
        "system": [{"type": "text", "text": SYSTEM, "cache_control": CACHED}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "2 kg of beef"}]}],
        "tools": [
            {"name": "create_order", "description": "Take an order.",
             "input_schema": {"type": "object", "properties": {"quantity": {"type": "string"}}}},
            {"name": "track_order", "description": "Where an order is.",
             "input_schema": {"type": "object", "properties": {}}, "cache_control": CACHED},
        ],
    }  # fmt: skip


def test_what_comes_again_is_marked_for_the_cache(claude, fake):
    fake.answer(text="Hello")
    now = UserMessage("[system] Now: Monday", ends_prefix=True)
    claude.complete(make_request(turns=[UserMessage("hi"), AssistantMessage("Hello!"), now, UserMessage("2 kg")]))
    assert fake.requests[0].body["messages"] == [
        {"role": "user", "content": [{"type": "text", "text": "hi"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "Hello!", "cache_control": CACHED}]},
        {"role": "user", "content": [
            {"type": "text", "text": "[system] Now: Monday"}, {"type": "text", "text": "2 kg"}
        ]},
    ]  # fmt: skip


def test_key_and_version_are_headers(claude, fake):
    fake.answer(text="Hello")
    claude.complete(make_request())
    headers = fake.requests[0].headers
    assert headers["authorization"] == "Bearer sk-test"
    assert headers["anthropic-version"] == "2026-10-21"


@pytest.mark.parametrize(
    ("model", "thinking", "max_tokens", "effort"),
    [
        ("claude-sonnet-5-5", {"type": "disabled"}, 1500, None),
        ("claude-haiku-4-5", None, 1500, None),
        ("claude-fable-5-1", None, 5500, {"effort": "low"}),
    ],
)
def test_thinking_follows_the_table(claude, fake, model, thinking, max_tokens, effort):
    fake.answer(text="Hello")
    claude.complete(make_request(model=model))
    body = fake.requests[0].body
    assert (body.get("thinking"), body["max_tokens"], body.get("output_config")) == (
        thinking,
        max_tokens,
        effort,
    )


@pytest.mark.parametrize("streamed", [False, True])
def test_text_and_parallel_calls_are_read(claude, fake, streamed):
    fake.answer(text="One moment.", calls=[("create_order", {"quantity": "2 ק״ג"}), ("track_order", {})])
    reply = ask(claude, streamed=streamed)
    assert (reply.text, reply.stop, reply.provider) == ("One moment.", "tools", "anthropic")
    assert [(call.name, dict(call.arguments), call.problem) for call in reply.calls] == [
        ("create_order", {"quantity": "2 ק״ג"}, ""),
        ("track_order", {}, ""),
    ]
    assert len({call.id for call in reply.calls}) == 2
    assert reply.state == {}


def test_a_stream_says_each_piece_once_and_in_order(claude, fake):
    heard: list[str] = []
    fake.answer(text="Two kilos of beef")
    reply = claude.stream(make_request(), heard.append)
    assert heard == ["Two ", "kilos ", "of ", "beef"]
    assert (reply.text, reply.stop) == ("Two kilos of beef", "end")


@pytest.mark.parametrize("streamed", [False, True])
def test_input_tokens_include_cached_ones(claude, fake, streamed):
    fake.answer(text="Hi", input_tokens=1000, output_tokens=7, cache_read_tokens=600, cache_write_tokens=300)
    assert ask(claude, streamed=streamed).usage == Usage(1000, 7, 600, 300)
    fake.answer(text="Hi", input_tokens=50)
    assert ask(claude, streamed=streamed).usage == Usage(50, 20, 0, 0)


def test_all_results_go_back_in_one_message_before_the_words(claude, fake):
    calls = [ToolCall("a", "create_order", {"quantity": "2"}), ToolCall("b", "track_order")]
    turns = [
        UserMessage("2 kg"),
        AssistantMessage("Well.", calls),
        ToolMessage("b", "track_order", '{"b": 1}', True),
        UserMessage("and hurry"),
        ToolMessage("a", "create_order", '{"a": 1}'),
    ]
    fake.answer(text="Done")
    claude.complete(make_request(turns=turns))
    assert fake.requests[0].body["messages"][1:] == [
        {"role": "assistant", "content": [
            {"type": "text", "text": "Well."},
            {"type": "tool_use", "id": "a", "name": "create_order", "input": {"quantity": "2"}},
            {"type": "tool_use", "id": "b", "name": "track_order", "input": {}},
        ]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "a", "content": '{"a": 1}'},
            {"type": "tool_result", "tool_use_id": "b", "content": '{"b": 1}', "is_error": True},
            {"type": "text", "text": "and hurry"},
        ]},
    ]  # fmt: skip


def test_a_call_without_a_result_gets_one_and_an_empty_answer_is_left_out(claude, fake):
    turns = [
        UserMessage("hi"), AssistantMessage(""), UserMessage(" "),
        AssistantMessage("", [ToolCall("functions.track:0", "track_order")]),
    ]  # fmt: skip
    fake.answer(text="Sorry")
    claude.complete(make_request(turns=turns))
    messages = fake.requests[0].body["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    assert [block["text"] for block in messages[0]["content"]] == ["hi", "…"]
    assert messages[1]["content"][0]["id"] == messages[2]["content"][0]["tool_use_id"] == "functions_track_0"
    assert messages[2]["content"][0]["is_error"] is True


@pytest.mark.parametrize("streamed", [False, True])
def test_thinking_goes_back_unchanged_under_its_own_ids(claude, fake, streamed):
    fake.answer(text="Hm.", calls=[("track_order", {"n": 1})], thinking="signed-by-claude")
    reply = ask(claude, streamed=streamed)
    renamed = ToolCall("3-renamed", "track_order", {"n": 1})
    turns = [
        UserMessage("where?"), AssistantMessage(reply.text, [renamed], reply.state),
        ToolMessage("3-renamed", "track_order", "{}"),
    ]  # fmt: skip
    fake.answer(text="On its way")
    claude.complete(make_request(turns=turns))
    sent, result = fake.requests[1].body["messages"][1:]
    assert sent["content"] == [
        {"type": "thinking", "thinking": "", "signature": "signed-by-claude"},
        {"type": "text", "text": "Hm."},
        {"type": "tool_use", "id": reply.calls[0].id, "name": "track_order", "input": {"n": 1}},
    ]
    assert result["content"][0]["tool_use_id"] == reply.calls[0].id


def test_another_model_never_sees_the_thinking(claude, fake):
    fake.answer(calls=[("track_order", {})], thinking="signed-by-claude")
    reply = claude.complete(make_request(model="claude-sonnet-5-5"))
    turns = [UserMessage("where?"), AssistantMessage("", reply.calls, reply.state)]
    fake.answer(text="On its way")
    claude.complete(make_request(turns=turns, model="claude-opus-5-5"))
    assert [block["type"] for block in fake.requests[1].body["messages"][1]["content"]] == ["tool_use"]


@pytest.mark.parametrize("streamed", [False, True])
def test_malformed_arguments_are_a_problem_of_that_call_alone(claude, fake, streamed):
    fake.answer(calls=[("create_order", '{"quantity": 2,,}'), ("track_order", {"n": 1})])
    broken, fine = ask(claude, streamed=streamed).calls
    assert (broken.name, broken.arguments) == ("create_order", {})
    assert broken.problem.startswith("not valid JSON")
    assert (fine.arguments, fine.problem) == ({"n": 1}, "")


@pytest.mark.parametrize("streamed", [False, True])
def test_a_cut_call_is_not_to_be_executed(claude, fake, streamed):
    fake.answer(text="I will", calls=[("track_order", {"n": 1}), ("create_order", {"quantity": "2"})], is_cut=True)
    reply = ask(claude, streamed=streamed)
    assert reply.stop == "length"
    assert [(call.arguments, call.problem) for call in reply.calls] == [({"n": 1}, ""), ({}, CUT_SHORT)]


@pytest.mark.parametrize("streamed", [False, True])
def test_empty_content_is_a_reply_and_a_refusal_is_told(claude, fake, streamed):
    fake.answer()
    empty = ask(claude, streamed=streamed)
    assert (empty.text, empty.calls, empty.stop) == ("", [], "end")
    fake.answer(text="I cannot help with that.", is_refusal=True)
    assert ask(claude, streamed=streamed).stop == "refusal"


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "", "bad_request"),
        (401, "", "auth"),
        (402, "", "quota"),
        (403, "", "auth"),
        (404, "", "not_found"),
        (413, "", "too_long"),
        (429, "enforced_spend_limit_reached", "quota"),
    ],
)
def test_what_cannot_get_better_is_permanent_and_asked_once(claude, fake, status, code, expected):
    fake.fail(status, code=code)
    error = failure_of(claude)
    assert (error.permanent, error.code) == (True, expected)
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("status", "expected"),
    [(408, "timeout"), (409, "conflict"), (429, "rate_limited"), (500, "server_error"), (503, "overloaded"),
     (529, "overloaded")],
)  # fmt: skip
def test_what_may_get_better_is_transient(claude, fake, status, expected):
    fake.fail(status, retry_after=30)
    error = failure_of(claude)
    assert (error.permanent, error.code, error.retry_after) == (False, expected, 30.0)


def test_a_short_wait_is_waited_out(claude, fake):
    fake.fail(429, retry_after=0.1)
    fake.fail(529, retry_after=0)
    fake.answer(text="Here I am")
    began = time.monotonic()
    assert claude.complete(make_request()).text == "Here I am"
    assert 0.1 <= time.monotonic() - began < 1
    assert len(fake.requests) == 3


def test_the_time_of_a_silent_server_is_bounded(claude, fake):
    fake.hang(5)
    began = time.monotonic()
    error = failure_of(claude, timeout=0.3)
    assert (error.permanent, error.code) == (False, "timeout")
    assert 0.25 < time.monotonic() - began < 0.6
    assert len(fake.requests) == 1


def test_the_time_of_a_dripping_stream_is_bounded(claude, fake):
    fake.answer(text="word " * 200, pace=0.3)
    began = time.monotonic()
    with pytest.raises(ProviderError) as caught:
        claude.stream(make_request(timeout=0.4), lambda _text: None)
    assert caught.value.code == "timeout"
    # The next byte would come at 0.6: a timeout that starts anew with every byte would wait for it.
    assert time.monotonic() - began < 0.55


@pytest.mark.parametrize(
    ("word", "permanent", "code"),
    [("overloaded_error", False, "overloaded"), ("invalid_request_error", True, "bad_request")],
)
def test_an_error_inside_a_stream_is_understood_and_nothing_is_said_twice(claude, fake, word, permanent, code):
    heard: list[str] = []
    fake.answer(text="Two kilos", error=word)
    with pytest.raises(ProviderError) as caught:
        claude.stream(make_request(), heard.append)
    assert (caught.value.permanent, caught.value.code) == (permanent, code)
    assert (heard, len(fake.requests)) == (["Two ", "kilos"], 1)


def test_a_broken_stream_is_transient(claude, fake):
    fake.answer(text="Two kilos", breaks=True)
    with pytest.raises(ProviderError) as caught:
        claude.stream(make_request(), lambda _text: None)
    assert (caught.value.permanent, caught.value.code) == (False, "connection")


def test_a_proxy_that_answers_with_a_page_is_transient(claude, fake):
    fake.fail(200, body="<html>Please log in</html>")
    error = failure_of(claude, timeout=0.3)
    assert (error.permanent, error.code) == (False, "bad_answer")


def test_a_redirect_is_not_followed(claude, fake):
    fake.fail(307, headers={"location": f"{fake.anthropic_url}/v1/messages"})
    fake.answer(text="A place that nobody checked")
    error = failure_of(claude)
    assert (error.permanent, len(fake.requests)) == (True, 1)


def test_nobody_listening_is_transient(settings):
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:9"
    error = failure_of(get_provider("anthropic", api_key="sk-test"), timeout=0.3)
    assert (error.permanent, error.code) == (False, "connection")

"""The adapter for OpenAI and its kin through the real SDK: Chat Completions and Responses."""

import json
import threading
import time
from collections.abc import Iterator

import pytest

from agent.llm.answers import CUT_SHORT
from agent.llm.base import AssistantMessage, Provider, Reply, ToolCall, ToolMessage, Usage, UserMessage
from agent.llm.caching import cache_key
from agent.llm.registry import get_provider
from agent.testing.fake_models import FakeModels
from agent.testing.model_requests import SYSTEM, make_request
from agent.testing.scripts import Answer
from lib.errors import ProviderError

CHAT, RESPONSES = "gpt-4.1-mini", "gpt-6.1-sol"
BOTH = pytest.mark.parametrize("model", [CHAT, RESPONSES])
EACH_WAY = pytest.mark.parametrize("streamed", [False, True])


@pytest.fixture
def fake(settings) -> Iterator[FakeModels]:
    with FakeModels() as server:
        settings.OPENAI_BASE_URL = settings.GOOGLE_BASE_URL = settings.XAI_BASE_URL = server.openai_url
        yield server


@pytest.fixture
def openai(fake) -> Provider:
    return get_provider("openai", api_key="sk-test")


def ask(provider: Provider, *, streamed: bool, **fields) -> Reply:
    request = make_request(**fields)
    return provider.stream(request, lambda _text: None) if streamed else provider.complete(request)


def failure_of(provider: Provider, *, streamed: bool = False, **fields) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        ask(provider, streamed=streamed, **fields)
    return caught.value


def after_a_call(reply: Reply, *, call_id: str = "3-renamed") -> list:
    """The turns of a run whose first answer asked for one tool, which has answered."""
    call = reply.calls[0]
    renamed = ToolCall(call_id, call.name, call.arguments, call.problem)
    return [
        UserMessage("where?"), AssistantMessage(reply.text, [renamed], reply.state),
        ToolMessage(call_id, call.name, '{"status": "shipped"}'),
    ]  # fmt: skip


def test_a_chat_request_is_what_the_api_takes(openai, fake):
    fake.answer(text="Hello")
    openai.complete(make_request(model=CHAT, tools=make_request().tools[1:], parameters={"temperature": 0.2}))
    function = {"name": "track_order", "description": "Where an order is."}
    assert fake.requests[0].headers["authorization"] == "Bearer sk-test"
    assert fake.requests[0].body == {
        "model": CHAT,
        "messages": [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": "2 kg of beef"},
        ],
        "max_completion_tokens": 1500,
        "tools": [{"type": "function", "function": {**function, "parameters": {"type": "object", "properties": {}}}}],
        "temperature": 0.2,
        "prompt_cache_key": cache_key(SYSTEM),
    }


def test_a_responses_request_is_stored_nowhere(openai, fake):
    fake.answer(text="Hello")
    openai.complete(make_request(model=RESPONSES, tools=(), parameters={"temperature": 0.2}))
    assert fake.requests[0].path == "/v1/responses"
    assert fake.requests[0].body == {
        "model": RESPONSES,
        "instructions": SYSTEM,
        "input": [{"role": "user", "content": "2 kg of beef"}],
        "max_output_tokens": 3500,
        "store": False,
        "reasoning": {"effort": "low"},
        "include": ["reasoning.encrypted_content"],
        "prompt_cache_key": cache_key(SYSTEM),
    }


def test_what_comes_behind_the_system_prompt_does_not_change_the_cache_key(openai, fake):
    for text in ("2 kg of beef", "and the time?"):
        fake.answer(text="Hello")
        openai.complete(make_request(text, model=CHAT))
    assert {request.body["prompt_cache_key"] for request in fake.requests} == {cache_key(SYSTEM)}


@pytest.mark.parametrize(
    ("provider", "model", "sent"),
    [
        ("openai", "gpt-5-mini", {"max_completion_tokens": 3500, "reasoning_effort": "low"}),
        ("compatible", "llama-4", {"max_tokens": 1500, "temperature": 0.2}),
        ("compatible", "gpt-5.6-sol", {"max_completion_tokens": 1500, "reasoning_effort": "none"}),
        ("google", "gemini-3.8-flash", {"max_tokens": 3500, "reasoning_effort": "low", "temperature": 0.2}),
        ("xai", "grok-4.7", {"max_output_tokens": 3500}),
        ("xai", "grok-4.3", {"max_output_tokens": 3500, "reasoning": {"effort": "low"}}),
    ],
)
def test_parameters_follow_the_table(fake, provider, model, sent):
    fake.answer(text="Hello")
    request = make_request(model=model, parameters={"temperature": 0.2})
    get_provider(provider, api_key="sk-test").complete(request)
    body = fake.requests[0].body
    known = {
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
        "reasoning_effort",
        "reasoning",
        "temperature",
    }
    assert {name: body[name] for name in known & body.keys()} == sent


@BOTH
@EACH_WAY
def test_text_and_parallel_calls_are_read(openai, fake, model, streamed):
    fake.answer(text="One moment.", calls=[("create_order", {"quantity": "2 ק״ג"}), ("track_order", {})])
    reply = ask(openai, streamed=streamed, model=model)
    assert (reply.text, reply.stop, reply.provider, reply.model) == ("One moment.", "tools", "openai", model)
    assert [(call.name, dict(call.arguments), call.problem) for call in reply.calls] == [
        ("create_order", {"quantity": "2 ק״ג"}, ""),
        ("track_order", {}, ""),
    ]
    assert (len({call.id for call in reply.calls}), reply.state) == (2, {})


@BOTH
def test_a_stream_says_each_piece_once_and_in_order(openai, fake, model):
    heard: list[str] = []
    fake.answer(text="Two kilos of beef")
    reply = openai.stream(make_request(model=model), heard.append)
    assert heard == ["Two ", "kilos ", "of ", "beef"]
    assert (reply.text, reply.stop) == ("Two kilos of beef", "end")


@BOTH
@EACH_WAY
def test_input_tokens_include_cached_ones(openai, fake, model, streamed):
    fake.answer(text="Hi", input_tokens=1000, output_tokens=7, cache_read_tokens=600, cache_write_tokens=300)
    assert ask(openai, streamed=streamed, model=model).usage == Usage(1000, 7, 600, 300)


def test_results_follow_their_calls_in_chat(openai, fake):
    fake.answer(text="Well.", calls=[("track_order", {"n": "א"})])
    turns = after_a_call(openai.complete(make_request(model=CHAT)))
    fake.answer(text="Done")
    openai.complete(make_request(model=CHAT, turns=turns))
    function = {"name": "track_order", "arguments": '{"n": "א"}'}
    assert fake.requests[1].body["messages"][2:] == [
        {"role": "assistant", "content": "Well.",
         "tool_calls": [{"id": "3-renamed", "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": "3-renamed", "content": '{"status": "shipped"}'},
    ]  # fmt: skip


def test_results_follow_their_calls_in_responses(openai, fake):
    fake.answer(text="Well.", calls=[("track_order", {"n": 1})])
    turns = after_a_call(openai.complete(make_request(model=RESPONSES)))
    fake.answer(text="Done")
    openai.complete(make_request(model=RESPONSES, turns=turns))
    assert fake.requests[1].body["input"][1:] == [
        {"role": "assistant", "content": "Well."},
        {"type": "function_call", "call_id": "3-renamed", "name": "track_order", "arguments": '{"n": 1}'},
        {"type": "function_call_output", "call_id": "3-renamed", "output": '{"status": "shipped"}'},
    ]


@EACH_WAY
def test_geminis_signature_goes_back_with_its_call(fake, streamed):
    google = get_provider("google", api_key="g-key")
    fake.answer(calls=[("track_order", {"n": 1})], thinking="signed-by-gemini")
    reply = ask(google, streamed=streamed, model="gemini-3.8-flash")
    fake.answer(text="Done")
    google.complete(make_request(model="gemini-3.8-flash", turns=after_a_call(reply)))
    sent, result = fake.requests[1].body["messages"][2:]
    assert sent["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "signed-by-gemini"}}
    assert sent["tool_calls"][0]["id"] == result["tool_call_id"] == reply.calls[0].id


@EACH_WAY
def test_parallel_calls_without_ids_stay_apart(fake, streamed):
    google = get_provider("google", api_key="g-key")
    fake.answer(calls=[("create_order", {"n": 1}), ("create_order", {"n": 2})], has_bare_calls=True)
    reply = ask(google, streamed=streamed)
    assert [(call.name, call.arguments) for call in reply.calls] == [
        ("create_order", {"n": 1}),
        ("create_order", {"n": 2}),
    ]
    assert len({call.id for call in reply.calls} - {""}) == 2


@EACH_WAY
def test_encrypted_reasoning_goes_back_unchanged(openai, fake, streamed):
    fake.answer(calls=[("track_order", {"n": 1})], thinking="sealed")
    reply = ask(openai, streamed=streamed, model=RESPONSES)
    fake.answer(text="Done")
    openai.complete(make_request(model=RESPONSES, turns=after_a_call(reply)))
    reasoning, call, result = fake.requests[1].body["input"][1:]
    assert (reasoning["type"], reasoning["encrypted_content"]) == ("reasoning", "sealed")
    assert call["call_id"] == result["call_id"] == reply.calls[0].id


def test_the_state_survives_a_database(openai, fake):
    fake.answer(calls=[("track_order", {})], thinking="sealed")
    state = openai.complete(make_request(model=RESPONSES)).state
    assert json.loads(json.dumps(state)) == state


@BOTH
@EACH_WAY
def test_malformed_arguments_are_a_problem_of_that_call_alone(openai, fake, model, streamed):
    fake.answer(calls=[("create_order", '{"quantity": 2,,}'), ("track_order", {"n": 1})], thinking="sealed")
    reply = ask(openai, streamed=streamed, model=model)
    broken, fine = reply.calls
    assert (broken.arguments, broken.problem[:14]) == ({}, "not valid JSON")
    assert (fine.arguments, fine.problem) == ({"n": 1}, "")
    assert ",," not in json.dumps(reply.state)


@pytest.mark.parametrize(
    "arguments", ['{"n": NaN}', '{"n": 1e999}', '"text"', "[1]", r'{"n": "\u0000"}', r'{"n": "\ud800"}']
)
def test_arguments_that_no_row_can_hold_are_refused(openai, fake, arguments):
    fake.answer(calls=[("create_order", arguments)])
    (call,) = openai.complete(make_request(model=CHAT)).calls
    assert call.arguments == {}
    assert call.problem


@BOTH
@EACH_WAY
def test_a_cut_call_is_not_to_be_executed(openai, fake, model, streamed):
    fake.answer(calls=[("track_order", {"n": 1}), ("create_order", {"quantity": "2"})], is_cut=True)
    reply = ask(openai, streamed=streamed, model=model)
    assert reply.stop == "length"
    assert [(call.arguments, call.problem) for call in reply.calls] == [({"n": 1}, ""), ({}, CUT_SHORT)]


@BOTH
@EACH_WAY
def test_empty_content_is_a_reply_and_a_refusal_is_told(openai, fake, model, streamed):
    fake.answer()
    empty = ask(openai, streamed=streamed, model=model)
    assert (empty.text, empty.calls, empty.stop) == ("", [], "end")
    fake.answer(text="I cannot help with that.", is_refusal=True)
    refused = ask(openai, streamed=streamed, model=model)
    assert (refused.text, refused.stop) == ("I cannot help with that.", "refusal")


@pytest.mark.parametrize(
    ("status", "code", "permanent", "expected"),
    [
        (400, "", True, "bad_request"),
        (400, "context_length_exceeded", True, "too_long"),
        (401, "", True, "auth"),
        (429, "insufficient_quota", True, "quota"),
        (429, "rate_limit_exceeded", False, "rate_limited"),
        (500, "", False, "server_error"),
        (503, "", False, "overloaded"),
    ],
)
def test_failures_are_told_apart(openai, fake, status, code, permanent, expected):
    fake.fail(status, code=code, retry_after=30)
    error = failure_of(openai, model=CHAT)
    assert (error.permanent, error.code, error.retry_after) == (permanent, expected, 30.0)
    assert len(fake.requests) == 1


def test_geminis_list_of_errors_is_understood(fake):
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34s"}
    error = {"code": 429, "message": "Quota is used up.", "status": "RESOURCE_EXHAUSTED", "details": [info]}
    fake.fail(429, body=[{"error": error}])
    failure = failure_of(get_provider("google", api_key="g-key"))
    assert (failure.permanent, failure.code, failure.retry_after) == (False, "rate_limited", 34.0)
    assert str(failure) == "google 429: Quota is used up."


def test_a_date_to_come_back_at_is_understood(openai, fake):
    in_a_minute = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 60))
    fake.fail(503, retry_after=in_a_minute)
    assert 55 < (failure_of(openai, model=CHAT).retry_after or 0) <= 60


@BOTH
def test_an_error_inside_a_stream_is_understood(openai, fake, model):
    heard: list[str] = []
    fake.answer(text="Two kilos", error="rate_limit_exceeded")
    with pytest.raises(ProviderError) as caught:
        openai.stream(make_request(model=model), heard.append)
    assert (caught.value.permanent, caught.value.code) == (False, "rate_limited")
    assert (heard, len(fake.requests)) == (["Two ", "kilos"], 1)


@BOTH
def test_a_broken_stream_and_a_silent_server_are_transient(openai, fake, model):
    fake.answer(text="Two kilos", breaks=True)
    assert failure_of(openai, streamed=True, model=model).code == "connection"
    fake.hang(5)
    began = time.monotonic()
    silent = failure_of(openai, model=model, timeout=0.2)
    assert (silent.permanent, silent.code) == (False, "timeout")
    assert time.monotonic() - began < 0.4


def test_a_server_of_ones_own_is_said_at_once_and_needs_no_key(fake):
    heard: list[str] = []
    own = get_provider("compatible", base_url=fake.openai_url)
    fake.answer(text="Two kilos of beef")
    own.stream(make_request(model="llama-4"), heard.append)
    assert (heard, fake.requests[0].is_stream) == (["Two kilos of beef"], False)


def test_two_hundred_threads_wait_at_once(openai, fake):
    fake.latency = 0.5
    fake.on_request(lambda request: Answer(text=request.last_words))
    replies: dict[int, str] = {}

    def work(number: int) -> None:
        replies[number] = openai.complete(make_request(str(number), model=CHAT, timeout=20)).text

    threads = [threading.Thread(target=work, args=(number,)) for number in range(200)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == {number: str(number) for number in range(200)}
    # One after the other would take 100 s; a pool of ten connections 10 s.
    assert time.monotonic() - began < 8

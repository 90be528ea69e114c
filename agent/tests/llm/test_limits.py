"""What providers say when a request is too long, a model is gone or a key is wrong, each in its own way."""

from collections.abc import Iterator

import pytest

from agent.llm.failures import TELLING_SENTENCES
from agent.llm.registry import get_provider
from agent.testing.fake_models import FakeModels
from agent.testing.model_requests import make_request
from lib.errors import ProviderError

MODELS = {"anthropic": "claude-sonnet-5-5", "openai": "gpt-4.1-mini", "google": "gemini-3.8-flash", "xai": "grok-4.7"}


@pytest.fixture
def fake(settings) -> Iterator[FakeModels]:
    with FakeModels() as server:
        settings.ANTHROPIC_BASE_URL = server.anthropic_url
        settings.OPENAI_BASE_URL = settings.GOOGLE_BASE_URL = settings.XAI_BASE_URL = server.openai_url
        yield server


def failure_of(provider: str, model: str = "") -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        get_provider(provider, api_key="k").complete(make_request(model=model or MODELS[provider]))
    return caught.value


@pytest.mark.parametrize(
    ("provider", "message", "code"),
    [
        ("anthropic", "prompt is too long: 210000 tokens > 200000 maximum", "too_long"),
        ("openai", "This model's maximum context length is 128000 tokens. However, you requested 130000", "too_long"),
        (
            "google",
            "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).",
            "too_long",
        ),
        ("xai", "This model's maximum prompt length is 131072 but the request contains 140000 tokens.", "too_long"),
        ("openai", "the request exceeds the available context size, try increasing it", "too_long"),
        ("xai", "Model not found: grok-1", "not_found"),
        ("openai", "The model `gpt-4-32k` has been deprecated, learn more here", "not_found"),
        ("google", "models/gemini-1.0-pro is not found: this model is no longer available", "not_found"),
        ("google", "API key not valid. Please pass a valid API key.", "auth"),
        ("openai", "Unsupported parameter: 'temperature' is not supported with this model.", "bad_request"),
        ("anthropic", "messages.0: the customer wrote a message that does not exist", "bad_request"),
    ],
)
def test_a_refused_request_says_why_in_a_sentence(fake, provider, message, code):
    fake.fail(400, message=message)
    error = failure_of(provider)
    assert (error.permanent, error.code) == (True, code)
    assert len(fake.requests) == 1


@pytest.mark.parametrize("provider", MODELS)
@pytest.mark.parametrize(("status", "code"), [(404, "not_found"), (410, "not_found"), (413, "too_long"), (401, "auth")])
def test_the_same_status_means_the_same_everywhere(fake, provider, status, code):
    fake.fail(status)
    error = failure_of(provider)
    assert (error.permanent, error.code) == (True, code)


@pytest.mark.parametrize("provider", MODELS)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_full_window_is_a_cut_answer_that_is_not_taken_for_whole(fake, provider, streamed):
    fake.answer(text="Your order is", is_overfull=True)
    request, agent = make_request(model=MODELS[provider]), get_provider(provider, api_key="k")
    reply = agent.stream(request, lambda _text: None) if streamed else agent.complete(request)
    assert (reply.stop, reply.text) == ("length", "Your order is")


def test_every_sentence_stands_for_a_failure_that_does_not_pass():
    assert set(TELLING_SENTENCES) <= {"too_long", "not_found", "auth"}

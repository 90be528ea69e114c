"""Pictures and recordings through the real SDKs, in each provider's own format."""

import base64

import pytest

from agent.llm.base import Medium, Recording, Usage, UserMessage
from agent.llm.registry import get_provider
from agent.llm.senses import TABLE, senses_of
from agent.testing.fake_models import FakeModels
from agent.testing.model_requests import make_request
from lib.errors import ProviderError

PHOTO = Medium(b"\xff\xd8\xff a photo", "image/jpeg")
VOICE = Medium(b"OggS a voice", "audio/ogg")


@pytest.fixture
def fake(settings):
    with FakeModels() as server:
        settings.OPENAI_BASE_URL = settings.GOOGLE_BASE_URL = settings.XAI_BASE_URL = server.openai_url
        settings.ANTHROPIC_BASE_URL = server.anthropic_url
        yield server


def encoded(medium):
    return base64.b64encode(medium.content).decode()


def sent(fake, provider, model, medium):
    """The content of the one message that reached the provider."""
    fake.answer(text="A tray of wings.")
    request = make_request(turns=[UserMessage("Describe it.", [medium])], tools=(), model=model)
    reply = get_provider(provider, api_key="key").complete(request)
    assert reply.text == "A tray of wings."
    body = fake.requests[0].body
    return (body.get("input") or body["messages"])[-1]["content"]


def test_anthropic_gets_an_image_block_before_the_words(fake):
    assert sent(fake, "anthropic", "claude-sonnet-5", PHOTO) == [
        {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": encoded(PHOTO)}},
        {"type": "text", "text": "Describe it."},
    ]


@pytest.mark.parametrize(
    ("provider", "model"), [("openai", "gpt-4.1"), ("google", "gemini-3.8-flash"), ("compatible", "llava")]
)
def test_chat_completions_get_a_data_url(fake, provider, model):
    assert sent(fake, provider, model, PHOTO) == [
        {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{encoded(PHOTO)}"}},
        {"type": "text", "text": "Describe it."},
    ]


@pytest.mark.parametrize(("provider", "model"), [("openai", "gpt-6.1-terra"), ("xai", "grok-4.7")])
def test_responses_get_an_input_image(fake, provider, model):
    assert sent(fake, provider, model, PHOTO) == [
        {"type": "input_image", "image_url": f"data:image/jpeg;base64,{encoded(PHOTO)}", "detail": "auto"},
        {"type": "input_text", "text": "Describe it."},
    ]


def test_gemini_hears_recordings_itself(fake):
    assert sent(fake, "google", "gemini-3.8-flash", VOICE)[0] == {
        "type": "input_audio", "input_audio": {"data": encoded(VOICE), "format": "ogg"},
    }  # fmt: skip


def test_openai_writes_recordings_down_with_a_model_that_does_nothing_else(fake):
    fake.answer(text="two kilos of wings ", input_tokens=300, output_tokens=12)
    model = senses_of("openai", "gpt-6.1-terra").transcriber
    reply = get_provider("openai", api_key="key").transcribe(Recording(VOICE, model))
    assert (reply.text, reply.usage, reply.model) == ("two kilos of wings", Usage(300, 12), "gpt-4o-mini-transcribe")
    request = fake.requests[0]
    assert request.path == "/v1/audio/transcriptions"
    assert request.body == {
        "model": "gpt-4o-mini-transcribe", "response_format": "json",
        "file": {"name": "recording.ogg", "type": "audio/ogg", "content": VOICE.content},
    }  # fmt: skip


def test_a_transcriber_that_stumbles_is_asked_again(fake):
    fake.fail(500)
    fake.answer(text="hello")
    assert get_provider("openai", api_key="key").transcribe(Recording(VOICE, "whisper-1")).text == "hello"


def test_a_transcriber_that_refuses_is_a_provider_error(fake):
    fake.fail(400, message="Invalid file format.")
    with pytest.raises(ProviderError) as refused:
        get_provider("openai", api_key="key").transcribe(Recording(VOICE, "whisper-1"))
    assert (refused.value.permanent, refused.value.code) == (True, "bad_request")


@pytest.mark.parametrize("provider", ["anthropic", "offline"])
def test_who_cannot_hear_says_so(provider):
    with pytest.raises(ProviderError) as refused:
        get_provider(provider, api_key="key").transcribe(Recording(VOICE, "x"))
    assert refused.value.code == "no_transcriber"


@pytest.mark.parametrize(
    ("provider", "model", "reads"),
    [
        ("anthropic", "claude-sonnet-5", {"image/jpeg", "image/webp"}),
        ("openai", "gpt-6.1-terra", {"image/jpeg", "image/webp", "audio/ogg"}),
        ("openai", "gpt-3.5-turbo", {"audio/ogg"}),
        ("openai", "whisper-1", {"audio/ogg"}),
        ("google", "gemini-3.8-flash", {"image/jpeg", "image/webp", "audio/ogg"}),
        ("xai", "grok-4.7", {"image/jpeg"}),
        ("compatible", "llama-3", set()),
        ("compatible", "qwen3-vl:8b", {"image/jpeg"}),
        ("compatible", "whisper-large-v3", {"audio/ogg"}),
        ("offline", "offline-1", set()),
    ],
)
def test_what_a_model_reads_is_a_row_of_the_table(provider, model, reads):
    senses = senses_of(provider, model)
    assert {kind for kind in ("image/jpeg", "image/webp", "audio/ogg") if senses.can_read(kind, 1000)} == reads


def test_what_is_too_large_or_of_another_kind_is_not_sent():
    senses = senses_of("anthropic", "claude-sonnet-5")
    assert not senses.can_read("image/jpeg", 4 * 1024 * 1024)
    assert not senses.can_read("application/pdf", 10)


def test_a_server_of_ones_own_transcribes_under_its_own_name():
    assert senses_of("compatible", "whisper-large-v3").transcriber == "whisper-large-v3"


def test_every_provider_has_a_row_for_models_that_nobody_knows():
    assert all("" in rows for rows in TABLE.values())

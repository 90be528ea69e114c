"""Who is asked, with which key, at which address."""

import subprocess
import sys
import threading

import pytest

from agent.llm.connection import http_client, time_limit
from agent.llm.parameters import TABLE, takes
from agent.llm.registry import PROVIDERS, get_provider
from agent.testing.fake_models import FakeModels
from agent.testing.model_requests import make_request
from lib.errors import ProviderError

# Public by its number; nothing is ever sent there.
PUBLIC = "https://8.8.8.8/v1"


def refusal(name: str, **access) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        get_provider(name, **access)
    assert caught.value.permanent
    return caught.value


def test_the_same_provider_is_given_again(settings):
    first = get_provider("anthropic", api_key="a")
    assert get_provider("anthropic", api_key="a") is first
    assert get_provider("anthropic", api_key="b") is not first
    settings.ANTHROPIC_BASE_URL = "http://127.0.0.1:9"
    assert get_provider("anthropic", api_key="a") is not first


@pytest.mark.parametrize("name", ["anthropic", "openai", "google", "xai"])
def test_a_missing_key_names_the_variable(name, settings):
    setattr(settings, f"{name.upper()}_API_KEY", "")
    error = refusal(name)
    assert error.code == "no_key"
    assert f"{name.upper()}_API_KEY" in str(error)


def test_an_unknown_provider_and_a_server_without_a_model_are_named():
    assert refusal("clippy").code == "unknown_provider"
    with pytest.raises(ProviderError) as caught:
        get_provider("compatible", base_url=PUBLIC).complete(make_request(model=""))
    assert (caught.value.permanent, caught.value.code) == (True, "no_model")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:11434/v1", "private_address"),
        ("http://169.254.169.254/latest", "private_address"),
        ("http://[::1]:80/v1", "private_address"),
        ("file:///etc/passwd", "bad_address"),
        ("http://[", "bad_address"),
    ],
)
def test_an_address_that_a_shop_typed_must_be_public(url, code):
    assert refusal("compatible", api_key="k", base_url=url).code == code


def test_an_address_of_the_operator_may_be_private(settings):
    settings.OPENAI_BASE_URL = "http://127.0.0.1:11434/v1"
    assert get_provider("compatible", base_url="http://127.0.0.1:11434/v1/").name == "compatible"


def test_the_installations_key_is_not_sent_to_an_address_that_a_shop_typed(settings):
    settings.OPENAI_API_KEY = "sk-of-the-operator"
    assert refusal("openai", base_url=PUBLIC).code == "no_key"
    assert get_provider("compatible", base_url=PUBLIC).client.api_key == "none"
    assert get_provider("openai", api_key="sk-own", base_url=PUBLIC).client.api_key == "sk-own"


def test_a_public_name_that_turns_private_is_not_connected_to():
    """What `get_provider` checked may mean another address later: the connection checks again."""
    with FakeModels() as fake, time_limit(2), pytest.raises(ProviderError) as caught:
        http_client(public_only=True).get(f"{fake.openai_url}/models")
    assert caught.value.code == "private_address"
    assert fake.requests == []


def test_nothing_of_one_shop_travels_with_anothers_call(settings):
    with FakeModels() as fake:
        settings.OPENAI_BASE_URL = fake.openai_url
        fake.fail(400, headers={"set-cookie": "shop=one; Path=/"})
        fake.answer(text="Hi")
        with pytest.raises(ProviderError):
            get_provider("openai", api_key="one").complete(make_request(model="gpt-4.1"))
        get_provider("openai", api_key="two").complete(make_request(model="gpt-4.1"))
        assert [request.headers["authorization"] for request in fake.requests] == ["Bearer one", "Bearer two"]
        assert "cookie" not in fake.requests[1].headers


def test_threads_that_ask_first_share_their_connections():
    found = []
    threads = [threading.Thread(target=lambda: found.append(get_provider("xai", api_key="x"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(provider.client._client) for provider in found}) == 1


@pytest.mark.parametrize(
    ("provider", "model", "api"),
    [
        ("openai", "gpt-5.5", "chat"),
        ("openai", "gpt-5.6-sol", "responses"),
        ("openai", "gpt-6.1-sol", "responses"),
        ("openai", "gpt-7", "chat"),
        ("anthropic", "claude-sonnet-9", "messages"),
        ("xai", "grok-9", "responses"),
    ],
)
def test_the_longest_prefix_of_the_table_counts(provider, model, api):
    assert takes(provider, model).api == api


def test_every_provider_but_offline_has_rows_with_a_default():
    assert set(TABLE) == set(PROVIDERS) - {"offline"}
    assert all("" in rows for rows in TABLE.values())


def test_the_registry_does_not_import_the_sdks():
    code = "import sys, agent.llm.registry; print({'anthropic', 'openai'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

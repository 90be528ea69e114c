"""The models page: the list, its order, keys that are never shown, and asking hello for real."""

import pytest

from agent.models import Job, ModelChoice
from agent.testing.fake_models import FakeModels
from agent.thinking.choices import MOST_MODELS
from billing.limits import Limit
from billing.models import UsageEvent
from billing.periods import Span
from billing.services import set_caps
from tenants.alerts.services import raise_alert
from tenants.models import Alert, AuditEvent, Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/agent/models/"
# Public by its number; nothing is ever sent there.
SERVER = "https://8.8.8.8/v1"


@pytest.fixture
def manager(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return client


@pytest.fixture
def fake(settings):
    with FakeModels() as server:
        settings.ANTHROPIC_BASE_URL, settings.ANTHROPIC_API_KEY = server.anthropic_url, "sk-of-the-operator"
        yield server


def listed(shop, job=Job.CHAT):
    with tenant_scope(shop):
        return [row.model for row in ModelChoice.objects.filter(job=job).order_by("position")]


def add(shop, model="claude-sonnet-5-5", *, position=0, **fields):
    with tenant_scope(shop):
        values = {"provider": "anthropic", "model": model, "position": position} | fields
        return ModelChoice.objects.create(tenant=shop, **values)


def text_of(answer):
    return answer.content.decode()


def post(client, row, what="", **data):
    return client.post(f"{PAGE}{row.public_id}/{what}", data)


def test_the_list_says_what_each_model_costs_and_reads(manager, shop, fake):
    add(shop)
    page = text_of(manager.get(PAGE))
    assert "$2.00 in, $10.00 out for a million tokens" in page
    assert "1,000,000 tokens" in page
    assert "The key of this installation is used." in page
    assert "claude-haiku-5-5: $0.10 / $0.50" in page


def test_the_form_for_another_model_recommends_one_and_shows_the_prices(manager):
    page = text_of(manager.get(f"{PAGE}?provider=openai"))
    assert 'placeholder="gpt-6.1-terra"' in page
    assert '<td class="code" dir="ltr">gpt-6-sol</td><td class="end"><bdi>$2.00 / $10.00</bdi></td>' in page
    assert "Another model" in text_of(manager.get(f"{PAGE}?provider=clippy"))


def test_an_empty_list_says_who_answers(manager, shop):
    assert "the offline agent answers by fixed rules" in text_of(manager.get(PAGE))
    with tenant_scope(shop):
        ModelChoice.objects.create(tenant=shop, provider="xai", model="grok-4.7")
    assert "xAI grok-4.7 answers" in text_of(manager.get(f"{PAGE}?job=summary"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"model": "claude-3-opus-latest"}, "This model was switched off by its provider."),
        ({"model": "claude-sonet-5"}, "its name is misspelt"),
        ({"parameters": {"temperature": 1}}, "temperature: This model does not take it."),
        ({"parameters": {"top_k": 1}}, "Nobody knows the parameter “top_k”."),
        ({"provider": "openai", "model": "gpt-6.1-terra"}, "There is no key."),
        ({"provider": "compatible", "model": "llama-4"}, "The price is not known"),
    ],
)
def test_what_is_wrong_with_a_model_is_said_with_what_to_do(manager, shop, fake, fields, words):
    add(shop, **fields)
    assert words in text_of(manager.get(PAGE))


def test_a_model_that_stopped_says_so_on_its_card(manager, shop, fake):
    add(shop)
    facts = {"model": "anthropic: claude-sonnet-5-5", "notice": "model_auth", "problem": "401"}
    with tenant_scope(shop):
        raise_alert(shop, kind="model_stopped", subject="anthropic:claude-sonnet-5-5", **facts)
    page = text_of(manager.get(PAGE))
    assert "its key is not accepted. The key is not accepted. Make a new one" in page


def test_a_model_of_the_installation_that_stopped_says_so_too(manager, shop):
    facts = {"model": "anthropic: claude-sonnet-5", "notice": "model_quota", "problem": "402"}
    with tenant_scope(shop):
        raise_alert(shop, kind="model_stopped", subject="anthropic:claude-sonnet-5", **facts)
    assert "The provider&#x27;s account has no money or quota left. Top it up there." in text_of(manager.get(PAGE))


def test_a_model_is_added_at_the_end_with_its_options(manager, shop):
    add(shop)
    wish = {"job": "chat", "provider": "openai", "model": " gpt-6.1-terra ", "api_key": " sk-1 ",
            "reasoning_effort": "low", "max_tokens": "800"}  # fmt: skip
    answer = manager.post(f"{PAGE}add", wish)
    assert (answer.status_code, answer.url) == (302, f"{PAGE}?job=chat")
    with tenant_scope(shop):
        row = ModelChoice.objects.get(position=1)
        assert AuditEvent.objects.get().actor == "dana"
    assert (row.provider, row.model, row.api_key) == ("openai", "gpt-6.1-terra", "sk-1")
    assert row.parameters == {"reasoning_effort": "low", "max_tokens": 800}


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"provider": "clippy"}, "Select a valid choice"),
        ({"provider": "offline"}, "Select a valid choice"),
        ({"provider": "anthropic", "temperature": "0.5"}, "This model does not take it. Leave it empty."),
        ({"provider": "openai", "model": "gpt-4.1", "temperature": "2.5"}, "This model takes: 0 – 2."),
        ({"provider": "openai", "model": "gpt-6-sol", "reasoning_effort": "max"}, "none, low, medium, high, xhigh"),
        ({"provider": "anthropic", "max_tokens": "10"}, "This model takes: 200 – 8000."),
        ({"provider": "compatible", "base_url": SERVER}, "Write the name of a model"),
        ({"provider": "compatible", "model": "m", "base_url": "http://127.0.0.1:9/v1"}, "It must be public"),
        ({"provider": "compatible", "model": "m", "base_url": "http://169.254.169.254/"}, "It must be public"),
        ({"provider": "compatible", "model": "m", "base_url": "nonsense"}, "It must be public|Enter a valid URL"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_changes(manager, shop, wish, words):
    answer = manager.post(f"{PAGE}add", {"job": "chat", "api_key": "sk-typed", **wish})
    page = text_of(answer)
    assert answer.status_code == 422
    assert any(word in page for word in words.split("|"))
    assert "sk-typed" not in page
    assert listed(shop) == []


def test_a_list_has_an_end(manager, shop):
    for position in range(MOST_MODELS):
        add(shop, position=position)
    answer = manager.post(f"{PAGE}add", {"job": "chat", "provider": "anthropic"})
    assert (answer.status_code, len(listed(shop))) == (422, MOST_MODELS)
    assert "The list is full." in text_of(answer)


def test_models_move_one_place_and_stop_at_the_ends(manager, shop):
    rows = [add(shop, name, position=3 * place) for place, name in enumerate("abc")]
    post(manager, rows[2], "move", to="up")
    assert listed(shop) == ["a", "c", "b"]
    post(manager, rows[0], "move", to="up")
    post(manager, rows[1], "move", to="down")
    assert listed(shop) == ["a", "c", "b"]
    post(manager, rows[0], "move", to="down")
    assert listed(shop) == ["c", "a", "b"]


def test_a_model_is_taken_out_and_the_second_click_finds_nothing(manager, shop):
    rows = [add(shop, name, position=place) for place, name in enumerate("abc")]
    assert post(manager, rows[1], "remove").status_code == 302
    assert post(manager, rows[1], "remove").status_code == 404
    assert listed(shop) == ["a", "c"]


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ({"model": "gpt-6-sol"}, "sk-old"),
        ({"model": "gpt-6-sol", "api_key": "sk-new"}, "sk-new"),
        ({"base_url": SERVER}, ""),
        ({"provider": "xai", "model": "grok-4.7"}, ""),
        ({"base_url": SERVER, "api_key": "sk-new"}, "sk-new"),
    ],
)
def test_a_key_stays_only_where_it_was_entered_for(manager, shop, wish, key):
    row = add(shop, "gpt-6.1-terra", provider="openai", api_key="sk-old")
    assert post(manager, row, provider=wish.pop("provider", "openai"), **wish).status_code == 302
    row.refresh_from_db()
    assert row.api_key == key


def test_a_key_is_sealed_and_never_shown(manager, shop):
    row = add(shop, api_key="sk-very-secret")
    assert "sk-very-secret" not in text_of(manager.get(PAGE))
    assert "Your own key is stored." in text_of(manager.get(PAGE))
    refused = post(manager, row, provider="anthropic", temperature="1", api_key="sk-very-secret")
    assert (refused.status_code, "sk-very-secret" in text_of(refused)) == (422, False)


def test_hello_is_a_real_call_that_is_paid(manager, shop, fake):
    row = add(shop, parameters={"max_tokens": 900})
    fake.answer(text="Hello, I am here!", input_tokens=1000, output_tokens=100)
    answer = post(manager, row, "test")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "“Hello, I am here!”" in page
    assert "1100 tokens, $0.003" in page
    with tenant_scope(shop):
        assert list(UsageEvent.objects.values_list("role", "input_tokens")) == [("test", 1000)]
    assert (fake.requests[0].last_words, fake.requests[0].body["max_tokens"]) == ("Hello!", 300)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "The key is not accepted. Make a new one"),
        (404, "The provider does not know this model"),
        (400, "Empty the options, or choose another model."),
    ],
)
def test_no_answer_is_told_with_the_repair_and_an_alert(manager, shop, fake, status, words):
    fake.fail(status, message="the provider's own words")
    answer = post(manager, add(shop), "test")
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "the provider&#x27;s own words" in text_of(answer)
    with tenant_scope(shop):
        assert Alert.objects.get().kind == "model_stopped"
        assert not UsageEvent.objects.exists()


def test_a_test_does_not_pass_a_cap(manager, shop, fake):
    with tenant_scope(shop):
        set_caps(shop, limits={Span.DAY: Limit(tokens=10)}, actor="test")
    answer = post(manager, add(shop), "test")
    assert (answer.status_code, fake.requests) == (422, [])
    assert "Raise it on the spend page" in text_of(answer)


def test_tests_are_rationed(manager, shop, fake):
    row = add(shop)
    for _ in range(6):
        fake.answer(text="Hi")
    codes = [post(manager, row, "test").status_code for _ in range(7)]
    assert codes == [200] * 6 + [422]
    assert len(fake.requests) == 6


def test_who_answers_chats_may_not_choose_models(client, shop):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    row = add(shop)
    codes = [client.get(PAGE).status_code, client.post(f"{PAGE}add").status_code]
    codes += [post(client, row, what).status_code for what in ("", "move", "remove", "test")]
    assert codes == [403] * 6


def test_charlie_reaches_no_model(client, charlie, shop, other_shop, fake):
    row = add(shop, api_key="sk-1")
    before = rows_of(shop)
    client.force_login(charlie)
    for slug in ("valdman", "charlie"):
        for what in ("", "move", "remove", "test"):
            address = f"/panel/{slug}/agent/models/{row.public_id}/{what}"
            assert client.post(address, {"provider": "openai"}).status_code == 404
    assert client.get(PAGE).status_code == 404
    assert (rows_of(shop), fake.requests) == (before, [])

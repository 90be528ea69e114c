"""Connecting an account of every kind by command: what is typed, what the provider is told, what stays secret."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from channels.models import Channel, MessageTemplate
from channels.registry import ADAPTERS, get_adapter
from channels.services import ensure_local_channel
from channels.testing import fake_messenger
from channels.tests.connecting_cases import CASES, app_address
from lib.testing.server import Response
from tenants.scoping import scopes_disabled, tenant_scope

pytestmark = pytest.mark.django_db

HERE = "https://s.test"


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture
def provider(case, settings):
    with case.fake() as fake:
        settings.OUTBOUND_TIMEOUT, settings.PRIVATE_HOSTS = 2.0, ["127.0.0.1"]
        for name in case.addresses:
            setattr(settings, name, fake.url)
        yield fake


def run(*arguments):
    """What the command said, and the reason when it gave up."""
    out, problem = io.StringIO(), ""
    try:
        call_command(*arguments, stdout=out)
    except CommandError as error:
        problem = str(error)
    return out.getvalue(), problem


def typed(case, provider, **changes):
    values = {**case.typed, **changes}
    if case.kind == "supportboard":
        values["board_url"] = provider.url
    options = [part for name, value in values.items() for part in (f"--{name.replace('_', '-')}", value)]
    return ["channel_add", case.kind, "--tenant", "valdman", "--url", HERE, *options]


def connected():
    with scopes_disabled():
        return list(Channel.objects.all())


def test_every_kind_is_connected_here():
    local = {"terminal", "webchat"}
    assert {case.kind for case in CASES.values()} | local == set(ADAPTERS)


def test_add_connects_and_registers_our_address(shop, case, provider):
    said, problem = run(*typed(case, provider))
    (channel,) = connected()
    ours = f"{HERE}/webhooks/{case.kind}/{channel.public_id}"
    host = provider.url.removeprefix("http://")
    assert problem == ""
    assert said.startswith(f"Connected {case.name or host} to {shop.name}.\nIt delivers to {ours}\n")
    assert said.count("Still to do: ") == case.todo
    assert (channel.kind, channel.account_id, channel.is_enabled) == (case.kind, case.account_id or host, True)
    assert channel.base_url == HERE
    if case.delivers_to:
        assert case.delivers_to(provider) == ours


def test_what_is_secret_is_neither_said_nor_readable_in_the_database(shop, case, provider):
    said, _problem = run(*typed(case, provider))
    said += "".join("".join(run(name)) for name in ("channel_list", "channel_check", "templates_sync"))
    (channel,) = connected()
    with scopes_disabled():
        (row,) = Channel.objects.filter(pk=channel.pk).values_list("account", "name", "problem")
    assert case.secrets != []
    assert [secret for secret in [*case.secrets, channel.secret] if secret in said or secret in str(row)] == []
    assert [channel.credentials[name] for name in case.typed] == list(case.typed.values())
    assert channel.secret == case.proof if case.proof else channel.secret not in case.secrets


def test_the_same_account_again_is_the_same_channel_renewed(shop, case, provider):
    run(*typed(case, provider), "--name", "Ours")
    (before,) = connected()
    said, problem = run(*typed(case, provider))
    (after,) = connected()
    assert (problem, said.startswith("Connected Ours to ")) == ("", True)
    assert (after.public_id, after.name) == (before.public_id, "Ours")
    assert after.credentials["verify_token"] == before.credentials["verify_token"]


def test_credentials_that_the_provider_refuses_connect_nothing(shop, case, provider):
    provider.fail(case.asks, case.refusal)
    said, problem = run(*typed(case, provider))
    assert (said, connected()) == ("", [])
    assert problem.startswith("Not connected: ")
    assert "Check the token: it must belong to this account and still be valid." in problem
    assert [secret for secret in case.secrets if secret in problem] == []


def test_what_is_required_is_asked_for(shop, case, provider, capsys):
    missing = next(field.name for field in get_adapter(case.kind).fields if field.is_required)
    values = {name: value for name, value in case.typed.items() if name != missing}
    options = [part for name, value in values.items() for part in (f"--{name.replace('_', '-')}", value)]
    with pytest.raises(SystemExit):
        run("channel_add", case.kind, "--tenant", "valdman", *options)
    assert f"are required: --{missing.replace('_', '-')}" in capsys.readouterr().err
    assert (provider.calls, connected()) == ([], [])


def test_secrets_can_come_from_standard_input_in_the_order_of_the_help(shop, case, provider, monkeypatch):
    secret = [field.name for field in get_adapter(case.kind).fields if field.is_secret and field.name in case.typed]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{case.typed[name]}\n" for name in secret)))
    _said, problem = run(*typed(case, provider, **dict.fromkeys(secret, "-")))
    (channel,) = connected()
    assert problem == ""
    assert [channel.credentials[name] for name in secret] == case.secrets


def test_list_shows_the_account_and_its_state(shop, case, provider):
    run(*typed(case, provider), "--name", "Ours")
    (channel,) = connected()
    said, problem = run("channel_list", "--tenant", "valdman")
    head, row = said.splitlines()
    assert (problem, head.split()) == ("", ["SHOP", "KIND", "NAME", "STATE", "LAST", "IN", "LAST", "OUT", "ID"])
    assert row.split() == ["valdman", case.kind, "Ours", "on", "-", "-", str(channel.public_id)]


def test_check_is_content_with_what_was_connected(shop, case, provider):
    run(*typed(case, provider), "--name", "Ours")
    said, problem = run("channel_check", "--url", HERE)
    waiting = "0 updates wait" if case.delivers_to else "the provider does not tell where it delivers"
    assert (said.splitlines()[0], problem) == (f"ok   valdman {case.kind} Ours: {waiting}", "")


def test_check_notices_that_deliveries_go_elsewhere(shop, case, provider):
    run(*typed(case, provider), "--name", "Ours")
    said, problem = run("channel_check", "--url", "https://moved.test")
    if case.delivers_to is None:
        assert problem == ""
        return
    (channel,) = connected()
    path = f"/webhooks/{case.kind}/{channel.public_id}"
    assert problem == "1 of 1 channels are not well."
    assert f"delivers to {HERE}{path} instead of https://moved.test{path}; channel_add corrects that" in said


def test_check_says_what_the_provider_refused(shop, case, provider):
    run(*typed(case, provider), "--name", "Ours")
    spoil(provider)
    said, problem = run("channel_check", "--url", HERE)
    assert (said.startswith(f"FAIL valdman {case.kind} Ours: "), problem) == (True, "1 of 1 channels are not well.")
    assert [secret for secret in case.secrets if secret in said] == []


def spoil(provider):
    """From now on nothing is answered as it should be."""
    provider.respond = lambda _call: Response(503, b"<html>away</html>")


# --- Templates -----------------------------------------------------------------------------------
LATE = {
    "name": "late_answer", "language": "en", "status": "APPROVED", "category": "UTILITY", "id": "1",
    "components": [{"type": "BODY", "text": "About your question: {{1}} Thank you."}],
}  # fmt: skip
PLAIN = {**LATE, "name": "plain", "id": "2", "components": [{"type": "BODY", "text": "Hello from the butcher."}]}


@pytest.fixture
def whatsapp(shop, settings):
    """Connected, with three templates: one of them in two languages."""
    case = CASES["whatsapp"]
    with case.fake() as graph:
        settings.META_BASE_URL = graph.url
        graph.account.templates = [LATE, {**LATE, "language": "he", "id": "3"}, PLAIN]
        run(*typed(case, graph), "--name", "Ours")
        yield graph


def rows():
    with scopes_disabled():
        fields = ("name", "language", "status", "parameters", "use_for")
        return list(MessageTemplate.objects.order_by("name", "language").values_list(*fields))


def test_templates_are_read_and_one_is_chosen_for_late_answers(whatsapp):
    said, problem = run("templates_sync", "--tenant", "valdman", "--use", "late_answer")
    assert problem == ""
    assert rows() == [
        ("late_answer", "en", "approved", 1, "late_reply"),
        ("late_answer", "he", "approved", 1, "late_reply"),
        ("plain", "en", "approved", 0, ""),
    ]
    assert [line.split() for line in said.splitlines()[1:]] == [
        ["late_answer", "en", "approved", "utility", "late_reply"],
        ["late_answer", "he", "approved", "utility", "late_reply"],
        ["plain", "en", "approved", "utility"],
    ]


def test_reading_templates_again_keeps_the_choice_and_drops_what_is_gone(whatsapp):
    run("templates_sync", "--use", "late_answer")
    whatsapp.account.templates = [{**LATE, "status": "PAUSED"}]
    run("templates_sync")
    assert rows() == [("late_answer", "en", "paused", 1, "late_reply")]


def test_a_template_without_a_gap_cannot_carry_answers(whatsapp):
    run("templates_sync", "--use", "late_answer")
    _said, problem = run("templates_sync", "--use", "plain")
    assert "'plain'" in problem
    assert [row[-1] for row in rows()] == ["late_reply", "late_reply", ""]


def test_templates_that_cannot_be_read_are_kept_as_they_were(whatsapp):
    run("templates_sync")
    spoil(whatsapp)
    said, problem = run("templates_sync")
    assert ("could not be read" in said, problem) == (True, "1 of 1 channels could not be read.")
    assert len(rows()) == 3


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.kind != "whatsapp"], ids=lambda c: c.kind)
def test_channels_without_templates_say_so(shop, case, provider):
    run(*typed(case, provider), "--name", "Ours")
    said, problem = run("templates_sync")
    assert (said, problem) == (f"valdman {case.kind}: Ours\n  has no templates\n", "")
    assert rows() == []


def test_local_channels_are_never_asked(shop):
    with tenant_scope(shop):
        ensure_local_channel(shop, "webchat")
    assert run("channel_check") == ("There is no channel to check. manage.py channel_add connects one.\n", "")
    assert run("templates_sync")[0].startswith("There is no channel with templates.")


# --- Meta asks back ------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_meta_asks_the_door_for_its_challenge_before_it_delivers(shop, live_server, settings):
    """Over real HTTP: the channel has to be there, with its verify token, while it is being connected."""
    case = CASES["messenger"]
    with fake_messenger.FakeMessenger(asks_back=True) as graph:
        settings.META_BASE_URL = graph.url
        _said, problem = run(*typed(case, graph), "--url", live_server.url)
        (channel,) = connected()
        assert (problem, app_address(graph)) == ("", f"{live_server.url}/webhooks/messenger/{channel.public_id}")


@pytest.mark.django_db(transaction=True)
def test_an_address_that_is_not_ours_is_left_to_a_person(shop, live_server, settings):
    with fake_messenger.FakeMessenger(asks_back=True) as graph:
        settings.META_BASE_URL = graph.url
        said, problem = run(*typed(CASES["messenger"], graph), "--url", f"{live_server.url}/elsewhere")
        assert (problem, len(connected()), graph.subscriptions.keys()) == (
            "", 1, {f"{fake_messenger.PAGE_ID}/subscribed_apps"}
        )  # fmt: skip
        assert "Callback verification failed" in said

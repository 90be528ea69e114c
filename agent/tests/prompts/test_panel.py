"""The pages of prompts: write, look at, compare, put live, take back."""

import pytest

from agent.models import PromptVersion
from agent.prompts import default_text
from agent.prompts import text_of as words_of
from agent.prompts.rules import required_names
from agent.prompts.versions import go_live, save_draft
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

LIST = "/panel/valdman/agent/prompts/"
PAGE = f"{LIST}chat/"
# Whatever the file cannot do without, in words of our own.
NEEDED = [f"${name}" for name in sorted(required_names("chat", default_text("chat")))]
OWN = f"You are the butcher of $shop_name.\n\nWhat you know: {' '.join(NEEDED)}\n"


@pytest.fixture
def manager(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return client


def draft(shop, text=OWN, **more):
    with tenant_scope(shop):
        return save_draft(shop, slug="chat", text=text, author="dana", **more)


def live(shop):
    with tenant_scope(shop):
        return words_of("chat")


def text_of(answer):
    return answer.content.decode()


def test_the_list_shows_what_is_live_and_what_waits(manager, shop):
    page = text_of(manager.get(LIST))
    assert "What the agent is told in every conversation" in page
    assert page.count("The original text") >= 3
    version = draft(shop)
    with tenant_scope(shop):
        go_live(version, actor="dana")
    draft(shop, OWN + "Be brief.\n")
    page = text_of(manager.get(LIST))
    assert "Your version 1, by dana" in page
    assert "draft 2 waits" in page


def test_a_text_is_saved_as_a_draft_with_its_note(manager, shop):
    answer = manager.post(PAGE, {"text": OWN.replace("\n", "\r\n"), "note": "shorter"})
    with tenant_scope(shop):
        row = PromptVersion.objects.get()
    assert (row.number, row.note, row.author, row.is_live, row.text.content) == (1, "shorter", "dana", False, OWN)
    assert answer.url == f"{PAGE}?version={row.public_id}"
    page = text_of(manager.get(answer.url))
    assert "Saved as version 1." in page
    assert "Put version 1 live" in page
    assert live(shop) == default_text("chat")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write something"),
        (OWN + "$nonsense", "Nobody knows $nonsense."),
        ("$agent_name", f"The text must also hold {NEEDED[0]}"),
        (OWN + "costs $5", "A $ stands alone."),
        (OWN + "x" * 20_001, "at most 20,000 characters"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"preview": "1"}])
def test_a_text_that_cannot_be_is_shown_again_with_the_reason(manager, shop, text, words, button):
    answer = manager.post(PAGE, {"text": text, "note": "why", **button})
    page = text_of(answer)
    assert answer.status_code == 422
    assert words in page
    if text:
        assert f"{text[-20:].strip()}\n</textarea>" in page
    with tenant_scope(shop):
        assert not PromptVersion.objects.exists()


def test_the_preview_shows_the_shops_values_and_saves_nothing(manager, shop):
    answer = manager.post(PAGE, {"text": OWN, "note": "", "preview": "1"})
    assert answer.status_code == 200
    assert "You are the butcher of Valdman." in text_of(answer)
    with tenant_scope(shop):
        assert not PromptVersion.objects.exists()


def test_a_clock_in_the_wrong_place_is_a_warning(manager):
    words = "every answer cheaper"
    assert words in text_of(manager.post(PAGE, {"text": "Now: $now\n\nThe rest", "preview": "1"}))
    assert words not in text_of(manager.post(PAGE, {"text": OWN, "preview": "1"}))


def test_a_version_goes_live_and_the_original_comes_back(manager, shop):
    version = draft(shop)
    assert manager.post(f"{PAGE}versions/{version.public_id}/live").url == PAGE
    assert manager.post(f"{PAGE}versions/{version.public_id}/live").status_code == 302
    assert live(shop) == OWN
    assert manager.post(f"{PAGE}reset").url == PAGE
    assert live(shop) == default_text("chat")
    assert "Version 1" in text_of(manager.get(PAGE))


def test_versions_are_compared_line_by_line(manager, shop):
    first, second = draft(shop), draft(shop, OWN + "Be brief.\n")
    page = text_of(manager.get(f"{PAGE}?version={second.public_id}&against={first.public_id}"))
    assert "Compared with version 1" in page
    assert "<ins>Be brief.</ins>" in page
    assert "<del>" not in page
    page = text_of(manager.get(f"{PAGE}?version={first.public_id}&against=default"))
    assert "Compared with the original text" in page
    assert "<ins>You are the butcher of $shop_name.</ins>" in page


@pytest.mark.parametrize("query", ["version=nonsense", "version=00000000-0000-4000-8000-000000000000"])
def test_what_does_not_exist_is_not_found(manager, query):
    assert manager.get(f"{PAGE}?{query}").status_code == 404
    assert manager.get(f"{LIST}no-such-prompt/").status_code == 404
    assert manager.get(f"{PAGE}?against=nonsense").status_code == 404


def test_who_answers_chats_may_not_change_prompts(client, shop):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    codes = {client.get(LIST).status_code, client.post(PAGE, {"text": OWN}).status_code}
    assert codes | {client.post(f"{PAGE}reset").status_code} == {403}


def test_charlie_reads_and_changes_no_prompt(client, charlie, shop, other_shop):
    version = draft(shop)
    before = rows_of(shop), rows_of(other_shop)
    client.force_login(charlie)
    own = "/panel/charlie/agent/prompts/chat/"
    codes = {client.get(PAGE).status_code, client.post(PAGE, {"text": OWN}).status_code}
    codes |= {client.post(f"{base}versions/{version.public_id}/live").status_code for base in (PAGE, own)}
    codes |= {client.get(f"{own}?{name}={version.public_id}").status_code for name in ("version", "against")}
    assert codes == {404}
    assert (rows_of(shop), rows_of(other_shop)) == before

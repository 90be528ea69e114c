"""Who the agent is: changed on one page, read by the next turn, seen beforehand."""

import pytest
from django.urls import reverse

from agent.clock import read_clock
from agent.context import system_prompt
from tenants.models import AuditEvent, Role, Tenant
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

FORM = {
    "agent_name": "Noa", "agent_role": "our baker", "agent_tone": "formal",
    "instructions": "Never offer\r\nbread rolls.",
    "languages": ["he", "en"], "first_language": "en", "avoided_topics": "politics\n\nthe neighbours\npolitics",
}  # fmt: skip


@pytest.fixture
def address(shop, client):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return reverse("panel:persona", args=[shop.slug])


def test_what_is_saved_is_told_to_the_model_and_written_down_once(shop, client, address):
    answers = [client.post(address, FORM).status_code for _twice in range(2)]
    saved = Tenant.objects.get(pk=shop.pk)
    with tenant_scope(shop):
        told, audited = system_prompt(read_clock(saved)), AuditEvent.objects.filter(action="persona_changed").count()
    assert (answers, audited) == ([302, 302], 1)
    assert (saved.languages, saved.avoided_topics) == (["en", "he"], ["politics", "the neighbours"])
    assert (saved.instructions, saved.human_pacing) == ("Never offer\nbread rolls.", False)
    for words in (
        "You are Noa, our baker",
        "polite and formal",
        "Never offer\nbread rolls.",
        "politics; the neighbours",
    ):
        assert words in told


def test_a_preview_and_a_wrong_form_change_nothing(shop, client, address):
    before = rows_of(shop)
    seen = client.post(reverse("panel:persona_preview", args=[shop.slug]), FORM, headers={"HX-Request": "true"})
    wrong = client.post(address, {**FORM, "agent_tone": "shouting"})
    assert "You are Noa, our baker" in seen.content.decode()
    assert "Never offer" in seen.content.decode()
    assert "what to do when" not in seen.content.decode()
    assert (seen.status_code, wrong.status_code) == (200, 422)
    assert (rows_of(shop), Tenant.objects.get(pk=shop.pk).agent_name) == (before, shop.agent_name)


def test_another_shop_changes_nothing(shop, client, charlie):
    client.force_login(charlie)
    answers = [client.post(reverse(f"panel:{name}", args=[shop.slug]), FORM) for name in ("persona", "persona_preview")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert Tenant.objects.get(pk=shop.pk).agent_name == shop.agent_name

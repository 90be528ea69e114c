"""Assigning, resolving, notes and saved replies, as staff do it in a conversation."""

import pytest
from django.core.cache import cache

from conversations.models import CannedReply, Conversation, Message, Note
from conversations.services import Address, Incoming, receive_message, resolve_conversation
from conversations.thread.canned import save_canned
from conversations.thread.messages import read_thread
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

HTMX = {"HTTP_HX_REQUEST": "true"}
CHANNEL = "7d6a2f0e-0000-4000-8000-000000000001"
NOA = Address("webchat", CHANNEL, "visitor", name="Noa")


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def staff(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return user


def hear(shop, text="Hello"):
    with tenant_scope(shop):
        return receive_message(shop, address=NOA, incoming=Incoming(f"m{Message.objects.count()}", text)).conversation


@pytest.fixture
def talk(shop):
    return hear(shop)


def page_of(talk, tail=""):
    return f"/panel/valdman/conversations/{talk.public_id}/{tail}"


def stored(talk):
    with tenant_scope(talk.tenant_id):
        return Conversation.objects.get(pk=talk.pk)


def test_a_note_stays_with_the_team(client, staff, talk, shop):
    form = {"text": "Call <b>her</b> first", "mode": "note", "token": "1"}
    for _ in range(2):
        assert client.post(page_of(talk, "reply"), form).status_code == 302
    with tenant_scope(shop):
        assert [note.text for note in Note.objects.all()] == ["Call <b>her</b> first"]
        # Nothing is sent, nobody took over, and the customer still waits.
        assert Message.objects.count() == 1
    assert (stored(talk).owner, stored(talk).unanswered_since is None) == ("agent", False)
    page = client.get(page_of(talk)).content.decode()
    assert "Call &lt;b&gt;her&lt;/b&gt; first" in page
    assert "only the team sees this" in page
    assert client.post(page_of(talk, "reply"), {"text": " ", "mode": "note"}).status_code == 422


def test_a_conversation_is_given_to_somebody_of_the_team(client, staff, talk, shop):
    stranger = UserFactory(username="stranger")
    assert client.post(page_of(talk, "assign"), {"to": "dana"}).status_code == 302
    assert stored(talk).assigned_to == staff
    assert client.post(page_of(talk, "assign"), {"to": stranger.username}).status_code == 422
    assert stored(talk).assigned_to == staff
    assert client.post(page_of(talk, "assign"), {"to": ""}, **HTMX).status_code == 200
    assert stored(talk).assigned_to is None
    with tenant_scope(shop):
        assert [(note.kind, note.text) for note in Note.objects.all()] == [("assigned", "dana"), ("unassigned", "")]


def test_what_is_resolved_waits_for_nobody_and_opens_again(client, staff, talk):
    client.post(page_of(talk, "take"))
    for _ in range(2):
        assert client.post(page_of(talk, "resolve")).status_code == 302
    row = stored(talk)
    assert (row.status, row.owner, row.is_waiting, row.unanswered_since) == ("resolved", "agent", False, None)
    assert client.post(page_of(talk, "reopen")).status_code == 302
    assert stored(talk).status == "open"
    with tenant_scope(talk.tenant):
        assert [note.kind for note in Note.objects.all()] == ["taken", "resolved", "reopened"]


def test_an_older_conversation_does_not_open_beside_a_newer_one(client, staff, talk, shop):
    with tenant_scope(shop):
        resolve_conversation(talk)
        Conversation.objects.create(tenant=shop, identity=talk.identity, customer=talk.customer)
    assert client.post(page_of(talk, "reopen")).status_code == 422
    assert stored(talk).status == "resolved"


def test_earlier_messages_are_loaded_when_they_are_wanted(client, staff, talk, shop):
    for number in range(60):
        hear(shop, f"Message {number}")
    with tenant_scope(shop):
        newest = read_thread(talk, limit=50)
        earlier = client.get(page_of(talk), {"before": newest.earlier}, **HTMX).context["thread"]
    assert (newest.messages[0].message.text, len(earlier.messages)) == ("Message 10", 11)
    assert [shown.message.text for shown in earlier.messages][-1] == "Message 9"
    assert earlier.earlier == ""
    # What somebody has on the screen does not vanish when more is said.
    hear(shop, "The newest")
    live = client.get(page_of(talk), {"from": newest.first, "seen": "x"}, **HTMX).context["thread"]
    assert [live.messages[0].message.text, live.messages[-1].message.text] == ["Message 10", "The newest"]


def test_a_saved_reply_is_worded_for_the_customer_with_and_without_javascript(client, staff, talk, shop):
    texts = {"he": "שלום {name}, כאן {shop}", "en": "Hi {name}, here is {shop}. {see below}", "fr": ""}
    form = {"name": "hello", "text_he": texts["he"], "text_en": texts["en"]}
    assert client.post("/panel/valdman/saved_replies/add", form).status_code == 302
    assert client.post("/panel/valdman/saved_replies/add", form).status_code == 422
    assert client.post("/panel/valdman/saved_replies/add", {"name": "empty"}).status_code == 422
    unknown = client.post("/panel/valdman/saved_replies/add", {"name": "gap", "text_en": "Hi {nobody}"})
    assert unknown.status_code == 422
    assert "Nothing is put in for {nobody}: only {name} and {shop} are filled." in unknown.content.decode()
    with tenant_scope(shop):
        (row,) = CannedReply.objects.all()
        Conversation.objects.update(language="en")
    listed = client.get(page_of(talk, "saved-replies"), **HTMX).content.decode()
    assert "Hi Noa, here is Valdman. {see below}" in listed
    box = client.get(page_of(talk), {"saved": str(row.public_id)}).context["draft"]
    assert (box.text, box.problem) == ("Hi Noa, here is Valdman. {see below}", "")
    change = f"/panel/valdman/saved_replies/{row.public_id}/"
    assert client.post(change, {"name": "hello", "text_en": "Bye"}).status_code == 302
    assert client.post(f"{change}delete").status_code == 302
    with tenant_scope(shop):
        assert not CannedReply.objects.exists()


def test_only_managers_write_saved_replies(client, shop, talk):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop).user)
    assert client.get("/panel/valdman/saved_replies/").status_code == 403
    assert client.post("/panel/valdman/saved_replies/add", {"name": "x", "text_en": "y"}).status_code == 403
    assert client.get(page_of(talk, "saved-replies")).status_code == 200


def test_another_shops_conversation_is_not_there_and_nothing_changes(client, talk, shop, charlie):
    with tenant_scope(shop):
        row = save_canned(shop, name="hello", texts={"en": "Hi"}, actor="test")
    client.force_login(charlie)
    before = rows_of(shop)
    for shop_slug in ("valdman", "charlie"):
        talk_page = f"/panel/{shop_slug}/conversations/{talk.public_id}/"
        for tail in ("assign", "resolve", "reopen", "reply"):
            assert client.post(talk_page + tail, {"to": "x", "text": "x", "mode": "note"}).status_code == 404
        for tail in ("assigned", "saved-replies"):
            assert client.get(talk_page + tail).status_code == 404
        reply_page = f"/panel/{shop_slug}/saved_replies/{row.public_id}/"
        assert client.post(reply_page, {"name": "x", "text_en": "x"}).status_code == 404
        assert client.post(f"{reply_page}delete").status_code == 404
    assert rows_of(shop) == before

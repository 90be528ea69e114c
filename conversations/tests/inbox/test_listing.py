"""The list of conversations: filters together, words, what is unread, and how long somebody waits."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from conversations.handling.assignment import assign, resolve_conversation
from conversations.inbox import search
from conversations.inbox.stages import list_stages, record_stage
from conversations.leads import set_lead
from conversations.models import Conversation, LeadStatus, Message
from conversations.services import Address, Incoming, edit_message, receive_message, reply_as_staff
from tenants.models import Membership
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

LIST = "/panel/valdman/conversations/"
HTMX = {"HTTP_HX_REQUEST": "true"}
CHANNEL = "7d6a2f0e-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def staff(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    return user


def address(who, kind="webchat", phone=""):
    return Address(kind, CHANNEL, who, name=who, phone=phone)


def hear(shop, text, *, who="Noa Levi", kind="webchat", phone=""):
    with tenant_scope(shop):
        incoming = Incoming(f"m{Message.objects.count()}", text)
        return receive_message(shop, address=address(who, kind, phone), incoming=incoming).conversation


def listed(client, **asked):
    return [row.talk.pk for row in client.get(LIST, asked).context["page"].rows]


def test_filters_are_combined(client, staff, shop):
    noa, avi = hear(shop, "lamb", kind="whatsapp"), hear(shop, "beef", who="Avi", kind="telegram")
    with tenant_scope(shop):
        assign(noa, to=staff, by=staff)
        set_lead(noa, status=LeadStatus.READY, staff=staff)
        for talk in (noa, avi):
            talk.refresh_from_db()
            record_stage(talk, key="offer", name="Offer")
        assert list_stages() == [("offer", "Offer")]
        resolve_conversation(avi, by=staff)
    assert listed(client) == [noa.pk]
    assert listed(client, status="all", stage="offer") == [avi.pk, noa.pk]
    assert listed(client, status="resolved", channel="telegram") == [avi.pk]
    assert listed(client, show="mine", channel="whatsapp", lead="ready", stage="offer") == [noa.pk]
    assert listed(client, show="mine", channel="telegram") == []
    assert listed(client, show="waiting", status="all") == [noa.pk]


@pytest.mark.parametrize(
    "query",
    ["noa", "LEVI", "+972 50-111 2233", "0501112233", "merguez", "MERGUÉZ saus", "levi noa"],
)
@pytest.mark.parametrize("common", [5_000, 0], ids=["rare", "common"])
def test_names_phones_and_words_of_messages_find_a_conversation(client, staff, shop, monkeypatch, query, common):
    monkeypatch.setattr(search, "COMMON", common)
    talk = hear(shop, "Do you have merguez sausages?", phone="+972501112233")
    resolved = hear(shop, "Only beef", who="Avi")
    with tenant_scope(shop):
        resolve_conversation(resolved)
    assert listed(client, q=query) == [talk.pk]
    assert listed(client, q="nobody") == []
    assert listed(client, q="beef") == [resolved.pk]
    assert listed(client, q="beef", status="open") == []


def test_what_was_edited_or_taken_back_is_found_by_its_new_words_only(client, staff, shop):
    talk = hear(shop, "pastrami")
    with tenant_scope(shop):
        edit_message(shop, address=address("Noa Levi"), external_id="m0", text="turkey")
    assert (listed(client, q="pastrami"), listed(client, q="turkey")) == ([], [talk.pk])


def test_unread_is_counted_for_each_of_the_staff(client, staff, shop):
    with tenant_scope(shop):
        Membership.objects.update(created_at=timezone.now() - timedelta(days=1))
    talk = hear(shop, "one")
    hear(shop, "two")
    (row,) = client.get(LIST).context["page"].rows
    assert row.unread == 2
    client.get(f"{LIST}{talk.public_id}/")
    assert client.get(LIST).context["page"].rows[0].unread == 0
    hear(shop, "three")
    assert client.get(LIST).context["page"].rows[0].unread == 1
    colleague = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=colleague)
    client.force_login(colleague)
    # What came before somebody joined is not news to them.
    assert client.get(LIST).context["page"].rows[0].unread == 0


def test_the_list_says_how_long_somebody_waits_and_when_it_is_too_long(client, staff, shop):
    hear(shop, "hello?")
    with tenant_scope(shop):
        Conversation.objects.update(unanswered_since=timezone.now() - timedelta(minutes=9, seconds=30))
    page = client.get(LIST)
    assert ("waits 9 min" in page.content.decode(), "badge is-late" in page.content.decode()) == (True, False)
    seen = page.context["page"].fingerprint
    with tenant_scope(shop):
        Conversation.objects.update(unanswered_since=timezone.now() - timedelta(hours=3))
    part = client.get(LIST, {"seen": seen}, **HTMX).content.decode()
    assert ("waits 3 h" in part, "badge is-late" in part) == (True, True)


def test_who_answers_what_was_nobodys_gets_it(staff, shop):
    talk = hear(shop, "hello")
    with tenant_scope(shop):
        reply_as_staff(talk, staff=staff, text="Hi")
        talk.refresh_from_db()
        assert talk.assigned_to == staff
        assert [note.kind for note in talk.desk_notes.all()] == ["taken"]


def test_a_page_beside_a_conversation_costs_no_more_than_twelve_queries(
    client, staff, shop, django_assert_max_num_queries
):
    for number in range(31):
        talk = hear(shop, "Hi", who=f"visitor{number}")
    with django_assert_max_num_queries(12):
        page = client.get(f"{LIST}{talk.public_id}/")
    assert len(page.context["page"].rows) == 30


def test_another_shops_list_has_nothing_of_it(client, shop, charlie):
    talk = hear(shop, "merguez")
    client.force_login(charlie)
    own = "/panel/charlie/conversations/"
    for asked in ({}, {"q": "merguez"}, {"q": "noa"}, {"show": "waiting"}, {"status": "all"}):
        assert list(client.get(own, asked).context["page"].rows) == []
    assert client.get(own, {"after": str(talk.public_id)}).status_code == 404

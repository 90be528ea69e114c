import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from conversations.models import Author, Conversation, Message, Owner
from conversations.services import Address, Incoming, receive_message, request_handover, take_over
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


def hear(shop, text, *, who="visitor", name="<script>alert(1)</script>"):
    with tenant_scope(shop):
        address = Address(kind="webchat", channel_id=CHANNEL, external_id=who, name=name)
        incoming = Incoming(external_id=f"m{Message.objects.count()}", text=text)
        return receive_message(shop, address=address, incoming=incoming).conversation


@pytest.fixture
def conversation(shop):
    return hear(shop, "Do you have <b>lamb</b>? https://example.com/lamb")


def page_of(conversation, tail=""):
    return f"{LIST}{conversation.public_id}/{tail}"


def stored(conversation):
    with tenant_scope(conversation.tenant_id):
        return Conversation.objects.get(pk=conversation.pk)


def said_by(conversation, author):
    with tenant_scope(conversation.tenant_id):
        rows = Message.objects.filter(conversation=conversation, author=author)
        return list(rows.values_list("text", flat=True))


def test_the_list_shows_who_waits_and_escapes_what_they_wrote(client, staff, conversation):
    page = client.get(LIST).content.decode()
    assert "is-waiting" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;lamb&lt;/b&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(("show", "shown"), [("waiting", True), ("staff", False), ("nonsense", True)])
def test_filters(client, staff, conversation, show, shown):
    rows = client.get(LIST, {"show": show}).context["page"].rows
    assert ([row.pk for row in rows] == [conversation.pk]) is shown


def test_staffs_own_are_listed_while_their_time_runs(client, staff, conversation):
    with tenant_scope(conversation.tenant):
        take_over(conversation, staff=staff)
    assert len(client.get(LIST, {"show": "staff"}).context["page"].rows) == 1
    with tenant_scope(conversation.tenant):
        Conversation.objects.update(owner_until=timezone.now() - timedelta(seconds=1))
    assert len(client.get(LIST, {"show": "staff"}).context["page"].rows) == 0


def test_pages_follow_each_other_without_gaps(client, staff, shop):
    begun = [hear(shop, "Hi", who=f"visitor{number}").pk for number in range(33)]
    first = client.get(LIST)
    second = client.get(LIST, {"after": first.context["page"].older})
    assert [row.pk for page in (first, second) for row in page.context["page"].rows] == begun[::-1]
    assert client.get(LIST, {"after": "nonsense"}).status_code == 404


def test_a_poll_of_the_list_is_quiet_until_somebody_writes(client, staff, conversation):
    seen = client.get(LIST).context["page"].fingerprint
    assert client.get(LIST, {"seen": seen}, **HTMX).status_code == 204
    hear(conversation.tenant, "Hello?")
    part = client.get(LIST, {"seen": seen}, **HTMX)
    assert "Hello?" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_a_thread_shows_text_as_text_and_links_as_links(client, staff, conversation):
    page = client.get(page_of(conversation)).content.decode()
    assert "&lt;b&gt;lamb&lt;/b&gt;" in page
    assert '<a href="https://example.com/lamb" rel="nofollow">' in page
    assert "<script>alert" not in page


def test_a_poll_of_a_thread_is_quiet_until_something_is_said(client, staff, conversation):
    seen = client.get(page_of(conversation)).context["seen"]
    assert client.get(page_of(conversation), {"seen": seen}, **HTMX).status_code == 204
    hear(conversation.tenant, "Hello?")
    part = client.get(page_of(conversation), {"seen": seen}, **HTMX).content.decode()
    assert part.lstrip().startswith('<div id="live"')
    assert "Hello?" in part
    assert "<textarea" not in part


def test_taking_over_silences_the_agent_and_giving_back_wakes_it(client, staff, conversation):
    assert client.post(page_of(conversation, "take")).url == page_of(conversation)
    assert (stored(conversation).owner, stored(conversation).owner_user_id) == (Owner.STAFF, staff.pk)
    assert "dana answers" in client.get(page_of(conversation)).content.decode()
    client.post(page_of(conversation, "give-back"))
    assert (stored(conversation).owner, stored(conversation).owner_user_id) == (Owner.AGENT, None)


def test_the_agents_call_for_help_is_shown_with_its_reason(client, staff, conversation):
    with tenant_scope(conversation.tenant):
        request_handover(conversation, reason="Wants a person & a <b>discount</b>")
    page = client.get(page_of(conversation)).content.decode()
    assert "A person is needed" in page
    assert "Wants a person &amp; a &lt;b&gt;discount&lt;/b&gt;" in page


def test_an_answer_is_queued_and_the_conversation_is_mine(client, staff, conversation):
    client.post(page_of(conversation, "reply"), {"text": " Yes, fresh today. ", "token": "form-1"})
    assert said_by(conversation, Author.STAFF) == ["Yes, fresh today."]
    assert stored(conversation).owner_user_id == staff.pk
    assert stored(conversation).unanswered_since is None


def test_the_same_form_twice_is_one_answer(client, staff, conversation):
    form = {"text": "Yes", "token": client.get(page_of(conversation)).context["token"]}
    for _ in range(2):
        client.post(page_of(conversation, "reply"), form)
    assert said_by(conversation, Author.STAFF) == ["Yes"]
    assert client.get(page_of(conversation)).context["token"] != form["token"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_answer_of_the_wrong_length_is_refused_and_not_lost(client, staff, conversation, text):
    response = client.post(page_of(conversation, "reply"), {"text": text, "token": "t"}, **HTMX)
    assert response.status_code == 422
    assert text.strip() in re.search(r"<textarea[^>]*>(.*)</textarea>", response.content.decode())[1]
    assert said_by(conversation, Author.STAFF) == []


def test_with_htmx_the_desk_comes_back_with_an_empty_form(client, staff, conversation):
    part = client.post(page_of(conversation, "reply"), {"text": "Yes", "token": "t"}, **HTMX).content.decode()
    assert part.lstrip().startswith('<section class="card desk" id="desk"')
    assert "></textarea>" in part


def test_the_navigation_counts_who_waits(client, staff, conversation):
    assert ">1<" in client.get(f"{LIST}waiting").content.decode()


def test_another_shops_staff_sees_and_changes_nothing(client, conversation, charlie):
    client.force_login(charlie)
    theirs = f"/panel/charlie/conversations/{conversation.public_id}/"
    assert client.get(LIST).status_code == 404
    for base in (page_of(conversation), theirs):
        assert client.get(base).status_code == 404
        for tail in ("take", "give-back", "reply"):
            assert client.post(base + tail, {"text": "Hi", "token": "t"}).status_code == 404
    assert len(client.get("/panel/charlie/conversations/").context["page"].rows) == 0
    assert client.get("/panel/charlie/conversations/waiting").content.decode().strip() == ""
    assert stored(conversation).owner == Owner.AGENT
    assert said_by(conversation, Author.STAFF) == []


@pytest.mark.parametrize("tail", ["take", "give-back", "reply"])
def test_changes_need_a_post(client, staff, conversation, tail):
    assert client.get(page_of(conversation, tail)).status_code == 405


def test_the_list_costs_the_same_for_one_and_for_thirty(client, staff, shop, django_assert_max_num_queries):
    for number in range(30):
        hear(shop, "Hi", who=f"visitor{number}")
    with django_assert_max_num_queries(5):
        assert len(client.get(LIST).context["page"].rows) == 30

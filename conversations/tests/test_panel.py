from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from conversations.models import Conversation, Message
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


def test_the_list_shows_who_waits_and_escapes_what_they_wrote(client, staff, conversation):
    page = client.get(LIST).content.decode()
    assert "is-waiting" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;b&gt;lamb&lt;/b&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(("show", "shown"), [("waiting", True), ("staff", False), ("nonsense", True)])
def test_filters(client, staff, conversation, show, shown):
    rows = client.get(LIST, {"show": show}).context["page"].rows
    assert ([row.talk.pk for row in rows] == [conversation.pk]) is shown


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
    assert [row.talk.pk for page in (first, second) for row in page.context["page"].rows] == begun[::-1]
    assert client.get(LIST, {"after": "nonsense"}).status_code == 404


def test_a_poll_of_the_list_is_quiet_until_somebody_writes(client, staff, conversation):
    seen = client.get(LIST).context["page"].fingerprint
    assert client.get(LIST, {"seen": seen}, **HTMX).status_code == 204
    hear(conversation.tenant, "Hello?")
    part = client.get(LIST, {"seen": seen}, **HTMX)
    assert "Hello?" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_the_navigation_counts_who_waits(client, staff, conversation):
    assert ">1<" in client.get(f"{LIST}waiting").content.decode()


def test_a_message_without_words_is_named_by_its_kind(client, staff, conversation):
    with tenant_scope(conversation.tenant):
        Message.objects.create(
            tenant=conversation.tenant, conversation=conversation, identity=conversation.identity, author="customer",
            kind="voice", status="received",
        )  # fmt: skip
    assert "Voice message" in client.get(LIST).content.decode()


def test_the_list_says_why_a_person_is_needed(client, staff, conversation):
    with tenant_scope(conversation.tenant):
        request_handover(conversation, reason="complaint: the meat was <i>cold</i>")
    page = client.get(LIST).content.decode()
    assert "The customer complains." in page
    assert "the meat was &lt;i&gt;cold&lt;/i&gt;" in page


def test_another_shops_staff_sees_nothing(client, conversation, charlie):
    client.force_login(charlie)
    assert client.get(LIST).status_code == 404
    assert len(client.get("/panel/charlie/conversations/").context["page"].rows) == 0
    assert client.get("/panel/charlie/conversations/waiting").content.decode().strip() == ""


def test_the_list_costs_the_same_for_one_and_for_thirty(client, staff, shop, django_assert_max_num_queries):
    for number in range(30):
        hear(shop, "Hi", who=f"visitor{number}")
    with django_assert_max_num_queries(6):
        assert len(client.get(LIST).context["page"].rows) == 30

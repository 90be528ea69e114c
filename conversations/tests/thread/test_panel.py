import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from conversations.attachments import MOST_PICTURE_BYTES, store_file
from conversations.models import Attachment, AttachmentStatus, Author, ConsentSource, Conversation, Message, Owner
from conversations.people.consent import record_consent
from conversations.services import Address, Incoming, receive_message, request_handover, set_reachable, take_over
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

HTMX = {"HTTP_HX_REQUEST": "true"}
CHANNEL = "7d6a2f0e-0000-4000-8000-000000000001"
ADDRESS = Address("webchat", CHANNEL, "visitor", name="Noa")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def staff(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    return user


def hear(shop, text):
    with tenant_scope(shop):
        incoming = Incoming(external_id=f"m{Message.objects.count()}", text=text)
        return receive_message(shop, address=ADDRESS, incoming=incoming)


@pytest.fixture
def conversation(shop):
    return hear(shop, "Do you have <b>lamb</b>? https://example.com/lamb").conversation


def page_of(conversation, tail=""):
    return f"/panel/valdman/conversations/{conversation.public_id}/{tail}"


def stored(conversation):
    with tenant_scope(conversation.tenant_id):
        return Conversation.objects.get(pk=conversation.pk)


def sent(conversation):
    with tenant_scope(conversation.tenant_id):
        return list(Message.objects.filter(conversation=conversation, author=Author.STAFF))


def attach(conversation, content, mime_type, **facts):
    with tenant_scope(conversation.tenant_id):
        message = Message.objects.filter(conversation=conversation).first()
        row = Attachment(tenant_id=conversation.tenant_id, message=message, kind="document", ref="r", **facts)
        store_file(row, content=content, mime_type=mime_type, name="list.pdf")
        return f"/panel/valdman/files/{row.public_id}"


# --- What was said -------------------------------------------------------------------------------
def test_a_thread_shows_text_as_text_and_links_as_links(client, staff, conversation):
    page = client.get(page_of(conversation)).content.decode()
    assert "&lt;b&gt;lamb&lt;/b&gt;" in page
    assert '<a href="https://example.com/lamb" rel="nofollow">' in page


def test_a_poll_of_a_thread_is_quiet_until_something_is_said(client, staff, conversation):
    seen = client.get(page_of(conversation)).context["thread"].mark + "0"
    assert client.get(page_of(conversation), {"seen": seen}, **HTMX).status_code == 204
    hear(conversation.tenant, "Hello?")
    part = client.get(page_of(conversation), {"seen": seen}, **HTMX).content.decode()
    assert part.lstrip().startswith('<div id="live"')
    assert "Hello?" in part
    assert "<textarea" not in part


def test_a_thread_costs_the_same_for_one_and_for_many_messages(
    client, staff, conversation, django_assert_max_num_queries
):
    for number in range(20):
        hear(conversation.tenant, f"Message {number}")
    with django_assert_max_num_queries(8):
        assert len(client.get(page_of(conversation), {"seen": ""}, **HTMX).context["thread"].messages) == 21


def test_a_reason_of_a_failure_is_told_with_the_networks_own_words(client, staff, conversation):
    with tenant_scope(conversation.tenant):
        Message.objects.create(
            tenant=conversation.tenant, conversation=conversation, identity=conversation.identity, author=Author.AGENT,
            text="Hi", status="failed", error_code="window_closed", error="(131047) Re-engagement <message>",
        )  # fmt: skip
    page = client.get(page_of(conversation)).content.decode()
    assert "the network allows free text for 24 hours only" in page
    assert "(131047) Re-engagement &lt;message&gt;" in page


# --- Who answers ---------------------------------------------------------------------------------
def test_taking_over_silences_the_agent_and_giving_back_wakes_it(client, staff, conversation):
    assert client.post(page_of(conversation, "take")).url == page_of(conversation)
    assert (stored(conversation).owner, stored(conversation).owner_user_id) == (Owner.STAFF, staff.pk)
    assert "dana answers" in client.get(page_of(conversation)).content.decode()
    client.post(page_of(conversation, "give-back"))
    assert (stored(conversation).owner, stored(conversation).owner_user_id) == (Owner.AGENT, None)


def test_with_htmx_only_who_answers_comes_back(client, staff, conversation):
    part = client.post(page_of(conversation, "take"), **HTMX).content.decode()
    assert part.lstrip().startswith('<div class="owner" id="owner"')
    assert "Keep for another 30 minutes" in part
    assert 'hx-swap-oob="true"' in part


def test_the_time_that_is_left_counts_down_with_the_polls(client, staff, conversation):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.post(page_of(conversation, "take"))
        first = client.get(page_of(conversation, "owner"))
        seen = re.search(r"seen=(\w+)", first.content.decode())[1]
        assert "30 more minutes" in first.content.decode()
        assert client.get(page_of(conversation, "owner"), {"seen": seen}).status_code == 204
    with time_machine.travel(now + timedelta(minutes=29, seconds=1), tick=False):
        assert "one more minute" in client.get(page_of(conversation, "owner"), {"seen": seen}).content.decode()
    with time_machine.travel(now + timedelta(minutes=30), tick=False):
        assert "The agent answers" in client.get(page_of(conversation, "owner"), {"seen": seen}).content.decode()


def test_keeping_a_conversation_begins_the_time_anew(client, staff, conversation):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.post(page_of(conversation, "take"))
    with time_machine.travel(now + timedelta(minutes=20), tick=False):
        client.post(page_of(conversation, "take"))
    assert stored(conversation).owner_until == now + timedelta(minutes=50)


def test_who_answered_elsewhere_is_named(client, staff, conversation):
    with tenant_scope(conversation.tenant):
        take_over(conversation, by="WhatsApp <app>")
    page = client.get(page_of(conversation)).content.decode()
    assert "WhatsApp &lt;app&gt; answers" in page
    assert "Take over" in page


def test_the_agents_call_for_help_is_shown_with_its_reason(client, staff, conversation):
    with tenant_scope(conversation.tenant):
        request_handover(conversation, reason="customer_request: wants a <b>discount</b>")
    page = client.get(page_of(conversation)).content.decode()
    assert "A person is needed" in page
    assert "The customer asked for a person." in page
    assert "wants a &lt;b&gt;discount&lt;/b&gt;" in page
    assert "customer_request" not in page


@pytest.mark.parametrize(
    ("purposes", "words"),
    [(["reply", "order"], "an answer will not be sent"), (["order"], "only answer what they ask")],
)
def test_a_wish_to_be_left_alone_stands_above_the_box(client, staff, conversation, purposes, words):
    assert words not in client.get(page_of(conversation)).content.decode()
    with tenant_scope(conversation.tenant):
        record_consent(conversation.identity, purposes=purposes, granted=False, source=ConsentSource.CUSTOMER)
    assert words in client.get(page_of(conversation)).content.decode()


def test_a_customer_who_blocked_the_shop_is_announced(client, staff, conversation):
    with tenant_scope(conversation.tenant):
        set_reachable(conversation.tenant, address=ADDRESS, reachable=False)
    assert "has blocked the shop" in client.get(page_of(conversation)).content.decode()


# --- Answering -----------------------------------------------------------------------------------
def test_an_answer_is_queued_and_the_conversation_is_mine(client, staff, conversation):
    client.post(page_of(conversation, "reply"), {"text": " Yes, fresh today. ", "token": "form-1"})
    assert [message.text for message in sent(conversation)] == ["Yes, fresh today."]
    assert stored(conversation).owner_user_id == staff.pk
    assert stored(conversation).unanswered_since is None


def test_the_same_form_twice_is_one_answer(client, staff, conversation):
    form = {"text": "Yes", "token": client.get(page_of(conversation)).context["token"]}
    for _ in range(2):
        client.post(page_of(conversation, "reply"), form)
    assert [message.text for message in sent(conversation)] == ["Yes"]
    assert client.get(page_of(conversation)).context["token"] != form["token"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_answer_of_the_wrong_length_is_refused_and_not_lost(client, staff, conversation, text):
    response = client.post(page_of(conversation, "reply"), {"text": text, "token": "t"}, **HTMX)
    assert response.status_code == 422
    assert text.strip() in re.search(r"<textarea[^>]*>(.*)</textarea>", response.content.decode())[1]
    assert sent(conversation) == []


def test_with_htmx_the_desk_comes_back_with_an_empty_form(client, staff, conversation):
    part = client.post(page_of(conversation, "reply"), {"text": "Yes", "token": "t"}, **HTMX).content.decode()
    assert part.lstrip().startswith('<section class="card desk" id="desk"')
    assert "></textarea>" in part


@pytest.mark.parametrize("text", ["Like this?", ""])
def test_a_picture_goes_out_with_words_or_alone(client, staff, conversation, text):
    upload = SimpleUploadedFile("lamb.exe", PNG, content_type="application/x-msdownload")
    client.post(page_of(conversation, "reply"), {"text": text, "token": "t", "picture": upload})
    (message,) = sent(conversation)
    with tenant_scope(conversation.tenant):
        row = message.attachments.get()
        assert row.file.read() == PNG
    assert (message.text, message.status) == (text, "queued")
    assert message.media == [{"kind": "image", "attachment": str(row.public_id)}]
    assert (row.status, row.mime_type, row.kind) == (AttachmentStatus.STORED, "image/png", "image")
    assert f"/panel/valdman/files/{row.public_id}" in client.get(page_of(conversation)).content.decode()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Choose a picture"),
        (b"%PDF-1.4", "Choose a picture"), (b"", "Choose a picture"),
        (PNG + bytes(MOST_PICTURE_BYTES), "larger than 5 MB"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_by_its_bytes(client, staff, conversation, content, problem):
    upload = SimpleUploadedFile("picture.png", content, content_type="image/png")
    response = client.post(page_of(conversation, "reply"), {"text": "", "token": "t", "picture": upload})
    assert response.status_code == 422
    assert problem in response.content.decode()
    assert sent(conversation) == []


# --- Files ---------------------------------------------------------------------------------------
def test_a_document_is_downloaded_and_never_run(client, staff, conversation):
    address = attach(conversation, b"%PDF-1.4 <script>", "application/pdf")
    response = client.get(address)
    assert b"".join(response.streaming_content) == b"%PDF-1.4 <script>"
    assert response["Content-Disposition"] == 'attachment; filename="list.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert address in client.get(page_of(conversation)).content.decode()


def test_a_part_of_a_recording_is_handed_out(client, staff, conversation):
    address = attach(conversation, b"0123456789", "audio/ogg")
    response = client.get(address, HTTP_RANGE="bytes=2-4")
    assert (response.status_code, b"".join(response.streaming_content)) == (206, b"234")
    assert (response["Content-Range"], response["Content-Length"]) == ("bytes 2-4/10", "3")
    assert response["Content-Disposition"].startswith("inline")
    assert client.get(address, HTTP_RANGE="bytes=10-").status_code == 416


def test_a_file_that_is_not_here_is_404(client, staff, conversation):
    address = attach(conversation, b"0123456789", "audio/ogg")
    with tenant_scope(conversation.tenant):
        row = Attachment.objects.get()
        row.file.storage.delete(row.file.name)
        assert client.get(address).status_code == 404
        Attachment.objects.update(status=AttachmentStatus.REFUSED)
    assert client.get(address).status_code == 404


# --- Strangers -----------------------------------------------------------------------------------
def test_another_shops_staff_sees_and_changes_nothing(client, conversation, charlie):
    client.force_login(charlie)
    address = attach(conversation, b"0123456789", "audio/ogg")
    for shop in ("valdman", "charlie"):
        base = page_of(conversation).replace("valdman", shop)
        assert client.get(base).status_code == 404
        assert client.get(base + "owner").status_code == 404
        assert client.get(address.replace("valdman", shop)).status_code == 404
        for tail in ("take", "give-back", "reply"):
            assert client.post(base + tail, {"text": "Hi", "token": "t"}).status_code == 404
    assert stored(conversation).owner == Owner.AGENT
    assert sent(conversation) == []


def test_a_stranger_is_sent_to_the_door(client, conversation):
    address = attach(conversation, b"0123456789", "audio/ogg")
    assert client.get(address).url.startswith("/panel/login")


@pytest.mark.parametrize("tail", ["take", "give-back", "reply"])
def test_changes_need_a_post(client, staff, conversation, tail):
    assert client.get(page_of(conversation, tail)).status_code == 405

"""Files in and out."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.utils import timezone

from channels import media, tasks
from channels.base import InboundMessage, MediaFile
from channels.media import public_media, sniff
from channels.receiving.application import apply_item
from channels.telegram.adapter import TelegramAdapter
from channels.tests.messages import CHAT, say
from conversations.models import Attachment, AttachmentStatus, Message
from lib.errors import ProviderError
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(60)
OGG = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(40)


class Shelf(TelegramAdapter):
    """Hands out what a test put there."""

    def __init__(self):
        self.answers = []
        self.asked = []

    def fetch(self, ref, *, credentials, most):
        self.asked.append((ref, most))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def shelf(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    adapter = Shelf()
    monkeypatch.setattr(media, "get_adapter", lambda kind: adapter)
    return adapter


@pytest.fixture
def expected(bot, in_shop):
    photo = {"kind": "image", "ref": "file-7", "mime_type": "image/jpeg", "name": "../../etc/passwd", "size": 5}
    applied = apply_item(bot, InboundMessage("m1", str(CHAT), "look", kind="image", media=[photo]))
    return Attachment.objects.get(pk=applied.files[0])


def again(attachment):
    attachment.refresh_from_db()
    return attachment


def test_a_photo_is_fetched_and_kept_under_a_name_of_ours(shelf, expected):
    shelf.answers = [MediaFile(JPEG, "image/jpeg", "IMG_1.jpg")]
    assert media.fetch_attachment(expected.pk) is None
    kept = again(expected)
    assert (kept.status, kept.mime_type, kept.size) == (AttachmentStatus.STORED, "image/jpeg", len(JPEG))
    assert kept.file.name == f"valdman/{kept.public_id}"
    assert default_storage.open(kept.file.name).read() == JPEG
    assert shelf.asked == [("file-7", django_settings.MEDIA_MAX_BYTES)]


def test_it_is_fetched_once(shelf, expected):
    shelf.answers = [MediaFile(JPEG, "image/jpeg")]
    media.fetch_attachment(expected.pk)
    assert media.fetch_attachment(expected.pk) is None
    assert len(shelf.asked) == 1


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (b"<html><script>alert(1)</script></html>", "image/jpeg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"></svg>', "image/svg+xml"),
        (b"MZ" + bytes(60), "application/pdf"),
        (b"nothing that anybody knows", "image/png"),
    ],
)
def test_what_could_run_is_not_kept(shelf, expected, content, declared):
    shelf.answers = [MediaFile(content, declared)]
    media.fetch_attachment(expected.pk)
    kept = again(expected)
    assert (kept.status, kept.error_code, kept.file.name) == (AttachmentStatus.REFUSED, "unwanted_kind", "")


def test_what_is_too_large_is_not_kept(shelf, expected, settings):
    settings.MEDIA_MAX_BYTES = 10
    shelf.answers = [MediaFile(JPEG, "image/jpeg")]
    media.fetch_attachment(expected.pk)
    assert (again(expected).status, expected.error_code) == (AttachmentStatus.REFUSED, "too_large")


def test_trouble_that_passes_is_tried_again_and_at_last_given_up(shelf, expected):
    shelf.answers = [ProviderError("busy", permanent=False, code="unavailable")] * 4
    for attempt in (1, 2, 3):
        again_at = media.fetch_attachment(expected.pk)
        assert timedelta(0) < again_at - timezone.now() <= timedelta(seconds=2**attempt)
        assert again(expected).status == AttachmentStatus.WAITING
    assert media.fetch_attachment(expected.pk) is None
    assert (again(expected).status, expected.error_code) == (AttachmentStatus.FAILED, "unavailable")


def test_what_is_gone_for_good_is_not_asked_for_again(shelf, expected):
    shelf.answers = [ProviderError("expired", permanent=True, code="refused")]
    assert media.fetch_attachment(expected.pk) is None
    assert again(expected).status == AttachmentStatus.FAILED


def test_a_file_whose_call_was_lost_is_found(shelf, expected, monkeypatch):
    calls = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, *args, **more: calls.append((task.name, args)))
    assert tasks.sweep_inbound() == 0
    Attachment.objects.update(due_at=timezone.now() - timedelta(seconds=61))
    assert tasks.sweep_inbound() == 1
    assert calls == [("channels.tasks.fetch_attachment", (expected.tenant_id, expected.pk))]


def test_what_the_customer_took_back_meanwhile_is_not_kept(shelf, expected):
    def take_back(ref, *, credentials, most):
        Attachment.objects.all().delete()
        return MediaFile(JPEG, "image/jpeg")

    shelf.fetch = take_back
    media.fetch_attachment(expected.pk)
    assert Attachment.objects.count() == 0
    assert not default_storage.exists("valdman")


def test_a_fault_of_our_own_ends_too(shelf, expected):
    shelf.answers = [UnicodeError("label too long")] * 4
    for _again in range(4):
        media.fetch_attachment(expected.pk)
    assert again(expected).status == AttachmentStatus.FAILED


def test_another_shop_cannot_fetch_it(shelf, expected, other_shop):
    with tenant_scope(other_shop):
        assert media.fetch_attachment(expected.pk) is None
    assert shelf.asked == []


def test_a_message_without_files_expects_none(bot, in_shop):
    place = {"kind": "location", "latitude": 1.0, "longitude": 2.0}
    assert apply_item(bot, InboundMessage("m1", str(CHAT), "", kind="location", media=[place])).files == ()


@pytest.mark.parametrize(
    ("content", "declared", "kept"),
    [
        (OGG, "audio/ogg; codecs=opus", "audio/ogg"),
        (JPEG, "image/png", "image/jpeg"),
        (JPEG, "", "image/jpeg"),
        (b"%PDF-1.7\n" + bytes(60), "application/pdf", "application/pdf"),
        (b"#!AMR\n" + bytes(40), "audio/amr", "audio/amr"),
        (b"ID3\x03\x00" + bytes(60), "audio/mpeg", "audio/mpeg"),
        ("שלום".encode(), "text/plain", "text/plain"),
        (b"\x00\x01\x02", "text/plain", ""),
        (b"", "image/jpeg", ""),
    ],
)
def test_a_file_is_what_its_bytes_are(content, declared, kept):
    assert sniff(content, declared=declared) == kept


# --- Out -----------------------------------------------------------------------------------------------


@pytest.fixture
def shown(shelf, conversation, settings):
    """A picture that staff sent, and its address."""
    settings.PUBLIC_URL = "https://desk.test"
    message = say(conversation, "Here it is")
    picture = Attachment(tenant=conversation.tenant, message=message, kind="image", ref="")
    media.store_file(picture, content=JPEG, mime_type="image/jpeg", name="wings.jpg")
    message.media = [{"kind": "image", "attachment": str(picture.public_id)}]
    message.author = "staff"
    message.save()
    return message, public_media(message)[0]["url"]


def test_a_picture_of_the_shop_has_an_address_for_the_networks(shown, client):
    _message, url = shown
    assert url.startswith("https://desk.test/media/")
    response = client.get(url.removeprefix("https://desk.test"))
    assert (response.status_code, b"".join(response.streaming_content)) == (200, JPEG)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_an_address_that_was_changed_leads_nowhere(shown, client):
    _message, url = shown
    path = url.removeprefix("https://desk.test")
    assert [client.get(wrong).status_code for wrong in (path + "x", "/media/abc", "/media/a:b:c")] == [404] * 3


def test_what_a_customer_sent_has_no_public_address(shown, client):
    message, url = shown
    Message.objects.filter(pk=message.pk).update(author="customer")
    assert client.get(url.removeprefix("https://desk.test")).status_code == 404


def test_a_product_photo_keeps_its_own_address(conversation):
    message = say(conversation, media=[{"kind": "image", "url": "https://cdn.test/w.jpg", "caption": "Wings"}])
    assert public_media(message) == [{"kind": "image", "url": "https://cdn.test/w.jpg", "caption": "Wings"}]

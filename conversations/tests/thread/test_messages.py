import pytest
from django.utils import timezone

from conversations.attachments import expect_files, store_file
from conversations.models import Author
from conversations.tests.factories import ConversationFactory, MessageFactory
from conversations.thread.messages import read_thread
from tenants.scoping import tenant_scope


@pytest.fixture
def conversation(shop):
    with tenant_scope(shop):
        yield ConversationFactory(tenant=shop)


def say(conversation, text="", **facts):
    return MessageFactory(tenant=conversation.tenant, conversation=conversation, text=text, **facts)


def read(conversation):
    return read_thread(conversation, limit=50).messages


def test_the_last_offer_before_a_tap_is_the_one_that_was_tapped(conversation):
    choices = [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}]
    for _ in range(2):
        say(conversation, "Sure?", author=Author.AGENT, choices=choices)
    say(conversation, "Yes", kind="choice", media=[{"kind": "choice", "id": "yes", "typed": "1"}])
    say(conversation, "Again?", author=Author.AGENT, choices=choices)
    first, second, tap, third = read(conversation)
    tapped = [[option.id for option in shown.options if option.is_tapped] for shown in (first, second, third)]
    assert tapped == [[], ["yes"], []]
    assert (tap.is_tap, tap.typed) == (True, "1")


def test_what_a_message_answers_is_found_also_by_a_piece_and_beyond_what_is_shown(conversation):
    old = say(conversation, "Long ago", author=Author.AGENT, external_id="a", more_ids=["b"])
    say(conversation, "That one", external_id="c", reply_to="b")
    say(conversation, "Unknown", external_id="d", reply_to="nowhere")
    (shown, lost) = read_thread(conversation, limit=2).messages
    assert (shown.quoted, lost.quoted) == (old, None)


def test_a_place_becomes_a_link_whatever_the_readers_language(conversation, settings):
    settings.LANGUAGE_CODE = "fr"
    say(conversation, kind="location", media=[{"kind": "location", "latitude": 48.85, "longitude": 2.35, "title": "A"}])
    say(conversation, kind="location", media=[{"kind": "location", "latitude": "javascript:", "longitude": None}])
    known, wrong = read(conversation)
    url = "https://www.openstreetmap.org/?mlat=48.850000&mlon=2.350000#map=17/48.850000/2.350000"
    assert [(place.title, place.url) for place in known.places] == [("A", url)]
    assert (wrong.places, wrong.is_empty) == ([], True)


def test_a_carts_lines_are_not_said_twice(conversation):
    products = [{"kind": "product", "id": name, "quantity": "2"} for name in ("A1", "B2")]
    say(conversation, "For Friday\n2 × A1 (3 EUR)\n2 × B2 (4 EUR)", kind="order", media=products)
    say(conversation, "I wrote this myself\nand this", kind="order", media=products)
    cart, other = read(conversation)
    assert (cart.text, [product["id"] for product in cart.products]) == ("For Friday", ["A1", "B2"])
    assert other.text == "I wrote this myself\nand this"


def test_a_file_is_shown_by_what_its_bytes_are(conversation, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    media = [{"kind": "voice", "ref": "1", "seconds": 65}, {"kind": "image", "ref": "2", "caption": "Look"}]
    voice, image = expect_files(say(conversation, media=media))
    assert [file.element for file in read(conversation)[0].files] == ["", ""]
    store_file(voice, content=b"OggS", mime_type="audio/ogg", name="")
    store_file(image, content=b"heic", mime_type="image/heic", name="")
    heard, seen = read(conversation)[0].files
    assert (heard.element, heard.seconds) == ("audio", 65)
    assert (seen.element, seen.caption) == ("", "Look")


def test_only_web_addresses_are_shown_as_pictures(conversation):
    urls = ["https://shop.example/a.jpg", "javascript:alert(1)", "data:image/png;base64,AA"]
    say(conversation, author=Author.AGENT, media=[{"kind": "image", "url": url} for url in urls])
    assert [picture["url"] for picture in read(conversation)[0].pictures] == urls[:1]


@pytest.mark.parametrize(
    "change",
    [{"status": "read"}, {"reaction": "x"}, {"revoked_at": True}, {"edited_at": True}, {"error_code": "busy"}],
    ids=str,
)
def test_the_mark_changes_with_everything_that_is_drawn(conversation, change):
    message = say(conversation, "Hello")
    before = read_thread(conversation, limit=50).mark
    assert read_thread(conversation, limit=50).mark == before
    for name, value in change.items():
        setattr(message, name, timezone.now() if value is True else value)
    message.save()
    assert read_thread(conversation, limit=50).mark != before


def test_the_mark_changes_when_a_file_comes_and_when_it_is_put_into_words(conversation, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    (file,) = expect_files(say(conversation, media=[{"kind": "voice", "ref": "1"}]))
    marks = [read_thread(conversation, limit=50).mark]
    store_file(file, content=b"OggS", mime_type="audio/ogg", name="")
    marks.append(read_thread(conversation, limit=50).mark)
    file.words = "Hello"
    file.save()
    marks.append(read_thread(conversation, limit=50).mark)
    assert len(set(marks)) == 3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Outgoing
from channels.supportboard.adapter import SupportBoardAdapter
from channels.supportboard.markup import WORD_JOINER, for_telegram
from channels.testing.fake_supportboard import SHORTCODE, shown_in_telegram

adapter = SupportBoardAdapter()
CHOICES = ({"id": "s", "title": "Small"}, {"id": "l", "title": "Large"})
NUMBERED = "Which size?\n\n1. Small\n2. Large\n\nReply with the number."


def to(source):
    return f"{source}:947:1057"


def render(source, text, **more):
    return adapter.render(Outgoing(text, to=to(source), **more))


@pytest.mark.parametrize("source", ["wa", "fb", "ig", "tg"])
def test_a_network_gets_the_message_and_then_the_board_its_copy(source):
    assert render(source, "Hello") == [
        {"do": "send", "text": "Hello"},
        {"do": "mirror", "text": "Hello", "is_optional": True},
    ]


@pytest.mark.parametrize("source", ["web", "em", "tk", "ln"])
def test_the_boards_own_chats_have_no_copy(source):
    assert render(source, "Hello") == [{"do": "send", "text": "Hello"}]


@pytest.mark.parametrize("source", ["web", "wa", "fb", "ig", "tg"])
def test_choices_are_a_numbered_text_everywhere(source):
    assert render(source, "Which size?", choices=CHOICES)[0]["text"] == NUMBERED


def test_choices_are_asked_in_the_customers_language():
    with_numbers = render("wa", "¿Talla?", choices=CHOICES, language="es")[0]["text"]
    assert with_numbers.startswith("¿Talla?\n\n1. Small\n2. Large\n\n")


def test_a_picture_comes_before_the_text_and_its_copy_after_it():
    media = [{"kind": "image", "url": "https://shop.example/m/a.png", "caption": "Our shop"}]
    picture = {"url": "https://shop.example/m/a.png", "name": "image"}
    assert render("wa", "Look", media=media) == [
        {"do": "send", **picture},
        {"do": "mirror", **picture, "is_optional": True},
        {"do": "send", "text": "Our shop"},
        {"do": "mirror", "text": "Our shop", "is_optional": True},
        {"do": "send", "text": "Look"},
        {"do": "mirror", "text": "Look", "is_optional": True},
    ]
    assert [part["do"] for part in render("web", "Look", media=media)] == ["send", "send", "send"]


def test_a_picture_without_an_ending_gets_one_for_the_board():
    (part,) = render("web", "", media=[{"kind": "image", "url": "https://salesdesk.example/media/Zm9v:1abc"}])
    assert part["url"] == "https://salesdesk.example/media/Zm9v:1abc#image.jpg"


@pytest.mark.parametrize(
    ("source", "limit", "measure"),
    [
        ("wa", 4096, len),
        ("fb", 1000, len),
        ("ig", 1000, lambda text: len(text.encode())),
        ("tg", 2000, lambda text: len(text.encode("utf-16-le")) // 2),
        ("web", 2000, len),
    ],
)
def test_long_texts_are_cut_to_what_each_network_takes(source, limit, measure):
    text = " ".join(f"שורה😀{number}" for number in range(1500))
    parts = render(source, text)
    sent = [part["text"] for part in parts if part["do"] == "send"]
    assert len(sent) > 1
    assert all(measure(piece) <= limit for piece in sent)
    assert " ".join(sent).split() == text.split()
    copies = [part["text"] for part in parts if part["do"] == "mirror"]
    assert all(len(copy) <= 2000 for copy in copies)
    assert " ".join(copies).split() == (text.split() if source != "web" else [])


def test_paced_bubbles_have_a_pause_and_their_copies_have_none():
    parts = render("fb", "First thought.\n\nSecond thought.", is_paced=True)
    assert [(part["do"], part["text"]) for part in parts] == [
        ("send", "First thought."),
        ("mirror", "First thought."),
        ("send", "Second thought."),
        ("mirror", "Second thought."),
    ]
    assert [part.get("pause") for part in parts] == [0.8, None, 0.8, None]


def test_the_same_message_is_always_the_same_parts():
    assert render("ig", "x" * 5000, choices=CHOICES) == render("ig", "x" * 5000, choices=CHOICES)


@pytest.mark.parametrize(
    ("source", "shown"), [("wa", "*Total*: 5"), ("web", "*Total*: 5"), ("fb", "Total: 5"), ("tg", "Total: 5")]
)
def test_bold_is_written_as_the_network_has_it(source, shown):
    assert render(source, "**Total**: 5")[0]["text"] == shown
    assert render(source, "## Total\n2*3*4")[0]["text"] == shown.replace(": 5", "\n2*3*4")


@pytest.mark.parametrize(
    "text",
    [
        '[buttons options="Pay now"]',
        "Write to [email]",
        "Hello {user_name}",
        "shop.example/#sb-open",
        "[Shop](https://s)",
    ],
)
def test_nothing_in_a_text_works_as_the_boards_shortcode(text):
    (part,) = render("web", text)
    assert SHORTCODE.search(part["text"]) is None
    assert part["text"].replace(WORD_JOINER, "") == text


def test_there_is_nothing_to_send_in_an_empty_message():
    assert render("wa", "  ") == []


@settings(max_examples=80, deadline=None)
@given(text=st.text(alphabet="aé😀 \n.*_~`\\[](){}!#-", max_size=60))
def test_telegram_shows_every_character(text):
    assert shown_in_telegram(for_telegram(text)) == text

import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Outgoing
from channels.telegram.render import callback_data, render

YES = {"id": "y", "title": "Yes"}
KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


def picture(number, caption=""):
    return {"kind": "image", "url": f"https://shop.test/{number}.jpg", **({"caption": caption} if caption else {})}


def pictures(count):
    return [picture(number) for number in range(count)]


def shape(parts):
    """Method and arguments of each part, without what would be sent instead."""
    return [(part["method"], part["arguments"]) for part in parts]


def texts(parts):
    return [part["arguments"]["text"] for part in parts if part["method"] == "sendMessage"]


def test_short_text_is_one_plain_request():
    text = "2 < 3 & 2*3*4 is snake_case"
    assert render(Outgoing(text)) == [{"method": "sendMessage", "arguments": {"text": text}}]


def test_bold_becomes_html_with_the_rest_escaped_and_plain_text_waits():
    (part,) = render(Outgoing("## Order\n**Total**: `A<B` & more", choices=[YES]))
    marked = "<b>Order</b>\n<b>Total</b>: <code>A&lt;B</code> &amp; more"
    assert shape([part]) == [("sendMessage", {"text": marked, "parse_mode": "HTML", "reply_markup": KEYBOARD})]
    plain = {"text": "## Order\n**Total**: `A<B` & more", "reply_markup": KEYBOARD}
    assert part["instead"] == {"bad_markup": [{"method": "sendMessage", "arguments": plain}]}


@pytest.mark.parametrize("character", ["a", "é", "🥩"])
def test_long_text_is_split_by_utf16_units_and_nothing_is_lost(character):
    text = " ".join([character * 100] * 90)
    pieces = texts(render(Outgoing(text)))
    assert all(len(piece.encode("utf-16-le")) // 2 <= 4096 for piece in pieces)
    assert len(pieces) > 1
    assert " ".join(pieces) == text


def test_buttons_stand_under_the_last_part_only():
    parts = render(Outgoing("word " * 2000, choices=[{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]))
    assert ["reply_markup" in part["arguments"] for part in parts] == [False] * (len(parts) - 1) + [True]
    assert len(parts[-1]["arguments"]["reply_markup"]["inline_keyboard"]) == 2


def test_a_picture_carries_a_short_text_and_the_buttons():
    assert shape(render(Outgoing("**Fresh**", media=[picture(1)], choices=[YES]))) == [
        (
            "sendPhoto",
            {
                "photo": "https://shop.test/1.jpg", "caption": "<b>Fresh</b>", "parse_mode": "HTML",
                "reply_markup": KEYBOARD,
            },
        ),
    ]  # fmt: skip


def test_a_text_too_long_for_a_caption_follows_the_picture():
    text = "🥩" * 513
    assert shape(render(Outgoing(text, media=[picture(1)], choices=[YES]))) == [
        ("sendPhoto", {"photo": "https://shop.test/1.jpg"}),
        ("sendMessage", {"text": text, "reply_markup": KEYBOARD}),
    ]
    assert len(render(Outgoing("🥩" * 512, media=[picture(1)]))) == 1


def test_a_picture_keeps_its_own_caption():
    assert shape(render(Outgoing("Which one?", media=[picture(1, "Ribeye")]))) == [
        ("sendPhoto", {"photo": "https://shop.test/1.jpg", "caption": "Ribeye"}),
        ("sendMessage", {"text": "Which one?"}),
    ]


def test_a_caption_too_long_for_a_picture_is_said_before_the_text():
    long = "long " * 300
    parts = render(Outgoing("Which one?", media=[picture(1, long.strip())]))
    assert shape(parts) == [
        ("sendPhoto", {"photo": "https://shop.test/1.jpg"}),
        ("sendMessage", {"text": f"{long.strip()}\n\nWhich one?"}),
    ]


def test_several_pictures_are_an_album_with_the_text_on_the_first():
    assert shape(render(Outgoing("Ours", media=[picture(1), picture(2, "Salmon")]))) == [
        (
            "sendMediaGroup",
            {
                "media": [
                    {"type": "photo", "media": "https://shop.test/1.jpg", "caption": "Ours"},
                    {"type": "photo", "media": "https://shop.test/2.jpg", "caption": "Salmon"},
                ]
            },
        ),
    ]


@pytest.mark.parametrize(
    ("count", "sizes"), [(1, [1]), (2, [2]), (10, [10]), (11, [10, 1]), (12, [10, 2]), (20, [10, 10])]
)
def test_more_than_ten_pictures_are_several_albums(count, sizes):
    parts = render(Outgoing("", media=pictures(count)))
    assert [len(part["arguments"].get("media", "1")) for part in parts] == sizes
    assert [part["method"] for part in parts] == ["sendPhoto" if size == 1 else "sendMediaGroup" for size in sizes]


def test_an_album_leaves_its_buttons_to_a_text():
    album, message = render(Outgoing("Which one?", media=pictures(2), choices=[YES]))
    assert album["arguments"] == {"media": [{"type": "photo", "media": item["url"]} for item in pictures(2)]}
    assert shape([message]) == [("sendMessage", {"text": "Which one?", "reply_markup": KEYBOARD})]
    _, asked = render(Outgoing("", media=pictures(2), choices=[YES]))
    assert shape([asked]) == [("sendMessage", {"text": "Choose", "reply_markup": KEYBOARD})]


def test_a_picture_has_its_link_in_reserve():
    (part,) = render(Outgoing("Fresh", media=[picture(1)], choices=[YES], reply_to="7:311", to="7"))
    (link,) = part["instead"]["bad_media"]
    more = {name: part["arguments"][name] for name in ("reply_markup", "reply_parameters")}
    assert shape([link]) == [("sendMessage", {"text": "Fresh\nhttps://shop.test/1.jpg", **more})]


def test_the_first_part_quotes_the_message_that_is_answered():
    parts = render(Outgoing("word " * 1000, reply_to="7:311", to="7"))
    quotes = [part["arguments"].get("reply_parameters") for part in parts]
    assert quotes == [{"message_id": 311, "allow_sending_without_reply": True}, None]


@pytest.mark.parametrize("reply_to", ["", "tap_2074", "8:311", "7:", "7:x"])
def test_what_is_no_message_of_this_chat_is_not_quoted(reply_to):
    assert shape(render(Outgoing("Hi", reply_to=reply_to, to="7"))) == [("sendMessage", {"text": "Hi"})]


def test_a_paced_text_comes_in_bubbles_with_pauses():
    text = "Good morning!\n\n" + "We have fresh fish today. " * 8 + "\n\nWhat may I bring you?"
    parts = render(Outgoing(text, choices=[YES], is_paced=True))
    assert texts(parts) == ["Good morning!", ("We have fresh fish today. " * 8).strip(), "What may I bring you?"]
    assert [part["pause"] for part in parts] == [0.8, 3.0, 0.8]
    assert ["reply_markup" in part["arguments"] for part in parts] == [False, False, True]
    assert all("pause" not in part["arguments"] for part in parts)


def test_what_is_not_paced_has_no_pause():
    assert all("pause" not in part for part in render(Outgoing("One.\n\nTwo.", media=[picture(1)])))


def test_callback_data_fits_into_64_bytes():
    assert callback_data("confirm:yes") == "confirm:yes"
    longest, longer = "é" * 32, "é" * 33
    assert callback_data(longest) == longest
    assert len(callback_data(longer).encode()) == 64
    assert callback_data(longer) == callback_data(longer) != callback_data(longer + "x")


def test_nothing_to_say_is_no_request():
    assert render(Outgoing("  ", choices=[YES])) == []


WORDS = st.text("ab🥩é<&*` \n", max_size=6000)
OUTGOING = st.builds(
    Outgoing,
    text=WORDS,
    media=st.lists(st.builds(picture, st.integers(0, 99), WORDS), max_size=12),
    choices=st.lists(st.just(YES), max_size=2),
    is_paced=st.booleans(),
)


@given(OUTGOING)
def test_every_letter_and_picture_goes_out_within_the_limits(outgoing):
    said = ""
    shown = []
    for part in render(outgoing):
        json.dumps(part)
        arguments = part["arguments"]
        items = arguments.get("media", [arguments])
        shown += [item.get("photo") or item.get("media") for item in items if "text" not in item]
        for name, limit in (("text", 4096), ("caption", 1024)):
            spoken = [unmarked(item[name], item) for item in items if name in item]
            assert all(0 < len(text.encode("utf-16-le")) // 2 <= limit for text in spoken)
            said += "".join(spoken)
        assert "media" not in arguments or 2 <= len(items) <= 10
    assert shown == [item["url"] for item in outgoing.media]
    wanted = outgoing.text + "".join(item.get("caption", "") for item in outgoing.media)
    assert letters(said.replace("Choose", "")) == letters(wanted)


def unmarked(text, item):
    return html.unescape(re.sub(r"</?(?:b|code)>", "", text)) if "parse_mode" in item else text


def letters(text):
    """Where they stand is for the other tests."""
    return sorted(character for character in text if character in "ab🥩é<&")

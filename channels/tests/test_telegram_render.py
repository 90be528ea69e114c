import pytest

from channels.base import Outgoing
from channels.telegram.render import callback_data, plain, render


def test_short_text_is_one_plain_request():
    assert render(Outgoing("2 < 3 & 2*3*4 is snake_case")) == [{"text": "2 < 3 & 2*3*4 is snake_case"}]


def test_bold_becomes_html_with_the_rest_escaped():
    (part,) = render(Outgoing("## Order\n**Total**: `A<B` & more"))
    assert part["text"] == "<b>Order</b>\n<b>Total</b>: <code>A&lt;B</code> &amp; more"
    assert (part["parse_mode"], part["plain"]) == ("HTML", "## Order\n**Total**: `A<B` & more")


def test_plain_takes_the_markup_away_and_keeps_the_buttons():
    (part,) = render(Outgoing("**Yes?**", choices=[{"id": "y", "title": "Yes"}]))
    assert plain(part) == {
        "text": "**Yes?**",
        "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
    }


@pytest.mark.parametrize("character", ["a", "é", "🥩"])
def test_long_text_is_split_by_utf16_units_and_nothing_is_lost(character):
    text = " ".join([character * 100] * 90)
    parts = render(Outgoing(text))
    assert all(len(part["text"].encode("utf-16-le")) // 2 <= 4096 for part in parts)
    assert len(parts) > 1
    assert " ".join(part["text"] for part in parts) == text


def test_buttons_stand_under_the_last_part_only():
    parts = render(Outgoing("word " * 2000, choices=[{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]))
    assert ["reply_markup" in part for part in parts] == [False] * (len(parts) - 1) + [True]
    assert len(parts[-1]["reply_markup"]["inline_keyboard"]) == 2


def test_callback_data_fits_into_64_bytes():
    assert callback_data("confirm:yes") == "confirm:yes"
    longest, longer = "é" * 32, "é" * 33
    assert callback_data(longest) == longest
    assert len(callback_data(longer).encode()) == 64
    assert callback_data(longer) == callback_data(longer) != callback_data(longer + "x")


def test_nothing_to_say_is_no_request():
    assert render(Outgoing("  ", choices=[{"id": "a", "title": "A"}])) == []

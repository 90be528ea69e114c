import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.twilio.segments import _TWINS, MOST_SEGMENTS, count, is_gsm7, smart_text, split

DIGITS = "234567890" + "1234567890" * 20


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        # https://github.com/TwilioDevEd/message-segment-calculator, tests/index.test.js
        ("{" + DIGITS[:158], 1),
        ("{" + DIGITS[:159], 2),
        ("😜" + DIGITS[:68], 1),
        ("😜" + DIGITS[:69], 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # 76 of them fill 152 of 153 places: the last one stays empty.
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("ש" * 70, 1),
        ("ש" * 71, 2),
        ("ש" * 134, 2),
        ("ש" * 135, 3),
        ("😜" * 35, 1),
        ("😜" * 66, 2),
        ("😜" * 67, 3),
        ("“" + "a" * 69, 1),
        ("“" + "a" * 70, 2),
    ],
)
def test_segments_are_counted_as_carriers_count_them(text, segments):
    assert count(text) == segments


@pytest.mark.parametrize("text", ["Crème brûlée"[:5], "ÄÖÜ äöü ñ ß", "[x] {y} | ~ ^ \\ €5", "Ω Δ", "a\nb\rc"])
def test_the_gsm_alphabet_has_these(text):
    assert is_gsm7(text)


@pytest.mark.parametrize("char", "çáíóúêâ`“—…\t\u00a0שя你🥩")
def test_the_gsm_alphabet_does_not_have_these(char):
    assert not is_gsm7(char)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("It’s “fresh” — 2\u00a0kg…", 'It\'s "fresh" - 2 kg...'),
        ("• beef\n• lamb\u200b", "- beef\n- lamb"),
        ("½ kg × 2", "1/2 kg x 2"),
        ("cafe\u0301", "café"),
        ("a\u2028b\tc", "a\nb c"),
    ],
)
def test_typography_is_made_plain_when_that_saves_the_message(written, sent):
    assert smart_text(written) == sent


@pytest.mark.parametrize("text", ["“שלום” — …", "“ok” 👍", "ça va… “bien”"])
def test_typography_stays_where_the_rest_needs_ucs2_anyway(text):
    assert smart_text(text) == text


def test_one_emoji_does_not_make_every_message_dear():
    pieces = split("It’s a long story. " * 60 + "👍")
    assert [is_gsm7(piece) for piece in pieces[:-1]] == [True] * (len(pieces) - 1)
    assert "’" not in pieces[0]
    assert pieces[-1].endswith("👍")


TEXTS = st.text(
    st.sampled_from("abcdefgh ÄÖ€[]{}\n\t’“”—…•\u00a0שלום🥩😜.!?") | st.characters(blacklist_categories=["Cs"]),
    max_size=60,
).flatmap(lambda text: st.integers(1, 80).map(lambda times: text * times))


@given(TEXTS)
def test_pieces_hold_all_of_the_text_and_fit(text):
    pieces = split(text)
    assert squeezed("".join(pieces)) == squeezed(text)
    for piece in pieces:
        assert 0 < count(piece) <= MOST_SEGMENTS
        assert len(piece.encode("utf-16-le")) // 2 <= 1600


@given(TEXTS)
def test_being_smart_never_costs_and_never_loses_a_letter(text):
    smart = smart_text(text)
    assert smart == text or is_gsm7(smart)
    assert smart_text(smart) == smart
    assert squeezed(smart) == squeezed(text)


def squeezed(text):
    """What both must have in common: no spaces, and twins for what has some."""
    return "".join(normal(text).split())


def normal(text):
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_TWINS))

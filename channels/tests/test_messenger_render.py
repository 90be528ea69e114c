import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Outgoing
from channels.bubbles import pause_before
from channels.messenger.adapter import MessengerAdapter

CORRELATION = "0b9a4f0e-5a0e-4a39-9d53-6f0e1c5a7d11"
CHOICES = [{"id": "y", "title": "Yes"}, {"id": "n", "title": "No"}]
adapter = MessengerAdapter()


def requests(text="", **fields):
    return [part["request"] for part in adapter.render(Outgoing(text, **fields))]


def messages(text="", **fields):
    return [request["message"] for request in requests(text, **fields)]


def image(number, caption=""):
    return {"kind": "image", "url": f"https://shop.test/{number}.jpg", "caption": caption}


def shown(number):
    return {"attachment": {"type": "image", "payload": {"url": f"https://shop.test/{number}.jpg"}}}


def test_a_text_is_a_response():
    assert requests("Hello") == [{"messaging_type": "RESPONSE", "message": {"text": "Hello"}}]


def test_only_a_persons_late_answer_has_a_tag():
    (late,) = requests("Hello", is_late=True)
    assert late == {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT", "message": {"text": "Hello"}}


def test_each_piece_carries_our_word_and_its_number():
    found = messages("a " * 1500, media=[image(1)], correlation=CORRELATION)
    assert [message["metadata"] for message in found] == [f"{CORRELATION}:{place}" for place in range(3)]


def test_choices_are_quick_replies_under_the_last_piece():
    first, last = messages("word " * 500, choices=CHOICES)
    assert "quick_replies" not in first
    assert last["quick_replies"] == [
        {"content_type": "text", "title": "Yes", "payload": "y"},
        {"content_type": "text", "title": "No", "payload": "n"},
    ]


def test_choices_without_a_text_have_something_to_stand_under():
    picture, text = messages(media=[image(1)], choices=CHOICES)
    assert "quick_replies" not in picture
    assert (text["text"], len(text["quick_replies"])) == ("Choose", 2)


@pytest.mark.parametrize(
    "choices",
    [
        [{"id": "a", "title": "x" * 21}],
        [{"id": "a" * 1001, "title": "x"}],
        [{"id": str(number), "title": f"Cut {number}"} for number in range(14)],
        [{"id": "a", "title": ""}],
    ],
)
def test_choices_that_would_be_cut_are_numbered_text(choices):
    (message,) = messages("Which one?", choices=choices)
    assert "quick_replies" not in message
    rows = [f"{number}. {choice['title']}" for number, choice in enumerate(choices, start=1)]
    assert message["text"] == "\n".join(["Which one?", "", *rows, "", "Reply with the number."])


def test_the_longest_choices_that_fit_are_buttons():
    choices = [{"id": "a" * 1000, "title": "x" * 20}] * 13
    (message,) = messages("Which one?", choices=choices)
    assert len(message["quick_replies"]) == 13


def test_pictures_come_first_each_with_its_caption_behind_it():
    found = messages("All of it is fresh.", media=[image(1), image(2, "**Ribeye** ₪180"), image(3)])
    assert found == [shown(1), shown(2), {"text": "Ribeye ₪180"}, shown(3), {"text": "All of it is fresh."}]


def test_a_picture_that_cannot_be_loaded_becomes_its_link():
    part, _text = adapter.render(Outgoing("Look", media=[image(1)], correlation=CORRELATION))
    link = {"text": "https://shop.test/1.jpg", "metadata": f"{CORRELATION}:0"}
    assert part["instead"]["bad_media"] == [{"request": {"messaging_type": "RESPONSE", "message": link}}]
    assert part["instead"]["too_large"] == part["instead"]["bad_media"]


def test_files_have_types_and_unknown_media_are_links():
    found = messages(
        media=[
            {"kind": "document", "url": "https://shop.test/list.pdf"},
            {"kind": "voice", "url": "https://shop.test/a.ogg"},
            {"kind": "hologram", "url": "https://shop.test/h", "name": "h.holo"},
        ]
    )
    assert [message.get("attachment", {}).get("type") for message in found] == ["file", "audio", None]
    assert found[2]["text"] == "h.holo\nhttps://shop.test/h"


def test_the_first_piece_quotes_and_gives_the_quotation_up():
    first, second = adapter.render(Outgoing("Yes", media=[image(1)], reply_to="m_abc"))
    assert first["request"]["reply_to"] == {"mid": "m_abc"}
    assert "reply_to" not in second["request"]
    (without,) = first["instead"]["refused"]
    assert without["request"] == {"messaging_type": "RESPONSE", "message": shown(1)}
    assert first["instead"]["bad_media"] == without["instead"]["bad_media"]


def test_what_has_only_our_name_cannot_be_quoted():
    (request,) = requests("Yes", reply_to="0" * 64)
    assert "reply_to" not in request


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("**Total:** ₪40", "Total: ₪40"),
        ("## Your order\n`RIB-1` 2*3 kg", "Your order\nRIB-1 2*3 kg"),
        ("[Track it](https://shop.test/t/1) now", "Track it: https://shop.test/t/1 now"),
        ("2 ** 3, a_b_c, * item", "2 ** 3, a_b_c, * item"),
    ],
)
def test_markup_that_nobody_would_see_is_taken_away(written, seen):
    assert messages(written) == [{"text": seen}]


def test_bubbles_are_paced():
    long = " ".join(f"Sentence number {number} tells something about meat and how to cook it." for number in range(9))
    parts = adapter.render(Outgoing(long, is_paced=True))
    assert len(parts) > 1
    assert [part["pause"] for part in parts] == [pause_before(part["request"]["message"]["text"]) for part in parts]
    assert "pause" not in adapter.render(Outgoing(long))[0]


def test_nothing_to_say_is_nothing_to_send():
    assert adapter.render(Outgoing("  ")) == []


def test_the_same_message_has_the_same_pieces():
    outgoing = Outgoing("word " * 900, media=[image(1, "c")], choices=CHOICES, reply_to="m_1", is_paced=True)
    assert adapter.render(outgoing) == adapter.render(outgoing)


TEXT = st.text(alphabet=st.sampled_from("abc שלום🥩👨‍👩‍👧é .!\n"), max_size=5000)


@settings(max_examples=60, deadline=None)
@given(TEXT, st.booleans(), st.lists(st.text(alphabet="xyzשל🥩 ", min_size=1, max_size=60), max_size=20))
def test_nothing_is_dropped_and_no_piece_is_too_long(text, is_paced, titles):
    choices = [{"id": str(number), "title": title} for number, title in enumerate(titles)]
    found = messages(text, choices=choices, is_paced=is_paced)
    assert all(0 < len(message["text"]) <= 2000 for message in found)
    told = "".join("".join(message["text"] for message in found).split())
    assert "".join(text.split()) in told
    replies = found[-1].get("quick_replies", []) if found else []
    offered = [reply["title"] for reply in replies]
    assert offered == titles or all("".join(title.split()) in told for title in titles)

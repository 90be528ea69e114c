from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Outgoing
from channels.instagram.adapter import InstagramAdapter

CHOICES = [{"id": "y", "title": "כן"}, {"id": "n", "title": "לא"}]
adapter = InstagramAdapter()


def requests(text="", **fields):
    return [part["request"] for part in adapter.render(Outgoing(text, **fields))]


def messages(text="", **fields):
    return [request["message"] for request in requests(text, **fields)]


def images(count, caption=""):
    return [{"kind": "image", "url": f"https://shop.test/{number}.jpg", "caption": caption} for number in range(count)]


def test_a_text_carries_no_word_of_ours():
    assert requests("Hello", correlation="0b9a4f0e") == [{"messaging_type": "RESPONSE", "message": {"text": "Hello"}}]


def test_a_persons_late_answer_has_the_tag():
    (late,) = requests("Hello", is_late=True)
    assert (late["messaging_type"], late["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")


def test_the_limit_counts_bytes():
    assert [len(message["text"].encode()) for message in messages("ש" * 500)] == [1000]
    assert [len(message["text"].encode()) for message in messages("ש" * 501)] == [1000, 2]
    assert [len(message["text"]) for message in messages("🥩" * 251)] == [250, 1]


def test_up_to_ten_pictures_go_in_one_request():
    album, rest, text = messages("Look", media=images(12))
    assert [len(album["attachments"]), len(rest["attachments"])] == [10, 2]
    assert album["attachments"][9] == {"type": "image", "payload": {"url": "https://shop.test/9.jpg"}}
    assert text == {"text": "Look"}


def test_a_caption_ends_a_row_of_pictures():
    found = messages(media=[*images(2), *images(1, "Ribeye"), *images(1)])
    assert [("attachments" in message, message.get("text")) for message in found] == [
        (True, None), (False, "Ribeye"), (False, None),
    ]  # fmt: skip
    assert len(found[0]["attachments"]) == 3
    assert found[2] == {"attachment": {"type": "image", "payload": {"url": "https://shop.test/0.jpg"}}}


def test_an_album_that_cannot_be_loaded_becomes_its_links():
    (part,) = adapter.render(Outgoing("", media=images(2)))
    (link,) = part["instead"]["bad_media"]
    assert link["request"]["message"] == {"text": "https://shop.test/0.jpg\n\nhttps://shop.test/1.jpg"}


def test_choices_are_quick_replies_or_numbers():
    (buttons,) = messages("מה תרצו?", choices=CHOICES)
    assert [reply["title"] for reply in buttons["quick_replies"]] == ["כן", "לא"]
    (numbered,) = messages("מה תרצו?", choices=[{"id": "1", "title": "אנטריקוט על העצם, קילו אחד"}])
    assert "quick_replies" not in numbered
    assert "1. אנטריקוט על העצם, קילו אחד" in numbered["text"]


def test_the_first_piece_quotes():
    first, second = requests("ש" * 600, reply_to="aWdfZAG1")
    assert first["reply_to"] == {"mid": "aWdfZAG1"}
    assert "reply_to" not in second


TEXT = st.text(alphabet=st.sampled_from("abc שלוםךף🥩👨‍👩‍👧é .!\n"), max_size=1500)


@settings(max_examples=60, deadline=None)
@given(TEXT, st.booleans(), st.lists(st.text(alphabet="xyzשל🥩 ", min_size=1, max_size=60), max_size=20), TEXT)
def test_nothing_is_dropped_and_no_piece_has_too_many_bytes(text, is_paced, titles, caption):
    choices = [{"id": str(number), "title": title} for number, title in enumerate(titles)]
    found = messages(text, choices=choices, is_paced=is_paced, media=images(1, caption))
    texts = [message["text"] for message in found if "text" in message]
    assert all(0 < len(piece.encode()) <= 1000 for piece in texts)
    told = "".join("".join(texts).split())
    assert told.startswith("".join(caption.split()))
    assert "".join(text.split()) in told
    offered = [reply["title"] for reply in found[-1].get("quick_replies", [])]
    assert offered == titles or all("".join(title.split()) in told for title in titles)

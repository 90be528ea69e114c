import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Outgoing, ProviderError, Template
from channels.bubbles import pause_before
from channels.testing.fake_graph import find_problem
from channels.whatsapp.markup import to_whatsapp, without_marks
from channels.whatsapp.render import render
from channels.whatsapp.template import list_gaps

NEWS = Template("order_news", "he", "approved", "utility", "Hello {{1}}, your order {{2}} is ready.", 2)
LATE = Template("late_reply", "en_US", "approved", "utility", "About your question: {{1}} Reply to go on.", 1)


def text(body):
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def image(link, caption=""):
    return {"type": "image", "image": {"link": link, **({"caption": caption} if caption else {})}}


def choices(*titles):
    return [{"id": f"c:{number}", "title": title} for number, title in enumerate(titles)]


def buttons(part):
    return [button["reply"] for button in part["interactive"]["action"]["buttons"]]


def rows(part):
    (section,) = part["interactive"]["action"]["sections"]
    return section["rows"]


def all_text(parts):
    """Everything that a customer reads, in order."""
    contents = [part[part["type"]] for part in parts]
    bodies = [content.get("body") or content.get("caption") or "" for content in contents]
    return " ".join(body if isinstance(body, str) else body["text"] for body in bodies)


# --- Text ----------------------------------------------------------------------------------------
def test_a_text_is_one_message_without_a_preview():
    assert render(Outgoing("Hello")) == [text("Hello")]


def test_nothing_is_nothing():
    assert render(Outgoing(" \n")) == []


def test_a_long_text_is_cut_and_whole():
    parts = render(Outgoing("word " * 2000))
    assert [len(part["text"]["body"]) <= 4096 for part in parts] == [True, True, True]
    assert all_text(parts).split() == ["word"] * 2000


def test_only_the_first_piece_quotes_and_each_carries_its_own_word():
    parts = render(Outgoing("word " * 1000, reply_to="wamid.THEIRS", correlation="m-1"))
    assert [part.get("context") for part in parts] == [{"message_id": "wamid.THEIRS"}, None]
    assert [part["biz_opaque_callback_data"] for part in parts] == ["m-1:0", "m-1:1"]


def test_bubbles_have_the_pause_of_somebody_typing():
    parts = render(Outgoing("One.\n\nTwo.", is_paced=True))
    assert parts == [text("One.") | {"pause": pause_before("One.")}, text("Two.") | {"pause": pause_before("Two.")}]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Total:** 20 EUR", "*Total:* 20 EUR"),
        ("a **b** and **c d**", "a *b* and *c d*"),
        ("## Your order\n2 x bread", "*Your order*\n2 x bread"),
        ("### **Your order**", "*Your order*"),
        ("# 1", "*1*"),
        ("[our shop](https://shop.test/a_(b))", "our shop: https://shop.test/a_(b)"),
        ("[https://shop.test](https://shop.test)", "https://shop.test"),
        ("~~20~~ 18 EUR", "~20~ 18 EUR"),
        ("2*3 = 6 and 4*5", "2*3 = 6 and 4*5"),
        ("2**3**2", "2**3**2"),
        ("* one\n* two", "* one\n* two"),
        ("#17 and # 18", "#17 and # 18"),
        ("a_b_c, [1], (2) `x`", "a_b_c, [1], (2) `x`"),
        ("**open", "**open"),
    ],
)
def test_markdown_becomes_whatsapps_marks_and_the_rest_stays(written, shown):
    assert to_whatsapp(written) == shown
    assert len(shown) <= len(written)


def test_titles_have_no_marks():
    assert without_marks("**Yes**, ~~no~~ 2*3") == "Yes, no 2*3"


# --- Choices -------------------------------------------------------------------------------------
def test_up_to_three_short_choices_are_buttons():
    (part,) = render(Outgoing("**Confirm?**", choices=choices("Yes", "Change something", "No"), correlation="m"))
    assert part["interactive"]["type"] == "button"
    assert part["interactive"]["body"] == {"text": "*Confirm?*"}
    assert buttons(part) == [
        {"id": "c:0", "title": "Yes"},
        {"id": "c:1", "title": "Change something"},
        {"id": "c:2", "title": "No"},
    ]
    assert part["biz_opaque_callback_data"] == "m:0"


def test_four_to_ten_are_a_list():
    (part,) = render(Outgoing("Which?", choices=choices(*"ABCDEFGHIJ")))
    assert part["interactive"]["type"] == "list"
    assert part["interactive"]["action"]["button"] == "Choose"
    assert [row["title"] for row in rows(part)] == list("ABCDEFGHIJ")


@pytest.mark.parametrize("language", ["en", "he", "fr", "es", "id"])
def test_the_button_of_a_list_fits_in_every_language(language):
    (part,) = render(Outgoing("?", choices=choices(*"ABCD"), language=language))
    assert 0 < len(part["interactive"]["action"]["button"]) <= 20


def test_a_title_too_long_for_a_button_makes_a_list_and_is_whole_in_the_description():
    long = "Entrecôte, aged 21 days, in one piece"
    (part,) = render(Outgoing("Which?", choices=choices(long, "Bread")))
    assert rows(part) == [
        {"id": "c:0", "title": "Entrecôte, aged 21…", "description": long},
        {"id": "c:1", "title": "Bread"},
    ]


@pytest.mark.parametrize(
    "offered",
    [
        choices(*(f"Number {number}" for number in range(11))),
        choices("x" * 73, "Bread"),
        choices("Same", "Same"),
        choices("Yes", ""),
        [{"id": "c", "title": "A"}, {"id": "c", "title": "B"}],
        [{"id": "i" * 257, "title": "A"}],
    ],
)
def test_choices_that_do_not_survive_are_numbered_text(offered):
    (part,) = render(Outgoing("Which?", choices=offered))
    numbered = "\n".join(f"{number}. {choice['title']}" for number, choice in enumerate(offered, start=1))
    assert part == text(f"Which?\n\n{numbered}\n\nReply with the number.")


def test_a_long_question_goes_before_its_buttons():
    question = f"{'Long story. ' * 150}\n\nDo you want it?"
    before, asking = render(Outgoing(question, choices=choices("Yes", "No"), reply_to="wamid.T"))
    assert asking["interactive"]["body"]["text"].endswith("Do you want it?")
    assert len(asking["interactive"]["body"]["text"]) <= 1024
    assert (before["context"], "context" in asking) == ({"message_id": "wamid.T"}, False)
    assert all_text([before, asking]).split() == question.split()


def test_choices_without_a_question_have_a_word_over_them():
    (part,) = render(Outgoing("", choices=choices("Yes", "No")))
    assert part["interactive"]["body"] == {"text": "Choose"}


# --- Pictures ------------------------------------------------------------------------------------
def medium(url, caption=""):
    return {"kind": "image", "url": url, "caption": caption}


def test_the_text_is_the_caption_of_the_first_picture_where_it_fits():
    sent = [medium("https://shop.test/a.jpg"), medium("https://shop.test/b.jpg", "B")]
    assert render(Outgoing("**Fresh** today", media=sent, correlation="m")) == [
        image("https://shop.test/a.jpg", "*Fresh* today") | {"biz_opaque_callback_data": "m:0"},
        image("https://shop.test/b.jpg", "B") | {"biz_opaque_callback_data": "m:1"},
    ]


def test_a_picture_with_its_own_caption_keeps_it():
    assert render(Outgoing("More?", media=[medium("https://shop.test/a.jpg", "A")])) == [
        image("https://shop.test/a.jpg", "A"),
        text("More?"),
    ]


def test_the_rest_of_a_long_caption_is_text():
    caption = "word " * 300
    picture, rest = render(Outgoing("More?", media=[medium("https://shop.test/a.jpg", caption)]))
    assert len(picture["image"]["caption"]) <= 1024
    assert all_text([picture, rest]).split() == [*["word"] * 300, "More?"]


def test_buttons_stand_under_the_text_and_not_under_a_picture():
    picture, asking = render(
        Outgoing("Want it?", choices=choices("Yes", "No"), media=[medium("https://shop.test/a.jpg")])
    )
    assert picture == image("https://shop.test/a.jpg")
    assert asking["interactive"]["body"] == {"text": "Want it?"}


# --- Templates -----------------------------------------------------------------------------------
def test_a_template_is_filled_and_nothing_else_is_sent():
    outgoing = Outgoing(
        "ignored", choices=choices("A"), reply_to="wamid.T", correlation="m", template=NEWS, values=("Noa", "ORD-1")
    )
    assert render(outgoing) == [
        {
            "type": "template",
            "template": {
                "name": "order_news",
                "language": {"code": "he"},
                "components": [
                    {"type": "body", "parameters": [{"type": "text", "text": "Noa"}, {"type": "text", "text": "ORD-1"}]}
                ],
            },
            "biz_opaque_callback_data": "m:0",
        }
    ]


def test_values_are_one_line_without_many_spaces():
    (part,) = render(Outgoing("", template=LATE, values=("**Yes**,\n\n\tit is here.      Come by\u2028today",)))
    (body,) = part["template"]["components"]
    assert body["parameters"] == [{"type": "text", "text": "*Yes*, it is here. Come by today"}]


def test_gaps_with_names_are_filled_by_name():
    named = Template("n", "en", "approved", body="Hi {{first_name}}, {{ news }}, {{first_name}}!", parameters=2)
    (part,) = render(Outgoing("", template=named, values=("Noa", "ready")))
    assert part["template"]["components"][0]["parameters"] == [
        {"type": "text", "parameter_name": "first_name", "text": "Noa"},
        {"type": "text", "parameter_name": "news", "text": "ready"},
    ]


def test_a_template_without_gaps_has_no_components():
    (part,) = render(Outgoing("", template=Template("hello", "en_US", "approved", body="Hello!")))
    assert part["template"] == {"name": "hello", "language": {"code": "en_US"}}


@pytest.mark.parametrize(
    ("template", "values", "code"),
    [
        (NEWS, ("Noa",), "template_wrong"),
        (LATE, ("a", "b"), "template_wrong"),
        (LATE, (" \n ",), "empty"),
        (LATE, ("x" * 1024,), "too_long"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_before_anything_is_sent(template, values, code):
    with pytest.raises(ProviderError) as caught:
        render(Outgoing("", template=template, values=values))
    assert (caught.value.code, caught.value.permanent) == (code, True)


def test_gaps_are_counted_once_and_in_order():
    assert list_gaps("{{2}} {{1}} {{10}} {{2}}") == ["1", "2", "10"]


# --- Whatever is said ----------------------------------------------------------------------------
TITLES = st.text(max_size=90)


@given(
    said=st.text(max_size=3000) | st.text(st.sampled_from("a. \n*#["), max_size=3000),
    titles=st.lists(TITLES, max_size=12),
    captions=st.lists(st.text(max_size=1500), max_size=2),
    is_paced=st.booleans(),
)
def test_whatsapp_would_take_every_piece_and_the_same_message_has_the_same_pieces(said, titles, captions, is_paced):
    media = [medium("https://shop.test/a.jpg", caption) for caption in captions]
    outgoing = Outgoing(said, choices=choices(*titles), media=media, is_paced=is_paced, correlation="m")
    parts = render(outgoing)
    assert parts == render(outgoing)
    for part in parts:
        assert find_problem({"to": "1", "recipient_type": "individual", **part}) == ""


@given(st.text(st.sampled_from("ab. \n"), max_size=6000), st.booleans())
def test_no_word_is_dropped(said, is_paced):
    asked = render(Outgoing(said, choices=choices("Yes", "No"), is_paced=is_paced))
    assert "".join(all_text(asked).split()) == ("".join(said.split()) or "Choose")
    told = render(Outgoing(said, media=[medium("https://shop.test/a.jpg", said)], is_paced=is_paced))
    assert "".join(all_text(told).split()) == "".join(said.split()) * 2

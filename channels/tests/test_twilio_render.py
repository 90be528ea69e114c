import pytest

from channels.base import Outgoing, Template
from channels.twilio.adapter import TwilioAdapter
from channels.twilio.markup import for_whatsapp, plain
from channels.twilio.segments import count

US, CANADA, ISRAEL, WHATSAPP = "+14155552671", "+16132345678", "+972541234567", "whatsapp:+972541234567"
YES_NO = ({"id": "y", "title": "Yes"}, {"id": "n", "title": "Change"})
adapter = TwilioAdapter()


def render(text, *, to=US, **more):
    return adapter.render(Outgoing(text, to=to, **more))


def picture(number=1, **more):
    return {"kind": "image", "url": f"https://shop.test/{number}.jpg", **more}


def test_a_short_text_is_one_part():
    assert render("2 kg of beef, ok?") == [{"Body": "2 kg of beef, ok?"}]


def test_choices_become_numbers_on_both_networks():
    shown = "All right?\n\n1. Yes\n2. Change\n\nReply with the number."
    assert render("All right?", choices=YES_NO) == [{"Body": shown}]
    assert render("All right?", choices=YES_NO, to=WHATSAPP) == [{"Body": shown}]


def test_a_carriers_word_is_neither_asked_for_nor_offered():
    (part,) = render("Reply CANCEL to drop it.", choices=[{"id": "n", "title": "Cancel"}])
    assert part["Body"] == "Reply NO to drop it.\n\n1. Cancel\n\nReply only with the number, not with the word."


def test_a_messaging_service_reads_along_on_whatsapp_too():
    assert render("Reply CANCEL to drop it.", to=WHATSAPP) == [{"Body": "Reply NO to drop it."}]


def test_typography_costs_nothing_on_sms_and_stays_on_whatsapp():
    assert render("It’s “fresh” — really…") == [{"Body": 'It\'s "fresh" - really...'}]
    assert render("It’s “fresh” — really…", to=WHATSAPP) == [{"Body": "It’s “fresh” — really…"}]


@pytest.mark.parametrize("word", ["beef", "בשר", "🥩", "[x]"])
@pytest.mark.parametrize("to", [US, WHATSAPP])
def test_a_long_text_is_split_and_nothing_is_lost(word, to):
    text = " ".join([word * 7] * 400)
    parts = render(text, to=to)
    assert len(parts) > 1
    assert " ".join(part["Body"] for part in parts) == text
    assert all(len(part["Body"].encode("utf-16-le")) // 2 <= 1600 for part in parts)
    if to == US:
        assert max(count(part["Body"]) for part in parts) <= 10


@pytest.mark.parametrize("to", [US, CANADA])
def test_pictures_travel_with_the_text_where_there_is_mms(to):
    media = [picture(1, caption="Beef"), picture(2)]
    assert render("Look:", media=media, to=to) == [
        {"Body": "Look:\nBeef", "MediaUrl": ["https://shop.test/1.jpg", "https://shop.test/2.jpg"]}
    ]


@pytest.mark.parametrize("to", [ISRAEL, "+18765551234", "12345", "rcs:+14155552671"])
def test_elsewhere_a_picture_is_its_address(to):
    parts = render("Look:", media=[picture(1, caption="Beef"), picture(2)], to=to, choices=YES_NO)
    assert [part.keys() for part in parts] == [{"Body"}]
    assert parts[0]["Body"].startswith("Look:\nBeef: https://shop.test/1.jpg\nhttps://shop.test/2.jpg\n\n1. Yes")


def test_a_file_is_its_address_on_mms_too():
    bill = {"kind": "document", "url": "https://shop.test/bill.pdf", "caption": "Bill"}
    assert render("", media=[bill]) == [{"Body": "Bill: https://shop.test/bill.pdf"}]


def test_ten_pictures_fit_into_one_message():
    media = [picture(number) for number in range(23)]
    first, second, third = render("All of it:", media=media)
    assert (first["Body"], second.get("Body"), third.get("Body")) == ("All of it:", None, None)
    assert [len(part["MediaUrl"]) for part in (first, second, third)] == [10, 10, 3]
    assert [url for part in (first, second, third) for url in part["MediaUrl"]] == [medium["url"] for medium in media]


def test_a_picture_alone_needs_no_text():
    assert render("", media=[picture()]) == [{"MediaUrl": ["https://shop.test/1.jpg"]}]


def test_whatsapp_takes_one_file_in_a_message_and_is_asked_last():
    parts = render("All right?", media=[picture(1, caption="Beef"), picture(2)], choices=YES_NO, to=WHATSAPP)
    assert parts == [
        {"Body": "Beef", "MediaUrl": ["https://shop.test/1.jpg"]},
        {"MediaUrl": ["https://shop.test/2.jpg"]},
        {"Body": "All right?\n\n1. Yes\n2. Change\n\nReply with the number."},
    ]


def test_a_long_caption_is_not_cut_off():
    caption = "word " * 500
    parts = render("", media=[picture(caption=caption)], to=WHATSAPP)
    assert " ".join(part["Body"] for part in parts) == caption.strip()
    assert ["MediaUrl" in part for part in parts] == [True] + [False] * (len(parts) - 1)


@pytest.mark.parametrize("to", [US, WHATSAPP])
def test_nothing_to_say_is_no_part(to):
    assert render("  ", to=to, media=[{"kind": "image"}]) == []


def test_a_template_is_its_text_with_the_gaps_filled():
    template = Template("order", "en", "approved", body="Hello {{1}}, {{2}} is ready.", parameters=2)
    said = Outgoing("ignored", to=US, template=template, values=["Noa", "{{1}}"], choices=YES_NO, media=[picture()])
    assert adapter.render(said) == [{"Body": "Hello Noa, {{1}} is ready."}]


@pytest.mark.parametrize(
    ("written", "sms", "whatsapp"),
    [
        ("## Order\n**Total**: `A_B`", "Order\nTotal: A_B", "*Order*\n*Total*: `A_B`"),
        ("## **Order** #5", "Order #5", "*Order #5*"),
        ("__Sure__ and *really* and _slow_.", "Sure and really and slow.", "*Sure* and *really* and _slow_."),
        ("2*3*4 is snake_case_here", "2*3*4 is snake_case_here", "2*3*4 is snake_case_here"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("* beef\n  * lamb\n- fish", "- beef\n  - lamb\n- fish", "- beef\n  - lamb\n- fish"),
        ("[Menu](https://s.t/a_b_c)", "Menu: https://s.t/a_b_c", "Menu: https://s.t/a_b_c"),
        ("![Beef](https://s.t/_b_/x)", "Beef: https://s.t/_b_/x", "Beef: https://s.t/_b_/x"),
        ("```\ncode\n```", "code\n", "code\n"),
        ("~~10~~ 8", "~~10~~ 8", "~~10~~ 8"),
        ("#1 choice", "#1 choice", "#1 choice"),
    ],
)
def test_markdown_becomes_what_each_network_shows(written, sms, whatsapp):
    assert (plain(written), for_whatsapp(written)) == (sms, whatsapp)

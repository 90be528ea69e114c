import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.twilio.wording import OPT_OUT, is_opt_out, numbered, safe_wording, single_word, unsafe_words


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Reply CANCEL to drop the order.", "Reply NO to drop the order."),
        ("Reply YES to confirm or CANCEL to drop it.", "Reply YES to confirm or NO to drop it."),
        ("Please reply with 'cancel' if you changed your mind.", "Please reply with 'no' if you changed your mind."),
        ("Just send STOP to go back.", "Just send NO to go back."),
        ("Text us back: QUIT", "Text us back: NO"),
        ("Type “End” when you are done", "Type “NO” when you are done"),
        ("Answer yes, no or cancel.", "Answer yes, no or no."),
        ('Write "yes" for delivery, or "cancel".', 'Write "yes" for delivery, or "no".'),
        ("Say cancel and I drop it.", "Say no and I drop it."),
        ("Reply 1 to confirm, CANCEL otherwise", "Reply 1 to confirm, NO otherwise"),
        ("Répondez CANCEL pour annuler.", "Répondez NON pour annuler."),
        ("Envoyez « STOP » pour tout arrêter", "Envoyez « NON » pour tout arrêter"),
        ("Tapez OUI ou STOP", "Tapez OUI ou NON"),
        ("Responde SI o CANCEL.", "Responde SI o NO."),
        ("Envíe la palabra CANCEL para anular el pedido", "Envíe la palabra NO para anular el pedido"),
        ("השב CANCEL כדי לבטל", "השב לא כדי לבטל"),
        ("אפשר לכתוב את המילה STOP", "אפשר לכתוב את המילה לא"),
        ("Balas CANCEL untuk membatalkan", "Balas TIDAK untuk membatalkan"),
        ("Ketik YA atau STOP", "Ketik YA atau TIDAK"),
        ("Reply END\nor reply QUIT", "Reply NO\nor reply NO"),
    ],
)
def test_a_carriers_word_is_never_asked_for(written, sent):
    assert safe_wording(written) == sent
    assert unsafe_words(written) != []
    assert unsafe_words(sent) == []


@pytest.mark.parametrize(
    "text",
    [
        "Do you want to cancel the order?",
        "I cannot send end dates yet.",
        "Reply if you want to change or cancel.",
        "We send stop signs and end tables.",
        "Your order was cancelled. Reply YES to reorder.",
        "The text ends here. CANCEL is not a dish.",
        "Write to us to cancel.",
        "Your answer: Cancel",
        "The reply: stop.",
        "Answer before the end of the day.",
        "Send it to 4 Quit Street.",
        "Type-cancel lamps are out of stock.",
        "Respond to cancel-culture@example.com",
        "אפשר לבטל עד הסוף",
    ],
)
def test_other_sentences_stay_as_they_are(text):
    assert unsafe_words(text) == []
    assert safe_wording(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Reply STOP to unsubscribe.",
        'Text "STOP" to opt out.',
        "Reply STOP to stop receiving offers",
        "Répondez STOP pour vous désabonner",
        "Responda STOP para dejar de recibir ofertas",
        "השיבו STOP להסרה",
        "Balas STOP untuk berhenti berlangganan",
    ],
)
def test_how_to_opt_out_may_be_said(text):
    assert unsafe_words(text) == []
    assert safe_wording(text) == text


def test_the_words_are_reported_as_they_stand_there_in_order():
    assert unsafe_words('Reply Cancel or "stop". Or send QUIT') == ["Cancel", "stop", "QUIT"]


@pytest.mark.parametrize("title", ["Cancel", "CANCEL!", " stop. ", "End", "'quit'"])
def test_a_choice_that_is_a_carriers_word_asks_for_the_number_alone(title):
    choices = [{"id": "y", "title": "Confirm"}, {"id": "n", "title": title}]
    assert is_opt_out(title)
    assert numbered("Sure?", choices, language="en") == (
        f"Sure?\n\n1. Confirm\n2. {title}\n\nReply only with the number, not with the word."
    )


def test_other_choices_ask_as_everywhere():
    choices = [{"id": "y", "title": "Confirm"}, {"id": "n", "title": "Cancel the order"}]
    assert numbered("Sure?", choices, language="en").endswith("2. Cancel the order\n\nReply with the number.")
    assert numbered("Sure?", (), language="en") == "Sure?"


@pytest.mark.parametrize(
    ("text", "word"),
    [("STOP", "stop"), (" Stop!! ", "stop"), ("stop please", ""), ("", ""), ("...", ""), ("Stöp", "stop")],
)
def test_a_single_word_is_found_behind_its_punctuation(text, word):
    assert single_word(text) == word


PIECES = st.sampled_from(
    ["reply ", "Send ", "répondez ", "השב ", "balas ", "envía ", "with ", "or ", "to ", '"', "'", "«", ", ", ". ", "\n",
     "yes ", "order ", "unsubscribe ", *OPT_OUT, *(word.upper() + " " for word in sorted(OPT_OUT))]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_was_made_safe_is_safe(text):
    assert unsafe_words(safe_wording(text)) == []

import pytest

from conversations.meaning import read_choice, wants_messages_again, wants_no_messages

CHOICES = [{"id": "yes", "title": "Confirm ✅"}, {"id": "no", "title": "Cancel order"}, {"id": "x", "title": "לאשר"}]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("1", "yes"), (" 2. ", "no"), ("(3)", "x"), ("#1", "yes"), ("confirm", "yes"), ("CANCEL ORDER!", "no"),
        ("לאשר", "x"),
        ("4", None), ("0", None), ("2 kg", None), ("confirm the second", None), ("", None), ("1 2", None),
    ],
)  # fmt: skip
def test_a_number_and_the_words_mean_the_choice(text, chosen):
    found = read_choice(text, CHOICES)
    assert (found and found["id"]) == chosen


def test_without_choices_a_number_is_a_number():
    assert read_choice("1", []) is None


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop.", "Stop. Thank you", "please stop", "stop please!", "Unsubscribe", "don't text me again",
        "dont message me anymore", "no more messages", "stop sending me messages", "remove me from your list please",
        "ne m'écrivez plus", "arrêtez de m'écrire", "plus de messages svp", "no me escriban más",
        "quiero darme de baja",
        "no más mensajes por favor", "הסר", "תפסיקו לשלוח לי הודעות", "לא רוצה הודעות", "berhenti",
        "jangan kirim pesan lagi", "STOP merci",
        # Carriers' own words in other countries, and how people say it there.
        "ARRET", "Arrêt svp", "parar", "להסיר", "הפסק", "עצור", "hentikan", "STOP STOP", "opt-out", "stop all",
        "Stop promotions", "Stop les messages", "stop mensajes por favor", "stop kirim pesan", "remove me",
        "ne m'écrivez plus s'il vous plaît", "je ne veux plus recevoir de messages", "no quiero recibir más mensajes",
        "cancelar suscripción", "לא רוצה לקבל הודעות", "לא מעוניינת לקבל יותר הודעות", "I don't want any more messages",
        "saya tidak mau menerima pesan lagi", "leave me alone",
    ],
)  # fmt: skip
def test_a_wish_to_be_left_alone_is_understood(text):
    assert wants_no_messages(text)


@pytest.mark.parametrize(
    "text",
    [
        "cancel my order", "cancel", "end", "stop my order", "stop the order please", "don't send me wings yet", "no",
        "don't send onions please", "don't send it before 5", "can you stop by tomorrow?", "I want to stop smoking",
        "stop 2 kg", "baja el precio", "ne m'envoyez plus la commande", "start", "לבטל את ההזמנה",
        "תפסיקו להזמין לי סטייקים",
        "jangan kirim tomat", "Jangan kirim hari ini, besok saja", "אל תשלחו לי עגבניות", "No me mandes más cebolla",
        "ne m'envoyez plus de tomates", "please stop sending onions", "is it possible to opt out of the bag?",
        "I don't want any onions", "I don't want messages on the cake", "stop all orders", "stop all onions",
        "no quiero más cebolla", "je ne veux plus de tomates", "plus de pain svp", "tidak mau pedas",
        "tidak mau menerima pesanan hari ini", "לא רוצה לקבל את ההזמנה היום", "לא רוצה בצל", "remove me the onions",
        "opt-out of the bag", "hentikan pesanan", "arrêtez la commande", "די", "מספיק",
        "jangan kirim pesanan dulu", "", "hi", "please", "stop, I meant two kilos of the other one and not this",
    ],
)  # fmt: skip
def test_everything_else_is_not(text):
    assert not wants_no_messages(text)


@pytest.mark.parametrize(
    ("text", "again"), [("START", True), ("start please", True), ("start my order", False), ("yes", False)]
)
def test_a_stop_is_taken_back_with_one_word(text, again):
    assert wants_messages_again(text) is again

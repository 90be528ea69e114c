"""Paying by card in a chat, in every language: the link from the rows, or honestly that it is paid on delivery."""

import pytest

from agent.guards import check_reply, collect_facts
from agent.llm.offline.acts import Kind
from agent.llm.offline.phrases import PHRASES
from agent.llm.offline.understand import understand
from agent.tests.offline.talk import Talk

ASKED = {
    "en": ["can I pay by card?", "send me a payment link", "do you take credit cards?",
           "can i pay for it by credit card", "i'd like to pay online", "can you send me a link to pay",
           "can I pay now with my card please"],
    "fr": ["je peux payer par carte ?", "envoyez-moi un lien de paiement", "vous acceptez la carte bancaire ?",
           "puis-je régler la commande par CB ?", "un lien pour payer svp", "c'est possible de payer en ligne ?"],
    "es": ["¿puedo pagar con tarjeta?", "envíame un enlace de pago", "¿aceptan tarjeta de crédito?",
           "me pasas el link para pagar", "quiero pagar por internet", "¿se puede pagar online?"],
    "he": ["אפשר לשלם בכרטיס אשראי?", "שלחו לי קישור לתשלום", "אתם מקבלים אשראי?", "אפשר לשלם באשראי",
           "אפשר לקבל לינק לתשלום", "אני רוצה לשלם בכרטיס"],
    "id": ["bisa bayar pakai kartu?", "kirim link pembayaran dong", "terima kartu kredit?", "minta link bayar ya kak",
           "bisa bayar online?", "saya mau bayar dengan kartu kredit"],
}  # fmt: skip
ROWS = [(language, text) for language, texts in ASKED.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), ROWS)
def test_wanting_to_pay_by_card_is_understood(language, text):
    assert [act.kind for act in understand([text], otherwise=language).acts] == [Kind.PAY]


@pytest.mark.parametrize("text", ["je peux voir la carte svp", "how much do I pay?", "can I pay with paypal?",
                                  "cash on delivery ok?", "pago en efectivo", "bayar cod bisa?"])  # fmt: skip
def test_other_words_about_money_are_not(text):
    assert Kind.PAY not in [act.kind for act in understand([text], otherwise="en").acts]


@pytest.mark.parametrize("language", ASKED)
def test_the_link_comes_with_the_amount_of_the_rows(language):
    talk = Talk(language=language)
    talk.shop.takes_cards = True
    talk.shop.add_order({"p-sau-beef": 2})
    reply = talk.say(ASKED[language][0])
    order = talk.shop.send_payment_link(language)
    assert talk.made("send_payment_link") == [{}]
    assert all(order[name] in reply for name in ("amount_text", "order_number", "url"))
    assert PHRASES[language]["pay_or_cash"] in reply
    assert talk.changed_nothing


@pytest.mark.parametrize("language", ASKED)
def test_a_shop_without_an_account_is_paid_on_delivery(language):
    talk = Talk(language=language)
    talk.shop.add_order({"p-sau-beef": 2})
    assert talk.say(ASKED[language][0]) == PHRASES[language]["pay_on_delivery"]
    assert talk.calls == []


def test_before_there_is_an_order_the_way_is_told():
    talk = Talk(language="en")
    talk.shop.takes_cards = True
    assert talk.say("can I pay by card?") == PHRASES["en"]["pay_no_order"]


def test_an_order_and_a_wish_to_pay_in_one_message():
    talk = Talk(language="en")
    talk.shop.takes_cards = True
    reply = talk.say("2 kg of beef sausages please. Can I pay by card?")
    assert [name for name, _ in talk.calls if name in {"create_order", "send_payment_link"}] == [
        "create_order", "send_payment_link",
    ]  # fmt: skip
    assert "https://shop.example/pay/" in reply
    assert reply.rstrip().endswith(PHRASES["en"]["q_confirm"])


def test_the_question_that_was_open_stays_open():
    talk = Talk(language="en")
    talk.shop.takes_cards = True
    talk.say("2 kg of beef sausages please, to Herzl 15")
    assert talk.say("can I pay by card?").rstrip().endswith(PHRASES["en"]["q_confirm"])
    talk.say("yes")
    assert talk.order["status"] == "confirmed"


def test_a_cancelled_order_cannot_be_paid():
    talk = Talk(language="en")
    talk.shop.takes_cards = True
    talk.say("2 kg of beef sausages please")
    talk.say("cancel my order")
    assert talk.say("send me a payment link for it") == PHRASES["en"]["pay_nothing_due"]


def test_the_guards_let_the_links_amount_pass_and_no_other():
    url = "https://shop.example/pay/a-B_1"
    receipt = {"kind": "payment_link", "order_number": "ORD-2026-000001", "amount": "128.5", "status": "pending"}
    facts = collect_facts([{**receipt, "url": url}])
    said = f"You can pay ₪128.50 for order ORD-2026-000001 by card here: {url}"
    assert check_reply(said, facts) == []
    assert [problem.kind for problem in check_reply(said.replace("128.50", "128.00"), facts)] == ["amount"]

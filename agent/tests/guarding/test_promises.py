"""Times, discounts, percentages, stock and health: only as the shop or a tool says them."""

from datetime import date

import pytest

from agent.guarding.house import House
from agent.guards import check_reply, collect_facts

TODAY = date(2026, 11, 28)


def kinds(text, *receipts, heard=(), texts=""):
    facts = collect_facts(receipts, heard=heard, house=House(texts=texts, today=TODAY))
    return [problem.kind for problem in check_reply(text, facts)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It arrives tomorrow at 5.", "delivery_time"),
        ("Your sausages will be delivered on Monday.", "delivery_time"),
        ("We deliver within 2 hours.", "delivery_time"),
        ("Vous le recevrez demain.", "delivery_time"),
        ("Livraison sous 3 jours ouvrés.", "delivery_time"),
        ("Llegará el martes.", "delivery_time"),
        ("זה יגיע מחר בשעה 17:00.", "delivery_time"),
        ("המשלוח תוך יומיים.", "delivery_time"),
        ("Pesanannya sampai besok.", "delivery_time"),
        ("Dikirim dalam 2 hari.", "delivery_time"),
        ("You get 10 % off.", "discount"),
        ("Delivery is free today.", "discount"),
        ("Je vous fais une remise.", "discount"),
        ("La livraison est gratuite.", "discount"),
        ("Te hago un descuento.", "discount"),
        ("אני נותן לך הנחה.", "discount"),
        ("המשלוח חינם.", "discount"),
        ("Ada diskon untuk kakak.", "discount"),
        ("Gratis ongkir ya kak.", "discount"),
        ("It has 70% cocoa.", "percentage"),
        ("Contient 70 pour cent de cacao.", "percentage"),
        ("Only 3 left!", "stock"),
        ("We have 12 in stock.", "stock"),
        ("Il reste 4 pièces.", "stock"),
        ("Quedan 5.", "stock"),
        ("נשארו רק 3 יחידות.", "stock"),
        ("Tersisa 7 buah.", "stock"),
        ("It cures acne.", "health"),
        ("Clinically proven to work.", "health"),
        ("Sans effets secondaires.", "health"),
        ("Resultados garantizados.", "health"),
        ("הוכח קלינית ועובד.", "health"),
        ("Aman untuk ibu hamil.", "health"),
        ("Serum ini menghilangkan jerawat.", "health"),
    ],
)
def test_a_promise_without_a_fact_is_stopped(text, kind):
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "When should it arrive?",
        "Should we deliver tomorrow?",
        "I cannot promise that it arrives tomorrow.",
        "I do not know whether it arrives on Monday.",
        "I'm sorry, there are no discounts.",
        "Nous ne faisons pas de remise.",
        "No hacemos descuentos.",
        "אין לנו הנחות.",
        "Maaf, tidak ada diskon.",
        "Feel free to ask.",
        "A gluten-free loaf.",
        "Only one product per order is possible.",
        "Would you like 3 of the 5 pieces?",
        "It does not cure acne, please see a doctor.",
        "We are open on Monday at 8:00.",
    ],
)
def test_questions_denials_and_other_times_are_no_promises(text):
    assert kinds(text) == []


def test_the_shops_own_words_may_be_repeated():
    shop = "Java 2-3 days, free from 250.000 IDR. 10% off on the first order. Delivered on Mondays. monday"
    assert kinds("Delivery to Java takes 2-3 days, it arrives on Monday.", texts=shop) == []
    assert kinds("You get 10% off on your first order.", texts=shop) == []
    assert kinds("You get 20% off on your first order.", texts=shop) == ["percentage"]


@pytest.mark.parametrize(
    "text",
    [
        "It arrives tomorrow.", "It arrives on Sunday.",
        "It should be delivered on November 29.", "Elle arrive demain.",
        "Livraison le 29 novembre.",
        "Llegará mañana.", "זה יגיע מחר.", "Sampai besok ya.", "It arrives on 29/11.",
    ],
)  # fmt: skip
def test_the_date_that_a_tool_returned_may_be_said_in_words(text):
    receipt = {
        "kind": "tracking",
        "order_number": "ORD-2026-000001",
        "status": "confirmed",
        "expected_on": "2026-11-29",
    }
    assert kinds(text, receipt) == []
    assert kinds(text, receipt | {"expected_on": "2026-12-04"}) == ["delivery_time"]


def test_a_wish_in_the_notes_is_shown_and_promises_nothing():
    order = {"kind": "order_created", "notes": "deliver tomorrow at 5"}
    assert kinds("Notes: deliver tomorrow at 5", order) == []
    assert kinds("It will be delivered tomorrow at 5.", order) == ["delivery_time"]
    assert kinds("It will be delivered tomorrow at 5.", heard=["I need it tomorrow at 5"]) == ["delivery_time"]


def test_the_stock_that_was_read_may_be_told():
    product = {"kind": "live_product", "stock": "3", "price": "20"}
    assert kinds("Only 3 left.", product) == []
    assert kinds("Only 2 left.", product) == ["stock"]
    assert kinds("Only 15 kg left.", {"kind": "refused", "code": "out_of_stock", "available": "15"}) == []

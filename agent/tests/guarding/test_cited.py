"""What the shop has written down may be repeated in the turn in which it was read, in any language, and only then."""

from datetime import date

import pytest

from agent.guarding.house import House
from agent.guards import check_reply, collect_facts

TODAY = date(2026, 11, 28)
TERMS = (
    "Refunds are handled quickly. Your money has been refunded to the card with which you paid. "
    "The invoice was sent by e-mail on the same day. Ordered before 11:00 it arrives in 2-3 days, on Tuesdays too. "
    "Members get 10% off. Damaged goods: a discount of ₪20.00."
)


def knowledge(text=TERMS):
    return {"kind": "knowledge", "question": "?", "passages": [{"title": "T", "section": "", "text": f'"{text}"',
            "amount": ["20.00"]}]}  # fmt: skip


def kinds(text, *receipts):
    return [problem.kind for problem in check_reply(text, collect_facts(receipts, house=House(today=TODAY)))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Your money has been refunded to the card with which you paid.", "claim"),
        ("The invoice was sent by e-mail on the same day.", "claim"),
        ("It arrives in 2-3 days.", "delivery_time"),
        ("Vous le recevrez sous 2 à 3 jours.", "delivery_time"),
        ("Dikirim dalam 2-3 hari.", "delivery_time"),
        ("Llega los martes.", "delivery_time"),
        ("Membres : 10 % de remise.", "percentage"),
        ("Y un descuento de 20,00 ₪ si está dañado.", "amount"),
    ],
)
def test_read_in_this_turn_it_passes_and_else_it_is_stopped(text, kind):
    assert kind in kinds(text)
    assert kinds(text, knowledge()) == []


@pytest.mark.parametrize(
    "text",
    [
        "Your money has been refunded.",
        "The invoice was sent by e-mail.",
        "It arrives in 4 days.",
        "It arrives in 2-3 weeks.",
        "Your order is cancelled. The invoice was sent by e-mail on the same day.",
        "Your order ORD-2026-000009 is refunded. Refunds are handled quickly.",
    ],
)
def test_no_claim_can_be_cut_out_of_a_passage_or_put_beside_it(text):
    assert kinds(text, knowledge())


AREA = {"kind": "delivery", "areas": [{"area": "Lyon", "fee": "7", "free_from": "60", "earliest": "2026-12-01"}]}


@pytest.mark.parametrize(
    "text",
    ["Gratuite à partir de 60,00 €.", "Free delivery from €60.00.", "Gratis a partir de 60,00 €.", "חינם מ-60.00 ₪."],
)
def test_free_from_an_amount_is_what_the_area_says(text):
    assert kinds(text)
    assert kinds(text, AREA) == []
    assert kinds(text.replace("60", "30"), AREA)


def test_a_gift_is_not_backed_by_free_delivery():
    free = {"kind": "delivery", "areas": [{"area": "Lyon", "fee": "0"}]}
    assert kinds("La livraison est gratuite.", free) == []
    assert kinds("Je vous offre un croissant en cadeau.", free) == kinds("A mug for free!", AREA) == ["discount"]

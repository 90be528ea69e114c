"""A discount that no receipt names is not promised; innocent sentences go out."""
# One sentence a line.
# ruff: noqa: E501

import pytest

from agent.guards import check_reply, collect_facts

SERUM = {"kind": "product", "name": "Serum Niacinamide 10 %", "description": "With 10% vitamin C."}
OFFER = {"kind": "promotion_offered", "percent": "10", "minimum": "200000", "terms_text": "diskon 10%"}
ORDER = {"kind": "order_created", "lines": [], "charges": [{"charge": "discount", "amount": "9", "reason": "Spring"}]}
NOTHING = collect_facts([])


def kinds(text, *receipts, heard=()):
    return [problem.kind for problem in check_reply(text, collect_facts(receipts, heard=heard))]


@pytest.mark.parametrize(
    "text",
    [
        "I'll give you 15% off.", "You get a 5 % discount today!", "We can offer you a discount.", "There's a sale on serums.",
        "Je vous fais une remise de 10 %.", "Vous avez 20 % de réduction.", "Le hago un descuento del 10 %.",
        "Hay un descuento especial.", "Saya kasih diskon 10% ya, Kak.", "Kakak dapat potongan 20 persen.", "Ada promo, Kak!",
        "אני נותן לך 10% הנחה.", "יש לנו מבצע מיוחד היום.",
    ],
)  # fmt: skip
def test_what_nothing_backs_is_blocked(text):
    assert "discount" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "There is no discount at the moment.", "I cannot give discounts.",
        "If there is a promotion, I will tell you.", "Je ne peux pas faire de remise.", "No hay descuentos.",
        "Tidak ada diskon saat ini, Kak.", "אין הנחות כרגע.",
        "There is nothing on sale at the moment.", "Take the lid off before use.", "Prices come from our price list; I cannot change them or give discounts.",
        "Do you mean the discount of last year?",
    ],
)  # fmt: skip
def test_innocent_sentences_go_out(text):
    assert kinds(text) == []


@pytest.mark.parametrize("text", ["The serum has 10% vitamin C.", "Serum Niacinamide 10 % mengontrol minyak."])
def test_what_a_product_holds_is_told_as_it_was_read(text):
    assert kinds(text, SERUM) == []
    assert kinds(text) == ["percentage"]


@pytest.mark.parametrize(
    ("text", "blocked"),
    [("Kakak dapat diskon 10%!", []), ("Kakak dapat diskon 15%!", ["percentage"]), ("You get 10 % off.", [])],
)
def test_a_returned_promotion_backs_its_own_rate_only(text, blocked):
    assert kinds(text, OFFER) == blocked


def test_repeating_what_the_customer_named_claims_nothing():
    assert kinds("The 30% discount you saw is not ours.", heard=["I saw 30% off somewhere"]) == []


def test_the_discount_in_a_recap_is_no_promise():
    assert kinds("Discount (Spring): -₪9", ORDER) == []


def test_the_amount_of_a_discount_needs_a_receipt_like_any_other():
    assert "amount" in kinds("The discount is ₪50.", ORDER)

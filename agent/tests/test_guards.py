from decimal import Decimal

import pytest

from agent.guards import check_reply, collect_facts

ORDER = {
    "kind": "order_created", "order_number": "ORD-2026-000012", "status": "pending", "total": "150",
    "currency": "ILS", "lines": [{"name": "Pastrami", "quantity": "2", "unit_price": "75", "subtotal": "150"}],
}  # fmt: skip
CANCELLED = ORDER | {"kind": "order_cancelled", "status": "cancelled"}
NOTHING = collect_facts([])


def kinds(text, facts):
    return [problem.kind for problem in check_reply(text, facts)]


def test_a_reply_that_repeats_the_receipt_may_be_sent():
    facts = collect_facts([ORDER])
    assert check_reply("Your order ORD-2026-000012 has been placed: 2 kg Pastrami, ₪150.00 in total.", facts) == []


def test_an_order_number_that_no_tool_returned_is_stopped():
    assert kinds("It is ORD-2026-000099.", collect_facts([ORDER])) == ["order_number"]


def test_the_customers_own_order_number_may_be_repeated():
    assert kinds("I cannot find ORD-2026-000099.", collect_facts([], heard=["where is ord-2026-000099"])) == []


@pytest.mark.parametrize("text", ["That is 149 ₪.", "₪ 1,500.00 please", "149,90 € en tout", "Rp 125.000 saja"])
def test_an_amount_that_no_tool_returned_is_stopped(text):
    assert kinds(text, collect_facts([ORDER])) == ["amount"]


@pytest.mark.parametrize("text", ["₪150.00", "150 ₪", "150 שקל", "75.00 ₪", "NIS 75"])
def test_amounts_of_the_receipt_may_be_said_in_any_form(text):
    assert kinds(text, collect_facts([ORDER])) == []


def test_thousands_are_read_as_each_country_writes_them():
    facts = collect_facts([{"price": "125000"}])
    assert kinds("Rp 125.000", facts) == [] == kinds("IDR 125,000", facts)


def test_price_times_the_quantity_the_customer_named_is_a_fact():
    facts = collect_facts([{"price": "75"}], heard=["how much is 3 kg?"])
    assert Decimal(225) in facts.amounts
    assert kinds("3 kg would be ₪225", facts) == []


@pytest.mark.parametrize(
    "text",
    [
        "Your order has been cancelled.",
        "I've cancelled it, let me know if you need anything else.",
        "Done! I placed your order.",
        "We have just placed your order.",
        "Your order is confirmed.",
        "I have added the ground beef.",
        "Votre commande a été annulée.",
        "J'ai ajouté deux croissants.",
        "Su pedido ha sido confirmado.",
        "He añadido el producto.",
        "Pesanan Anda sudah dibatalkan.",
        "Pesanan Anda sudah dibuat.",
        "ההזמנה בוטלה.",
        "הוספתי קילו בשר טחון.",
        "ההזמנה שלך התקבלה",
    ],
)
def test_a_finished_action_without_its_receipt_is_stopped(text):
    assert kinds(text, NOTHING) == ["claim"]


@pytest.mark.parametrize(
    "text",
    [
        "If you want to change your order or cancel it, just tell me.",
        "Once confirmed, I will send you the number.",
        "Would you like it cancelled?",
        "Your order is not confirmed yet.",
        "Nothing was cancelled.",
        "I can place the order as soon as you tell me the quantity.",
        "Si vous voulez, la commande est annulée en un mot.",
        "Votre commande n'est pas encore confirmée.",
        "¿Quiere que su pedido quede confirmado?",
        "Pesanan Anda belum dikonfirmasi.",
        "ההזמנה לא בוטלה.",
        "אם תרצה לבטל, רק תגיד.",
        "Welcome! Our pastrami is made with black pepper.",
    ],
)
def test_offers_conditions_denials_and_questions_are_no_claims(text):
    assert kinds(text, NOTHING) == []


def test_a_status_that_was_read_may_be_told():
    facts = collect_facts([CANCELLED | {"kind": "orders"}])
    assert kinds("Your order ORD-2026-000012 is already cancelled.", facts) == []


def test_a_receipt_backs_only_its_own_action():
    assert kinds("I've cancelled your order.", collect_facts([ORDER])) == ["claim"]

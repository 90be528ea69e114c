"""Orders as WooCommerce writes them, and what we make of them. No shop, no rows."""

from decimal import Decimal

import pytest

from catalog.testing.fake_woocommerce_orders import BILLING
from orders.pricing import charges_between
from orders.states import Status
from orders.woocommerce.parse import UnreadableOrder, parse_order
from orders.woocommerce.statuses import agree, first_status, meaning_of, to_tell, way_to

D = Decimal


def line(**fields):
    return {
        "id": 1, "name": "Mug", "sku": "", "product_id": 7, "variation_id": 0, "quantity": 2, "subtotal": "20.000000",
        "subtotal_tax": "0", "total": "20.000000", "total_tax": "0", "price": 10, "meta_data": [], **fields,
    }  # fmt: skip


def order(*lines, **fields):
    return {
        "id": 5, "number": "1005", "order_key": "wc_order_k", "status": "on-hold", "currency": "EUR", "total": "20.00",
        "prices_include_tax": False, "shipping_total": "0.00", "shipping_tax": "0.00", "billing": BILLING,
        "date_modified_gmt": "2026-11-20T10:00:00", "line_items": list(lines or [line()]), **fields,
    }  # fmt: skip


def charged(found):
    goods = sum(each.unit_price * each.quantity for each in found.lines)
    return charges_between(goods, found.total, delivery=found.delivery)


def test_a_guest_with_shipping_fees_and_tax_on_top():
    found = parse_order(order(line(subtotal_tax="3.80", total_tax="3.80"), total="30.24", shipping_total="4.00",
                              shipping_tax="0.76"))  # fmt: skip
    charges = charged(found)
    assert (found.lines[0].unit_price, found.delivery, charges.fees, charges.discount) == (D(10), D(4), D("6.24"), 0)
    assert (found.contact.name, found.contact.country, found.shown_number) == ("Dana Levi", "IL", "1005")


def test_prices_that_include_tax_are_shown_with_it():
    row = line(subtotal="16.806723", subtotal_tax="3.193277", total="16.806723", total_tax="3.193277")
    found = parse_order(order(row, prices_include_tax=True, shipping_total="4.20", shipping_tax="0.80", total="25.00"))
    charges = charged(found)
    assert (found.lines[0].unit_price, found.delivery, charges.fees, charges.discount) == (D(10), D(5), 0, 0)


def test_a_coupon_is_a_discount_and_refunds_are_summed():
    found = parse_order(order(line(total="15.00"), total="15.00", refunds=[{"total": "-4.00"}, {"total": "-1.50"}]))
    assert (found.lines[0].unit_price, charged(found).discount, found.refunded) == (D(10), D(5), D("5.50"))


def test_a_variation_comes_first_and_a_deleted_product_has_no_number():
    found = parse_order(order(line(variation_id=9), line(id=2, product_id=0), line(id=3, quantity=0)))
    assert [(each.item_id, each.numbers) for each in found.lines] == [(1, (9, 7)), (2, ())]


def test_names_are_plain_and_hold_what_was_chosen():
    meta = [{"key": "_secret", "display_key": "x", "display_value": "y"},
            {"key": "engraving", "display_key": "Engraving", "display_value": "<p>For Mum</p>"}]  # fmt: skip
    found = parse_order(order(line(name="Salt &amp; <b>Pepper</b>", meta_data=meta)))
    assert found.lines[0].name == "Salt & Pepper (Engraving: For Mum)"


def test_the_receiver_is_named_when_it_is_somebody_else():
    shipping = {**BILLING, "first_name": "Noa", "last_name": "Bar", "address_1": "1 Sea Rd"}
    found = parse_order(order(shipping=shipping))
    assert (found.address, found.street) == ("Noa Bar, 1 Sea Rd, Apt 4, Haifa, 3303141, IL", "1 Sea Rd")
    assert parse_order(order(billing={}, shipping=False)).address == ""


def test_bent_fields_are_survived():
    found = parse_order(order(line(meta_data=False, sku=None, price="x"), refunds=None, meta_data="", number=None))
    assert (found.shown_number, found.refunded, len(found.lines)) == ("5", 0, 1)


@pytest.mark.parametrize(
    "row",
    [None, [], "x", {}, {"id": "a"}, order(total=None), order(total="-1"), order(total="1e30"), order(currency="")],
)
def test_what_is_no_order_is_refused(row):
    with pytest.raises(UnreadableOrder):
        parse_order(row)


@pytest.mark.parametrize(
    ("there", "meaning", "first"),
    [
        ("pending", Status.PENDING, Status.PENDING), ("on-hold", Status.PENDING, Status.PENDING),
        ("processing", Status.CONFIRMED, Status.PENDING), ("completed", Status.DELIVERED, Status.DELIVERED),
        ("cancelled", Status.CANCELLED, None), ("failed", Status.CANCELLED, None),
        ("refunded", Status.CANCELLED, None), ("trash", Status.CANCELLED, None), ("checkout-draft", None, None),
        ("awaiting-pickup", None, Status.PENDING),
    ],
)  # fmt: skip
def test_statuses_mean_the_same_everywhere(there, meaning, first):
    assert (meaning_of(there, {}), first_status(there, {})) == (meaning, first)


def test_a_plugins_status_means_what_the_shop_says():
    own = {"awaiting-pickup": "packaged", "odd": "no status"}
    assert (meaning_of("awaiting-pickup", own), meaning_of("odd", own)) == (Status.PACKAGED, None)
    assert to_tell(Status.PACKAGED, "awaiting-pickup", told={"packaged": "processing"}, own=own) == ""


def test_ways_lead_forwards_only():
    assert way_to(Status.CONFIRMED, Status.SHIPPED) == [Status.PROCESSING, Status.PACKAGED, Status.SHIPPED]
    assert way_to(Status.SHIPPED, Status.CONFIRMED) == []
    assert way_to(Status.CANCELLED, Status.CONFIRMED) == [Status.PENDING, Status.CONFIRMED]
    assert agree("processing", Status.SHIPPED, {})
    assert not agree("processing", Status.PENDING, {})
    assert to_tell(Status.CANCELLED, "completed", told={"cancelled": "cancelled"}, own={}) == ""

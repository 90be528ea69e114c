"""Pages for paper: no price for the packer, everything for the customer and in their language."""

import pytest

from orders.tests.factories import make_order

PAGE = "/panel/valdman/orders/{}/{}"


@pytest.fixture
def order(staff, counter):
    counter.customer.language = "fr"
    counter.customer.save()
    return make_order(
        counter.shop, (counter.beef, "0.5"), customer=counter.customer, notes="<b>Ring</b>", address="Herzl 1"
    )


def test_the_slip_says_what_to_take_and_no_price(client, order, counter):
    page = client.get(PAGE.format(order.public_id, "slip")).content.decode()
    assert "0.5 kg" in page
    assert counter.beef.sku in page
    assert "31.00" not in page
    assert "&lt;b&gt;Ring&lt;/b&gt;" in page


def test_the_receipt_is_in_the_customers_language_with_the_orders_code(client, order):
    page = client.get(PAGE.format(order.public_id, "receipt")).content.decode()
    assert '<html lang="fr" dir="ltr">' in page
    assert "31,00" in page
    assert "<svg" in page.partition("paper-code")[2]
    assert order.tracking_key not in page
    assert "style=" not in page

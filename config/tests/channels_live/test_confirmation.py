"""An order of the shop's site, from the question on WhatsApp to the yes, and to other ways when nobody answers."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone

from catalog.models import Product
from config.testing.live_shop import settle
from config.testing.workers import wait_for
from config.tests.channels_live.test_windows import LATE
from conversations.models import Conversation
from conversations.tests.factories import CustomerFactory
from orders.confirmation.services import save_confirmation_rules
from orders.items import Item
from orders.models import Actor, Confirmation, OrderEvent
from orders.services import By, create_order
from orders.tasks import sweep_confirmations

pytestmark = pytest.mark.processes


def arrive(shop, **customer):
    """An order of the site, by somebody who has never written."""
    save_confirmation_rules(shop.tenant, values={"quiet_from": None, "quiet_until": None}, actor="dana")
    buyer = CustomerFactory(tenant=shop.tenant, name="Noa Levi", language="en", **customer)
    beef = Product.objects.get(sku="SAU-BEEF")
    return create_order(
        shop.tenant, customer=buyer, items=[Item(beef, 2)], by=By(Actor.SYSTEM, "site"), source="api",
        address="Herzl 15",
    )  # fmt: skip


def later(order, **time):
    """So much later, and beat looks."""
    by = timedelta(**time)
    Confirmation.objects.filter(order=order).update(due_at=F("due_at") - by, asked_at=F("asked_at") - by)
    sweep_confirmations()


def test_a_question_as_a_template_a_yes_and_the_order_is_confirmed(live_shop):
    customer = live_shop.on_whatsapp("972541000901")
    customer.graph.account.templates = [LATE]
    call_command("templates_sync", "--tenant", "valdman", "--use", "late_answer", stdout=io.StringIO())
    order = arrive(live_shop, phone="+972 54-100-0901")
    sweep_confirmations()
    settle()
    assert customer.sent() == []
    later(order, minutes=5)
    wait_for(customer.sent)
    (question,) = customer.sent()
    assert (question["type"], question["template"]["name"]) == ("template", "late_answer")
    recap = (order.number, "2 kg Beef sausages", "Herzl 15", "Is everything right?")
    assert [part for part in recap if part not in customer.texts()[0]] == []
    customer.writes("only 1 kg please")
    wait_for(lambda: len(customer.sent()) == 2)
    assert customer.buttons()[0]["id"] == f"confirm:{order.number}:2"
    customer.taps(customer.buttons()[0])
    wait_for(lambda: len(customer.sent()) == 3)
    order.refresh_from_db()
    assert (order.status, order.lines.get().quantity) == ("confirmed", 1)
    later(order, hours=30)
    settle()
    assert len(customer.sent()) == 3
    assert Confirmation.objects.get(order=order).state == "confirmed"


def test_silence_on_whatsapp_goes_on_by_sms_and_then_by_a_page(live_shop, postbox):
    """The number is not on WhatsApp: the network says so, and the question goes out by text message, then by mail."""
    whatsapp, sms = live_shop.on_whatsapp("14155550909"), live_shop.on_sms("+14155550909")
    whatsapp.writes("hello")
    wait_for(whatsapp.texts)
    order = arrive(live_shop, phone="+14155550909", email="noa@example.com")
    later(order, minutes=5)
    wait_for(lambda: len(whatsapp.sent()) == 2)
    wait_for(lambda: Confirmation.objects.get(order=order).message.status == "sent")
    whatsapp.network_reports("failed", Confirmation.objects.get(order=order).message.external_id)
    wait_for(lambda: Confirmation.objects.get(order=order).message.status == "failed")
    sweep_confirmations()
    wait_for(sms.texts)
    assert order.number in sms.texts()[0]
    settle()
    Conversation.objects.update(last_inbound_at=timezone.now() - timedelta(hours=2))
    for hours in (1, 4, 1, 20):
        later(order, hours=hours)
        settle()
    wait_for(lambda: list(postbox.iterdir()))
    letter = max(postbox.iterdir(), key=lambda path: path.stat().st_mtime).read_text()
    assert "noa@example.com" in letter
    token = letter.replace("=\n", "").partition("/confirm/")[2].split()[0]
    page = Client()
    assert page.get(f"/confirm/{token}").status_code == 200
    for _click in range(2):
        page.post(f"/confirm/{token}", {"answer": "confirm", "version": 1})
    assert OrderEvent.objects.filter(order=order, to_status="confirmed").count() == 1

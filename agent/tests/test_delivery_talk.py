"""Pickup and delivery in a chat: places, days and fees are understood in every language, and code decides them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
import time_machine

from agent.rehearsal import say
from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS
from catalog.models import Lack, LostDemand
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from orders.models import DeliveryArea, Order
from tenants.models import SpecialDay
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop, rows_of

# A Tuesday, 13:00 in Jerusalem and 12:00 in Lyon.
NOW = datetime(2026, 12, 1, 11, tzinfo=UTC)
TOMORROW, FRIDAY = date(2026, 12, 2), date(2026, 12, 4)
# Language: shop, an order for pickup tomorrow at five, the same for Friday.
PICKUPS = {
    "en": ("valdman", "2 kg chorizo for pickup tomorrow at 5", "1 kg chorizo for Friday"),
    "he": ("valdman", "2 קילו פסטרמה לאיסוף עצמי מחר ב-5", "קילו פסטרמה ליום שישי"),
    "es": ("valdman", "2 kg de chorizo para recoger mañana a las 5", "1 kg de chorizo para el viernes"),
    "fr": ("joannas-bakery", "je voudrais 2 baguettes à emporter demain à 17h", "2 baguettes pour vendredi"),
    "id": ("glow-skincare", "saya mau 2 pelembap bibir, ambil sendiri besok jam 5 sore",
           "saya mau 2 pelembap bibir untuk hari jumat"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_a_tuesday(db):
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def open_shop():
    """A demo shop that is open from 8 to 19 on every day but Saturday."""

    def open_up(slug):
        tenant = load_demo_shop(slug)
        days = ("sun", "mon", "tue", "wed", "thu", "fri")
        tenant.opening_hours = {day: [["08:00", "19:00"]] for day in days}
        tenant.save(update_fields=["opening_hours"])
        return tenant

    return open_up


@pytest.fixture
def butcher(open_shop):
    tenant = open_shop("valdman")
    with tenant_scope(tenant):
        DeliveryArea.objects.create(
            tenant=tenant, name="Tel Aviv", places=["Tel Aviv", "תל אביב"], fee=Decimal(25), free_from=Decimal(300)
        )
        DeliveryArea.objects.create(
            tenant=tenant, name="Holon", places=["Holon", "חולון"], fee=Decimal(40), minimum=Decimal(150), lead_days=2
        )
        yield tenant


def talk(tenant, *texts):
    return [say(tenant, chat_id="c", text=text).text for text in texts][-1]


def newest():
    return Order.objects.order_by("-id").first()


@pytest.mark.parametrize("language", PICKUPS)
def test_pickup_tomorrow_at_five_and_an_order_for_friday(open_shop, language):
    slug, pickup, friday = PICKUPS[language]
    tenant = open_shop(slug)
    with tenant_scope(tenant):
        reply = talk(tenant, pickup)
        order = newest()
        assert (order.fulfilment, order.wished_on, order.wished_at, order.notes) == (
            "pickup", TOMORROW, time(17), ""
        )  # fmt: skip
        assert "17:00" in reply
        say(tenant, chat_id="other", text=friday)
        assert (newest().wished_on, newest().wished_at, newest().fulfilment) == (FRIDAY, None, "delivery")


def test_the_fee_follows_from_the_address_and_from_what_is_ordered(butcher):
    assert "25" in talk(butcher, "1 kg chorizo, deliver to Herzl 15 Tel Aviv")
    assert (newest().delivery_fee, newest().delivery_area.name) == (Decimal(25), "Tel Aviv")
    assert newest().total == newest().lines.get().subtotal + 25
    talk(butcher, "add 9 kg chorizo")
    assert (newest().delivery_fee, newest().total) == (Decimal(0), newest().lines.get().subtotal)


def test_an_address_outside_is_refused_pickup_is_offered_and_the_wishes_are_kept(butcher):
    reply = talk(butcher, "1 kg chorizo, deliver to Herzl 15 Haifa")
    assert (Order.objects.count(), "Tel Aviv" in reply, "pick it up" in reply) == (0, True, True)
    row = LostDemand.objects.get()
    assert (row.reason, row.words) == (Lack.NOT_DELIVERED, "Herzl 15 Haifa")
    talk(butcher, "yes")
    assert (newest().fulfilment, newest().delivery_fee, newest().address) == ("pickup", 0, "")


def test_after_a_refusal_another_address_alone_is_enough(butcher):
    talk(butcher, "1 kg chorizo, deliver to Herzl 15 Haifa")
    talk(butcher, "Herzl 15, Tel Aviv")
    assert (newest().address, newest().delivery_fee, newest().lines.count()) == ("Herzl 15, Tel Aviv", 25, 1)


def test_an_order_below_the_minimum_is_not_confirmed(butcher):
    reply = talk(butcher, "1 kg chorizo, deliver to Sokolov 3 Holon")
    assert "150" in reply
    assert "confirm the order" not in reply
    reply = talk(butcher, "confirm it")
    assert (newest().status, "150" in reply) == ("pending", True)
    talk(butcher, "I'll pick it up", "yes")
    assert (newest().status, newest().fulfilment, newest().delivery_fee) == ("confirmed", "pickup", 0)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1 kg chorizo for pickup on saturday at 10", "closed"),
        ("1 kg chorizo for pickup tomorrow at 23:00", "08:00–19:00"),
        ("1 kg chorizo for pickup today at 9 am", "already over"),
        ("1 kg chorizo to Sokolov 3 Holon for tomorrow", "too soon"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_can(butcher, text, part):
    reply = talk(butcher, text)
    assert (Order.objects.count(), part in reply) == (0, True), reply
    talk(butcher, "friday at 10")
    assert (newest().wished_on, newest().wished_at) == (FRIDAY, time(10))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("do you deliver to Tel Aviv?", ["25", "300"]),
        ("how much is delivery to Holon?", ["40", "150"]),
        ("אתם עושים משלוחים לחולון?", ["40", "150"]),
        ("¿entregan en Holon?", ["40"]),
        ("vous livrez à Holon ?", ["40"]),
        ("bisa kirim ke Holon?", ["40"]),
        ("do you deliver?", ["Tel Aviv", "Holon"]),
        ("do you deliver to Haifa?", ["Haifa", "Tel Aviv"]),
    ],
)
def test_who_asks_about_delivery_is_told_what_it_costs(butcher, text, parts):
    reply = talk(butcher, text)
    assert [part for part in parts if part not in reply] == [], reply


@pytest.mark.parametrize(
    ("slug", "text", "part"),
    [
        ("valdman", "are you open tomorrow?", "closed"),
        ("valdman", "אתם פתוחים מחר?", "סגור"),
        ("joannas-bakery", "vous êtes ouverts demain ?", "fermé"),
        ("valdman", "¿están abiertos mañana?", "cerrado"),
        ("glow-skincare", "besok buka?", "tutup"),
    ],
)
def test_a_special_day_counts_when_somebody_asks_whether_we_are_open(open_shop, slug, text, part):
    tenant = open_shop(slug)
    with tenant_scope(tenant):
        SpecialDay.objects.create(tenant=tenant, day=TOMORROW, name="Feast", spans=[])
        reply = talk(tenant, text)
        assert part in reply, reply
        assert "08:00" in reply


def test_the_order_from_monday_is_repeated_and_not_the_newest(butcher):
    with time_machine.travel(datetime(2026, 11, 30, 9, tzinfo=UTC), tick=True):
        talk(butcher, "2 kg chorizo, deliver to Herzl 15 Tel Aviv", "yes")
    talk(butcher, "1 kg pastrami, new order", "repeat the order from Monday")
    assert [line.name for line in newest().lines.all()] == [
        line.name for line in Order.objects.order_by("id").first().lines.all()
    ]
    assert "no order of yours" in talk(butcher, "repeat the order from Friday")
    assert Order.objects.count() == 3


def test_no_i_meant_two_changes_the_amount(open_shop):
    says = {
        "valdman": [("1 kg chorizo", "no, I meant 2 kg"), ("קילו פסטרמה", "לא, התכוונתי ל-2 קילו"),
                    ("1 kg de chorizo", "no, quise decir 2 kg")],
        "joannas-bakery": [("1 baguette", "non, je voulais dire 2")],
        "glow-skincare": [("saya mau 1 pelembap bibir", "bukan, maksud saya 2")],
    }  # fmt: skip
    for slug, pairs in says.items():
        tenant = open_shop(slug)
        with tenant_scope(tenant):
            for place, (first, repair) in enumerate(pairs):
                say(tenant, chat_id=f"{slug}{place}", text=first)
                say(tenant, chat_id=f"{slug}{place}", text=repair)
                assert newest().lines.get().quantity == 2, repair


def test_the_language_is_followed_and_never_locked(open_shop):
    tenant = open_shop("valdman")
    with tenant_scope(tenant):
        assert "הזמנה" in say(tenant, chat_id="c", text="קילו פסטרמה בבקשה").text
        assert "Your orders" in say(tenant, chat_id="c", text="show me my orders please").text
        assert "Commande" in say(tenant, chat_id="c", text="où est ma commande ?").text
        assert "הזמנ" in say(tenant, chat_id="c", text="תראה לי את ההזמנות שלי").text


def test_another_shops_areas_count_for_nobody_else(butcher, other_shop):
    before = rows_of(other_shop)
    talk(butcher, "1 kg chorizo, deliver to Herzl 15 Tel Aviv")
    with tenant_scope(other_shop):
        assert list(DeliveryArea.objects.all()) == []
    assert rows_of(other_shop) == before


def test_somebody_elses_order_is_not_repeated(butcher, other_shop):
    talk(butcher, "1 kg chorizo")
    neighbour = newest()
    conversation = ConversationFactory(tenant=butcher)
    context = ToolContext(butcher, conversation.customer, conversation, "en", 1)
    tool = TOOLS["repeat_order"]
    before = rows_of(butcher), rows_of(other_shop)
    with pytest.raises(DomainError, match="no such order"):
        tool.run(context, tool.arguments(earlier_order=neighbour.number))
    assert (rows_of(butcher), rows_of(other_shop)) == before

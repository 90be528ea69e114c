"""Staff see how far the asking about an order is, begin and stop it; managers say how their shop asks."""

import pytest

from orders.confirmation.services import confirmation_rules
from orders.models import Confirmation, ConfirmationRules, OrderRules
from orders.services import cancel_order
from orders.tests.factories import STAFF, make_order
from tenants.models import AuditEvent, Role
from tenants.tests.factories import MembershipFactory, UserFactory

SETTINGS = "/panel/valdman/orders/settings"
ENGLISH = {"headers": {"Accept-Language": "en"}}
ASKING = {
    "asking": "1", "sources": ["api", "store"], "delay_minutes": "5", "reminder_hours": "6, 2", "silence_hours": "24",
    "on_silence": "cancel", "quiet_from": "22:00", "quiet_until": "07:30", "channels_0": "", "channels_1": "",
    "channels_2": "", "by_mail": "on",
}  # fmt: skip
RULES = {
    "rules": "1", "customer_changes": ["pending", "confirmed"], "customer_cancels": ["pending"],
    "shop_cancels": ["pending", "confirmed"], "grace_minutes": "30", "notices": ["shipped"],
}  # fmt: skip


def sign_in(client, shop, role=Role.MANAGER):
    user = UserFactory(username="dana")
    MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)


@pytest.fixture
def manager(client, counter):
    sign_in(client, counter.shop)


@pytest.fixture
def order(counter):
    return make_order(counter.shop, (counter.roll, 2), customer=counter.customer, source="api")


def test_the_page_shows_what_holds_before_anybody_chose(client, manager):
    page = client.get(SETTINGS, **ENGLISH).content.decode()
    assert 'name="reminder_hours" value="3,20"' in page
    assert 'value="21:00"' in page
    assert not ConfirmationRules.objects.exists()


def test_a_manager_says_how_customers_are_asked(client, manager, counter):
    page = client.post(SETTINGS, ASKING, follow=True, **ENGLISH).content.decode()
    row = confirmation_rules(counter.shop)
    assert (row.sources, row.delay_minutes, row.reminder_hours, row.silence_hours, row.on_silence, row.by_mail) == (
        ["api", "store"], 5, [2, 6], 24, "cancel", True,
    )  # fmt: skip
    assert f"{row.quiet_from:%H:%M}-{row.quiet_until:%H:%M}" == "22:00-07:30"
    assert "Saved." in page
    assert AuditEvent.objects.get().action == "confirmation_rules_changed"
    assert not OrderRules.objects.exists()


def test_a_manager_says_until_when_orders_change(client, manager):
    client.post(SETTINGS, RULES)
    row = OrderRules.objects.get()
    assert (row.customer_changes, row.grace_minutes, row.notices) == (["pending", "confirmed"], 30, ["shipped"])
    assert not ConfirmationRules.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reminder_hours": "soon"}, "Write at most four whole hours"),
        ({"reminder_hours": "0"}, "Write at most four whole hours"),
        ({"reminder_hours": "1,2,3,4,5"}, "Write at most four whole hours"),
        ({"silence_hours": "5"}, "The end comes after the last reminder."),
        ({"quiet_until": ""}, "Give both times, or none."),
        ({"sources": ["chat"]}, "Select a valid choice."),
        ({"channels_0": "pigeon"}, "Select a valid choice."),
        ({"delay_minutes": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client, manager, wrong, says):
    answer = client.post(SETTINGS, ASKING | wrong, **ENGLISH)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert not ConfirmationRules.objects.exists()


def test_no_reminder_at_all_is_a_choice(client, manager, counter):
    client.post(SETTINGS, ASKING | {"reminder_hours": ""})
    assert ConfirmationRules.objects.get().reminder_hours == []


def test_whoever_only_answers_chats_does_not_make_the_rules(client, counter):
    sign_in(client, counter.shop, Role.AGENT)
    assert client.get(SETTINGS).status_code in {403, 404}
    assert client.post(SETTINGS, ASKING).status_code in {403, 404}
    assert not ConfirmationRules.objects.exists()


def test_staff_begin_and_stop_the_asking(client, counter, order):
    sign_in(client, counter.shop, Role.AGENT)
    part = f"/panel/valdman/orders/{order.public_id}/confirmation"
    assert 'id="stop-asking"' in client.get(part, **ENGLISH).content.decode()
    client.post(f"{part}/stop")
    assert (Confirmation.objects.get().state, Confirmation.objects.get().due_at) == ("stopped", None)
    client.post(f"{part}/ask")
    assert (Confirmation.objects.get().state, Confirmation.objects.get().step) == ("waiting", "ask")
    cancel_order(order, by=STAFF)
    answer = client.post(f"{part}/ask", **ENGLISH)
    assert (answer.status_code, "does not wait for a confirmation" in answer.content.decode()) == (422, True)


def test_another_shops_people_find_none_of_it(client, charlie, counter, order):
    client.force_login(charlie)
    part = f"/panel/valdman/orders/{order.public_id}/confirmation"
    assert [client.get(one).status_code for one in (SETTINGS, part)] == [404, 404]
    assert [client.post(one).status_code for one in (f"{part}/ask", f"{part}/stop", SETTINGS)] == [404] * 3
    theirs = f"/panel/charlie/orders/{order.public_id}/confirmation"
    assert [client.get(theirs).status_code, client.post(f"{theirs}/stop").status_code] == [404, 404]
    assert (Confirmation.objects.get().state, ConfirmationRules.objects.exists()) == ("waiting", False)

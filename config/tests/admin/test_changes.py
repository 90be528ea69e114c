"""What is changed in the admin goes through the services, by whoever may, in their own shop alone."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from agent.models import ModelChoice, Run
from catalog.models import Product
from channels.models import EventStatus, InboundEvent
from config.tests.admin.rows import SECRET, change_page, list_page, rows_of, sign_in
from conversations.models import Conversation, Owner
from conversations.services import take_over
from orders.models import Order
from tenants.models import ApiKey, AuditEvent, Membership, Role
from tenants.scoping import scopes_disabled, tenant_scope


@pytest.mark.parametrize("model", [Order, InboundEvent, Run], ids=lambda model: model._meta.label)
def test_money_and_events_cannot_be_edited_even_by_a_superuser(client, boss, shops, model):
    row = rows_of(model, shops[0])[0]
    assert client.post(change_page(row), {"status": "delivered", "total": "0.01"}).status_code == 403
    assert client.post(change_page(row).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert client.get(list_page(model) + "add/").status_code == 403
    with scopes_disabled():
        assert model.objects.get(pk=row.pk).status == row.status


def product_form(product, **changes):
    fields = ("tenant_id", "name", "sku", "category", "description", "price", "unit", "step")
    form = {name.removesuffix("_id"): getattr(product, name) for name in fields}
    return {**form, "attributes": "{}", "translations": "{}", "stock": "", "is_available": "on", **changes}


def test_a_manager_changes_a_product_through_the_service(client, shops):
    sign_in(client, shops[0], Role.MANAGER)
    product = rows_of(Product, shops[0])[0]
    assert client.post(change_page(product), product_form(product, name="Café")).status_code == 302
    fresh = rows_of(Product, shops[0])[0]
    assert (fresh.name, "cafe" in fresh.search_text) == ("Café", True)


def test_an_agent_may_look_at_products_only(client, shops):
    sign_in(client, shops[0], Role.AGENT)
    product = rows_of(Product, shops[0])[0]
    assert client.post(change_page(product), product_form(product, price="0.01")).status_code == 403
    assert rows_of(Product, shops[0])[0].price == Decimal("10.00")


def test_a_manager_cannot_put_a_product_into_another_shop(client, shops):
    mine, theirs = shops
    sign_in(client, mine, Role.MANAGER)
    form = product_form(rows_of(Product, mine)[0], tenant=theirs.pk, sku="new")
    assert client.post(list_page(Product) + "add/", form).status_code == 200
    assert client.post(change_page(rows_of(Product, theirs)[0]), form).status_code == 302
    assert [row.sku for row in rows_of(Product, theirs)] == ["SKU-charlie"]


def test_two_products_with_one_article_number_are_refused_with_a_message(client, boss, shops):
    product = rows_of(Product, shops[0])[0]
    response = client.post(list_page(Product) + "add/", product_form(product))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert len(rows_of(Product, shops[0])) == 1


def act(client, model, action, rows):
    form = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(list_page(model), form, follow=True).content.decode()


def test_orders_move_and_are_cancelled_by_the_services(client, shops):
    sign_in(client, shops[0], Role.AGENT)
    orders = rows_of(Order, shops[0])
    act(client, Order, "move_on", orders)
    assert rows_of(Order, shops[0])[0].status == "confirmed"
    act(client, Order, "cancel", orders)
    assert rows_of(Order, shops[0])[0].status == "cancelled"
    assert "finished" in act(client, Order, "move_on", orders)


def test_an_action_never_reaches_another_shops_rows(client, shops):
    sign_in(client, shops[0], Role.OWNER)
    act(client, Order, "cancel", rows_of(Order, shops[1]))
    act(client, ApiKey, "revoke", rows_of(ApiKey, shops[1]))
    assert rows_of(Order, shops[1])[0].status == "pending"
    assert rows_of(ApiKey, shops[1])[0].revoked_at is None


def test_an_event_is_read_once_more(client, boss, shops):
    with scopes_disabled():
        InboundEvent.objects.update(status=EventStatus.FAILED, error="broken", attempts=3)
    act(client, InboundEvent, "requeue", rows_of(InboundEvent, shops[0]))
    mine, theirs = (rows_of(InboundEvent, shop)[0] for shop in shops)
    assert (mine.status, mine.attempts, theirs.status) == ("received", 0, "failed")


def test_a_conversation_is_handed_back(client, boss, shops):
    talk = rows_of(Conversation, shops[0])[0]
    with tenant_scope(shops[0]):
        take_over(talk)
    act(client, Conversation, "give_back", [talk])
    assert rows_of(Conversation, shops[0])[0].owner == Owner.AGENT


def test_only_owners_revoke_keys(client, shops):
    key = rows_of(ApiKey, shops[0])[0]
    sign_in(client, shops[0], Role.MANAGER)
    act(client, ApiKey, "revoke", [key])
    assert rows_of(ApiKey, shops[0])[0].revoked_at is None
    sign_in(client, shops[0], Role.OWNER)
    act(client, ApiKey, "revoke", [key])
    assert rows_of(ApiKey, shops[0])[0].revoked_at is not None


def choice_form(choice, **changes):
    fields = ("tenant_id", "job", "position", "provider", "model", "base_url")
    return {name.removesuffix("_id"): getattr(choice, name) for name in fields} | {"new_key": ""} | changes


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"model": "newer"}, SECRET), ({"new_key": "fresh"}, "fresh"), ({"base_url": "https://thief.example/v1"}, "")],
)
def test_a_models_key_stays_unless_it_would_go_to_another_address(client, shops, changes, key):
    sign_in(client, shops[0], Role.MANAGER)
    choice = rows_of(ModelChoice, shops[0])[0]
    assert client.post(change_page(choice), choice_form(choice, **changes)).status_code == 302
    assert rows_of(ModelChoice, shops[0])[0].api_key == key


def test_an_owner_changes_a_role_and_it_is_on_record(client, shops):
    sign_in(client, shops[0], Role.OWNER)
    member = next(row for row in rows_of(Membership, shops[0]) if row.role == Role.OWNER)
    assert client.post(change_page(member), {"role": "agent"}).status_code == 302
    with tenant_scope(shops[0]):
        assert Membership.objects.get(pk=member.pk).role == Role.AGENT
    assert rows_of(AuditEvent, shops[0])[0].action == "member_set"


def test_a_task_is_chosen_by_its_name_and_scheduled(client, boss):
    every = IntervalSchedule.objects.create(every=5, period="minutes")
    page = reverse("admin:django_celery_beat_periodictask_add")
    assert 'value="orders.tasks.sweep_confirmations"' in client.get(page).content.decode()
    form = {"name": "Ask sooner", "regtask": "orders.tasks.sweep_confirmations", "interval": every.pk, "enabled": "on",
            "args": "[]", "kwargs": "{}", "headers": "{}"}  # fmt: skip
    assert client.post(page, form).status_code == 302
    task = PeriodicTask.objects.get(name="Ask sooner")
    assert (task.task, task.interval, task.enabled) == ("orders.tasks.sweep_confirmations", every, True)

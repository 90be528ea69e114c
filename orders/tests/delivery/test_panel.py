"""Managers say where the shop delivers; staff and strangers do not."""

from decimal import Decimal

import pytest

from orders.models import DeliveryArea
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/delivery_areas/"
GIVEN = {"new-name": "Tel Aviv", "new-places": "Tel Aviv, תל אביב", "new-fee": "25", "new-free_from": "300",
         "new-minimum": "0", "new-lead_days": "0", "new-days": ["sun", "thu"]}  # fmt: skip


def log_in(client, shop, role):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)


@pytest.fixture
def area(shop):
    with tenant_scope(shop):
        return DeliveryArea.objects.create(tenant=shop, name="Holon", places=["Holon"], fee=40)


def test_an_area_is_added_changed_and_deleted(client, shop):
    log_in(client, shop, Role.MANAGER)
    assert client.post(f"{PAGE}add", GIVEN).status_code == 302
    with tenant_scope(shop):
        area = DeliveryArea.objects.get()
        assert (area.places, area.fee, area.free_from, area.days) == (
            ["Tel Aviv", "תל אביב"], Decimal(25), Decimal(300), ["sun", "thu"]
        )  # fmt: skip
        page = client.get(PAGE).content.decode()
        assert "₪25.00" in page
        changed = {name.replace("new", str(area.public_id)): value for name, value in GIVEN.items()}
        changed[f"{area.public_id}-fee"] = "30"
        assert client.post(f"{PAGE}{area.public_id}/", changed).status_code == 302
        area.refresh_from_db()
        assert area.fee == 30
        client.post(f"{PAGE}{area.public_id}/", {"delete": "1"})
        assert not DeliveryArea.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"new-fee": "-1"}, {"new-name": ""}, {"new-places": " , "}, {"new-lead_days": "999"}, {"new-name": "Holon"},
     {"new-fee": "NaN"}, {"new-days": ["someday"]}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_saved(client, shop, area, wrong):
    log_in(client, shop, Role.OWNER)
    before = rows_of(shop)
    answer = client.post(f"{PAGE}add", {**GIVEN, **wrong})
    assert (answer.status_code, b'class="errors"' in answer.content) == (422, True)
    assert rows_of(shop) == before


@pytest.mark.parametrize("role", [Role.AGENT, None])
def test_only_managers_open_the_page(client, shop, charlie, area, role):
    if role:
        log_in(client, shop, role)
    else:
        client.force_login(charlie)
    before, status = rows_of(shop), 403 if role else 404
    assert client.get(PAGE).status_code == status
    assert client.post(f"{PAGE}add", GIVEN).status_code == status
    assert client.post(f"{PAGE}{area.public_id}/", {"delete": "1"}).status_code == status
    assert rows_of(shop) == before


def test_another_shops_area_is_unknown_here(client, shop, charlie, area):
    client.force_login(charlie)
    before = rows_of(shop)
    assert client.post(f"/panel/charlie/delivery_areas/{area.public_id}/", {"delete": "1"}).status_code == 404
    assert rows_of(shop) == before

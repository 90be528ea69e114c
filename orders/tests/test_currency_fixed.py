"""What was sold keeps its currency."""

from orders.tests.factories import make_order
from tenants.models import Role, Tenant
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory
from tenants.tests.shop.test_pages import PAGE, SHOP


def test_the_currency_stays_once_there_are_orders(client, shop):
    with tenant_scope(shop):
        make_order(shop)
        client.force_login(MembershipFactory(tenant=shop, role=Role.OWNER).user)
    assert "cannot be changed any more" in client.get(PAGE + "shop").content.decode()
    assert client.post(PAGE + "shop/save", SHOP).status_code == 422
    others = {name: value for name, value in SHOP.items() if name != "currency"}
    assert client.post(PAGE + "shop/save", others).status_code == 302
    row = Tenant.objects.get(pk=shop.pk)
    assert (row.currency, row.name) == ("ILS", "Valdman & Sons")

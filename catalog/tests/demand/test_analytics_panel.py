"""Lost demand in money: by hand for two days, and what is right beside them."""

from datetime import datetime
from uuid import uuid4

from catalog.models import LostDemand
from catalog.tests.factories import ProductFactory
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory

PAGE = "/panel/valdman/analytics/demand"
SPAN = {"from": "2026-03-26", "to": "2026-03-27"}


def ask(shop, moment, product=None, key="tofu", **values):
    return LostDemand.objects.create(
        tenant=shop, customer_id=uuid4(), conversation_id=uuid4(), product=product, words=key, reason="nothing_found",
        key=str(product.public_id) if product else key, asked_at=datetime.fromisoformat(moment + "+00:00"), **values,
    )  # fmt: skip


def test_what_was_wanted_is_told_with_its_price_and_its_rows(client, shop, django_assert_max_num_queries):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.MANAGER).user)
        soup = ProductFactory(tenant=shop, name="Soup", price=30)
        ask(shop, "2026-03-25T21:59:59", soup)
        ask(shop, "2026-03-25T22:00:00", soup)
        ask(shop, "2026-03-27T20:59:59", soup, settled="dismissed")
        wish = ask(shop, "2026-03-27T12:00:00")
        ask(shop, "2026-03-27T21:00:00", soup)
    with django_assert_max_num_queries(12):
        section = client.get(PAGE, SPAN).context["shown"]
    assert [(figure.shown, figure.before) for figure in section.figures] == [("3", "1"), ("₪60.00", "₪30.00")]
    assert [tuple(row.cells) for row in section.tables[0].rows] == [("Soup", "2", "₪60.00"), ("tofu", "1", "–")]
    for wanted, count in (({}, 3), ({"wish": str(wish.public_id)}, 1)):
        assert len(client.get(PAGE + "/rows", SPAN | wanted).context["rows"].rows) == count
    assert client.get(PAGE + "/rows", {"wish": "nothing"}).status_code == 404

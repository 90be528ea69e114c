from orders.tests.factories import make_order
from orders.tracking.lookup import find_tracked
from tenants.scoping import tenant_scope


def test_the_tracking_page_finds_a_number_in_every_living_shop(counter, other_shop):
    ours = make_order(counter.shop, customer=counter.customer)
    with tenant_scope(other_shop):
        theirs = make_order(other_shop)
    assert ours.number == theirs.number
    assert [found.pk for found in find_tracked(ours.number.lower())] == [ours.pk, theirs.pk]
    other_shop.is_active = False
    other_shop.save()
    assert [found.pk for found in find_tracked(ours.number)] == [ours.pk]


def test_whatever_changes_in_an_order_its_shop_or_its_customer_is_seen(counter):
    order = make_order(counter.shop, customer=counter.customer)
    stamps = [find_tracked(order.number)[0].stamp]
    for row, field in ((order, "notes"), (order.tenant, "phone"), (order.customer, "address")):
        setattr(row, field, "another")
        row.save(update_fields=[field])
        stamps.append(find_tracked(order.number)[0].stamp)
    assert len(set(stamps)) == 4
    assert find_tracked(order.number)[0].stamp == stamps[-1]

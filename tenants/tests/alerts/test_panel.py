import pytest

from tenants.alerts.services import raise_alert, resolve_alert
from tenants.models import Alert, AuditEvent
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.tests.factories import MembershipFactory

PAGE = "/panel/valdman/alerts/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def staff(client, shop):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop).user)


@pytest.fixture
def alert(shop):
    with tenant_scope(shop):
        return raise_alert(shop, kind="unanswered", subject="1", link="/panel/x", customer="<b>Noa</b>", minutes=10)


def test_what_is_open_is_told_with_advice_and_a_link(client, staff, alert):
    page = client.get(PAGE).content.decode()
    assert "&lt;b&gt;Noa&lt;/b&gt; has been waiting for a person for 10 minutes." in page
    assert "Open the conversation and answer" in page
    assert 'href="/panel/x"' in page
    # The sentence runs as the reader's language does, also when it begins with a name in another script.
    assert "<span>&lt;b&gt;Noa" in page


def test_an_alert_about_a_channel_leads_to_the_channels(client, staff, shop):
    with tenant_scope(shop):
        raise_alert(shop, kind="channel_silent", subject="c", channel="telegram: shop", hours=30)
    assert client.get(PAGE).content.decode().count('href="/panel/valdman/channels/"') == 2


def test_what_is_over_is_not_shown_and_not_counted(client, staff, alert):
    assert ">1<" in client.get(PAGE + "count").content.decode()
    with tenant_scope(alert.tenant):
        resolve_alert(alert.tenant_id, kind="unanswered", subject="1")
    assert client.get(PAGE + "count").content.decode().strip() == ""
    assert "All is well" in client.get(PAGE).content.decode()


def test_a_poll_is_quiet_until_something_happens(client, staff, alert):
    seen = client.get(PAGE).context["mark"]
    assert client.get(PAGE, {"seen": seen}, **HTMX).status_code == 204
    with tenant_scope(alert.tenant):
        resolve_alert(alert.tenant_id, kind="unanswered", subject="1")
    assert "All is well" in client.get(PAGE, {"seen": seen}, **HTMX).content.decode()


def test_another_shop_hears_nothing_of_it(client, alert, charlie):
    client.force_login(charlie)
    assert client.get(PAGE).status_code == 404
    assert "Noa" not in client.get("/panel/charlie/alerts/").content.decode()
    assert client.get("/panel/charlie/alerts/count").content.decode().strip() == ""


def test_whoever_knows_that_it_is_over_says_so_in_the_admin(admin_client, alert, other_shop):
    """What only people can see, such as a dispute that was answered. Others of the same kind stay."""
    with tenant_scope(other_shop):
        theirs = raise_alert(other_shop, kind="unanswered", subject="1", customer="Ada", minutes=10)
    admin_client.post("/admin/tenants/alert/", {"action": "end", "_selected_action": [alert.pk]})
    with scopes_disabled():
        open_ones = list(Alert.objects.filter(resolved_at=None))
    assert open_ones == [theirs]


def test_what_only_people_know_is_closed_by_them_and_the_rest_goes_by_itself(client, staff, shop, alert, other_shop):
    with tenant_scope(other_shop):
        theirs = raise_alert(other_shop, kind="payment_unclear", subject="e", what="x")
    with tenant_scope(shop):
        unclear = raise_alert(shop, kind="payment_unclear", subject="e", what="x")
    assert client.get(PAGE).content.decode().count("It is over") == 1
    answers = [client.post(f"{PAGE}{row.public_id}/over").status_code for row in (unclear, alert, theirs, unclear)]
    assert answers == [302, 302, 404, 302]
    with scopes_disabled():
        assert set(Alert.objects.filter(resolved_at=None)) == {alert, theirs}
        assert list(AuditEvent.objects.values_list("tenant", "action", "target")) == [
            (shop.pk, "alert_closed", "payment_unclear")
        ]

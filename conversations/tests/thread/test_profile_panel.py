"""The profile beside a conversation: who said what, and correcting it."""

import pytest

from conversations.models import Customer, Summary
from conversations.people.profile import Origin, learn, origin_of
from conversations.tests.factories import ConversationFactory
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def staff(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    return user


@pytest.fixture
def talk(shop):
    with tenant_scope(shop):
        conversation = ConversationFactory(tenant=shop)
        learn(conversation.customer, origin=Origin.CUSTOMER, address="Herzl 15")
        Customer.objects.filter(pk=conversation.customer_id).update(name="Noa", phone="+972501112233")
        return conversation


def address_of(talk, tail="profile"):
    return f"/panel/valdman/conversations/{talk.public_id}/{tail}"


def customer_of(talk):
    with tenant_scope(talk.tenant_id):
        return Customer.objects.get(pk=talk.customer_id)


def filled(talk, **changes):
    """The form as the page sends it: what it showed, and what somebody typed."""
    customer = customer_of(talk)
    shown = {name: getattr(customer, name) for name in ("name", "phone", "email", "address", "language", "notes")}
    return {f"initial-{name}": text for name, text in shown.items()} | shown | changes


def correct(client, talk, *, htmx=True, **changes):
    return client.post(address_of(talk, "profile/correct"), filled(talk, **changes), **(HTMX if htmx else {}))


def test_the_page_shows_who_said_what(client, staff, talk, shop):
    with tenant_scope(shop):
        Summary.objects.create(
            tenant=shop, conversation=talk, number=1, after_id=0, upto_id=1, seq=1, message_count=15,
            text="Wanted: <b>beef</b>", provider="offline", model="offline-1",
        )  # fmt: skip
    page = client.get(address_of(talk)).content.decode()
    assert "Herzl 15" in page
    assert "Customer&#x27;s words" in page
    assert "Wanted: &lt;b&gt;beef&lt;/b&gt;" in page


def test_what_staff_write_is_kept_as_theirs(client, staff, talk):
    page = correct(client, talk, address="Allenby 2", phone="050-999 8877")
    customer = customer_of(talk)
    assert (page.status_code, customer.address, customer.phone) == (200, "Allenby 2", "+972509998877")
    assert (origin_of(customer, "address"), customer.provenance["address"]["who"]) == (Origin.STAFF, "dana")
    assert origin_of(customer, "name") is None
    with tenant_scope(talk.tenant_id):
        assert learn(customer, origin=Origin.CUSTOMER, address="Herzl 15") == {}


def test_without_javascript_the_form_leads_back_to_the_conversation(client, staff, talk):
    answer = correct(client, talk, htmx=False, name="Noa Levi")
    assert (answer.status_code, answer.url) == (302, f"/panel/valdman/conversations/{talk.public_id}/")
    assert customer_of(talk).name == "Noa Levi"


def test_what_changed_meanwhile_is_not_written_back(client, staff, talk):
    sent = filled(talk, name="Noa Levi")
    with tenant_scope(talk.tenant_id):
        learn(customer_of(talk), origin=Origin.AGENT, notes="No nuts")
    client.post(address_of(talk, "profile/correct"), sent, **HTMX)
    customer = customer_of(talk)
    assert (customer.name, customer.notes, origin_of(customer, "notes")) == ("Noa Levi", "No nuts", Origin.AGENT)


@pytest.mark.parametrize(("field", "text"), [("phone", "call me"), ("email", "noa at home"), ("name", "x" * 161)])
def test_what_is_no_number_is_refused_and_nothing_is_kept(client, staff, talk, field, text):
    page = correct(client, talk, **{"address": "Allenby 2", field: text})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert customer_of(talk).address == "Herzl 15"


def test_charlie_sees_and_changes_nothing(client, charlie, talk, shop):
    client.force_login(charlie)
    before = rows_of(shop)
    pages = [client.get(address_of(talk)), correct(client, talk, name="Charlie")]
    pages.append(client.post(address_of(talk, "profile/correct").replace("valdman", "charlie"), {"name": "Charlie"}))
    assert [page.status_code for page in pages] == [404, 404, 404]
    assert rows_of(shop) == before


def test_the_admin_shows_memory_and_changes_nothing(client, shop, talk):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    with tenant_scope(shop):
        summary = Summary.objects.create(
            tenant=shop, conversation=talk, number=1, after_id=0, upto_id=1, seq=1, message_count=15,
            text="Wanted: beef", provider="offline", model="offline-1",
        )  # fmt: skip
    address = f"/admin/conversations/summary/{summary.pk}/change/"
    assert "Wanted: beef" in client.get(address).content.decode()
    assert client.post(address, {"text": "changed"}).status_code == 403
    assert client.get("/admin/conversations/profilereading/").status_code == 200


def test_a_correction_in_the_admin_counts_as_staffs(client, talk):
    client.force_login(UserFactory(username="root", is_staff=True, is_superuser=True))
    customer = customer_of(talk)
    fields = {name: getattr(customer, name) for name in ("name", "phone", "email", "address", "language", "notes")}
    inline = {"identities-TOTAL_FORMS": 0, "identities-INITIAL_FORMS": 0}
    client.post(
        f"/admin/conversations/customer/{customer.pk}/change/",
        {"tenant": talk.tenant_id, **fields, **inline, "name": "Noa B."},
    )
    customer = customer_of(talk)
    assert (customer.name, origin_of(customer, "name"), origin_of(customer, "phone")) == ("Noa B.", Origin.STAFF, None)

import pytest

from conversations.models import Consent, ConsentSource, Customer, Purpose
from conversations.people.consent import may_send, record_consent
from conversations.people.merging import merge_customers, person_ids
from conversations.tests.factories import ConversationFactory, CustomerFactory
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def staff(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    return user


def begin(shop, **customer):
    with tenant_scope(shop):
        conversation = ConversationFactory(tenant=shop)
        Customer.objects.filter(pk=conversation.customer_id).update(**customer)
        conversation.customer.refresh_from_db()
        return conversation


@pytest.fixture
def noa(shop):
    return begin(shop, name="Noa Levi", phone="+972501112233")


@pytest.fixture
def twin(shop):
    return begin(shop, name="<b>noa.levi</b>", email="noa@example.com")


def wishes_of(conversation, tail="wishes"):
    return f"/panel/valdman/conversations/{conversation.public_id}/{tail}"


def person_of(conversation, tail="person"):
    return f"/panel/valdman/customers/{conversation.customer.public_id}/{tail}"


def allows(conversation, purpose):
    with tenant_scope(conversation.tenant_id):
        return may_send(conversation.identity, purpose)


def same(*conversations):
    with tenant_scope(conversations[0].tenant_id):
        people = [Customer.objects.get(pk=conversation.customer_id) for conversation in conversations]
        return len({tuple(sorted(person_ids(person))) for person in people}) == 1


def merge(kept, other, staff):
    with tenant_scope(kept.tenant_id):
        merge_customers(kept.customer, other.customer, staff=staff)


# --- Wishes --------------------------------------------------------------------------------------
def test_a_wish_is_written_down_with_who_heard_it_and_where(client, staff, noa):
    form = {"purpose": "marketing", "wish": "yes", "note": " at the counter "}
    assert client.post(wishes_of(noa, "wish"), form).status_code == 302
    assert allows(noa, Purpose.MARKETING) is True
    with tenant_scope(noa.tenant):
        line = Consent.objects.get()
    assert (line.source, line.evidence) == (ConsentSource.STAFF, "dana: at the counter")
    client.post(wishes_of(noa, "wish"), form | {"wish": "no"})
    assert allows(noa, Purpose.MARKETING) is False


@pytest.mark.parametrize(
    "change", [{"note": " "}, {"note": "x" * 201}, {"purpose": "spam"}, {"wish": "perhaps"}, {"wish": ""}], ids=str
)
def test_a_wish_without_evidence_or_sense_is_refused(client, staff, noa, change):
    form = {"purpose": "marketing", "wish": "yes", "note": "at the counter"} | change
    response = client.post(wishes_of(noa, "wish"), form, **HTMX)
    assert response.status_code == 422
    assert "when and where" in response.content.decode()
    with tenant_scope(noa.tenant):
        assert Consent.objects.count() == 0


def test_the_card_shows_each_wish_and_the_ledger(client, staff, noa):
    with tenant_scope(noa.tenant):
        record_consent(
            noa.identity, purposes=["order"], granted=False, source=ConsentSource.CUSTOMER, evidence="<b>STOP</b>"
        )
    page = client.get(wishes_of(noa))
    assert [(wish.purpose, wish.is_granted) for wish in page.context["wishes"]] == [
        ("reply", True), ("order", False), ("marketing", False),
    ]  # fmt: skip
    assert "&lt;b&gt;STOP&lt;/b&gt;" in page.content.decode()


def test_a_poll_of_the_wishes_is_quiet_until_one_changes(client, staff, noa):
    seen = client.get(wishes_of(noa)).context["mark"]
    assert client.get(wishes_of(noa), {"seen": seen}, **HTMX).status_code == 204
    with tenant_scope(noa.tenant):
        record_consent(noa.identity, purposes=["order"], granted=False, source=ConsentSource.CUSTOMER)
    part = client.get(wishes_of(noa), {"seen": seen}, **HTMX).content.decode()
    assert part.lstrip().startswith('<div class="stack" id="wishes"')
    assert "<form" not in part


# --- The same person -----------------------------------------------------------------------------
@pytest.mark.parametrize("query", ["NOA.LEVI", "noa@example", "#{key}", "{key}"])
def test_the_same_person_is_looked_for_by_name_mail_and_number(client, staff, noa, twin, query):
    query = query.format(key=str(twin.customer.public_id)[:8])
    page = client.get(person_of(noa), {"q": query})
    assert page.context["found"] == [twin.customer]
    assert "&lt;b&gt;noa.levi&lt;/b&gt;" in page.content.decode()


def test_nobody_is_offered_who_is_the_person_already(client, staff, noa, twin):
    merge(noa, twin, staff)
    assert client.get(person_of(noa), {"q": "noa"}).context["found"] == []


def test_two_customers_become_one_person_and_two_again(client, staff, noa, twin):
    form = {"other": twin.customer.public_id}
    assert client.post(person_of(noa, "merge"), form).url == person_of(noa)
    assert same(noa, twin)
    assert str(twin.public_id) in client.get(person_of(noa)).content.decode()
    client.post(person_of(noa, "unmerge"), form)
    assert not same(noa, twin)


def test_it_can_be_undone_from_either_side(client, staff, noa, twin):
    merge(noa, twin, staff)
    client.post(person_of(twin, "unmerge"), {"other": noa.customer.public_id})
    assert not same(noa, twin)


def test_a_customer_without_a_channel_is_listed_and_can_be_parted(client, staff, shop, noa):
    with tenant_scope(shop):
        paper = CustomerFactory(tenant=shop, name="On paper")
        merge_customers(noa.customer, paper, staff=staff)
    assert client.get(person_of(noa)).context["people"] == [noa.customer, paper]
    client.post(person_of(noa, "unmerge"), {"other": paper.public_id})
    assert client.get(person_of(noa)).context["people"] == [noa.customer]


def test_everybody_who_is_the_other_comes_along(client, staff, shop, noa, twin):
    third = begin(shop, name="Third")
    merge(third, twin, staff)
    client.post(person_of(noa, "merge"), {"other": twin.customer.public_id})
    assert same(noa, twin, third)


def test_with_htmx_the_card_comes_back_and_tells_the_orders(client, staff, noa, twin):
    response = client.post(person_of(noa, "merge"), {"other": twin.customer.public_id}, **HTMX)
    assert response["HX-Trigger"] == "person-changed"
    assert response.content.decode().strip().startswith('<section class="card" id="person"')


def test_merging_what_is_merged_and_parting_strangers_is_refused(client, staff, noa, twin):
    assert client.post(person_of(noa, "unmerge"), {"other": twin.customer.public_id}).status_code == 422
    assert client.post(person_of(noa, "merge"), {"other": noa.customer.public_id}).status_code == 422
    for wrong in ("", "nonsense"):
        assert client.post(person_of(noa, "merge"), {"other": wrong}).status_code == 404
    assert not same(noa, twin)


def test_another_shops_people_are_not_there_and_nothing_changes(client, noa, twin, charlie, other_shop):
    theirs = begin(other_shop, name="Noa Charlie")
    client.force_login(charlie)
    form = {"other": twin.customer.public_id, "purpose": "order", "wish": "no", "note": "x"}
    for shop in ("valdman", "charlie"):
        for address in (person_of(noa), person_of(noa, "merge"), person_of(noa, "unmerge"), wishes_of(noa, "wish")):
            method = client.get if address == person_of(noa) else client.post
            assert method(address.replace("valdman", shop), form).status_code == 404
    own = person_of(theirs).replace("valdman", "charlie")
    assert client.post(own + "merge", form).status_code == 404
    assert client.get(own, {"q": "noa"}).context["found"] == []
    assert not same(noa, twin)
    assert allows(noa, Purpose.ORDER) is True


@pytest.mark.parametrize("tail", ["merge", "unmerge"])
def test_changes_need_a_post(client, staff, noa, tail):
    assert client.get(person_of(noa, tail)).status_code == 405

"""Members, roles, invitations."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lib.errors import DomainError
from tenants.models import AuditEvent, Invitation, Membership, Role
from tenants.people.invitations import find_invitation, invite, join, link_of, mail_invitation
from tenants.people.team import change_role, remove_member
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/team/"
NEW = {"username": "noa", "name": "Noa Levi", "password": "a very long secret"}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def join_shop(shop, role, **user):
    with tenant_scope(shop):
        return MembershipFactory(tenant=shop, role=role, user=UserFactory(**user))


@pytest.fixture
def owner(client, shop):
    member = join_shop(shop, Role.OWNER, username="dana")
    client.force_login(member.user)
    return member


def invited(shop, **values):
    with tenant_scope(shop):
        return invite(shop, actor="dana", **({"email": "noa@example.com", "role": Role.MANAGER} | values))


def path_of(invitation):
    return link_of(invitation).removeprefix("http://localhost:8000")


def test_the_page_says_who_works_here_and_what_each_role_may_do(client, shop, owner):
    join_shop(shop, Role.AGENT, username="avi", first_name="Avi", last_name="Cohen")
    page = client.get(PAGE).content.decode()
    for words in ("Avi Cohen", "dana", "Answers chats", "what only owners do"):
        assert words in page


def test_an_invitation_is_mailed_shown_and_lets_a_new_person_in_once(client, shop, owner):
    assert client.post(PAGE + "invite", {"email": "Noa@example.com", "role": "manager"}).status_code == 302
    with tenant_scope(shop):
        row = Invitation.objects.get()
        assert mail_invitation(row.public_id)
    # Signed anew with each second; what is signed stays.
    signed = path_of(row).rsplit(":", 2)[0]
    assert (mail.outbox[0].to, signed in mail.outbox[0].body) == (["Noa@example.com"], True)
    assert signed in client.get(PAGE).content.decode()
    guest = Client(headers={"accept-language": "en"})
    assert "You are invited to Valdman" in guest.get(path_of(row)).content.decode()
    assert guest.post(path_of(row), NEW).url == "/panel/"
    assert guest.get("/panel/valdman/settings/shop").status_code == 200
    with tenant_scope(shop):
        member = Membership.objects.get(user__username="noa")
        assert (member.role, member.user.email, member.user.get_full_name()) == (
            "manager",
            "Noa@example.com",
            "Noa Levi",
        )
        assert AuditEvent.objects.filter(action="member_invited", actor="dana").count() == 1
        assert not mail_invitation(row.public_id)
    assert Client().get(path_of(row)).status_code == 404
    assert Client().post(path_of(row), NEW | {"username": "eve"}).status_code == 404


@pytest.mark.parametrize("end", ["expired", "withdrawn", "renewed", "forged"])
def test_an_invitation_that_is_over_opens_nothing(client, shop, owner, end):
    row = invited(shop)
    path = path_of(row)
    if end == "expired":
        with tenant_scope(shop):
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if end == "withdrawn":
        client.post(f"{PAGE}invitations/{row.public_id}/withdraw")
    if end == "renewed":
        assert path_of(invited(shop)) != path
    if end == "forged":
        path = path[:-3] + ("abc" if not path.endswith("abc") else "xyz")
    guest = Client()
    assert (guest.get(path).status_code, guest.post(path, NEW).status_code) == (404, 404)
    with tenant_scope(shop):
        assert Membership.objects.count() == 1


def test_an_account_that_is_there_joins_by_signing_in_and_no_other_one_does(shop):
    row, noa = invited(shop), UserFactory(username="noa", email="NOA@example.com")
    guest = Client(headers={"accept-language": "en"})
    assert "Sign in with it to join" in guest.get(path_of(row)).content.decode()
    assert guest.post(path_of(row), NEW | {"username": "thief"}).status_code == 422
    guest.force_login(UserFactory(email="eve@example.com"))
    assert "another account" in guest.get(path_of(row)).content.decode()
    assert guest.post(path_of(row)).status_code == 422
    with tenant_scope(shop):
        assert not Membership.objects.exists()
    guest.force_login(noa)
    assert guest.post(path_of(row)).url == "/panel/"
    with tenant_scope(shop):
        assert Membership.objects.get().user == noa


def test_an_old_invitation_takes_nothing_away(shop):
    row = invited(shop, role=Role.AGENT)
    boss = join_shop(shop, Role.OWNER, email="noa@example.com")
    assert find_invitation(path_of(row).rpartition("/")[2]) == row
    join(row, user=boss.user)
    with tenant_scope(shop):
        assert Membership.objects.get().role == Role.OWNER


@pytest.mark.parametrize("wrong", [{"username": "dana"}, {"password": "noa"}, {"username": "no spaces"}, {"name": ""}])
def test_a_new_account_that_cannot_be_is_refused_with_words(shop, owner, wrong):
    row = invited(shop)
    assert Client().post(path_of(row), NEW | wrong).status_code == 422
    with tenant_scope(shop):
        assert (Membership.objects.count(), Invitation.objects.get().accepted_at) == (1, None)


def test_a_member_is_not_invited_again_and_the_form_says_what_is_wrong(client, shop, owner):
    before = rows_of(shop)
    for data in (
        {"email": owner.user.email, "role": "agent"},
        {"email": "x", "role": "agent"},
        {"email": "a@b.co", "role": "x"},
    ):
        assert client.post(PAGE + "invite", data).status_code == 422
    assert rows_of(shop) == before


def test_roles_change_and_people_leave_but_an_owner_stays(client, shop, owner):
    avi = join_shop(shop, Role.AGENT)
    assert client.post(f"{PAGE}members/{avi.public_id}/role", {"role": "manager"}).status_code == 302
    assert client.post(f"{PAGE}members/{avi.public_id}/role", {"role": "king"}).status_code == 422
    for place, data in (("role", {"role": "agent"}), ("remove", {})):
        answer = client.post(f"{PAGE}members/{owner.public_id}/{place}", data)
        assert (answer.status_code, "make somebody else an owner" in answer.content.decode()) == (422, True)
    with tenant_scope(shop):
        assert Membership.objects.get(pk=avi.pk).role == Role.MANAGER
    assert client.post(f"{PAGE}members/{avi.public_id}/remove").status_code == 302
    with tenant_scope(shop):
        assert list(Membership.objects.values_list("pk", "role")) == [(owner.pk, "owner")]
        assert AuditEvent.objects.filter(action__in=["member_set", "member_removed"]).count() == 2


def test_two_owners_cannot_both_go(shop):
    first, second = join_shop(shop, Role.OWNER), join_shop(shop, Role.OWNER)
    with tenant_scope(shop):
        change_role(first, role=Role.AGENT, actor="x")
        with pytest.raises(DomainError, match="make somebody else an owner"):
            remove_member(second, actor="x")


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, None])
def test_only_owners_change_the_team(client, shop, owner, charlie, role):
    row = invited(shop)
    client.force_login(join_shop(shop, role).user if role else charlie)
    before, status = rows_of(shop), 403 if role else 404
    places = [
        "invite", "second-factor", f"invitations/{row.public_id}/withdraw", f"members/{owner.public_id}/role",
        f"members/{owner.public_id}/remove", f"members/{owner.public_id}/second-factor",
    ]  # fmt: skip
    data = {"email": "x@example.com", "role": "agent", "required": "1"}
    assert {client.post(PAGE + place, data).status_code for place in places} == {status}
    if role is None:
        theirs = {client.post(f"/panel/charlie/team/{place}", data).status_code for place in places[2:]}
        assert theirs == {404}
    page = client.get(PAGE)
    assert page.status_code == {Role.AGENT: 403, Role.MANAGER: 200, None: 404}[role]
    assert b"noa@example.com" not in page.content
    assert rows_of(shop) == before

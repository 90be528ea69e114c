"""Who tries to get in, or to stay: each defence of docs/threat-model.md that is about people and their sessions."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from tenants.models import ApiKey, AuditEvent, Membership, Role
from tenants.people.login_panel import LOGINS_PER_NAME
from tenants.scoping import tenant_scope
from tenants.services import create_api_key
from tenants.tests.factories import MembershipFactory, UserFactory

PASSWORD = "a long one for dana"  # of a test
ORDERS = "/panel/valdman/orders/"
OTHERS = [
    "//evil.example/",
    "https:evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "https://evil.example/panel/",
    "panel:account",
    "nowhere",
]


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


@pytest.fixture
def dana(shop):
    user = UserFactory(username="dana", is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.OWNER)
        MembershipFactory(tenant=shop, user=UserFactory(username="boss"), role=Role.OWNER)
    return user


def sign_in(client, password=PASSWORD, **more):
    return client.post("/panel/login", {"username": "dana", "password": password, **more})


def answers(client):
    """Of the three doors behind a login: the panel, the API and the administration."""
    api = client.get("/api/v1/orders/", headers={"X-Shop": "valdman"})
    return client.get(ORDERS).status_code, api.status_code, client.get("/admin/orders/order/").status_code


def test_a_session_that_somebody_else_planted_is_not_the_one_that_is_signed_in(client, dana):
    client.get("/panel/login")
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert answers(client) == (200, 200, 200)
    assert thief.get(ORDERS).status_code == 302


def test_whoever_is_switched_off_is_out_at_every_door(client, dana):
    sign_in(client)
    assert answers(client) == (200, 200, 200)
    User.objects.filter(pk=dana.pk).update(is_active=False)
    assert answers(client) == (302, 401, 302)
    assert sign_in(Client()).status_code == 200


def test_whoever_leaves_the_shop_is_out_with_the_keys_that_they_made(client, shop, dana):
    sign_in(client)
    shown = client.post("/panel/valdman/settings/keys/add", {"name": "stock", "scope": "all", "token": "1"})
    full = shown.context["shown"]
    create_api_key(shop, name="theirs", actor="boss", made_by=User.objects.get(username="boss"))
    headers = {"Authorization": f"Bearer {full}"}
    assert Client().get("/api/v1/orders/", headers=headers).status_code == 200
    boss = Client()
    boss.force_login(User.objects.get(username="boss"))
    with tenant_scope(shop):
        member = Membership.objects.get(user=dana)
    answer = boss.post(f"/panel/valdman/team/members/{member.public_id}/remove", follow=True)
    assert "stock" in answer.content.decode()
    assert answers(client) == (404, 404, 403)
    assert Client().get("/api/v1/orders/", headers=headers).status_code == 401
    with tenant_scope(shop):
        assert list(ApiKey.objects.filter(revoked_at=None).values_list("name", flat=True)) == ["theirs"]
        assert AuditEvent.objects.filter(action="api_key_revoked", actor="boss", target="stock").count() == 1


def test_an_owner_who_is_none_any_more_keeps_no_key(shop, dana):
    _row, full = create_api_key(shop, name="stock", actor="dana", made_by=dana)
    boss = Client()
    boss.force_login(User.objects.get(username="boss"))
    with tenant_scope(shop):
        member = Membership.objects.get(user=dana)
    boss.post(f"/panel/valdman/team/members/{member.public_id}/role", {"role": "agent"})
    assert Client().get("/api/v1/orders/", headers={"Authorization": f"Bearer {full}"}).status_code == 401


def test_guessing_at_a_name_does_not_lock_out_the_browser_that_knows_it(client, dana):
    sign_in(client)
    client.post("/panel/logout")
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    codes = [sign_in(stranger, "wrong").status_code for _try in range(LOGINS_PER_NAME + 1)]
    assert (codes[0], codes[-1]) == (200, 429)
    assert sign_in(Client(REMOTE_ADDR="203.0.113.10")).status_code == 429
    assert sign_in(client).status_code == 302
    assert client.get(ORDERS).status_code == 200


def test_a_known_browser_may_not_guess_for_ever_and_is_known_for_one_name(client, dana):
    sign_in(client)
    client.post("/panel/logout")
    assert [sign_in(client, "wrong").status_code for _try in range(LOGINS_PER_NAME + 1)][-1] == 429
    cache.clear()
    name = {"username": "boss"}
    tries = [client.post("/panel/login", {**name, "password": "x"}).status_code for _try in range(LOGINS_PER_NAME + 1)]
    assert tries[-1] == 429
    assert Client(REMOTE_ADDR="203.0.113.10").post("/panel/login", {**name, "password": "x"}).status_code == 429


@pytest.mark.parametrize("elsewhere", OTHERS)
def test_no_door_leads_to_another_site(client, dana, elsewhere):
    assert sign_in(Client(), next=elsewhere).url == "/panel/"
    sign_in(client)
    assert client.get("/panel/login", {"next": elsewhere}).url == "/panel/"
    assert client.post("/i18n/setlang/", {"language": "he", "next": elsewhere}).url in {"/", "nowhere"}
    asked = Client().get("/admin/login/", {"next": elsewhere}).url
    assert asked.startswith("/panel/login?next=")

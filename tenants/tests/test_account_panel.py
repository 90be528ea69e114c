"""A person's own page, and a new password for whoever forgot it."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tenants.models import AuditEvent
from tenants.people.accounts import mail_password_link
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

NEW = "quite another secret"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def dana(shop):
    with tenant_scope(shop):
        return MembershipFactory(tenant=shop, user=UserFactory(username="dana", email="dana@example.com")).user


def opens(password):
    answer = Client().post("/panel/login", {"username": "dana", "password": password})
    return answer.status_code == 302


def test_name_and_language_are_kept_and_the_panel_speaks_it_after_the_next_login(client, dana):
    client.force_login(dana)
    answer = client.post("/panel/account/profile", {"name": "Dana Levi", "language": "he"})
    assert (answer.status_code, answer.cookies["django_language"].value) == (302, "he")
    dana.refresh_from_db()
    assert (dana.get_full_name(), dana.account.language) == ("Dana Levi", "he")
    fresh = Client()
    assert (
        fresh.post("/panel/login", {"username": "dana", "password": "a long secret"}).cookies["django_language"].value
        == "he"
    )
    assert client.post("/panel/account/profile", {"name": "", "language": "xx"}).status_code == 422


def test_a_new_password_ends_the_sessions_elsewhere_and_keeps_this_one(shop, dana):
    here, there = Client(), Client()
    for each in (here, there):
        each.post("/panel/login", {"username": "dana", "password": "a long secret"})
    before = here.session.session_key
    wishes = {"old_password": "a long secret", "new_password1": NEW, "new_password2": NEW}
    assert here.post("/panel/account/password", wishes | {"old_password": "wrong"}).status_code == 422
    assert here.post("/panel/account/password", wishes | {"new_password2": "x"}).status_code == 422
    assert here.post("/panel/account/password", wishes).status_code == 302
    assert (here.get("/panel/account").status_code, there.get("/panel/account").status_code) == (200, 302)
    assert here.session.session_key != before
    assert (opens(NEW), opens("a long secret")) == (True, False)
    with tenant_scope(shop):
        assert AuditEvent.objects.filter(action="password_changed", actor="dana").count() == 1


def test_guessing_the_password_in_a_borrowed_session_is_throttled(client, dana):
    client.force_login(dana)
    wishes = {"old_password": "guess", "new_password1": NEW, "new_password2": NEW}
    assert [client.post("/panel/account/password", wishes).status_code for _ in range(11)][-1] == 429


def test_the_mailed_link_sets_a_new_password_once(client, dana):
    assert mail_password_link("DANA@example.com") == 1
    link = re.search(r"http://localhost:8000(\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)
    assert "set-password" in page.redirect_chain[-1][0]
    assert client.post(page.redirect_chain[-1][0], {"new_password1": NEW, "new_password2": "x"}).status_code == 422
    assert client.post(page.redirect_chain[-1][0], {"new_password1": NEW, "new_password2": NEW}).url == "/panel/login"
    assert opens(NEW)
    assert "was used already" in Client().get(link, follow=True).content.decode()


def test_asking_for_a_link_tells_nobody_who_has_an_account(client, dana, django_capture_on_commit_callbacks):
    answers = []
    for email in ("dana@example.com", "nobody@example.com"):
        answer = client.post("/panel/password/forgot", {"email": email})
        answers.append((answer.status_code, answer.url))
    assert answers == [(302, "/panel/password/forgot?sent=1")] * 2
    assert client.post("/panel/password/forgot", {"email": "x"}).status_code == 422
    assert mail_password_link("nobody@example.com") == 0
    assert mail.outbox == []


def test_strangers_have_no_account_page(client, db):
    for place in ("", "/profile", "/password", "/second-factor", "/second-factor/codes", "/second-factor/off"):
        assert client.post(f"/panel/account{place}").status_code in {302, 405}

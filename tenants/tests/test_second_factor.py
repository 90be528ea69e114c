"""Two steps at the door: the password, then a code that is taken once."""

import base64
import re
import time

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.oath import totp

from lib.errors import DomainError
from tenants.models import AuditEvent, Membership, Role, SecondFactor, Tenant
from tenants.people.second_factor import begin_setup, check_code, finish_setup, has_second_factor
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

PASSWORD = "a long secret"
PAGE = "/panel/account/second-factor"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def dana(shop):
    with tenant_scope(shop):
        return MembershipFactory(tenant=shop, user=UserFactory(username="dana"), role=Role.OWNER).user


def code_of(user, *, step=0):
    row = SecondFactor.objects.get(user=user)
    return f"{totp(base64.b32decode(row.key), drift=step):06}"


def set_up(user):
    begin_setup(user)
    codes = finish_setup(user, code=code_of(user, step=-1))
    user.refresh_from_db()
    return codes


def sign_in(client, *, code=None):
    client.post("/panel/login", {"username": "dana", "password": PASSWORD})
    return client.post("/panel/login/code", {"code": code}) if code else None


def is_in(client):
    return client.get("/panel/account").status_code == 200


def test_set_up_with_picture_and_key_then_asked_at_login(client, dana):
    client.post("/panel/login", {"username": "dana", "password": PASSWORD})
    page = client.get(PAGE).content.decode()
    key = SecondFactor.objects.get().key
    assert (" ".join(key[at : at + 4] for at in range(0, 32, 4)) in page, "<svg" in page) == (True, True)
    before = client.session.session_key
    answer = client.post(PAGE, {"code": code_of(dana), "password": PASSWORD}).content.decode()
    codes = re.findall(r"<li>([0-9a-f-]{14})</li>", answer)
    assert len(set(codes)) == 10
    assert client.session.session_key != before
    assert is_in(client)
    assert codes[0] not in client.get(PAGE).content.decode()
    other = Client()
    assert other.post("/panel/login", {"username": "dana", "password": PASSWORD}).url == "/panel/login/code"
    assert not is_in(other)
    assert other.post("/panel/login/code", {"code": codes[0]}).url == "/panel/"
    assert is_in(other)


def test_the_key_is_sealed_and_the_backup_codes_are_hashes(dana):
    codes = set_up(dana)
    row = SecondFactor.objects.filter(user=dana).extra(select={"raw": "key"}).values("raw", "backup_digests")[0]
    assert SecondFactor.objects.get().key not in row["raw"]
    assert not set(codes) & set(row["backup_digests"])


def test_backup_codes_outlive_a_change_of_the_secret_key_while_the_old_one_is_known(dana, settings):
    first, second, *_others = set_up(dana)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert [check_code(dana, code=first), check_code(dana, code=first)] == [True, False]
    settings.SECRET_KEY_FALLBACKS = []
    SecondFactor.objects.update(throttling_failure_count=0)
    assert not check_code(dana, code=second)


def test_a_code_is_taken_once(client, dana):
    [first, *_others] = set_up(dana)
    code = code_of(dana)
    assert [check_code(dana, code=code), check_code(dana, code=code)] == [True, False]
    SecondFactor.objects.update(throttling_failure_count=0)
    assert [check_code(dana, code=first.upper()), check_code(dana, code=first)] == [True, False]


def test_wrong_codes_make_even_the_right_one_wait(dana):
    set_up(dana)
    for _ in range(12):
        check_code(dana, code="000000")
        SecondFactor.objects.update(throttling_failure_timestamp=None)
    row = SecondFactor.objects.get()
    assert row.throttling_failure_count == 10
    check_code(dana, code="000000")
    assert not check_code(dana, code=code_of(dana, step=1))


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "0" * 400, "000000"])
def test_no_other_code_opens(client, dana, code):
    set_up(dana)
    sign_in(client)
    assert client.post("/panel/login/code", {"code": code}).status_code == 422
    assert not is_in(client)


def test_guessing_is_throttled_at_the_door(client, dana):
    set_up(dana)
    sign_in(client)
    codes = {client.post("/panel/login/code", {"code": "000000"}).status_code for _ in range(11)}
    assert codes == {422, 429}


def test_the_code_step_opens_to_nobody_without_the_password_and_not_for_ever(client, dana):
    set_up(dana)
    assert client.post("/panel/login/code", {"code": code_of(dana)}).url == "/panel/login"
    sign_in(client)
    session = client.session
    session["pending_login"] |= {"since": time.time() - 601}
    session.save()
    assert client.post("/panel/login/code", {"code": code_of(dana)}).url == "/panel/login"


def test_a_password_that_changed_between_the_steps_opens_nothing(client, dana):
    set_up(dana)
    sign_in(client)
    dana.set_password("another one")
    dana.save()
    assert client.post("/panel/login/code", {"code": code_of(dana)}).url == "/panel/login"


def test_the_administration_has_no_door_beside_it(client, dana):
    dana.is_staff = True
    dana.save()
    set_up(dana)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/panel/login?next=%2Fadmin%2F"
    client.post("/panel/login", {"username": "dana", "password": PASSWORD, "next": "/admin/"})
    assert client.get("/admin/").status_code == 302
    assert client.post("/panel/login/code", {"code": code_of(dana)}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_switching_on_and_off_ends_the_other_sessions(dana):
    here, there = Client(), Client()
    for each in (here, there):
        sign_in(each)
    here.get(PAGE)
    here.post(PAGE, {"code": code_of(dana), "password": PASSWORD})
    assert (is_in(here), is_in(there)) == (True, False)
    there = Client()
    sign_in(there, code=code_of(dana, step=1))
    assert is_in(there)
    assert here.post(PAGE + "/off", {"password": "wrong"}).status_code == 422
    assert has_second_factor(dana)
    assert here.post(PAGE + "/off", {"password": PASSWORD}).status_code == 302
    assert (is_in(here), is_in(there), has_second_factor(dana)) == (True, False, False)


def test_a_borrowed_session_sets_nothing_up(client, dana):
    client.force_login(dana)
    client.get(PAGE)
    assert client.post(PAGE, {"code": code_of(dana), "password": "wrong"}).status_code == 422
    assert not has_second_factor(dana)


def test_new_backup_codes_end_the_old_ones(client, dana):
    [old, *_others] = set_up(dana)
    client.force_login(dana)
    session = client.session
    session["session_version"] = dana.account.session_version
    session.save()
    answer = client.post(PAGE + "/codes", {"password": PASSWORD}).content.decode()
    new = re.findall(r"<li>([0-9a-f-]{14})</li>", answer)[0]
    assert [check_code(dana, code=new), check_code(dana, code=old)] == [True, False]


def test_a_shop_that_wants_it_leads_members_to_the_set_up_and_shows_them_nothing(client, shop, dana):
    with tenant_scope(shop):
        noa = MembershipFactory(tenant=shop, role=Role.AGENT, user=UserFactory(is_staff=True)).user
    client.force_login(dana)
    assert client.post("/panel/valdman/team/second-factor", {"required": "1"}).status_code == 422
    set_up(dana)
    client = Client()
    sign_in(client, code=code_of(dana))
    assert client.post("/panel/valdman/team/second-factor", {"required": "1"}).status_code == 302
    assert client.get("/panel/valdman/orders/").status_code == 200
    assert client.post(PAGE + "/off", {"password": PASSWORD}).status_code == 422
    theirs = Client()
    theirs.force_login(noa)
    assert theirs.get("/panel/valdman/orders/").url == PAGE + "?shop=valdman"
    assert "wants everybody to have one" in theirs.get(PAGE + "?shop=valdman").content.decode()
    assert theirs.get("/api/v1/orders/", headers={"X-Shop": "valdman"}).status_code == 404
    assert theirs.get("/admin/orders/order/").status_code == 403


def test_an_owner_resets_it_for_somebody_of_their_own_shop_only(client, shop, other_shop, dana):
    with tenant_scope(shop):
        member = MembershipFactory(tenant=shop)
    set_up(member.user)
    client.force_login(dana)
    address = f"/panel/valdman/team/members/{member.public_id}/second-factor"
    with tenant_scope(other_shop):
        elsewhere = MembershipFactory(tenant=other_shop, user=member.user)
    assert client.post(address).status_code == 422
    assert has_second_factor(member.user)
    with tenant_scope(other_shop):
        Membership.objects.filter(pk=elsewhere.pk).delete()
    assert client.post(address).status_code == 302
    assert not has_second_factor(member.user)
    with tenant_scope(shop):
        assert AuditEvent.objects.filter(action="second_factor_reset", actor="dana").count() == 1


def test_the_command_resets_it_and_says_so(dana, capsys):
    with pytest.raises(CommandError, match="no second factor"):
        call_command("twofactor_reset", "dana")
    set_up(dana)
    call_command("twofactor_reset", "dana")
    assert "reset" in capsys.readouterr().out
    assert not has_second_factor(dana)


def test_a_setup_is_finished_by_the_right_code_alone(dana):
    begin_setup(dana)
    with pytest.raises(DomainError, match="not the code"):
        finish_setup(dana, code="000000")
    row = SecondFactor.objects.get()
    assert (row.confirmed, row.throttling_failure_count) == (False, 1)
    assert not Tenant.objects.filter(second_factor_required=True).exists()

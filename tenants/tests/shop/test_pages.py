"""The shop's own page, its looks, its keys, and the log of who changed what."""

import io
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from tenants.looks.colours import DARK_GROUNDS, LIGHT_GROUNDS, contrast, palette
from tenants.models import ApiKey, AuditEvent, Logo, Role, Tenant
from tenants.scoping import tenant_scope
from tenants.selectors import find_api_key
from tenants.services import create_api_key, record_audit
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory

PAGE = "/panel/valdman/settings/"
SHOP = {
    "name": "Valdman & Sons", "business_type": "butcher", "description": "Meat.", "phone": "", "email": "a@b.co",
    "address": "", "languages_0": "en", "languages_1": "he", "languages_2": "en", "currency": "usd",
    "timezone": "Europe/Paris", "takeover_minutes": "20", "alarm_minutes": "5",
    "avoided_topics": "politics\n\n politics \nreligion",
}  # fmt: skip
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def owner(client, shop):
    with tenant_scope(shop):
        member = MembershipFactory(tenant=shop, role=Role.OWNER)
    client.force_login(member.user)
    return member.user


def actions(shop):
    with tenant_scope(shop):
        return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def test_the_shop_is_changed_and_the_log_says_what_was_before(client, shop, owner):
    assert client.get(PAGE + "shop").status_code == 200
    assert client.post(PAGE + "shop/save", SHOP).status_code == 302
    row = Tenant.objects.get(pk=shop.pk)
    assert (row.name, row.languages, row.currency, row.timezone) == (
        "Valdman & Sons",
        ["en", "he"],
        "USD",
        "Europe/Paris",
    )
    assert (row.avoided_topics, row.human_pacing, row.takeover_minutes) == (["politics", "religion"], False, 20)
    with tenant_scope(shop):
        event = AuditEvent.objects.get()
    assert (event.action, event.data["before"]["name"], event.data["after"]["currency"]) == (
        "shop_changed",
        "Valdman",
        "USD",
    )
    page = client.get(PAGE + "log").content.decode()
    assert "changed the shop&#x27;s settings" in page
    assert "currency: ILS → USD" in page


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"email": "x"}, {"timezone": "Moon"}, {"languages_0": "", "languages_1": "", "languages_2": ""},
     {"languages_0": "xx"}, {"currency": "EURO"}, {"takeover_minutes": "0"}, {"alarm_minutes": "x"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_half_saved(client, shop, owner, wrong):
    before = rows_of(shop), Tenant.objects.values().get(pk=shop.pk)
    assert client.post(PAGE + "shop/save", SHOP | wrong).status_code == 422
    assert (rows_of(shop), Tenant.objects.values().get(pk=shop.pk)) == before


@pytest.mark.parametrize("accent", ["#ffff00", "#000000", "#ffffff", "#e11d48", "#808080", "#0000ff", "#00ff88"])
def test_every_colour_can_be_read_in_light_and_dark(accent):
    found = palette(accent)
    for shades, grounds in ((found.light, LIGHT_GROUNDS), (found.dark, DARK_GROUNDS)):
        assert min(contrast(shades.primary, ground) for ground in (*grounds, shades.soft)) >= 4.5
        assert contrast(shades.strong, shades.soft) >= 4.5
        assert contrast(shades.on_primary, shades.primary) >= 4.5


def test_colour_and_logo_stand_on_the_pages_of_the_shop(client, shop, owner):
    logo = SimpleUploadedFile("logo.png", PNG, "image/png")
    assert client.post(PAGE + "looks/save", {"accent": "#FFCC00", "logo": logo}).status_code == 302
    page = client.get(PAGE + "looks").content.decode()
    style = re.search(r"/looks/1/ffcc00\.css", page)[0]
    picture = re.search(r"/logos/[0-9a-f-]{36}", page)[0]
    answer = client.get(style)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "--primary: light-dark(#" in answer.content.decode()
    assert client.get(picture).content == PNG
    assert "darker shade" in page
    assert client.get("/looks/1/red;}.css").status_code == 404
    assert client.post(PAGE + "looks/save", {"remove_logo": "1"}).status_code == 302
    assert client.get(picture).status_code == 404
    assert client.post(PAGE + "looks/save", {"accent": "#ffcc00", "is_usual": "on"}).status_code == 302
    assert Tenant.objects.get(pk=shop.pk).accent == ""
    assert actions(shop) == ["logo_changed", "colour_changed", "logo_removed", "colour_changed"]


@pytest.mark.parametrize(
    "upload", [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"MZ...", b"", PNG + b"x" * 400_000]
)
def test_what_is_no_picture_is_no_logo(client, shop, owner, upload):
    data = {"accent": "#ffcc00", "logo": io.BytesIO(upload)}
    data["logo"].name = "logo.png"
    assert client.post(PAGE + "looks/save", data).status_code == 422
    with tenant_scope(shop):
        assert not Logo.objects.exists()
    assert Tenant.objects.get(pk=shop.pk).accent == ""


def test_a_key_is_shown_once_and_revoked(client, shop, owner):
    wish = {"name": "stock", "scope": "all", "token": "a"}
    full = re.search(r"sk_[0-9a-f]{8}_[\w-]+", client.post(PAGE + "keys/add", wish).content.decode())[0]
    assert client.post(PAGE + "keys/add", wish).status_code == 302
    assert client.post(PAGE + "keys/add", wish | {"name": "", "token": "b"}).status_code == 422
    key = find_api_key(full)
    assert (key.name, full in client.get(PAGE + "keys/").content.decode()) == ("stock", False)
    for _ in range(2):
        assert client.post(f"{PAGE}keys/{key.public_id}/revoke").status_code == 302
    assert find_api_key(full) is None
    assert actions(shop) == ["api_key_created", "api_key_revoked"]


def test_the_log_is_filtered_and_paged(client, shop, owner, django_assert_max_num_queries):
    for number in range(60):
        record_audit(shop, actor="avi" if number % 2 else "noa", action="faq_saved", target=f"question {number}")
    record_audit(shop, actor="avi", action="something_new", target="x", before={"a": 1}, after={"a": [1, 2]})
    with django_assert_max_num_queries(12):
        page = client.get(PAGE + "log").content.decode()
    assert ("something new" in page, "a: 1 → 1, 2" in page) == (True, True)
    older = re.search(r'href="\?(after=[0-9a-f-]+)"', page)[1]
    assert "question 0<" in client.get(f"{PAGE}log?{older}").content.decode()
    found = client.get(PAGE + "log", {"actor": "avi", "action": "faq_saved"}).content.decode()
    assert ("question 59" in found, "question 58" in found, "something new" in found) == (True, False, False)
    assert client.get(PAGE + "log", {"after": "x", "actor": "nobody"}).status_code == 200


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, None])
def test_each_page_is_for_its_role(client, shop, charlie, role):
    with tenant_scope(shop):
        user = MembershipFactory(tenant=shop, role=role).user if role else charlie
    key, _full = create_api_key(shop, name="k", actor="x")
    client.force_login(user)
    before = rows_of(shop), Tenant.objects.values().get(pk=shop.pk)
    for_managers = ["shop", "looks", "log"]
    expected = {Role.AGENT: 403, Role.MANAGER: 200, None: 404}[role]
    assert {client.get(PAGE + place).status_code for place in for_managers} == {expected}
    closed = 404 if role is None else 403
    assert client.get(PAGE + "keys/").status_code == closed
    posts = ["keys/add", f"keys/{key.public_id}/revoke"] + (["shop/save", "looks/save"] if role != Role.MANAGER else [])
    assert {client.post(PAGE + place, SHOP | {"scope": "all"}).status_code for place in posts} == {closed}
    if role is None:
        assert client.post(f"/panel/charlie/settings/keys/{key.public_id}/revoke").status_code == 404
        assert client.get("/panel/charlie/settings/log").content.decode().count(">k<") == 0
    assert (rows_of(shop), Tenant.objects.values().get(pk=shop.pk)) == before
    with tenant_scope(shop):
        assert ApiKey.objects.get().revoked_at is None

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tenants.models import Membership, Role
from tenants.panel import member_view
from tenants.scoping import tenant_scope
from tenants.testing import make_shop
from tenants.tests.factories import MembershipFactory, UserFactory

LOGIN = "/panel/login"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def dana(db):
    return UserFactory(username="dana", password="a long secret")


def join(user, slug, *, role=Role.AGENT, **fields):
    shop = make_shop(slug, **fields)
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    return shop


def sign_in(client, **fields):
    return client.post(LOGIN, {"username": "dana", "password": "a long secret", **fields})


def test_the_right_password_opens_the_panel(client, dana):
    assert sign_in(client).url == "/panel/"


def test_the_wrong_password_says_so_and_keeps_the_name(client, dana):
    response = sign_in(client, password="wrong")
    assert response.status_code == 200
    assert "do not belong together" in response.content.decode()
    assert 'value="dana"' in response.content.decode()


def test_the_way_back_never_leads_to_another_site(client, dana):
    assert sign_in(client, next="https://evil.example/").url == "/panel/"


def test_too_many_attempts_are_refused_even_with_the_right_password(client, dana):
    for _ in range(10):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 429
    assert client.get("/panel/").status_code == 302


def test_leaving_needs_a_post_and_ends_the_session(client, dana):
    client.force_login(dana)
    assert client.get("/panel/logout").status_code == 405
    assert client.post("/panel/logout").url == LOGIN
    assert client.get("/panel/").url.startswith(LOGIN)


def test_one_shop_opens_by_itself(client, dana):
    join(dana, "valdman")
    client.force_login(dana)
    assert client.get("/panel/").url == "/panel/valdman/"


def test_several_shops_are_offered_and_nobody_elses(client, dana):
    for slug in ("valdman", "bakery"):
        join(dana, slug)
    join(UserFactory(), "secret-shop", name="Secret <b>shop</b>")
    client.force_login(dana)
    page = client.get("/panel/").content.decode()
    assert "/panel/valdman/" in page
    assert "/panel/bakery/" in page
    assert "secret-shop" not in page


def test_somebody_without_a_shop_is_told_what_to_do(client, dana):
    client.force_login(dana)
    assert "Ask the owner" in client.get("/panel/").content.decode()


@member_view(role=Role.MANAGER)
def managers_page(request):
    return HttpResponse(f"{request.tenant.slug} {request.membership.role} {Membership.objects.count()}")


def ask(user, slug):
    request = RequestFactory().get("/")
    request.user = user
    return managers_page(request, slug=slug)


def test_a_members_page_knows_its_shop_and_sees_only_its_rows(dana):
    join(dana, "valdman", role=Role.OWNER)
    join(UserFactory(), "bakery")
    assert ask(dana, "valdman").content == b"valdman owner 1"


@pytest.mark.parametrize("slug", ["bakery", "closed", "nothing"])
def test_strangers_and_closed_shops_get_404(dana, slug):
    join(UserFactory(), "bakery")
    join(dana, "closed", is_active=False)
    with pytest.raises(Http404):
        ask(dana, slug)


def test_a_lower_role_is_refused(dana):
    join(dana, "valdman", role=Role.AGENT)
    with pytest.raises(PermissionDenied):
        ask(dana, "valdman")


def test_the_page_runs_in_the_shops_time_zone(dana):
    join(dana, "valdman", timezone="Asia/Jerusalem")

    @member_view()
    def zone(request):
        return HttpResponse(timezone.get_current_timezone_name())

    request = RequestFactory().get("/")
    request.user = dana
    assert zone(request, slug="valdman").content == b"Asia/Jerusalem"
    assert timezone.get_current_timezone_name() == "UTC"


def test_nobody_signed_in_is_sent_to_the_login(client):
    url = reverse("panel:orders", kwargs={"slug": "valdman"})
    assert client.get(url).url == f"{LOGIN}?next={url}"

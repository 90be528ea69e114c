"""Nonsense in every address and every form of the panel and of the public pages: an answer, never a failure of ours.

FUZZ_ROUNDS=20 asks more of each page than a quick run; FUZZ_SEED chooses other nonsense.
"""

import os
from copy import deepcopy
from random import Random
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from config.demo_data.fill import fill_shop
from config.testing.nonsense import TEXTS, names_read
from config.testing.panel_pages import Address, list_addresses
from config.testing.panel_samples import ensure_samples
from config.wsgi import application
from orders.links import tracking_link
from orders.models import Order
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop
from tenants.tests.factories import MembershipFactory, UserFactory

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "1"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
PUBLIC = (
    "/track", "/chat/glow-skincare", "/chat/glow-skincare/messages", "/widget/glow-skincare",
    "/widget/glow-skincare/session", "/widget/glow-skincare/messages", "/panel/login", "/panel/login/code",
    "/panel/password/forgot", "/i18n/setlang/", "/admin/login/", "/api/v1/orders/", "/api/v1/products/",
    "/api/v1/orders/stats/summary",
)  # fmt: skip


@pytest.fixture
def shop_and_owner(db):
    shop = load_demo_shop("glow-skincare")
    with tenant_scope(shop):
        fill_shop(shop, scale=0.01)
        owner = MembershipFactory(tenant=shop, role=Role.OWNER, user=UserFactory(is_superuser=True)).user
    ensure_samples(shop)
    return shop, owner


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def ask(client, method, path, fields=None, **more):
    """The status; whatever the request did is undone, the end of a session, too."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(path, fields or {}, **more)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code


@pytest.mark.timeout(max(180, 60 * ROUNDS))
def test_no_page_fails_over_what_an_address_or_a_form_says(client, shop_and_owner, settings):
    settings.ALLOW_SIGNUP = True
    shop, owner = shop_and_owner
    client.force_login(owner)
    random, failed, asked = Random(SEED), [], 0
    with tenant_scope(shop):
        order = tracking_link(Order.objects.last()).removeprefix(settings.PUBLIC_URL).partition("?")[0]
    for page in [*list_addresses(shop), *(Address(path, path) for path in (*PUBLIC, order))]:
        for method in ("get", "post"):
            cache.clear()
            with names_read() as names:
                status = ask(client, method, page.path)
            fields = sorted(names)
            for _round in range(ROUNDS if fields and status != 405 else 0):
                word = random.choice(list(TEXTS))
                # All at once finds the first that is read; one alone comes further.
                for chosen in (fields, [random.choice(fields)]):
                    asked += 1
                    if ask(client, method, page.path, dict.fromkeys(chosen, TEXTS[word])) >= 500:
                        failed.append((method, page.name, word, chosen))
    assert not failed, failed
    assert asked > 200


def test_a_text_that_cannot_be_kept_is_refused_at_the_door(client, shop_and_owner):
    client.force_login(shop_and_owner[1])
    page = "/panel/glow-skincare/customers/"
    assert ask(client, "get", page, {"q": "a\x00b"}) == 400
    assert ask(client, "post", "/panel/glow-skincare/playbooks/add", {"name": "a\x00b"}) == 400
    assert ask(client, "get", "/api/v1/orders/track/a%00b") == 400
    hidden = {"QUERY_STRING": r"q=\ud800", "CONTENT_TYPE": "text/plain; charset=unicode_escape"}
    assert ask(client, "get", page, **hidden) == 400


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape", "utf-16", "punycode", "idna", "zlib", "none"])
@pytest.mark.parametrize("text", ["+AAA-", r"\ud800", "xn--a", "a=b", "é"])
def test_no_encoding_that_a_request_names_counts(db, encoding, text):
    """As a server hands it on: what a test client sends does not come past config/wsgi.py."""
    told = []
    setup_testing_defaults(environ := {"PATH_INFO": "/robots.txt", "HTTP_HOST": "localhost"})
    environ |= {"QUERY_STRING": f"q={text}", "CONTENT_TYPE": f'text/plain; charset={encoding}; x="y"'}
    list(application(environ, lambda status, _headers: told.append(status)))
    assert (told, environ["CONTENT_TYPE"]) == (["200 OK"], 'text/plain; x="y"')

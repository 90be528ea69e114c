"""What the README shows, and how each picture is taken from a running desk."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Count
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from config.testing.page_checks import Corner, open_corner
from config.testing.panel_pages import list_addresses
from config.testing.panel_samples import ensure_samples
from conversations.models import Conversation, Owner
from lib.testing.chromium import CHROMIUM
from orders.models import Order
from tenants.demo import DEMO_USERNAME
from tenants.models import Tenant
from tenants.scoping import tenant_scope

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "img"
SHOP, CHAT_SHOP, SEED = "glow-skincare", "valdman", 3
WISH = "2 kg of beef sausages, please"
ANSWER_MS, SETTLE_MS = 60_000, 4_000


@dataclass(frozen=True)
class Picture:
    """`page` is a name of the panel, one of `_good_examples`, or a path."""

    name: str
    page: str
    language: str = "en"
    theme: str = "light"
    width: int = 1280
    height: int = 860


PICTURES = (
    Picture("today", "overview", height=1000),
    Picture("inbox", "conversations", width=1440),
    Picture("conversation", "a conversation", width=1440, height=980),
    Picture("orders", "orders"),
    Picture("order", "an order", height=980),
    Picture("products", "products"),
    Picture("channels", "channels"),
    Picture("analytics", "analytics", height=1100),
    Picture("billing", "usage", height=1000),
    Picture("playground", "playground"),
    Picture("funnel", "funnel"),
    Picture("inbox-he", "conversations", "he", "dark", 390, 780),
    Picture("admin", "/admin/orders/order/"),
    Picture("chat", f"/chat/{CHAT_SHOP}", width=760),
    Picture("track-he", "a tracking page", "he", width=760, height=1000),
)


def take(names: Sequence[str], *, site: str) -> None:
    """Those that are named, or all. ValueError for a picture that nobody knows."""
    if unknown := set(names) - {picture.name for picture in PICTURES}:
        raise ValueError(f"There is no picture {', '.join(sorted(unknown))}.")
    call_command("demo_data", SHOP, seed=SEED)
    addresses, session = _find_addresses(), _sign_in()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for picture in PICTURES:
            if not names or picture.name in names:
                sys.stdout.write(_take(picture, browser, addresses, site=site, session=session) + "\n")
        browser.close()


def _take(picture: Picture, browser: Browser, addresses: Mapping[str, str], *, site: str, session: str) -> str:
    path = picture.page if picture.page.startswith("/") else addresses.get(picture.page)
    if path is None:
        return f"{picture.name}: this version has no page {picture.page!r}"
    corner = Corner(picture.language, picture.theme, {"width": picture.width, "height": picture.height})
    with open_corner(browser, corner, site=site, session=session) as page:
        page.goto(site + path, wait_until="networkidle")
        if path.startswith("/chat/"):
            _order_in_chat(page)
        page.screenshot(path=IMAGES / f"{picture.name}.png")
    return f"docs/img/{picture.name}.png"


def _order_in_chat(page: Page) -> None:
    """A customer says what they want, and waits for the whole answer."""
    page.fill("#text", WISH)
    page.keyboard.press("Enter")
    page.wait_for_selector(".is-agent[data-id]", timeout=ANSWER_MS)
    page.wait_for_timeout(SETTLE_MS)


def _sign_in() -> str:
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username=DEMO_USERNAME))
    return client.cookies["sessionid"].value


def _find_addresses() -> dict[str, str]:
    shop = Tenant.objects.get(slug=SHOP)
    ensure_samples(shop)
    with tenant_scope(shop):
        return {address.name: address.path for address in list_addresses(shop)} | _good_examples(shop)


def _good_examples(shop: Tenant) -> dict[str, str]:
    """An order that has come a long way, and a conversation that brought several."""
    order = Order.objects.filter(status="shipped").exclude(conversation=None).order_by("-pk").first()
    talks = Conversation.objects.annotate(made=Count("orders")).filter(
        identity__kind="webchat", owner=Owner.AGENT, made__gte=2
    )
    talk = talks.order_by("-last_message_at").first()
    found = {"a conversation": f"/panel/{shop.slug}/conversations/{talk.public_id}/"} if talk else {}
    if order:
        found["an order"] = f"/panel/{shop.slug}/orders/{order.public_id}/"
        found["a tracking page"] = f"/track/{order.number}?key={order.tracking_key}"
    return found

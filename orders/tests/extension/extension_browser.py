"""Chromium with the extension in it, a shop's site, and a Salesdesk that speaks the wire format of the intake.

Nobody can click the browser's own permission prompt in a headless browser. So the test build's manifest grants the
hosts of the tests from the start; everything else is the packed extension as people install it, and the pages
still ask for the permission as they do for people (the browser answers yes because it is granted).
"""

import io
import json
import shutil
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from lib.testing.server import FakeServer, Response

POPUP, OPTIONS = "popup.html", "options.html"
SUBMIT = "POST /api/v1/orders/submit"
CHECK = "GET /api/v1/orders/submit/check"


class FakeSalesdesk(FakeServer):
    """Knows one key and one site; an order that it knows already is answered 200 with the same number."""

    def __init__(self, *, key, site, port=0):
        super().__init__(port=port)
        self.key, self.site, self.orders = key, site, {}

    def respond(self, call):
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return Response(401, {"code": "unauthorized", "message": "This key is not known.", "facts": {}})
        if call.name == CHECK:
            return self._check(call)
        return self._submit(call) if call.name == SUBMIT else Response(404)

    def _check(self, call):
        if call.headers.get("x-site-id") != self.site:
            return Response(404, {"code": "site", "message": "There is no such site.", "facts": {}})
        return Response(200, {"shop": "Valdman", "site": self.site, "currency": "ILS"}, {"Connection": "close"})

    def _submit(self, call):
        key = call.json["order_key"]
        is_known = key in self.orders
        number = self.orders.setdefault(key, f"ORD-2026-{len(self.orders) + 1:06}")
        answer = {"number": number, "status": "pending", "track_url": f"{self.url}/track/{number}"}
        # On a line of its own: a browser repeats by itself what was lost on one that it had used before.
        return Response(200 if is_known else 201, answer, {"Connection": "close"})

    @property
    def submits(self):
        return self.list_calls(SUBMIT)


class ShopSite(FakeServer):
    """A shop's web site: what stands in `pages` by path."""

    def __init__(self):
        super().__init__()
        self.pages = {}

    def respond(self, call):
        html = self.pages.get(call.path)
        if html is None:
            return Response(404, b"nothing here", {"Content-Type": "text/plain"})
        return Response(200, html.encode(), {"Content-Type": "text/html; charset=utf-8"})


def unpack_test_build(content, folder, *, granted=True, language=""):
    """The packed extension with the hosts of the tests granted; with `language`, every browser speaks only that one."""
    ZipFile(io.BytesIO(content)).extractall(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    if granted:
        manifest["host_permissions"] = ["http://127.0.0.1/*", "https://www.facebook.com/*"]
    if language:
        manifest["default_locale"] = language
        for other in (folder / "_locales").iterdir():
            if other.name != language:
                shutil.rmtree(other)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


class Browser:
    """One running browser with the extension."""

    def __init__(self, context):
        self.context = context
        self.worker = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
        self.home = self.worker.url.removesuffix("background.js")

    def wait_until_welcomed(self):
        """A new installation opens its options by itself, and would do so in the tab of whoever is quicker."""
        first = self.context.pages[0]
        for _ in range(400):
            if any(page.url == self.home + OPTIONS for page in self.context.pages):
                return
            first.wait_for_timeout(50)
        raise AssertionError("never welcomed")

    def open(self, address):
        page = self.context.new_page()
        page.goto(address)
        return page

    def popup(self, over=None):
        """The popup as it is over a page: as a tab of its own, drawn while that page is the one in front."""
        popup = self.open(self.home + POPUP)
        if over:
            over.bring_to_front()
            popup.reload()
        popup.wait_for_function("document.documentElement.dir")
        return popup

    def options(self):
        return self.open(self.home + OPTIONS)

    def state(self):
        return self.worker.evaluate("chrome.storage.local.get()")

    def states(self):
        return [entry["state"] for entry in self.state().get("orders", {}).values()]

    def badge(self):
        return self.worker.evaluate("chrome.action.getBadgeText({})")

    def wait_for(self, condition):
        """Until an expression is true in the background; it may use `orders`, the stored entries."""
        self.worker.evaluate(
            """async (condition) => {
                const holds = new Function("orders", "state", `return ${condition}`);
                for (let tries = 0; tries < 100; tries += 1) {
                    const state = await chrome.storage.local.get();
                    if (holds(Object.values(state.orders ?? {}), state)) return;
                    await new Promise((done) => setTimeout(done, 50));
                }
                throw new Error(`never: ${condition}`);
            }""",
            condition,
        )


@contextmanager
def browse(playwright, *, chromium: Path, extension: Path, profile: Path):
    """The new headless mode is the one with extensions; some builds ignore --load-extension without the last switch."""
    is_new = not profile.exists() or not any(profile.iterdir())
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=chromium,
        args=[
            "--no-sandbox", "--headless=new", f"--disable-extensions-except={extension}",
            f"--load-extension={extension}", "--disable-features=DisableLoadExtensionCommandLineSwitch",
        ],
        ignore_default_args=["--headless", "--disable-extensions"],
        viewport={"width": 720, "height": 900},
    )  # fmt: skip
    try:
        browser = Browser(context)
        if is_new:
            browser.wait_until_welcomed()
        yield browser
    finally:
        context.close()

"""What is asked of a page in a real browser, whatever it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
SERIOUS = frozenset({"serious", "critical"})
# Rules that look at the finished page; nothing of it is read again for rules whose breach nobody would notice.
AXE_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"]}


@dataclass(frozen=True)
class Corner:
    """A language, a theme and a size together."""

    language: str
    theme: str
    size: dict[str, int]

    @property
    def name(self) -> str:
        return f"{self.language}, {self.theme}, {self.size['width']} px"


CORNERS = (
    Corner("en", "light", DESKTOP), Corner("he", "dark", PHONE), Corner("he", "light", DESKTOP),
    Corner("en", "dark", PHONE),
)  # fmt: skip


@contextmanager
def open_corner(browser: Browser, corner: Corner, *, site: str, session: str) -> Iterator[Page]:
    """A signed-in page, as somebody with these wishes sees it."""
    context = browser.new_context(
        viewport=corner.size, locale=corner.language, color_scheme=corner.theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )  # fmt: skip
    cookies = {"sessionid": session, "django_language": corner.language}
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items() if value])
    page = context.new_page()
    yield page
    # Nothing asks the server any more when it goes away.
    page.goto("about:blank")
    context.close()


def list_problems(page: Page, address: str, *, with_axe: bool) -> Iterator[str]:
    """Whatever is wrong with the page at the address: nothing is expected."""
    complaints: list[str] = []

    def note(line: ConsoleMessage) -> None:
        if line.type == "error":
            complaints.append(line.text)

    page.on("console", note)
    page.goto(address, wait_until="load")
    yield from _look(page)
    if with_axe:
        yield from _accessibility(page)
    page.remove_listener("console", note)
    yield from complaints


def _look(page: Page) -> Iterator[str]:
    seen = page.evaluate(
        "({title: document.title, heads: document.querySelectorAll('h1').length,"
        " wide: document.documentElement.scrollWidth - innerWidth})"
    )
    if not seen["title"].strip():
        yield "it has no title"
    if seen["heads"] != 1:
        yield f"it has {seen['heads']} h1"
    if seen["wide"] > 0:
        yield f"it scrolls sideways by {seen['wide']} px"


def _accessibility(page: Page) -> Iterator[str]:
    for violation in Axe().run(page, options=AXE_OPTIONS).response["violations"]:
        if violation["impact"] in SERIOUS:
            places = " and ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
            yield f"{violation['id']} at {places}: {violation['help']}"

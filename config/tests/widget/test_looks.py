"""How the widget looks: its language, its side and color, and on a phone."""

import pytest
from playwright.sync_api import expect

from config.tests.widget.visiting import DESK, PHONE, focused, open_chat, say, snippet
from lib.testing.chromium import WITH_CHROMIUM

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("code", "direction", "word"), [("he-IL", "rtl", "לכתוב הודעה…"), ("pt", "ltr", "Write a message…")]
)
def test_the_language_of_the_page_is_spoken_in_its_direction(page, host, shop, code, direction, word):
    host.language = code
    open_chat(page, host)
    expect(page.locator(".root")).to_have_attribute("dir", direction)
    expect(page.locator("textarea")).to_have_attribute("placeholder", word)
    launcher, panel = page.locator(".launcher").bounding_box(), page.locator(".panel").bounding_box()
    is_left = launcher["x"] < DESK["width"] / 2
    assert is_left == (direction == "rtl") == (panel["x"] < DESK["width"] / 2)


def test_the_owner_chooses_language_side_and_color(page, host, shop, desk):
    host.html = snippet(desk, 'data-language="fr" data-position="left" data-color="#ffd400"')
    open_chat(page, host)
    expect(page.locator("textarea")).to_have_attribute("placeholder", "Écrivez un message…")
    expect(page.locator(".launcher")).to_have_css("background-color", "rgb(255, 212, 0)")
    expect(page.locator(".launcher")).to_have_css("color", "rgb(0, 0, 0)")
    assert page.locator(".launcher").bounding_box()["x"] == 20


def test_on_a_phone_the_panel_is_the_screen_and_the_page_behind_rests(page, host, shop):
    page.set_viewport_size(PHONE)
    open_chat(page, host)
    assert page.locator(".panel").bounding_box() == {"x": 0, "y": 0, **PHONE}
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    assert page.evaluate("document.body.inert") is True
    say(page, "A" * 200 + " 2 kg")
    assert page.locator(".scroll").evaluate("(element) => element.scrollWidth <= element.clientWidth")
    for part in (".head .round", ".row .round", ".is-customer .bubble"):
        box = page.locator(part).bounding_box()
        assert box["x"] + box["width"] <= PHONE["width"], part
    page.click(".head .round")
    assert page.evaluate("document.body.inert") is False
    assert focused(page) == "launcher"

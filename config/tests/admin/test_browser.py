"""The admin in a real browser: its pages keep to the policy of all our pages, and whatever can be clicked works.

What the console complains about, a refusal by the policy included, fails the test (`page` in test_browser.py).
"""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import PeriodicTask
from playwright.sync_api import expect

from config.testing.page_checks import DESKTOP, PHONE
from config.tests.admin.rows import fill
from config.tests.test_browser import page, site
from lib.testing.chromium import WITH_CHROMIUM
from orders.models import Order
from orders.tests.factories import make_order
from tenants.models import Membership, Role
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

__all__ = ["page", "site"]
pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]
# What a policy without unsafe words refuses.
INLINE = re.compile(
    r"<style[^>]*>|<[a-z][^>]*\s(?:style|on[a-z]+)=[^>]*>|<script(?![^>]*(?:\bsrc=|application/json))[^>]*>"
)
EXPRESSION = re.compile(r"""\s(x-[\w:.-]+=(?:"[^"]*"|'[^']*'))""")
DARK = re.compile(r"\bdark\b")


@pytest.fixture
def boss(shop):
    client = Client()
    with tenant_scope(shop):
        person = UserFactory(username="boss", password="a long secret", is_staff=True, is_superuser=True)
        client.force_login(MembershipFactory(tenant=shop, role=Role.OWNER, user=person).user)
    return client


@pytest.fixture
def desk(page, site, boss):
    """The page of a signed-in superuser, at a desk."""
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.context.add_cookies([{"name": "sessionid", "value": boss.cookies["sessionid"].value, "url": site}])
    return page


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def every_page():
    """What is there once, and every model's list, new form and form."""
    group = Group.objects.create(name="Readers")
    yield from (reverse(f"admin:{name}") for name in ("index", "password_change", "catalog_product_import_products"))
    yield from (reverse("admin:app_list", args=["auth"]), f"{list_of(Group)}{group.pk}/delete/")
    with scopes_disabled():
        for model in admin.site._registry:
            yield from (list_of(model), f"{list_of(model)}add/")
            if row := model._base_manager.first():
                yield f"{list_of(model)}{row.pk}/change/"
    yield f"{list_of(Group)}{group.pk}/history/"


def test_no_page_holds_a_style_or_a_script_and_every_expression_can_be_read(desk, site, boss, shop):
    fill(shop, "valdman")
    known, inline = set(), {}
    for place in every_page():
        answer = boss.get(place)
        text = answer.content.decode()
        inline |= dict.fromkeys(INLINE.findall(text), place)
        new = set(EXPRESSION.findall(text)) - known
        known |= new
        # What others show as well is not looked at again: there are hundreds.
        if new and answer.status_code == 200:
            desk.goto(site + place)
            expect(desk.locator("html")).not_to_have_attribute("x-cloak", "")
    assert inline == {}
    assert len(known) > 80


def test_the_door_opens_and_the_way_out_is_there(page, site, boss):
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site}/admin/")
    page.fill("#username", "boss")
    page.fill("#password", "a long secret")
    page.click("main button")
    expect(page.locator(".overview-cards")).to_be_visible()
    page.get_by_text("boss@example.com").click()
    page.get_by_role("link", name="Change password").click()
    expect(page.locator("#id_old_password")).to_be_focused()
    page.get_by_text("boss@example.com").click()
    page.get_by_text("Log out").click()
    page.goto(f"{site}/admin/")
    expect(page.locator("#username")).to_be_visible()


def test_the_theme_is_chosen_and_stays(desk, site):
    desk.goto(f"{site}/admin/")
    whole = desk.locator("html")
    expect(whole).not_to_have_class(DARK)
    desk.get_by_text("boss@example.com").click()
    desk.get_by_text("dark_mode").click()
    expect(whole).to_have_class(DARK)
    desk.reload()
    expect(whole).to_have_class(DARK)
    expect(desk.locator("body")).to_have_css("background-color", "rgb(20, 28, 25)")
    desk.keyboard.press("Control+e")
    expect(whole).to_have_class("light")
    desk.get_by_text("boss@example.com").click()
    desk.get_by_text("computer").click()
    desk.emulate_media(color_scheme="dark")
    desk.reload()
    expect(whole).to_have_class(DARK)


def test_the_side_folds_away_and_stays_away(desk, site):
    desk.goto(f"{site}/admin/")
    side, group = desk.locator("#nav-sidebar"), desk.get_by_role("link", name="Change requests", exact=True)
    expect(group).to_be_hidden()
    desk.get_by_role("heading", name="Orders").click()
    expect(group).to_be_visible()
    desk.get_by_text("dock_to_right").and_(desk.locator(":visible")).click()
    expect(side).to_be_hidden()
    desk.reload()
    expect(side).to_be_hidden()
    desk.get_by_text("dock_to_right").and_(desk.locator(":visible")).click()
    expect(side).to_be_visible()
    desk.set_viewport_size(PHONE)
    expect(side).to_be_hidden()
    desk.get_by_text("dock_to_right").and_(desk.locator(":visible")).click()
    expect(side).to_be_visible()


def test_the_sides_search_finds_and_opens_with_keys_alone(desk, site):
    desk.goto(f"{site}/admin/")
    desk.keyboard.press("t")
    desk.keyboard.type("groups", delay=10)
    results = desk.locator("#search-results a")
    expect(results.first).to_have_text(re.compile("Groups"))
    desk.keyboard.press("Escape")
    expect(results.first).to_be_hidden()
    expect(desk.locator("#nav-filter")).to_have_value("")
    desk.keyboard.type("users", delay=10)
    expect(results.first).to_have_text(re.compile("Users"))
    desk.keyboard.press("ArrowDown")
    expect(results.first).to_have_class(re.compile(r"(?<!hover:)\bbg-base-100"))
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/admin/auth/user/")


def test_the_command_window_finds_and_opens_with_keys_alone(desk, site):
    desk.goto(f"{site}/admin/")
    desk.keyboard.press("Control+k")
    field, found = desk.locator("#search-input-command"), desk.locator("#command-results-list li")
    expect(field).to_be_focused()
    desk.keyboard.type("nothing like it")
    expect(desk.locator("#command-results")).to_be_empty()
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    expect(field).to_be_hidden()
    desk.keyboard.press("Control+k")
    expect(field).to_be_focused()
    desk.keyboard.type("groups")
    expect(found).to_have_text([re.compile("Groups")])
    expect(desk.locator("#command-results-note")).to_have_text(re.compile("Found"))
    desk.keyboard.press("ArrowDown")
    expect(found).to_have_class(re.compile("active"))
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/admin/auth/group/")


def test_a_list_is_filtered_searched_and_paged(desk, site):
    desk.goto(f"{site}{list_of(Order)}")
    filters = desk.locator("#changelist-filter")
    desk.get_by_text("filter_list", exact=True).click()
    expect(filters).to_be_visible()
    desk.keyboard.press("Escape")
    expect(filters).to_be_hidden()
    desk.get_by_text("filter_list", exact=True).click()
    filters.get_by_role("link", name="Pending", exact=True).click()
    desk.wait_for_url("**/?status__exact=pending")
    desk.keyboard.press("/")
    expect(desk.locator("#searchbar")).to_be_focused()
    Group.objects.bulk_create(Group(name=f"Group {number}") for number in range(101))
    desk.goto(f"{site}{list_of(Group)}#kept")
    desk.get_by_role("link", name="2", exact=True).click()
    desk.wait_for_url("**/?p=2#kept")


def test_an_action_runs_for_what_is_chosen(desk, site, shop):
    with tenant_scope(shop):
        orders = [make_order(shop), make_order(shop)]
    desk.goto(f"{site}{list_of(Order)}")
    bar = desk.locator("#changelist-actions")
    expect(bar).to_be_hidden()
    desk.locator("input.action-select").first.check()
    expect(bar).to_be_visible()
    wide = desk.locator("#changelist > div > div").first.bounding_box()["width"]
    assert bar.bounding_box()["width"] == pytest.approx(wide, abs=1)
    expect(bar.locator(".action-counter")).to_have_text(re.compile(r"^1 of"))
    expect(bar.get_by_role("button", name="Run")).to_be_hidden()
    bar.locator("select").select_option("move_on")
    bar.get_by_role("button", name="Run").click()
    expect(desk.get_by_text("Done: 1")).to_be_visible()
    desk.locator("#action-toggle, .action-toggle").first.check()
    expect(desk.locator("input.action-select:not(:checked)")).to_have_count(0)
    with tenant_scope(shop):
        assert sorted(order.status for order in Order.objects.filter(pk__in=[row.pk for row in orders])) == [
            "confirmed", "pending",
        ]  # fmt: skip


def test_a_form_offers_days_rows_and_people_and_is_saved(desk, site):
    desk.goto(f"{site}{list_of(PeriodicTask)}add/")
    desk.locator(".field-start_time a:has(.date-icon)").press("Enter")
    expect(desk.locator("#modal-overlay")).to_be_visible()
    desk.locator(".calendarbox:visible td:not(.nonday) a").first.click()
    expect(desk.locator("#id_start_time_0")).to_have_value(re.compile(r"-01$"))
    expect(desk.locator("#modal-overlay")).to_be_hidden()
    desk.goto(f"{site}{list_of(Group)}add/")
    expect(desk.locator("#id_name")).to_be_focused()
    desk.keyboard.type("Readers")
    desk.locator("#id_permissions_from option").first.dblclick()
    expect(desk.locator("#id_permissions_to option")).to_have_count(1)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("was added successfully")).to_be_visible()
    desk.goto(f"{site}{list_of(Membership)}add/")
    desk.locator("#select2-id_user-container").click()
    desk.locator(".select2-results__option", has_text="boss").click()
    expect(desk.locator("#select2-id_user-container")).to_have_text(re.compile("boss"))


def test_a_related_row_is_made_in_a_window_of_its_own(desk, site):
    desk.goto(f"{site}{list_of(Membership)}add/")
    door = desk.locator("#add_id_user")
    expect(door).to_be_hidden()
    desk.locator("[data-id=related-widget-wrapper-user]").get_by_text("more_vert").click()
    expect(door).to_be_visible()
    with desk.expect_popup() as opened:
        door.click()
    window = opened.value
    window.fill("#id_username", "newcomer")
    window.fill("#id_password1", "a very long secret")
    window.fill("#id_password2", "a very long secret")
    with window.expect_event("close"):
        window.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("#select2-id_user-container")).to_have_text(re.compile("newcomer"))


def test_a_row_is_deleted_after_a_second_look(desk, site):
    group = Group.objects.create(name="Readers")
    desk.goto(f"{site}{list_of(Group)}{group.pk}/change/")
    desk.get_by_role("link", name="Delete").click()
    desk.get_by_role("button", name=re.compile("sure")).click()
    expect(desk.get_by_text("was deleted successfully")).to_be_visible()
    assert not Group.objects.exists()

"""The packed extension: what is in the file, who may have it, and that all its texts exist."""

import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from catalog.models import Store
from lib.errors import DomainError
from orders.extension.packing import FOLDER, Browser, build_extension, extension_settings
from orders.intake.places import save_site
from orders.models import Site
from tenants.models import ApiKey, AuditEvent, KeyScope, Role
from tenants.scoping import tenant_scope
from tenants.selectors import find_api_key
from tenants.services import create_api_key, revoke_api_key
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

LANGUAGES = {"en", "fr", "es", "he", "id"}
SERVER = "https://desk.example"


@pytest.fixture
def as_role(client, shop):
    def sign_in(role):
        user = UserFactory(username=f"dana-{role}")
        with tenant_scope(shop):
            MembershipFactory(tenant=shop, user=user, role=role)
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def corner(shop):
    with tenant_scope(shop):
        return save_site(shop, actor="test", values={"site_id": "corner", "hosts": ["corner.example"]})


def packed(content):
    archive = ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def read_json(content, name):
    return json.loads(packed(content)[name])


def page(name="extension", slug="valdman"):
    return reverse(f"panel:{name}", args=[slug])


def words(language):
    return json.loads((FOLDER / "_locales" / language / "messages.json").read_text())


def build(shop, browser=Browser.CHROME, **options):
    return build_extension(extension_settings(shop, **{"server": SERVER, **options}), browser=browser)


def test_the_file_holds_the_extension_and_the_shops_settings(shop):
    content = build(shop, server=f"{SERVER}/", site_id="corner")
    files = packed(content)
    sources = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert set(files) == sources
    assert read_json(content, "settings.json") == {
        "server": SERVER, "shop": shop.name, "site_id": "corner", "api_key": "",
    }  # fmt: skip
    assert files["manifest.json"] == (FOLDER / "manifest.json").read_bytes()


def test_the_same_settings_give_the_same_bytes(shop):
    assert build(shop) == build(shop)
    assert build(shop) != build(shop, site_id="other")


def test_firefox_gets_a_background_page_and_an_id(shop):
    chrome, firefox = (read_json(build(shop, browser), "manifest.json") for browser in Browser)
    assert chrome["background"] == {"service_worker": "background.js", "type": "module"}
    assert firefox["background"] == {"scripts": ["background.js"], "type": "module"}
    assert firefox["browser_specific_settings"]["gecko"]["strict_min_version"] == "140.0"
    changed = {"background", "browser_specific_settings", "minimum_chrome_version"}
    assert {name: chrome[name] for name in chrome.keys() - changed} == {
        name: firefox[name] for name in firefox.keys() - changed
    }


def test_nothing_may_be_read_before_a_person_has_allowed_it():
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    assert "host_permissions" not in manifest
    assert "content_scripts" not in manifest
    assert manifest["permissions"] == ["activeTab", "alarms", "scripting", "storage"]
    assert manifest["optional_host_permissions"] == ["https://*/*", "http://localhost/*", "http://127.0.0.1/*"]


@pytest.mark.parametrize(
    "server", ["http://desk.example", "desk.example", "ftp://a.example", "https://", "https://a:b@c", "https://[x"]
)
def test_a_key_never_travels_in_clear_text(shop, server):
    with pytest.raises(DomainError) as refused:
        build(shop, server=server)
    assert refused.value.code == "extension_server"


@pytest.mark.parametrize("site_id", ["a b", "-a", "é", "a" * 65, 'a"b'])
def test_a_site_id_is_a_plain_name(shop, site_id):
    with pytest.raises(DomainError) as refused:
        build(shop, site_id=site_id)
    assert refused.value.code == "extension_site_id"


def test_the_command_writes_the_file(shop, tmp_path, capsys):
    file = tmp_path / "valdman.zip"
    _row, key = create_api_key(shop, name="noa", actor="test", scope=KeyScope.SUBMIT)
    call_command("extension_build", tenant="valdman", server=SERVER, api_key=key, output=file, browser="firefox")
    assert read_json(file.read_bytes(), "settings.json")["api_key"] == key
    assert capsys.readouterr().out.endswith(f"bytes, for {SERVER}, site valdman.\n")
    with tenant_scope(shop):
        assert ApiKey.objects.count() == 1


def test_the_command_makes_a_key_that_only_hands_in_orders(shop, tmp_path):
    file = tmp_path / "valdman.zip"
    call_command("extension_build", tenant="valdman", server=SERVER, new_key=True, output=file)
    key = find_api_key(read_json(file.read_bytes(), "settings.json")["api_key"])
    assert (key.tenant, key.name, key.scope) == (shop, "Browser extension valdman", "orders.submit")


def test_the_command_takes_the_first_site_and_says_when_there_is_none(shop, tmp_path, capsys):
    file = tmp_path / "valdman.zip"
    call_command("extension_build", tenant="valdman", server=SERVER, output=file)
    assert "There is no site valdman yet: manage.py site_add HOST --tenant valdman" in capsys.readouterr().err
    with tenant_scope(shop):
        save_site(shop, actor="test", values={"site_id": "corner", "hosts": ["corner.example"]})
    call_command("extension_build", tenant="valdman", server=SERVER, output=file)
    assert (read_json(file.read_bytes(), "settings.json")["site_id"], capsys.readouterr().err) == ("corner", "")


def test_a_file_that_cannot_be_written_leaves_no_key(shop):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("extension_build", tenant="valdman", server=SERVER, new_key=True, output=Path("/nowhere/x.zip"))
    with tenant_scope(shop):
        assert not ApiKey.objects.exists()


def test_only_a_living_key_of_the_shop_that_hands_in_orders_is_put_into_a_file(shop, other_shop, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    row, revoked = create_api_key(shop, name="old", actor="test", scope=KeyScope.SUBMIT)
    with tenant_scope(shop):
        revoke_api_key(row, actor="test")
    theirs = create_api_key(other_shop, name="theirs", actor="test", scope=KeyScope.SUBMIT)[1]
    full = create_api_key(shop, name="full", actor="test")[1]
    for key, words in [
        (full, "This key opens everything"),
        (theirs, "no key of the shop"),
        (revoked, "no key of the shop"),
        ("sk_a_b", "no key of the shop"),
        ("secret", "no key of the shop"),
    ]:
        with pytest.raises(CommandError, match=f"--api-key: .*{words}.* --new-key makes one"):
            call_command("extension_build", tenant="valdman", server=SERVER, api_key=key)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "line"),
    [({"tenant": "nobody"}, "There is no shop 'nobody'. There are: valdman."),
     ({"server": "http://a.example"}, "--server: "), ({"site_id": "a b"}, "--site-id: A site id has"),
     ({"output": Path("/nowhere/x.zip")}, "/nowhere/x.zip cannot be written: No such file")],
)  # fmt: skip
def test_the_command_says_what_is_wrong(shop, tmp_path, monkeypatch, wrong, line):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=re.escape(line)):
        call_command("extension_build", **{"tenant": "valdman", "server": SERVER, **wrong})
    assert list(tmp_path.iterdir()) == []


def test_a_manager_downloads_it_without_a_key(as_role, shop, settings, corner):
    settings.PUBLIC_URL = SERVER
    answer = as_role(Role.MANAGER).post(page("extension_download"), {"browser": "chrome", "site_id": "corner"})
    assert answer["Content-Disposition"] == 'attachment; filename="salesdesk-orders-corner-chrome.zip"'
    assert read_json(answer.content, "settings.json") == {
        "server": SERVER, "shop": shop.name, "site_id": "corner", "api_key": "",
    }  # fmt: skip
    with tenant_scope(shop):
        assert not ApiKey.objects.exists()


def test_the_sites_that_there_are_stand_to_choice(as_role, shop, corner):
    with tenant_scope(shop):
        save_site(shop, actor="test", values={"site_id": "off", "hosts": ["off.example"], "is_enabled": False})
    page_text = as_role(Role.MANAGER).get(page()).content.decode()
    assert re.findall(r'<option value="(\w+)"', page_text.split('id="site_id"')[1].split("</select>")[0]) == ["corner"]
    assert "corner.example" in page_text
    assert 'name="hosts"' not in page_text


def test_a_shop_without_a_site_says_only_where_it_sells(as_role, shop, settings):
    settings.PUBLIC_URL = SERVER
    with tenant_scope(shop):
        Store.objects.create(tenant=shop, name="Corner", url="https://www.shop.example")
    staff = as_role(Role.MANAGER)
    assert 'name="hosts" value="shop.example"' in staff.get(page()).content.decode()
    wish = {"browser": "chrome", "hosts": "https://www.shop.example/checkout"}
    for _click in range(2):
        answer = staff.post(page("extension_download"), wish)
        assert read_json(answer.content, "settings.json")["site_id"] == "valdman"
    with tenant_scope(shop):
        site = Site.objects.get()
    assert (site.site_id, site.hosts, site.store.name) == ("valdman", ["shop.example"], "Corner")


def test_a_key_that_was_asked_for_works_and_stands_in_the_log(as_role, shop, settings, corner):
    settings.PUBLIC_URL = SERVER
    wish = {"browser": "firefox", "site_id": "corner", "with_key": "on"}
    answer = as_role(Role.OWNER).post(page("extension_download"), wish)
    found = find_api_key(read_json(answer.content, "settings.json")["api_key"])
    assert (found.tenant, found.name, found.scope) == (shop, "Browser extension corner", "orders.submit")
    with tenant_scope(shop):
        event = AuditEvent.objects.get(action="api_key_created")
    assert (event.actor, event.target) == ("dana-owner", "Browser extension corner")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("wish", "words"),
    [({"browser": "safari", "site_id": "corner"}, "Choose a browser."),
     ({"browser": "chrome", "site_id": "a b"}, "Choose one of your sites."),
     ({"browser": "chrome", "site_id": "theirs"}, "Choose one of your sites."),
     ({"browser": "chrome"}, "Choose one of your sites."),
     ({"browser": "chrome", "hosts": " , "}, "Write your shop&#x27;s address, such as shop.example.com.")],
)  # fmt: skip
def test_a_wrong_wish_is_explained_and_makes_no_key(as_role, shop, settings, wish, words, corner, other_shop):
    settings.PUBLIC_URL = SERVER
    with tenant_scope(other_shop):
        save_site(other_shop, actor="test", values={"site_id": "theirs", "hosts": ["theirs.example"]})
    answer = as_role(Role.OWNER).post(page("extension_download"), {**wish, "with_key": "on"})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    with tenant_scope(shop):
        assert (ApiKey.objects.count(), Site.objects.count()) == (0, 1)


def test_an_agent_sees_neither_the_page_nor_the_link(as_role, shop):
    staff = as_role(Role.AGENT)
    assert staff.get(page()).status_code == 403
    assert staff.post(page("extension_download"), {"browser": "chrome", "site_id": "a"}).status_code == 403
    assert page() not in staff.get(page("orders")).content.decode()


def test_a_manager_finds_it_beside_the_other_settings(as_role):
    staff = as_role(Role.MANAGER)
    assert page() in staff.get(page("order_settings")).content.decode()
    assert staff.get(page()).status_code == 200


def test_another_shops_member_gets_404_and_no_key(client, shop, charlie):
    client.force_login(charlie)
    before = rows_of(shop)
    assert client.get(page()).status_code == 404
    assert (
        client.post(page("extension_download"), {"browser": "chrome", "site_id": "a", "with_key": "on"}).status_code
        == 404
    )
    assert rows_of(shop) == before


def test_every_text_of_the_extension_exists_in_every_language():
    assert {path.name for path in (FOLDER / "_locales").iterdir()} == LANGUAGES
    english = words("en")
    for language in LANGUAGES:
        assert list(words(language)) == list(english)
        for name, entry in words(language).items():
            used = set(re.findall(r"\$(\w+)\$", entry["message"]))
            assert entry["message"].strip()
            assert used == set(entry.get("placeholders", {})) == set(english[name].get("placeholders", {})), name


def test_every_text_that_is_used_is_written_and_the_other_way_round():
    sources = "\n".join(
        path.read_text()
        for path in FOLDER.rglob("*")
        if path.suffix in {".js", ".html", ".json"} and "_locales" not in path.parts
    )
    used = set(
        re.findall(
            r'say\((?:\w+ \? "(\w+)" : )?"(\w+)"|data-(?:say|label)="(\w+)"|__MSG_(\w+)__|(?:button|tell)\("(\w+)"',
            sources,
        )
    )
    used = {name for names in used for name in names if name}
    reasons = set(re.findall(r'reason: "(\w+)"|(?:401|403|404): "(\w+)"', sources))
    used |= {f"problem_{name}" for names in reasons for name in names if name}
    used |= {"customer", "phone", "email", "address", "notes"}
    assert used == set(words("en"))


def test_no_code_comes_from_elsewhere():
    sources = [path.read_text() for path in FOLDER.rglob("*.js")]
    for source in sources:
        assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", source)
    for file in FOLDER.glob("*.html"):
        assert not re.search(
            r"""\son\w+=|<style|style=|https?://(?!desk\.example|shop\.example)|<script(?![^>]*src=)""",
            file.read_text(),
        )

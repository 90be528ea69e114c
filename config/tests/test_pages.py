import pytest

from tenants.tests.factories import UserFactory


def test_robots_keep_out_of_the_panel_but_may_read_that_tracking_is_not_indexed(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /panel/" in text
    assert "/track" not in text


def test_the_old_name_of_the_icon_leads_to_the_drawing(client):
    assert client.get("/favicon.ico").url.endswith("favicon.svg")


def test_a_missing_page_says_so_kindly(client, db):
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()


def test_a_broken_page_says_so_without_details(client, db, settings, monkeypatch):
    settings.DEBUG = False
    client.raise_request_exception = False
    monkeypatch.setattr("config.health.HttpResponse", None)
    response = client.get("/healthz")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert "NoneType" not in response.content.decode()


@pytest.mark.parametrize("path", ["/panel/login", "/track", "/no/such/page"])
@pytest.mark.parametrize(("language", "direction"), [("he", "rtl"), ("fr", "ltr")])
def test_every_page_names_its_language_and_direction(client, db, path, language, direction):
    page = client.get(path, HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert 'href="#main"' in page


def test_the_language_stays_chosen(client, db):
    answer = client.post("/i18n/setlang/", {"language": "he", "next": "/track"})
    assert answer.url == "/track"
    assert 'dir="rtl"' in client.get("/track", HTTP_ACCEPT_LANGUAGE="en").content.decode()


@pytest.mark.parametrize("path", ["/panel/login", "/track", "/chat/valdman"])
def test_pages_need_neither_inline_scripts_nor_inline_styles(client, shop, path):
    page = client.get(path).content.decode()
    assert "<script>" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page


def test_panel_pages_need_none_either(client, shop):
    client.force_login(UserFactory())
    page = client.get("/panel/").content.decode()
    assert (" style=" in page, "<script>" in page) == (False, False)

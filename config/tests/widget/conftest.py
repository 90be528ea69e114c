"""The chat widget in a real browser, on a page of another site than ours, whose own scripts and styles are hostile."""

import pytest
from django.core.cache import cache
from django.test.testcases import LiveServerThread

from config.tests.widget.host_site import serve_site
from config.tests.widget.visiting import DESK, allow, snippet
from tenants.testing import make_shop


@pytest.fixture
def desk(settings, transactional_db):
    """Our own server; WhiteNoise hands the script out, as in production."""
    cache.clear()
    thread = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    settings.PUBLIC_URL, settings.STREAM_URL = f"http://127.0.0.1:{thread.port}", ""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    yield settings.PUBLIC_URL
    thread.terminate()


@pytest.fixture
def host(desk):
    """A shop's web site with the widget, the butcher's."""
    with serve_site() as site:
        site.html = f'{snippet(desk)}<title>Butcher</title><body><h1>Meat</h1><input id="own">'
        yield site


@pytest.fixture
def shop(host):
    return allow(make_shop("valdman", name="Valdman Butchers"), host)


@pytest.fixture
def browser(host, chromium):
    with chromium.lend() as browser:
        yield browser


@pytest.fixture
def page(browser):
    """A page whose console complaints fail the test, but for those that `page.expected` names."""
    page = browser.new_context(viewport=DESK, locale="en", reduced_motion="reduce").new_page()
    page.expected, complaints = ["favicon.ico"], []
    page.on("console", lambda line: line.type == "error" and complaints.append(f"{line.text} {line.location}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.goto("about:blank")
    assert [text for text in complaints if not any(part in text for part in page.expected)] == []

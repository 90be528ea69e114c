import pytest
from django.test import RequestFactory
from django.utils import translation

from tenants.languages import speak_for_visitor


@pytest.mark.parametrize(
    ("browser", "cookie", "expected"),
    [("", None, "he"), ("zz-ZZ", None, "he"), ("fr-CA,en;q=0.5", None, "en"), ("", "fr", "en")],
)
def test_the_shops_language_is_only_for_those_who_did_not_say(browser, cookie, expected):
    request = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=browser)
    request.COOKIES = {"django_language": cookie} if cookie else {}
    with translation.override("en"):
        speak_for_visitor(request, fallback="he")
        assert translation.get_language() == expected

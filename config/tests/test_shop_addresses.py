import pytest
from django.core.exceptions import ValidationError
from django.urls import URLPattern

from config import panel_urls
from tenants.models import Tenant
from tenants.services import RESERVED_SLUGS, create_tenant


def first_words(patterns):
    for pattern in patterns:
        word = str(pattern.pattern).partition("/")[0]
        if not word and not isinstance(pattern, URLPattern):
            yield from first_words(pattern.url_patterns)
        elif word and not word.startswith("<"):
            yield word


def test_no_shop_can_be_called_like_an_address_of_the_panel(db):
    assert set(first_words(panel_urls.urlpatterns)) == RESERVED_SLUGS
    with pytest.raises(ValidationError, match="stands for something else"):
        create_tenant(slug="operations", name="Operations", languages=["en"], currency="EUR")
    assert not Tenant.objects.filter(slug="operations").exists()

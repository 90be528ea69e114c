import pytest
from django.core.exceptions import ImproperlyConfigured

from tenants.fields import seal, unseal


def test_a_sealed_text_shows_nothing_and_opens_again():
    sealed = seal("123:token")
    assert "token" not in sealed
    assert unseal(sealed) == "123:token"
    assert seal("123:token") != sealed


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed(settings):
    settings.FIELD_ENCRYPTION_KEYS = ["old"]
    sealed = seal("secret")
    settings.FIELD_ENCRYPTION_KEYS = ["new", "old"]
    assert unseal(sealed) == "secret"


def test_without_the_right_key_nothing_opens_and_the_error_says_what_to_do(settings):
    settings.FIELD_ENCRYPTION_KEYS = ["old"]
    sealed = seal("secret")
    settings.FIELD_ENCRYPTION_KEYS = ["another"]
    with pytest.raises(ImproperlyConfigured, match="FIELD_ENCRYPTION_KEYS"):
        unseal(sealed)

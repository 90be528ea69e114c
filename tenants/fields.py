"""Text that is sealed at rest."""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # Django fields take no parameters at run time
    """Sealed with the first of FIELD_ENCRYPTION_KEYS, opened with any of them: rotation is adding a key in front."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(value) if value else value

    def from_db_value(self, value: str | None, *_args: object) -> str | None:
        return unseal(value) if value else value


def seal(text: str) -> str:
    return _box(tuple(settings.FIELD_ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def unseal(token: str) -> str:
    """Raises ImproperlyConfigured when no configured key fits: a wrong key must never look like an empty secret."""
    try:
        return _box(tuple(settings.FIELD_ENCRYPTION_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "A stored secret was sealed with a key that is not in FIELD_ENCRYPTION_KEYS. Add the old key at the end."
        ) from error


def is_sealed_with_first_key(token: str) -> bool:
    try:
        _box(tuple(settings.FIELD_ENCRYPTION_KEYS)[:1]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    digests = (hashlib.sha256(key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

"""The second factor: an app's code or a backup code, each taken once (docs/decisions/second-factor.md)."""

import base64
import hmac
import secrets
import time
from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_otp.oath import TOTP

from lib.errors import DomainError
from tenants.people.accounts import end_sessions
from tenants.people.models import SecondFactor
from tenants.people.record import record_of_person

ISSUER = "Salesdesk"
KEY_BYTES = 20
# One step of 30 seconds to each side: clocks of phones are not exact.
TOLERANCE = 1
BACKUP_CODES = 10
BACKUP_BYTES = 6
# 2 to the power of 9 seconds: somebody who knows the password must not lock its owner out for days.
MOST_COUNTED_FAILURES = 10


def has_second_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user=user, confirmed=True).exists()


@transaction.atomic
def begin_setup(user: User) -> SecondFactor:
    """The row that waits for its first code; the same key until then, so that a reload shows the same picture."""
    row, _new = SecondFactor.objects.get_or_create(user=user, defaults={"key": _new_key(), "confirmed": False})
    return row


def finish_setup(user: User, *, code: str) -> list[str]:
    """Switch the second factor on; the backup codes, which are shown once. All sessions of the person end.

    Raises DomainError `wrong_code`; a wrong code makes the next attempt wait as everywhere.
    """
    codes = _finish(user, code)
    # After the transaction: the failure stays counted.
    if not codes:
        raise DomainError("wrong_code", _("This is not the code of the moment. Wait for the next one and try again."))
    return codes


@transaction.atomic
def _finish(user: User, code: str) -> list[str]:
    row = SecondFactor.objects.select_for_update().filter(user=user, confirmed=False).first()
    if row is None or not _is_open(row):
        return []
    if not _take_app_code(row, code):
        _count_failure(row)
        return []
    codes = _new_backup_codes()
    row.confirmed, row.backup_digests = True, [_digest(user, each) for each in codes]
    row.throttle_reset(commit=False)
    row.save()
    end_sessions(user)
    record_of_person(user, action="second_factor_on")
    return codes


@transaction.atomic
def check_code(user: User, *, code: str) -> bool:
    """Whether this is the code of the moment or an unused backup code; it is used up by it.

    After a wrong one the next must wait 1, 2, 4 … seconds: then even the right one is refused.
    """
    row = SecondFactor.objects.select_for_update().filter(user=user, confirmed=True).first()
    if row is None or not _is_open(row):
        return False
    if not (_take_app_code(row, code) or _take_backup_code(row, code)):
        _count_failure(row)
        return False
    row.throttle_reset(commit=False)
    row.save()
    return True


@transaction.atomic
def renew_backup_codes(user: User) -> list[str]:
    """New ones; the old ones open nothing any more."""
    row = SecondFactor.objects.select_for_update().get(user=user, confirmed=True)
    codes = _new_backup_codes()
    row.backup_digests = [_digest(user, each) for each in codes]
    row.save(update_fields=["backup_digests"])
    record_of_person(user, action="backup_codes_renewed")
    return codes


@transaction.atomic
def reset_second_factor(user: User, *, actor: str) -> bool:
    """Take it away: the password alone opens again. All sessions of the person end. False when there was none."""
    found, _by_model = SecondFactor.objects.filter(user=user).delete()
    if not found:
        return False
    end_sessions(user)
    record_of_person(user, action="second_factor_reset", actor=actor)
    return True


def setup_address(row: SecondFactor) -> str:
    """What the QR code says to the app."""
    label = quote(f"{ISSUER}:{row.user.get_username()}")
    return f"otpauth://totp/{label}?secret={row.key}&issuer={ISSUER}"


def draw_setup_code(row: SecondFactor) -> SafeString:
    """The QR code, black on white in every theme, as SVG for the page."""
    # Made by a library from an address that we have quoted.
    return mark_safe(segno.make(setup_address(row)).svg_inline(omitsize=True, dark="#000", light="#fff"))  # noqa: S308


def _take_app_code(row: SecondFactor, code: str) -> bool:
    """Newer than the last one that was used, so that nobody who looked over a shoulder can use it again."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdecimal():
        return False
    clock = TOTP(base64.b32decode(row.key))
    clock.time = time.time()
    if not clock.verify(int(digits), tolerance=TOLERANCE, min_t=row.last_step + 1):
        return False
    row.last_step = clock.t()
    return True


def _take_backup_code(row: SecondFactor, code: str) -> bool:
    # A code stays good when SECRET_KEY is changed, as long as the older key is still known.
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = [_digest(row.user, code, secret=key) for key in keys]
    matching = [known for known in row.backup_digests if any(hmac.compare_digest(known, each) for each in digests)]
    row.backup_digests = [known for known in row.backup_digests if known not in matching]
    return bool(matching)


def _is_open(row: SecondFactor) -> bool:
    is_allowed, _why = row.verify_is_allowed()
    return bool(is_allowed)


def _count_failure(row: SecondFactor) -> None:
    row.throttle_increment(commit=False)
    row.throttling_failure_count = min(row.throttling_failure_count, MOST_COUNTED_FAILURES)
    row.save(update_fields=["throttling_failure_count", "throttling_failure_timestamp"])


def _new_key() -> str:
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode()


def _new_backup_codes() -> list[str]:
    return [secrets.token_hex(BACKUP_BYTES) for _number in range(BACKUP_CODES)]


def _digest(user: User, code: str, *, secret: str | None = None) -> str:
    tidy = "".join(code.split()).replace("-", "").lower()
    return salted_hmac("backup-code", f"{user.pk}:{tidy}", secret=secret, algorithm="sha256").hexdigest()

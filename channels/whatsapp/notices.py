"""What WhatsApp says about the account itself: account_update, account_review_update, phone_number_quality_update.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
"""

from collections.abc import Iterator, Mapping
from typing import Any

from channels.items import AccountNotice, TemplateNotice
from channels.whatsapp.payloads import whole
from channels.whatsapp.updates import TemplateStatus

# WhatsApp's word: our code, and whether it is trouble.
ACCOUNT = {
    "ACCOUNT_VIOLATION": ("account_violation", True),
    "ACCOUNT_RESTRICTION": ("account_restricted", True),
    "ACCOUNT_DELETED": ("account_deleted", True),
    "ACCOUNT_OFFBOARDED": ("account_disconnected", True),
    "PARTNER_REMOVED": ("account_disconnected", True),
    "PARTNER_APP_UNINSTALLED": ("account_disconnected", True),
    "ACCOUNT_RECONNECTED": ("account_reconnected", False),
}
BAN = {
    "DISABLE": ("account_disabled", True),
    "SCHEDULE_FOR_DISABLE": ("account_disabled_soon", True),
    "REINSTATE": ("account_reinstated", False),
}
REVIEW = {
    "APPROVED": ("account_approved", False),
    "REJECTED": ("account_rejected", True),
    "PENDING": ("account_in_review", True),
    "DEFERRED": ("account_in_review", True),
}
QUALITY = {
    "FLAGGED": ("quality_low", True),
    "UNFLAGGED": ("quality_restored", False),
    "DOWNGRADE": ("limit_lowered", True),
    "UPGRADE": ("limit_raised", False),
    "THROUGHPUT_UPGRADE": ("limit_raised", False),
}
# What a template may be used for afterwards. Words that change nothing of that (FLAGGED, PENDING) are not here.
TEMPLATE = {
    "APPROVED": "approved",
    "REINSTATED": "approved",
    "PAUSED": "paused",
    "DISABLED": "disabled",
    "PENDING_DELETION": "disabled",
    "DELETED": "disabled",
    "ARCHIVED": "disabled",
    "REJECTED": "rejected",
}
MOST_FACTS = 12
LONGEST_FACT = 200


def account_update(value: Mapping[str, Any]) -> Iterator[AccountNotice]:
    ban = value.get("ban_info")
    state = ban.get("waba_ban_state") if isinstance(ban, Mapping) else None
    found = BAN.get(_word(state)) if state else ACCOUNT.get(_word(value.get("event")))
    yield _notice(found or ("account_update", False), value)


def account_review_update(value: Mapping[str, Any]) -> Iterator[AccountNotice]:
    yield _notice(REVIEW.get(_word(value.get("decision")), ("account_update", False)), value)


def phone_number_quality_update(value: Mapping[str, Any]) -> Iterator[AccountNotice]:
    yield _notice(QUALITY.get(_word(value.get("event")), ("number_update", False)), value)


def template_status(update: TemplateStatus) -> Iterator[TemplateNotice]:
    status = TEMPLATE.get(update.event.upper())
    if status:
        yield TemplateNotice(update.message_template_name, update.message_template_language, status)


def _notice(found: tuple[str, bool], value: Mapping[str, Any]) -> AccountNotice:
    code, is_trouble = found
    return AccountNotice(code, dict(list(_facts(value))[:MOST_FACTS]), is_trouble)


def _facts(value: Mapping[str, Any], prefix: str = "", depth: int = 3) -> Iterator[tuple[str, str]]:
    """Meta's own words, flat: `{"ban_info": {"waba_ban_state": "DISABLE"}}` -> `ban_info.waba_ban_state: DISABLE`."""
    for name, inner in value.items():
        for number, one in enumerate(inner if isinstance(inner, list) else [inner]):
            key = _storable(f"{prefix}{name}.{number}" if number else f"{prefix}{name}")
            if isinstance(one, Mapping) and depth:
                yield from _facts(one, f"{key}.", depth - 1)
            elif isinstance(one, str | int | float):
                yield key, _storable(str(one))


def _storable(text: str) -> str:
    return whole(text.replace("\x00", ""))[:LONGEST_FACT]


def _word(value: Any) -> str:
    return value.upper() if isinstance(value, str) else ""

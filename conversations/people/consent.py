"""Who wants which messages: a ledger that only grows, looked at by the one function that sends.

What a customer writes themselves may be answered unless their network forbids it; news of an order may be sent until
they say stop; offers only after they said yes.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from conversations.models import Consent, ConsentSource, Identity, Purpose

UNLESS_TOLD = {Purpose.REPLY: True, Purpose.ORDER: True, Purpose.MARKETING: False}
# What a customer's own STOP ends: everything that does not answer them.
UNASKED = (Purpose.ORDER, Purpose.MARKETING)
ASKED = (Purpose.REPLY, Purpose.ORDER)
EVERYTHING = (Purpose.REPLY, Purpose.ORDER, Purpose.MARKETING)


def may_send(identity: Identity, purpose: str) -> bool:
    """Whether the person allows messages of this purpose on this channel."""
    said = _said(identity, purpose)
    return UNLESS_TOLD[Purpose(purpose)] if said is None else said


def list_wishes(identity: Identity) -> dict[Purpose, Consent | None]:
    """The line that counts for each purpose; None where the person never said anything."""
    found: dict[Purpose, Consent | None] = dict.fromkeys(Purpose)
    for line in _lines(identity).order_by("purpose", "-id").distinct("purpose"):
        found[Purpose(line.purpose)] = line
    return found


def record_consent(
    identity: Identity, *, purposes: Iterable[str], granted: bool, source: ConsentSource, evidence: str = ""
) -> bool:
    """Write the lines that change something. False when all of it was known already."""
    changed = [purpose for purpose in purposes if _said(identity, purpose) != granted]
    Consent.objects.bulk_create(
        Consent(
            tenant_id=identity.tenant_id, identity=identity, purpose=purpose, is_granted=granted, source=source,
            evidence=evidence[:300],
        )
        for purpose in changed
    )  # fmt: skip
    return bool(changed)


def once_wanted(identity: Identity, purpose: str) -> bool:
    """Whether the person ever said yes to messages of this purpose."""
    return _lines(identity).filter(purpose=purpose, is_granted=True).exists()


def has_said_stop(identity: Identity) -> bool:
    """Whether the person ended something that a START would bring back."""
    return any(line is not None and not line.is_granted for line in list_wishes(identity).values())


def _said(identity: Identity, purpose: str) -> bool | None:
    """The newest word of it; None when there is none."""
    return _lines(identity).filter(purpose=purpose).values_list("is_granted", flat=True).first()


def _lines(identity: Identity) -> QuerySet[Consent]:
    return Consent.objects.filter(identity=identity)

"""One webhook address of a provider's app may bring deliveries for several accounts, also of other shops.

They are passed on only to channels that are proven by the same secret: whoever owns another app can say nothing here.
"""

import hmac

from django.db import IntegrityError, transaction

from channels.models import Channel, InboundEvent
from channels.registry import get_adapter
from tenants.scoping import scopes_disabled, tenant_scope

VIA = "via:"


def forward_to_siblings(event: InboundEvent) -> list[tuple[int, int]]:
    """Store the delivery again for each other account in it that belongs to the same app.

    Returns the (tenant, event) pairs that have to be read now. Repeating it is harmless, and what was passed on
    once stays there.
    """
    if event.external_id.startswith(VIA):
        return []
    accounts = get_adapter(event.channel.kind).accounts(bytes(event.body)) - {event.channel.account_id}
    siblings = _siblings(event.channel, accounts) if accounts else []
    return [(sibling.tenant_id, pk) for sibling in siblings if (pk := _store(sibling, event))]


def _siblings(channel: Channel, accounts: frozenset[str]) -> list[Channel]:
    with scopes_disabled():
        secret = Channel.objects.only("secret").get(pk=channel.pk).secret
        rows = Channel.objects.filter(
            kind=channel.kind, account_id__in=accounts, is_enabled=True, tenant__is_active=True
        )
        return [row for row in rows.select_related("tenant") if _same(row.secret, secret)]


def _store(sibling: Channel, event: InboundEvent) -> int | None:
    identity = f"{VIA}{event.external_id}"[:190]
    try:
        with tenant_scope(sibling.tenant_id), transaction.atomic():
            stored = InboundEvent.objects.create(
                tenant_id=sibling.tenant_id, channel=sibling, external_id=identity, body=bytes(event.body)
            )
    except IntegrityError:
        return None
    return int(stored.pk)


def _same(one: str, other: str) -> bool:
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())

"""One webhook address of a provider's app may bring deliveries for several accounts, also of other shops.

They are passed on only to channels that are proven by the same secret: whoever owns another app can say nothing here.
"""

import hmac

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from channels.models import Channel, InboundEvent
from channels.registry import get_adapter
from channels.selectors import webhook_url
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


def list_doors(channel: Channel, base_url: str) -> set[str]:
    """The addresses through which a channel's deliveries may come: its own, and those of its siblings."""
    with scopes_disabled():
        rows = Channel.objects.filter(kind=channel.kind, is_enabled=True, tenant__is_active=True)
        return {webhook_url(channel, base_url), *(webhook_url(row, base_url) for row in _of_one_app(channel, rows))}


def _siblings(channel: Channel, accounts: frozenset[str]) -> list[Channel]:
    with scopes_disabled():
        rows = Channel.objects.filter(kind=channel.kind, is_enabled=True, tenant__is_active=True)
        return _of_one_app(channel, rows.filter(account_id__in=accounts).select_related("tenant"))


def _of_one_app(channel: Channel, rows: QuerySet[Channel]) -> list[Channel]:
    secret = Channel.objects.only("secret").get(pk=channel.pk).secret
    return [row for row in rows if _same(row.secret, secret)]


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
    """Whether a secret is in both: an Instagram account may have two, each in a line of its own."""
    pairs = ((mine, theirs) for mine in one.splitlines() for theirs in other.splitlines())
    return any(mine and hmac.compare_digest(mine.encode(), theirs.encode()) for mine, theirs in pairs)

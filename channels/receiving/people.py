"""Who a customer is, where the network's deliveries do not say."""

import structlog
from django.core.cache import cache
from django.db import connection

from channels.receiving.application import LONGEST_NAME
from channels.registry import get_adapter
from channels.selectors import find_channel
from conversations.models import Identity
from conversations.people.identities import name_identity
from lib.errors import ProviderError
from lib.text import shorten

log = structlog.get_logger(__name__)

# A network that does not tell a name is not asked again with every message.
ASK_AGAIN_SECONDS = 24 * 3600


def learn_name(identity_pk: int) -> None:
    """Ask the network for the name of somebody who wrote. A refusal is no trouble: many people hide it."""
    identity = Identity.objects.filter(pk=identity_pk, name="").first()
    channel = find_channel(identity.channel_id) if identity else None
    if identity is None or channel is None or not cache.add(f"asked:{identity_pk}", 1, timeout=ASK_AGAIN_SECONDS):
        return
    credentials = channel.credentials
    if not connection.in_atomic_block:
        connection.close()
    try:
        name = get_adapter(channel.kind).profile(identity.external_id, credentials=credentials)
    except ProviderError as error:
        log.info("name_not_told", code=error.code, reason=str(error))
        return
    name_identity(identity, shorten(name, LONGEST_NAME))

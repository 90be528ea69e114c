"""Which conversation somebody's words belong to: the one they are in, or one that begins."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.models import Conversation, ConversationStatus, Identity
from conversations.people.identities import Address, get_identity
from tenants.models import Tenant


def get_conversation(tenant: Tenant, *, address: Address) -> Conversation:
    """The newest conversation at an address, begun when there is none. A resolved one stays resolved."""
    with transaction.atomic():
        return lock_conversation_of(tenant, get_identity(tenant, address=address))


def lock_conversation_of(tenant: Tenant, identity: Identity) -> Conversation:
    """The newest one of this identity, locked until the end of the transaction."""
    found = _find_newest(tenant, identity)
    if found:
        return found
    try:
        with transaction.atomic():
            Conversation.objects.create(
                tenant=tenant, identity=identity, customer=identity.customer, last_message_at=timezone.now()
            )
    except IntegrityError:
        pass  # another message opened it a moment ago; the lock below waits for that one
    opened = _find_newest(tenant, identity)
    return opened or Conversation.objects.get(identity=identity, status=ConversationStatus.OPEN)


def _find_newest(tenant: Tenant, identity: Identity) -> Conversation | None:
    """The open one, else the one that was resolved last: it is the same talk."""
    rows = Conversation.objects.select_for_update().filter(identity=identity).order_by("status", "-pk")
    conversation = rows.first()
    if conversation:
        conversation.tenant, conversation.identity, conversation.customer = tenant, identity, identity.customer
    return conversation

"""Telling people that what they waited for is there: one message to each, once, and only while it is true.

They asked for it, so it is news like those of an order and needs no consent to offers; a STOP since then ends it.
"""

from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.demand import services as demand
from catalog.models import LostDemand, Product, Settled
from conversations.models import Author, Conversation, Customer, Purpose
from conversations.people.consent import may_send
from conversations.people.merging import person_ids
from conversations.services import Address, get_conversation, queue_message
from lib.money import format_money
from tenants.models import Tenant


def tell_waiting(tenant: Tenant) -> int:
    """Everybody in the shop who waits for something that is there; how many messages. Repeating it sends none twice."""
    demand.link_new_products()
    return sum(_tell(tenant, pk) for pk in demand.list_restocked())


@transaction.atomic
def _tell(tenant: Tenant, pk: int) -> bool:
    """The message and the end of the waiting are one transaction."""
    row = LostDemand.objects.get(pk=pk)
    customer = Customer.objects.filter(public_id=row.customer_id).first()
    conversation = Conversation.objects.select_related("identity").filter(public_id=row.conversation_id).first()
    people = _lock_person(customer) if customer else [row.customer_id]
    claimed = demand.claim_restocked(pk)
    if claimed is None or claimed.product is None:
        return False
    is_wanted = conversation is not None and may_send(conversation.identity, Purpose.ORDER)
    demand.settle_person(claimed, Settled.TOLD if is_wanted else Settled.OPTED_OUT, customers=people)
    if conversation is None or not is_wanted:
        return False
    identity = conversation.identity
    address = Address(identity.kind, identity.channel_id, identity.external_id)
    _queue(get_conversation(tenant, address=address), claimed.product, language=row.language)
    return True


def _lock_person(customer: Customer) -> list[UUID]:
    """The public ids of everybody who is this person; whoever else is about to tell them waits."""
    keys = person_ids(customer)
    return [row.public_id for row in Customer.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")]


def _queue(conversation: Conversation, product: Product, *, language: str) -> None:
    language = conversation.language or language or conversation.tenant.language
    with translation.override(language):
        text = _("%(product)s is available again, for %(price)s. Would you like to order?") % {
            "product": product.text("name", language),
            "price": format_money(product.price, conversation.tenant.currency, language),
        }
    queue_message(
        conversation, author=Author.AGENT, text=text, seq=conversation.inbound_seq, purpose=Purpose.ORDER,
        survives_takeover=True,
    )  # fmt: skip

"""Promotions that are told are kept: the order that follows gets what was promised, by code."""

from agent.playbooks.selectors import find_progress, list_promotions
from conversations.models import Conversation
from lib.errors import DomainError
from orders.models import Actor, Order, Promotion
from orders.promotions.services import apply_promotion, check_offer
from orders.services import By


def find_offer(conversation: Conversation) -> Promotion:
    """The promotion that this customer may be told of now, that of the present stage first.

    Raises DomainError: why the first one does not hold, or `no_promotion`.
    """
    progress = find_progress(conversation)
    promotions = list_promotions(progress.stage) if progress and progress.stage else []
    refusals = []
    for promotion in promotions:
        try:
            check_offer(promotion, customer=conversation.customer)
        except DomainError as refusal:
            refusals.append(refusal)
        else:
            return promotion
    if refusals:
        raise refusals[0]
    raise DomainError("no_promotion", "There is no promotion. Promise no discount.")


def keep_promise(order: Order, conversation: Conversation) -> Order:
    """The order with the promotion that was told in this conversation, if it fits; else the order as it is."""
    if order.promotion_id or order.discount:
        return order
    progress = find_progress(conversation)
    if progress is None or progress.promotion is None:
        return order
    try:
        return apply_promotion(order, promotion=progress.promotion, by=By(Actor.AGENT))
    except DomainError:
        return order

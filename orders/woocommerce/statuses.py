"""What WooCommerce's statuses mean here, and what it is told: the one table for both ways. Pure.

`processing` over there says that the shop has accepted the order and taken the stock, not that somebody packs it: here
that is `confirmed`, and packing is ours to tell. A new order is `pending` all the same, because cash on delivery is
`processing` from the first second and nobody has asked the customer yet; only a change to it counts as the shop's yes.
"""

from collections.abc import Mapping

from orders.states import WAY, Status

MEANINGS: Mapping[str, Status] = {
    "pending": Status.PENDING,
    "on-hold": Status.PENDING,
    "processing": Status.CONFIRMED,
    "completed": Status.DELIVERED,
    "cancelled": Status.CANCELLED,
    "failed": Status.CANCELLED,
    "refunded": Status.CANCELLED,
    "trash": Status.CANCELLED,
}
# The customer is still at the checkout.
NOT_YET = frozenset({"checkout-draft", "auto-draft", "draft", "new", ""})
# Stations over there that nothing of ours moves an order out of.
ENDED = frozenset({"completed", "refunded", "trash"})


def meaning_of(there: str, own: Mapping[str, str]) -> Status | None:
    """What a status over there is here; None for one that says nothing to us. `own` are the store's own words."""
    wanted = own.get(there, "")
    return Status(wanted) if wanted in list(Status) else MEANINGS.get(there)


def first_status(there: str, own: Mapping[str, str]) -> Status | None:
    """What an order that we have never seen begins as; None: it is not taken over."""
    meaning = meaning_of(there, own)
    if there in NOT_YET or meaning == Status.CANCELLED:
        return None
    return Status.DELIVERED if meaning == Status.DELIVERED else Status.PENDING


def agree(there: str, here: Status, own: Mapping[str, str]) -> bool:
    """Whether both statuses say the same. What lies between `confirmed` and `delivered` has no word over there."""
    meaning = meaning_of(there, own)
    if meaning is None:
        return True
    if meaning == Status.CONFIRMED:
        return here in WAY[WAY.index(Status.CONFIRMED) : WAY.index(Status.DELIVERED)]
    return here == meaning


def way_to(here: Status, target: Status) -> list[Status]:
    """The steps of the transition table to there, all forwards; empty when there are none."""
    if target == Status.CANCELLED:
        return [] if here == Status.CANCELLED else [target]
    if here == Status.CANCELLED:
        return list(WAY[: WAY.index(target) + 1])
    return list(WAY[WAY.index(here) + 1 : WAY.index(target) + 1])


def to_tell(here: Status, there: str, *, told: Mapping[str, str], own: Mapping[str, str]) -> str:
    """The status that the store should get; empty when it needs none."""
    wanted = told.get(here.value, "")
    if not wanted or wanted == there or there in ENDED:
        return ""
    # A store that already says the same in another word, a plugin's, keeps its word.
    return "" if there in own and agree(there, here, own) else wanted

"""Writing first: which of the shop's channels could bring a message to somebody now."""

from collections.abc import Sequence

from django.utils.functional import Promise

from channels.models import Channel
from channels.registry import ADAPTERS, get_adapter
from channels.selectors import LOCAL_KINDS, find_channel
from channels.sending.permission import can_write
from conversations.models import Identity
from conversations.people.identities import Address
from conversations.people.reaching import Network, Reach


def list_doors(phone: str) -> list[Address]:
    """What the shop's networks call a phone number, the oldest channel first."""
    channels = Channel.objects.filter(is_enabled=True).order_by("pk")
    names = [(one, get_adapter(one.kind).address_of(phone, account=one.account_facts)) for one in channels]
    return [Address(channel.kind, channel.public_id, name, phone=phone) for channel, name in names if name]


def reach_of(identity: Identity, language: str) -> Reach:
    channel = find_channel(identity.channel_id)
    if channel is None or channel.problem_code or not can_write(identity, channel, language=language):
        return Reach.NONE
    return Reach.WHEN_THEY_LOOK if channel.kind in LOCAL_KINDS else Reach.BROUGHT


def list_kinds() -> Sequence[tuple[str, str | Promise]]:
    return [(kind, get_adapter(kind).label) for kind in ADAPTERS if kind != "terminal"]


NETWORK = Network(list_doors, reach_of, list_kinds)

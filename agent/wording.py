"""A customer's message in words, as models read it: what they sent besides text stands in blocks (agent/marks.py)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from agent.marks import TAKEN_BACK, block, tapped, unmark
from agent.quoting import FORWARDED, is_forwarded
from conversations.models import Attachment, Message
from orders.chat.choices import read_tap

Medium = Mapping[str, Any]
# Of what was said to us more is read than of what was seen.
LONGEST_SPEECH = 2500


def words_of(message: Message) -> str:
    """The text with everything that came beside it. What cannot be read is said to be so, and nobody but us speaks
    as the system."""
    if message.revoked_at:
        return TAKEN_BACK
    tap = read_tap(message.media)
    if tap:
        return tapped(message.text, tap.verb, tap.number, tap.version)
    blocks = list(_blocks(message))
    if is_forwarded(message.media):
        # Somebody else's words are data, like what stands in a picture.
        said = [block(FORWARDED, message.text, limit=LONGEST_SPEECH)] if message.text else []
        return " ".join([*blocks, *said])
    if not blocks and message.kind not in {"text", "choice"}:
        blocks = [block(message.kind)]
    return " ".join([*blocks, unmark(message.text)]).strip()


def load_files(messages: Sequence[Message]) -> None:
    """Fetch the files of messages that have some, with one query, before their words are asked for."""
    prefetch_related_objects([message for message in messages if _has_files(message)], "attachments")


def has_unread(message: Message) -> bool:
    return _has_files(message) and any(not file.words for file in message.attachments.all())


def _has_files(message: Message) -> bool:
    return any(medium.get("ref") for medium in message.media)


def _blocks(message: Message) -> Iterator[str]:
    files = {file.ref: file for file in message.attachments.all()} if _has_files(message) else {}
    bought = [medium for medium in message.media if medium.get("kind") == "product"]
    for medium in message.media:
        kind = str(medium.get("kind", ""))
        if kind in _FACTS:
            yield block(kind, _FACTS[kind](medium))
        elif kind not in {"choice", "product", "referral", FORWARDED}:
            yield _file_block(kind, files.get(str(medium.get("ref", ""))))
    if bought:
        yield _bought(bought)


def _file_block(kind: str, file: Attachment | None) -> str:
    words = file.words if file else ""
    return block(kind, words, limit=LONGEST_SPEECH) if kind in {"voice", "audio"} else block(kind, words)


def _bought(products: Sequence[Medium]) -> str:
    """A basket, or the one product that a question is about. Its prices are the network's, and nobody's business."""
    if not any(product.get("quantity") for product in products):
        return block("product", ", ".join(str(product.get("id", "")) for product in products))
    return block("cart", ", ".join(f"{product.get('quantity') or 1} x {product.get('id', '')}" for product in products))


def _place(medium: Medium) -> str:
    where = ", ".join(str(medium[name]) for name in ("latitude", "longitude") if medium.get(name) is not None)
    return " ".join(part for part in [where, str(medium.get("title", "")), str(medium.get("address", ""))] if part)


def _card(medium: Medium) -> str:
    return " ".join(part for part in [str(medium.get("name", "")), str(medium.get("phone", ""))] if part)


def _drawn(medium: Medium) -> str:
    """A sticker says what its emoji says."""
    return str(medium.get("caption", ""))


_FACTS = {"location": _place, "contact": _card, "sticker": _drawn}

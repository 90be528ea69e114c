"""The buttons under orders that were tapped since our last answer: rows, not the model, say which order is meant."""

from agent.tools.base import ToolContext
from conversations.models import Author, Message
from orders.chat.choices import Tap, read_tap


def list_taps(context: ToolContext, verb: str) -> list[Tap]:
    """Those that say `verb`, since our last answer, in order."""
    rows = Message.objects.filter(
        conversation=context.conversation, author=Author.CUSTOMER, kind="choice",
        seq__gt=context.conversation.answered_seq, seq__lte=context.seq,
    )  # fmt: skip
    taps = (read_tap(media) for media in rows.order_by("seq").values_list("media", flat=True))
    return [tap for tap in taps if tap and tap.verb == verb]

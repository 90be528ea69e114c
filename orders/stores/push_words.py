"""What a private note in a store says about a change here: who did what, for the people of the shop."""

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.event_words import changes_of, lines_of
from orders.models import Actor, Order, OrderEvent
from orders.progress import LABELS

WHO: dict[str, Promise] = {
    Actor.CUSTOMER: gettext_lazy("the customer, in the conversation"),
    Actor.AGENT: gettext_lazy("the customer, in the conversation"),
    Actor.STAFF: gettext_lazy("staff"),
    Actor.SYSTEM: gettext_lazy("the system"),
}
LONGEST_LINES = 800


def note_of(order: Order, event: OrderEvent) -> str:
    """In the shop's language. The version makes two equal changes two notes."""
    with translation.override(order.tenant.language):
        who = str(WHO[event.actor])
        if event.actor_name and event.actor in {Actor.STAFF, Actor.SYSTEM}:
            who = f"{who}, {event.actor_name}"
        what = str(LABELS[event.to_status]) if event.kind == "status" else _what_changed(event)
        head = _("Salesdesk %(order)s, version %(version)d: %(what)s (by %(who)s)") % {
            "order": order.number, "version": event.version, "what": what, "who": who,
        }  # fmt: skip
        return " ".join([head, *([event.note] if event.note else [])])


def _what_changed(event: OrderEvent) -> str:
    if changes := changes_of(event.order, event, hidden=("internal_notes",)):
        return "; ".join(f"{what}: {after or '–'}" for what, _before, after in changes)
    lines = ", ".join(lines_of(event))[:LONGEST_LINES]
    return _("order changed: %(lines)s") % {"lines": lines}

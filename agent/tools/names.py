"""What each tool does, in words for staff."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOOL_NAMES: Mapping[str, Promise] = {
    "apply_promotion": _("Gave a promotion"),
    "ask_team": _("Asked the team"),
    "cancel_order": _("Cancelled an order"),
    "check_delivery": _("Looked up the delivery"),
    "confirm_order": _("Confirmed an order"),
    "create_order": _("Took an order"),
    "get_customer_orders": _("Looked up the customer's orders"),
    "get_live_product_details": _("Asked the online shop about a product"),
    "get_product": _("Looked at a product"),
    "hand_to_human": _("Called a person"),
    "list_products": _("Looked through the products"),
    "notify_me": _("Noted that the customer wants to be told"),
    "offer_choices": _("Offered choices"),
    "offer_promotion": _("Told about a promotion"),
    "record_need": _("Noted what the customer needs"),
    "remember_contact": _("Kept the customer's details"),
    "repeat_order": _("Ordered the same again"),
    "restore_order": _("Brought an order back"),
    "search_knowledge": _("Searched the shop's knowledge"),
    "search_products": _("Searched for products"),
    "send_payment_link": _("Sent a link to pay"),
    "send_photos": _("Sent photos"),
    "send_testimonials": _("Sent what others say"),
    "track_order": _("Looked where an order is"),
    "update_order": _("Changed an order"),
}


def tool_name(name: str) -> str:
    """`create_order` -> `Took an order`; a tool that is not known any more keeps its name."""
    return str(TOOL_NAMES.get(name, name))

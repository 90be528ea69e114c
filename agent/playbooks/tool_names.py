"""What the agent can do, in words for the shop's staff."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the tool's name, in the order of a sale.
TOOL_NAMES: Mapping[str, Promise] = {
    "search_products": _("Search for products that fit the customer's words"),
    "list_products": _("Show everything that the shop sells"),
    "get_product": _("Describe a product: price, details, stock"),
    "get_live_product_details": _("Ask the shop's site for a product's price and stock of this minute"),
    "send_photos": _("Send photos of products"),
    "offer_choices": _("Put buttons under its answer, to choose from"),
    "record_need": _("Note what the customer needs"),
    "send_testimonials": _("Send pictures of what other customers say"),
    "offer_promotion": _("Tell about a promotion"),
    "apply_promotion": _("Take a promotion off the order"),
    "create_order": _("Take an order"),
    "repeat_order": _("Order the same as last time"),
    "send_payment_link": _("Send a link for paying"),
    "notify_me": _("Note who wants to be told when something is there again"),
    "remember_contact": _("Note the customer's name, phone, e-mail or address"),
}

"""Every tool the agent has, by name."""

from typing import Any

from agent.tools import (
    cancel_order,
    confirm_order,
    create_order,
    get_customer_orders,
    get_live_product_details,
    get_product,
    hand_to_human,
    list_products,
    notify_me,
    offer_choices,
    remember_contact,
    restore_order,
    search_products,
    send_payment_link,
    send_photos,
    track_order,
    update_order,
)
from agent.tools.base import Tool
from tenants.models import Tenant

TOOLS: dict[str, Tool[Any]] = {
    module.tool.name: module.tool
    for module in (
        list_products,
        search_products,
        get_product,
        get_live_product_details,
        create_order,
        update_order,
        cancel_order,
        confirm_order,
        get_customer_orders,
        track_order,
        restore_order,
        hand_to_human,
        notify_me,
        offer_choices,
        send_photos,
        send_payment_link,
        remember_contact,
    )
}


def list_offered(tenant: Tenant) -> list[Tool[Any]]:
    """The tools that a shop has."""
    return [tool for tool in TOOLS.values() if tool.offered is None or tool.offered(tenant)]

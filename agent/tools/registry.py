"""Every tool the agent has, by name."""

from collections.abc import Collection
from typing import Any

from agent.tools import (
    apply_promotion,
    ask_team,
    cancel_order,
    check_delivery,
    confirm_order,
    create_order,
    get_customer_orders,
    get_live_product_details,
    get_product,
    hand_to_human,
    list_products,
    notify_me,
    offer_choices,
    offer_promotion,
    record_need,
    remember_contact,
    repeat_order,
    restore_order,
    search_knowledge,
    search_products,
    send_payment_link,
    send_photos,
    send_testimonials,
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
        record_need,
        send_testimonials,
        offer_promotion,
        apply_promotion,
        check_delivery,
        repeat_order,
        search_knowledge,
        ask_team,
    )
}


def list_offered(tenant: Tenant, *, withheld: Collection[str] = ()) -> list[Tool[Any]]:
    """The tools that a shop has, without those that are withheld."""
    tools = [tool for name, tool in TOOLS.items() if name not in withheld]
    return [tool for tool in tools if tool.offered is None or tool.offered(tenant)]

"""`check_delivery`: whether the shop delivers to a place, for how much and when."""

from decimal import Decimal

from pydantic import Field

from agent.demand import note_place
from agent.tools.base import Arguments, Receipt, Tool, ToolContext, plain
from lib.errors import DomainError
from lib.money import format_money
from orders.chat.recap import day_text
from orders.delivery.services import find_delivery, list_areas
from orders.delivery.wishes import first_delivery
from orders.models import DeliveryArea
from tenants.hours.opening import local_time
from tenants.models import Tenant


class CheckDelivery(Arguments):
    place: str = Field("", max_length=300, description="Town, postcode or address; empty lists every area.")


def run(context: ToolContext, arguments: CheckDelivery) -> Receipt:
    if not arguments.place:
        return {"kind": "delivery", "place": "", "areas": [_facts(area, context) for area in list_areas()]}
    try:
        area = find_delivery(arguments.place)
    except DomainError as refusal:
        note_place(context, arguments.place)
        areas = [_facts(area, context) for area in list_areas()]
        told = {"message": refusal.message, "areas": areas, "pickup_at": context.tenant.address}
        return {"kind": "delivery", "place": arguments.place, "served": False, **told}
    return {"kind": "delivery", "place": arguments.place, "served": True, "areas": [_facts(area, context)]}


def _facts(area: DeliveryArea, context: ToolContext) -> Receipt:
    first = first_delivery(area, local_time(context.tenant).date())
    return {
        "area": area.name,
        "places": area.places[:20],
        "everywhere_else": area.is_everywhere,
        **_money("fee", area.fee, context),
        **(_money("free_from", area.free_from, context) if area.free_from is not None else {}),
        **(_money("minimum", area.minimum, context) if area.minimum else {}),
        "days": area.days,
        "earliest": str(first),
        "earliest_text": day_text(first, None, context.language),
    }


def _money(name: str, amount: Decimal, context: ToolContext) -> Receipt:
    return {name: plain(amount), f"{name}_text": format_money(amount, context.tenant.currency, context.language)}


def has_areas(tenant: Tenant) -> bool:
    return DeliveryArea.objects.filter(tenant=tenant).exists()


tool = Tool(
    name="check_delivery",
    description=(
        "Where the shop delivers, what it costs, from which order on, on which days. Call it before you say anything "
        "about delivery. When a place is not served say so plainly and offer pickup."
    ),
    arguments=CheckDelivery,
    run=run,
    offered=has_areas,
)

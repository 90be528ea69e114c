"""Every page of the panel with an address that exists: found in the URL conf, so that a new page is seen by itself.

The benchmark and the browser tests go through these. What an address is about is told by its beginning; whoever adds
another beginning names its model in `SAMPLES`, and says in `ensure_samples` how a shop comes to such a row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tenants.models import Tenant
from tenants.scoping import tenant_scope

# The longest beginning counts.
SAMPLES = {
    "conversations/": "conversations.Conversation",
    "customers/": "conversations.Customer",
    "files/": "conversations.Attachment",
    "orders/": "orders.Order",
    "orders/requests/": "orders.ChangeRequest",
    "look_alikes/": "orders.LookAlike",
    "sites/": "orders.Site",
    "delivery_areas/": "orders.DeliveryArea",
    "promotions/": "orders.Promotion",
    "products/": "catalog.Product",
    "products/import/": "catalog.ProductImport",
    "stores/": "catalog.Store",
    "demands/": "catalog.LostDemand",
    "channels/": "channels.Channel",
    "knowledge/faqs/": "agent.FaqEntry",
    "knowledge/documents/": "agent.Document",
    "questions/": "agent.TeamQuestion",
    "agent/models/": "agent.ModelChoice",
    "agent/prompts/": "agent.PromptVersion",
    "playbooks/": "agent.Playbook",
    "stages/": "agent.Stage",
    "pictures/": "agent.StagePicture",
    "trials/": "agent.Evaluation",
    "scenarios/": "agent.OwnScenario",
    "runs/": "agent.Run",
    "billing/plans/": "billing.Plan",
    "billing/invoices/": "billing.Invoice",
    "playground/": "agent.PlaygroundSession",
    "saved_replies/": "conversations.CannedReply",
    "alerts/": "tenants.Alert",
    "hours/special_days/": "tenants.SpecialDay",
    "team/invitations/": "tenants.Invitation",
    "team/members/": "tenants.Membership",
    "settings/keys/": "tenants.ApiKey",
    "settings/exports/": "tenants.DataExport",
    "settings/webhooks/": "tenants.WebhookEndpoint",
    "settings/deliveries/": "tenants.WebhookDelivery",
}
# What an address holds beside the shop and a row's public id.
WORDS = {"prompt": "chat", "key": "telegram"}
# Doors, what ends the session, and links that come by mail.
NO_PAGES = frozenset({"login", "logout", "password_new", "invitation"})


@dataclass(frozen=True)
class Address:
    """A named address of the panel. Whether it answers GET is for whoever asks to see: those for forms say 405."""

    name: str
    path: str


class NoSample(LookupError):
    """An address that nobody can be sent to; the message says what to add."""


def list_addresses(shop: Tenant) -> list[Address]:
    """One address for every name in the panel. Raises NoSample."""
    with tenant_scope(shop):
        return [
            Address(pattern.name, reverse(f"panel:{pattern.name}", kwargs=_arguments(shop, pattern, route)))
            for pattern, route in _walk(_panel().url_patterns, "")
            if pattern.name and pattern.name not in NO_PAGES
        ]


def _panel() -> URLResolver:
    resolvers = get_resolver().url_patterns
    return next(each for each in resolvers if isinstance(each, URLResolver) and each.namespace == "panel")


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[tuple[URLPattern, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield pattern, route


def _arguments(shop: Tenant, pattern: URLPattern, route: str) -> dict[str, Any]:
    inside = route.removeprefix("<slug:slug>/")
    return {name: _argument(shop, name, inside) for name in _names(pattern, route)}


def _names(pattern: URLPattern, route: str) -> list[str]:
    shop = ["slug"] if route.startswith("<slug:slug>/") else []
    return [*shop, *pattern.pattern.converters]


def _argument(shop: Tenant, name: str, route: str) -> Any:
    if name == "slug":
        return shop.slug
    if name in WORDS:
        return WORDS[name]
    begin = max((known for known in SAMPLES if route.startswith(known)), key=len, default="")
    if name != "public_id" or not begin:
        raise NoSample(f"Nobody knows a {name!r} for the address {route!r}: add it to config/testing/panel_pages.py.")
    row = apps.get_model(SAMPLES[begin]).objects.order_by("pk").last()
    if row is None:
        raise NoSample(
            f"The shop has no {SAMPLES[begin]} for the address {route!r}: make one in "
            "config/testing/panel_samples.py, or say in SAMPLES which other model it is about."
        )
    return row.public_id

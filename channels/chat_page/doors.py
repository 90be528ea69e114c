"""The way to a shop's web chat, for the hosted page and for the widget on other sites."""

from channels.models import Channel
from channels.services import ensure_local_channel
from tenants.models import Tenant


def find_web_chat(slug: str) -> Channel | None:
    """The shop's web chat, with its tenant; None when there is no such shop or its chat is switched off."""
    tenant = Tenant.objects.filter(slug=slug, is_active=True).first()
    if tenant is None:
        return None
    channel = ensure_local_channel(tenant, "webchat")
    channel.tenant = tenant
    return channel if channel.is_enabled else None

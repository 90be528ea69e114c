"""Usage rows as `record_usage` makes them. Call them in a shop's scope."""

from typing import Any

from billing.models import UsageEvent
from billing.services import record_usage
from tenants.models import Tenant


def make_usage(tenant: Tenant, **fields: Any) -> UsageEvent:
    """One answer of Claude, 1000 tokens in and 100 out, unless `fields` say otherwise."""
    usual: dict[str, Any] = {
        "role": "chat",
        "provider": "anthropic",
        "model": "claude-sonnet-5-5",
        "input_tokens": 1000,
        "output_tokens": 100,
    }
    return record_usage(tenant, **(usual | fields))

"""What Stripe says, as far as we rely on it. Everything else in its objects is left alone."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _id_of(value: Any) -> Any:
    """Stripe names another object by its id, or writes the whole of it in its place."""
    if isinstance(value, dict):
        return value.get("id") or ""
    return value or ""


def _metadata(value: Any) -> Any:
    return value or {}


Reference = Annotated[str, BeforeValidator(_id_of)]
Metadata = Annotated[dict[str, str], BeforeValidator(_metadata)]


class StripeObject(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1, max_length=255)


class Session(StripeObject):
    """A Checkout Session: `status` open, complete or expired; `payment_status` paid, unpaid or no_payment_required."""

    status: str | None = None
    payment_status: str = "unpaid"
    amount_total: int | None = None
    currency: str | None = None
    client_reference_id: str | None = None
    payment_intent: Reference = ""
    url: str | None = None
    expires_at: int | None = None
    metadata: Metadata = {}


class Refund(StripeObject):
    """`status` is pending, requires_action, succeeded, failed or canceled."""

    amount: int
    currency: str
    status: str | None = None
    payment_intent: Reference = ""
    failure_reason: str | None = None
    metadata: Metadata = {}


class Charge(StripeObject):
    payment_intent: Reference = ""


class Dispute(StripeObject):
    amount: int
    currency: str
    payment_intent: Reference = ""
    reason: str = ""


class Account(StripeObject):
    charges_enabled: bool = True


class WebhookEndpoint(StripeObject):
    """`secret` is told once, when the endpoint is made."""

    url: str = ""
    status: str = ""
    secret: str = ""
    enabled_events: list[str] = []


class EventData(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    object: dict[str, Any]


class Event(StripeObject):
    """`account` is set on events that another account of a platform caused."""

    type: str = Field(max_length=100)
    livemode: bool = False
    account: str | None = None
    data: EventData

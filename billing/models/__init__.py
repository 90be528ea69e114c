"""What the models cost, how much a shop lets them cost, and what it pays to whoever runs the installation."""

from billing.models.caps import Cap, Reservation, SpendNotice
from billing.models.plans import (
    Invoice,
    InvoiceCounter,
    InvoiceLine,
    InvoiceState,
    Issuer,
    LineKind,
    Plan,
    Subscription,
)
from billing.models.usage import (
    EVALUATION_ROLE,
    PLAYGROUND_ROLE,
    ConversationUsage,
    CountedReply,
    DayReplies,
    DayUsage,
    PriceSource,
    UsageEvent,
)

__all__ = [
    "EVALUATION_ROLE", "PLAYGROUND_ROLE", "Cap", "ConversationUsage", "CountedReply", "DayReplies", "DayUsage",
    "Invoice", "InvoiceCounter", "InvoiceLine", "InvoiceState", "Issuer", "LineKind", "Plan", "PriceSource",
    "Reservation", "SpendNotice", "Subscription", "UsageEvent",
]  # fmt: skip

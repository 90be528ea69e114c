"""How and when an order comes, as a model may name it: orders/delivery checks it and knows what it costs."""

from datetime import date, time
from typing import Literal

from pydantic import Field

from agent.tools.base import Arguments
from orders.delivery.wishes import Wished


class Wishes(Arguments):
    """Arguments that several tools share."""

    fulfilment: Literal["", "delivery", "pickup"] = Field("", description="How the customer wants it, if they said it.")
    wished_on: date | None = Field(None, description="The day they want it, YYYY-MM-DD in the shop's time zone.")
    wished_at: time | None = Field(None, description="The time of that day, HH:MM on the shop's clock.")

    @property
    def wished(self) -> Wished:
        at = self.wished_at.replace(tzinfo=None, microsecond=0) if self.wished_at else None
        return Wished(self.fulfilment, self.wished_on, at)

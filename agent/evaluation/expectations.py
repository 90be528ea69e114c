"""What must be true after a customer was answered: calls, words and rows. What is not given does not matter."""

from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

# A tool by its name, or with parts of its arguments: `create_order` or `{create_order: {address: Herzl}}`.
Call = str | dict[str, dict[str, Any]]
# What a scenario with a simulated customer may not ask for: how the agent gets there, and in which words.
TALK = ("calls", "reply", "reply_not", "choices")


class Strict(BaseModel):
    """Part of a scenario: a word that nobody knows is an error, not something to skip."""

    model_config = ConfigDict(extra="forbid")


class ExpectedOrder(Strict):
    """The customer's newest order; texts are parts of what stands there, compared folded."""

    status: str = ""
    lines: dict[str, Decimal] = {}
    address: str = ""
    notes: str = ""
    total: Decimal | None = None
    # Whether the shop was asked for a change or a cancellation that came too late to be made.
    requested: bool | None = None


class ExpectedCustomer(Strict):
    """What is known of the customer; texts are parts, compared folded."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    language: str = ""
    notes: str = ""


class ExpectedDemand(Strict):
    """One line of lost demand: words of what was asked for, and whether the customer waits for it."""

    asked: str = ""
    waits: bool | None = None


class Expectation(Strict):
    """Words are compared folded, as parts of the reply; `choices` are exactly the buttons under it."""

    calls: list[Call] = []
    forbids: list[str] = []
    reply: list[str] = []
    reply_not: list[str] = []
    choices: list[str] | None = None
    # How many messages answered: a burst gets one, a duplicate and a STOP that the carrier confirmed none.
    replies: int | None = None
    order: ExpectedOrder | None = None
    orders: int | None = None
    customer: ExpectedCustomer | None = None
    # Everything that this customer asked for and did not get; an empty list means nothing.
    demand: list[ExpectedDemand] | None = None
    # `agent` or `staff`, and a part of why staff were called.
    owner: str = ""
    handover: str = ""
    # Whether messages of a purpose are allowed: {order: false, marketing: false}.
    wants: dict[str, bool] = {}

    @property
    def is_empty(self) -> bool:
        return self == Expectation()


class StateExpectation(Expectation):
    """For simulated customers, who make mistakes themselves: what the database holds, and what was never done."""

    @model_validator(mode="after")
    def _only_state(self) -> Self:
        asked = [name for name in TALK if getattr(self, name)]
        if asked:
            raise ValueError(f"a simulated customer is graded by the database only, not by {', '.join(asked)}")
        return self

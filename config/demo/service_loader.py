"""Where the demo shops deliver and what they are usually asked: read once, and left alone when the shop has its own."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from agent.knowledge.models import FaqEntry
from agent.knowledge.services import save_faq
from orders.delivery.services import save_area
from orders.models import DeliveryArea
from tenants.models import Tenant

ACTOR = "demo_load"


class DemoArea(BaseModel):
    """The fields of a DeliveryArea."""

    model_config = ConfigDict(extra="forbid")

    name: str
    places: list[str] = Field(default_factory=list)
    is_everywhere: bool = False
    fee: Decimal
    free_from: Decimal | None = None
    minimum: Decimal = Decimal(0)
    days: list[str] = Field(default_factory=list)
    lead_days: int = 0


class DemoAnswer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str
    answer: str


def load_areas(tenant: Tenant, areas: Iterable[DemoArea]) -> None:
    """Call it in the shop's scope."""
    if DeliveryArea.objects.exists():
        return
    for area in areas:
        save_area(tenant, values=area.model_dump(), actor=ACTOR)


def load_questions(tenant: Tenant, questions: Iterable[Mapping[str, DemoAnswer]]) -> None:
    """Call it in the shop's scope."""
    if FaqEntry.objects.exists():
        return
    for question in questions:
        for language, said in question.items():
            save_faq(tenant, question=said.question, answer=said.answer, language=language, actor=ACTOR)

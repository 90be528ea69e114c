"""What happens in the year, before anything is written: who comes when, and why. Orders get their numbers in time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from config.demo_data.people import Person, draw_person
from config.demo_data.rhythm import Rhythm
from config.demo_data.scene import Scene
from orders.models import Source

CONVERSATIONS_PER_YEAR = 1000
ORDERS_PER_CONVERSATION = 3
# Of people who have a conversation on two channels.
SECOND_TALK = 0.12
# How much longer a talk lasts than its first visit: a further one follows with this chance.
COMES_AGAIN = 0.8
USUAL_GAP_DAYS = 16.0
FIRST = {"order": 52, "advice": 22, "place": 6, "delivery": 7, "soldout": 6, "missing": 7}
AGAIN = {
    "order": 60, "status": 10, "change": 5, "cancel": 2, "complaint": 4, "thanks": 7, "advice": 8, "soldout": 2,
    "stop": 1, "place": 1,
}  # fmt: skip
# What speaks of an order that was made before.
ABOUT_LAST_ORDER = frozenset({"status", "change", "cancel", "complaint"})
OUTSIDE = {Source.STORE: 45, Source.API: 30, Source.PANEL: 15, Source.EXTENSION: 10}


@dataclass(slots=True)
class OrderPlan:
    """An order to come. `number` and `key` are set once all orders of the year are known."""

    at: datetime
    source: Source
    changed_at: datetime | None = None
    cancelled_at: datetime | None = None
    complained_at: datetime | None = None
    number: str = ""
    key: int = 0


@dataclass(slots=True)
class Visit:
    at: datetime
    about: str
    order: OrderPlan | None = None


@dataclass(slots=True)
class Journey:
    """A customer's year: conversations with their visits, and orders that were made elsewhere."""

    person: Person
    talks: list[list[Visit]] = field(default_factory=list)
    outside: list[OrderPlan] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        return min([*(talk[0].at for talk in self.talks), *(order.at for order in self.outside)])

    @property
    def orders(self) -> list[OrderPlan]:
        made = [visit.order for talk in self.talks for visit in talk if visit.order and visit.about == "order"]
        return [*made, *self.outside]


def plan_year(scene: Scene, rhythm: Rhythm, *, conversations: int, first: int, rng: Random) -> list[Journey]:
    """In the order in which people come. `first` is the number of the first new customer."""
    starts = sorted(rhythm.moment(rng) for _ in range(conversations))
    journeys: list[Journey] = []
    for start in starts:
        if journeys and rng.random() < SECOND_TALK:
            journey = rng.choice(journeys)
        else:
            journey = Journey(draw_person(first + len(journeys), scene, rng))
            journeys.append(journey)
        journey.talks.append(_plan_talk(start, rhythm, rng))
    taken = sum(len(journey.orders) for journey in journeys)
    for _ in range(conversations * ORDERS_PER_CONVERSATION - taken):
        source = rng.choices(list(OUTSIDE), list(OUTSIDE.values()))[0]
        rng.choice(journeys).outside.append(OrderPlan(rhythm.moment(rng), source))
    return journeys


def _plan_talk(start: datetime, rhythm: Rhythm, rng: Random) -> list[Visit]:
    visits = [Visit(start, _draw(FIRST, rng))]
    _give_order(visits[0])
    while rng.random() < COMES_AGAIN:
        visit = _next_visit(visits, rhythm, rng)
        if visit.at >= rhythm.end - timedelta(hours=1):
            break
        visits.append(visit)
    return visits


def _next_visit(visits: list[Visit], rhythm: Rhythm, rng: Random) -> Visit:
    last = next((visit.order for visit in reversed(visits) if visit.order), None)
    about = _draw(AGAIN, rng)
    if about in ABOUT_LAST_ORDER and (last is None or last.cancelled_at or last.changed_at or last.complained_at):
        about = "order"
    after = visits[-1].at
    if about in ABOUT_LAST_ORDER and last:
        # Soon after the last word, while it can still be changed; who complains has it in their hands.
        hours = rng.uniform(60, 90) if about == "complaint" else rng.uniform(1, 2)
        visit = Visit(after + timedelta(hours=hours), about, last)
        _note(last, visit)
        return visit
    visit = Visit(rhythm.later(after, 1 + rng.expovariate(1 / USUAL_GAP_DAYS), rng), about)
    _give_order(visit)
    return visit


def _note(order: OrderPlan, visit: Visit) -> None:
    """What the visit does to the order, where it still can: an order that is long gone is only asked about."""
    if visit.about in {"change", "cancel"} and visit.at - order.at > timedelta(hours=3):
        visit.about = "status"
    elif visit.about == "change":
        order.changed_at = visit.at
    elif visit.about == "cancel":
        order.cancelled_at = visit.at
    elif visit.about == "complaint":
        order.complained_at = visit.at


def _give_order(visit: Visit) -> None:
    if visit.about == "order":
        visit.order = OrderPlan(visit.at, Source.CHAT)


def _draw(weights: dict[str, int], rng: Random) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]

"""Filling a shop: the year is planned, then written in batches of customers, all of it in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from billing.models import UsageEvent
from config.demo_data.around import Surroundings
from config.demo_data.costs import Meter, save_day_replies, save_day_sums
from config.demo_data.history import History
from config.demo_data.people import add_account, add_person
from config.demo_data.plan import CONVERSATIONS_PER_YEAR, Journey, OrderPlan, Visit, plan_year
from config.demo_data.rhythm import Rhythm
from config.demo_data.rows import Rows, take_ids
from config.demo_data.sales import Sale, draw_sale
from config.demo_data.scene import Scene, look_at
from config.demo_data.talks import Talker, Thread
from conversations.analytics.day_counts import SUMS as DAY_TALKS
from conversations.models import Conversation, Customer
from orders.analytics.day_sales import SUMS as DAY_SALES
from orders.analytics.figures import compact_figures
from orders.models import Order, OrderCounter
from tenants.analytics.day_sums import count_changed
from tenants.models import Tenant

BATCH = 500
YEAR = 365
# Tells how many of how many customers are written.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Filled:
    customers: int
    conversations: int
    orders: int
    # All rows, by the label of their model.
    tables: Mapping[str, int]


def has_data(tenant: Tenant) -> bool:
    """Whether anybody has written or bought here."""
    return any(model.objects.filter(tenant=tenant).exists() for model in (Customer, Conversation, Order))


@transaction.atomic
def fill_shop(
    tenant: Tenant, *, days: int = YEAR, scale: float = 1, seed: int = 1, end: datetime | None = None,
    progress: Progress | None = None,
) -> Filled:  # fmt: skip
    """A year of about 1,000 conversations, 20,000 messages and 3,000 orders times `scale`, up to `end`: all, or none.

    The same seed gives the same year to the same empty shop. Call it in the shop's scope; its counter of orders is
    locked meanwhile. Raises DomainError `no_products`.
    """
    end, known = end or timezone.now(), Customer.objects.count()
    # Another year where there is one already: public ids are unique.
    rng = Random(f"{seed}:{tenant.slug}:{known}:{UsageEvent.objects.count()}")
    scene = look_at(tenant, rng)
    rhythm = Rhythm(tenant, days=days, end=end, rng=rng)
    count = max(1, round(CONVERSATIONS_PER_YEAR * scale * days / YEAR))
    journeys = plan_year(scene, rhythm, conversations=count, first=known, rng=rng)
    orders = sorted((order for journey in journeys for order in journey.orders), key=lambda order: order.at)
    _number(tenant, orders)
    writer = _Writer(scene, rhythm, Rows(tenant, rng), rng)
    for place in range(0, len(journeys), BATCH):
        writer.write(journeys[place : place + BATCH])
        if progress:
            progress(min(place + BATCH, len(journeys)), len(journeys))
    writer.finish()
    return Filled(len(journeys), count, len(orders), writer.rows.tables)


def _number(tenant: Tenant, orders: Sequence[OrderPlan]) -> None:
    """As orders/numbers.py would have numbered them, behind those that are there."""
    counters: dict[int, OrderCounter] = {}
    for order, key in zip(orders, take_ids(Order, len(orders)), strict=True):
        year = order.at.astimezone(tenant.zone).year
        if year not in counters:
            OrderCounter.objects.bulk_create([OrderCounter(tenant=tenant, year=year)], ignore_conflicts=True)
            counters[year] = OrderCounter.objects.select_for_update().get(year=year)
        counters[year].last += 1
        order.number, order.key = f"ORD-{year}-{counters[year].last:06d}", key
    OrderCounter.objects.bulk_update(counters.values(), ["last"])


class _Writer:
    """Everything that a customer's journey leaves behind."""

    def __init__(self, scene: Scene, rhythm: Rhythm, rows: Rows, rng: Random) -> None:
        self._scene, self._end, self.rows, self._rng = scene, rhythm.end, rows, rng
        self._meter = Meter(scene, start=rhythm.start, end=rhythm.end, rows=rows, rng=rng)
        self._talker = Talker(scene, self._meter, end=rhythm.end, rows=rows, rng=rng)
        self._around = Surroundings(scene, end=rhythm.end, rows=rows, rng=rng)

    def write(self, journeys: Iterable[Journey]) -> None:
        for journey in journeys:
            self._journey(journey)
        self._meter.close_talks()
        self.rows.write()

    def finish(self) -> None:
        self._around.ask_team()
        self._around.call_people()
        save_day_sums(self._scene, self._meter.sums)
        save_day_replies(self._scene, self._meter.replies)
        compact_figures()
        for sums in (DAY_TALKS, DAY_SALES):
            count_changed(sums, self._scene.tenant)

    def _journey(self, journey: Journey) -> None:
        add_person(journey.person, since=journey.since, rows=self.rows, rng=self._rng)
        for order in journey.outside:
            self._sell(journey, order, None)
        threads = [self._talk(journey, visits) for visits in journey.talks]
        for place, (thread, visits) in enumerate(zip(threads, journey.talks, strict=True)):
            later = any(other.account is thread.account for other in threads[place + 1 :])
            self._talker.close(thread, must_end=later)
            self._around.add(thread, visits)

    def _talk(self, journey: Journey, visits: Sequence[Visit]) -> Thread:
        channel = self._scene.pick_channel(self._rng)
        account = add_account(journey.person, channel, at=visits[0].at, rows=self.rows, rng=self._rng)
        thread = self._talker.begin(journey.person, account, at=visits[0].at)
        sales: dict[int, Sale] = {}
        for visit in visits:
            if visit.order and visit.order.key not in sales:
                sales[visit.order.key] = self._sell(journey, visit.order, thread)
            self._talker.speak(thread, visit, sales[visit.order.key] if visit.order else None)
        return thread

    def _sell(self, journey: Journey, plan: OrderPlan, thread: Thread | None) -> Sale:
        talk = thread.row if thread else None
        sale = draw_sale(plan, journey.person, self._scene, talk=talk, rows=self.rows, rng=self._rng)
        History(sale, self._scene, end=self._end, rows=self.rows, rng=self._rng).write()
        return sale

"""How and when a customer wants to have an order: delivery or pickup, on which day, at what time.

Days and times are on the shop's own clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lib.errors import DomainError
from lib.hours import Spans, is_within
from orders.models import DeliveryArea, Fulfilment, Order
from tenants.hours.opening import local_time, next_opening, spans_on
from tenants.models import WEEKDAYS, Tenant

# Nobody orders for the next decade; it is a year with a wrong digit.
FURTHEST_DAYS = 365


@dataclass(frozen=True)
class Wished:
    """Empty and None leave a thing as it is; `anytime` takes day and time back."""

    fulfilment: str = ""
    on: date | None = None
    at: time | None = None
    anytime: bool = False


NOTHING_WISHED = Wished()


def set_wished(order: Order, wished: Wished) -> list[str]:
    """Set what is wished for; returns the names of the fields that became different. Checks nothing."""
    on, at = _when(order, wished)
    new = {"fulfilment": wished.fulfilment or order.fulfilment, "wished_on": on, "wished_at": at}
    changed = [name for name, value in new.items() if getattr(order, name) != value]
    for name in changed:
        setattr(order, name, new[name])
    return changed


def check_wished(order: Order, *, now: datetime | None = None) -> None:
    """Raises DomainError `past_date`, `too_far`, `too_soon`, `no_delivery_then`, `closed_then`."""
    if order.wished_on is None:
        return
    local = local_time(order.tenant, now)
    check_not_past(order, now=local)
    if (order.wished_on - local.date()).days > FURTHEST_DAYS:
        raise DomainError("too_far", "Orders are taken for at most a year ahead.", most_days=FURTHEST_DAYS)
    if order.fulfilment == Fulfilment.DELIVERY and order.delivery_area:
        _check_area(order.delivery_area, order.wished_on, local.date())
    _check_open(order, local)


def check_not_past(order: Order, *, now: datetime | None = None) -> None:
    """Raises DomainError `past_date`."""
    local = local_time(order.tenant, now)
    if order.wished_on is None:
        return
    gone = order.wished_at is not None and order.wished_on == local.date() and order.wished_at <= local.time()
    if order.wished_on < local.date() or gone:
        message = f"{_iso(order.wished_on, order.wished_at)} is over: it is {local:%Y-%m-%d %H:%M} in the shop now."
        raise DomainError("past_date", message, today=str(local.date()))


def as_kept(wished: Wished) -> dict[str, Any]:
    """JSON-safe, only what is wished for."""
    kept = {"fulfilment": wished.fulfilment, "wished_on": wished.on, "wished_at": wished.at, "anytime": wished.anytime}
    return {name: value if isinstance(value, bool) else str(value) for name, value in kept.items() if value}


def as_wished(kept: Mapping[str, Any]) -> Wished:
    """The way back."""
    on, at = kept.get("wished_on"), kept.get("wished_at")
    return Wished(
        fulfilment=kept.get("fulfilment", ""), on=date.fromisoformat(on) if on else None,
        at=time.fromisoformat(at) if at else None, anytime=kept.get("anytime", False),
    )  # fmt: skip


def _when(order: Order, wished: Wished) -> tuple[date | None, time | None]:
    if wished.anytime:
        return None, None
    if wished.on:
        return wished.on, wished.at
    if wished.at is None:
        return order.wished_on, order.wished_at
    return order.wished_on or _next_day_of(order.tenant, wished.at), wished.at


def _next_day_of(tenant: Tenant, clock: time) -> date:
    """A time without a day is today's, or tomorrow's when it is over."""
    local = local_time(tenant)
    return local.date() if clock > local.time() else local.date() + timedelta(days=1)


def _check_area(area: DeliveryArea, day: date, today: date) -> None:
    earliest = first_delivery(area, today)
    if day < earliest:
        message = f"{area.name} is delivered at the earliest on {earliest:%A %Y-%m-%d}."
        raise DomainError("too_soon", message, area=area.name, earliest=str(earliest))
    if area.days and WEEKDAYS[day.weekday()] not in area.days:
        message = f"{area.name} is delivered only on: {', '.join(area.days)}."
        raise DomainError("no_delivery_then", message, area=area.name, days=list(area.days))


def first_delivery(area: DeliveryArea, today: date) -> date:
    """The first day on which the area is reached by an order of today."""
    days = [today + timedelta(days=area.lead_days + ahead) for ahead in range(7)]
    return next((day for day in days if not area.days or WEEKDAYS[day.weekday()] in area.days), days[0])


def _check_open(order: Order, local: datetime) -> None:
    day, clock = order.wished_on, order.wished_at
    assert day
    spans = spans_on(order.tenant, day)
    if spans is None:
        return
    left = [span for span in spans if day > local.date() or span[1] > local.strftime("%H:%M")]
    if left and (clock is None or is_within(clock, spans)):
        return
    opening = next_opening(order.tenant, at=None if day <= local.date() else _midnight(order.tenant, day))
    raise DomainError(
        "closed_then", f"The shop is not open then. That day: {_spans_text(left) or 'closed'}.",
        on=str(day), open=[list(span) for span in left], next_opening=opening.isoformat() if opening else None,
    )  # fmt: skip


def _midnight(tenant: Tenant, day: date) -> datetime:
    return datetime.combine(day, time.min, tenant.zone)


def _spans_text(spans: Spans) -> str:
    return ", ".join("-".join(span) for span in spans)


def _iso(day: date, clock: time | None) -> str:
    return f"{day} {clock:%H:%M}" if clock else str(day)

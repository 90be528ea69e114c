"""One storm from its beginning to the count. Imported when Django is ready."""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import OperationalError, connection

from agent.testing.fake_models import FakeModels
from bench.chaos_count import count_damage, count_not_there, count_with_people, list_unfinished, most_resumed
from bench.chaos_crowd import Crowd, Customer, gather
from bench.chaos_house import House
from bench.chaos_plan import Kill
from bench.chaos_troubles import Weather, serve, trouble_networks
from billing.models import UsageEvent
from catalog.models import Product
from config.desk import wait_until_ready
from config.testing.live_shop import open_live_shop
from config.testing.networks import Networks, running_networks
from conversations.models import Message, MessageStatus
from tenants.scoping import tenant_scope

if TYPE_CHECKING:
    from bench.chaos import Result

LOOK_SECONDS = 0.1


def weather_the_storm(
    house: House, plan: Sequence[Kill], *, options: argparse.Namespace, say: Callable[[str], None]
) -> "Result":
    from bench.chaos import Result  # noqa: PLC0415  # cycle: the command calls this module

    call_command("migrate", interactive=False, verbosity=0)
    # The chat page of a production needs its files.
    call_command("collectstatic", interactive=False, verbosity=0)
    weather = Weather(random.Random(f"weather {options.seed}"), options.trouble)
    with running_networks() as networks, FakeModels(latency=0.2) as models:
        house.environment = _environment(networks, models)
        site = house.open_desk()
        wait_until_ready(site)
        shop = open_live_shop(networks, site=site)
        with tenant_scope(shop.tenant):
            shop.think_with("anthropic", "claude-sonnet-5")
            customers = gather(shop, each=options.customers)
            product = Product.objects.get(sku="SAU-BEEF")
        serve(models, weather, product_id=str(product.public_id))
        trouble_networks(networks, weather)
        _let_go()
        crowd = Crowd(customers, options.seed)
        _storm(house, plan, crowd, seconds=options.minutes * 60)
        weather.clear()
        say("the storm is over; waiting until nothing is left to do")
        seconds, unfinished = _calm(house, crowd, shop.tenant, most=options.quiet)
        with tenant_scope(shop.tenant):
            damage = asdict(count_damage(customers))
            damage["lost"] += [f"not finished after {seconds:.0f} s: {what}" for what in unfinished]
            return Result(
                sum(len(customer.said) for customer in customers), dict(house.kills), damage,
                _remarks(house, crowd, weather, seconds, customers),
            )  # fmt: skip


def _environment(networks: Networks, models: FakeModels) -> dict[str, str]:
    return {**networks.environment, "ANTHROPIC_API_KEY": "test-key", "ANTHROPIC_BASE_URL": models.anthropic_url}


def _storm(house: House, plan: Sequence[Kill], crowd: Crowd, *, seconds: float) -> None:
    began = time.monotonic()
    waiting = list(plan)
    crowd.start()
    while (now := time.monotonic() - began) < seconds:
        if waiting and waiting[0].at <= now:
            house.kill(waiting.pop(0).kind)
        house.look_after()
        time.sleep(LOOK_SECONDS)
    crowd.go_home()


def _calm(house: House, crowd: Crowd, tenant: object, *, most: float) -> tuple[float, list[str]]:
    """Until everything is delivered, read, answered and sent; the seconds that took, and what is left after `most`."""
    began, unfinished = time.monotonic(), ["deliveries"]
    while unfinished and time.monotonic() - began < most:
        house.look_after()
        time.sleep(1)
        unfinished = _look(tenant) if crowd.is_home else ["deliveries"]
    return time.monotonic() - began, unfinished


def _look(tenant: object) -> list[str]:
    try:
        with _one_look(), tenant_scope(tenant):  # type: ignore[arg-type]
            return list_unfinished()
    except OperationalError:
        return ["the database"]


@contextmanager
def _one_look() -> Iterator[None]:
    try:
        yield
    finally:
        _let_go()


def _let_go() -> None:
    """No connection of ours outlives a server that may be killed."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _remarks(
    house: House, crowd: Crowd, weather: Weather, seconds: float, customers: Sequence[Customer]
) -> dict[str, object]:
    """What is worth knowing beside the figures."""
    refused = sum((one.refused for one in customers), Counter[int]())
    return {
        "delivered twice": crowd.duplicates,
        "repeated until taken": crowd.repeats,
        **{f"answered {status}": count for status, count in sorted(refused.items())},
        **{f"trouble: {name}": count for name, count in sorted(weather.met.items())},
        **{f"ended by itself: {name}": count for name, count in house.collapsed.items()},
        "answers of the model": UsageEvent.objects.exclude(provider="offline").count(),
        "answers of the offline agent": UsageEvent.objects.filter(provider="offline").count(),
        "replies perhaps sent": Message.objects.filter(status=MessageStatus.UNCERTAIN).count(),
        "of them not there": count_not_there(customers),
        "conversations with a person": count_with_people(),
        "a run resumed at most": most_resumed(),
        "seconds until all was done": round(seconds),
    }

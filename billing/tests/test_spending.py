"""Estimate, reserve, settle: no call passes a cap, none is counted twice, and a crash blocks nobody for ever."""

import threading
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from billing.limits import Amount, Limit
from billing.models import EVALUATION_ROLE, Cap, DayUsage, Reservation
from billing.periods import Span
from billing.prices import Tokens
from billing.selectors import get_held, get_spent
from billing.services import record_usage, set_caps
from billing.spending import MARGIN, Call, CapReached, release, reserve
from billing.tasks import tidy_spending
from billing.tests.factories import make_usage
from tenants.scoping import tenant_scope
from tenants.testing import make_shop

CENT = Decimal("0.01")


def call(tokens=1000, *, provider="anthropic", model="claude-sonnet-5-5", seconds=60, conversation_id=None):
    """1000 tokens in of Claude Sonnet 5.5 cost $0.002."""
    return Call(provider, model, Tokens(tokens), seconds, conversation_id)


def cap(shop, span=Span.DAY, **limit):
    set_caps(shop, limits={span: Limit(**limit)}, actor="test")


@pytest.fixture
def open_shop(shop):
    with tenant_scope(shop):
        yield shop


def refused(shop, **wish):
    with pytest.raises(CapReached) as caught:
        reserve(shop, call=call(**wish))
    return caught.value.facts["span"]


def test_without_a_cap_nothing_is_set_aside(open_shop):
    assert reserve(open_shop, call=call()) is None
    assert not Reservation.objects.exists()


def test_what_is_under_way_counts_and_what_is_settled_counts_once(open_shop):
    cap(open_shop, tokens=2500)
    first = reserve(open_shop, call=call())
    reserve(open_shop, call=call())
    assert refused(open_shop) == "day"
    make_usage(open_shop, reservation=first, input_tokens=500, output_tokens=0)
    assert get_held(Span.DAY).tokens == 1000
    assert get_spent(Span.DAY, zone=open_shop.zone).tokens == 500
    assert reserve(open_shop, call=call()) is not None


def test_a_call_that_failed_gives_back_what_was_set_aside(open_shop):
    cap(open_shop, tokens=1000)
    held = reserve(open_shop, call=call())
    assert refused(open_shop) == "day"
    release(held)
    release(held)
    assert reserve(open_shop, call=call()) is not None


def test_a_dead_workers_reservation_expires(open_shop):
    cap(open_shop, tokens=1000)
    reserve(open_shop, call=call(seconds=30))
    later = timezone.now() + timedelta(seconds=30) + MARGIN
    with time_machine.travel(later - timedelta(seconds=1), tick=False):
        assert refused(open_shop) == "day"
    with time_machine.travel(later + timedelta(seconds=1), tick=False):
        tidy_spending(open_shop.pk)
        assert not Reservation.objects.exists()
        assert reserve(open_shop, call=call()) is not None


@pytest.mark.parametrize(
    ("limit", "wish", "fits"),
    [
        ({"usd": CENT}, {"tokens": 5000}, True),
        ({"usd": CENT}, {"tokens": 5001}, False),
        # Nobody knows the price: dollars do not limit it, tokens do.
        ({"usd": CENT}, {"tokens": 10**6, "provider": "compatible", "model": "llama-4"}, True),
        ({"tokens": 1000}, {"tokens": 1001, "provider": "compatible", "model": "llama-4"}, False),
        # Costs nothing and is always there.
        ({"usd": Decimal(0), "tokens": 0}, {"provider": "offline", "model": "offline-1"}, True),
        ({"usd": Decimal(0)}, {"tokens": 1}, False),
    ],
)
def test_dollars_and_tokens_limit_what_they_can(open_shop, limit, wish, fits):
    cap(open_shop, **limit)
    if fits:
        reserve(open_shop, call=call(**wish))
    else:
        assert refused(open_shop, **wish) == "day"


def test_a_share_of_the_cap_is_kept_for_others(open_shop):
    cap(open_shop, tokens=1000)
    with pytest.raises(CapReached):
        reserve(open_shop, call=call(950), share=Decimal("0.9"))
    assert reserve(open_shop, call=call(950)) is not None


def test_each_conversation_has_its_own_cap(open_shop):
    cap(open_shop, Span.CONVERSATION, tokens=1500)
    mine, other = uuid4(), uuid4()
    make_usage(open_shop, conversation_id=mine, input_tokens=1000, output_tokens=0)
    assert refused(open_shop, conversation_id=mine) == "conversation"
    assert reserve(open_shop, call=call(conversation_id=other)) is not None
    assert reserve(open_shop, call=call()) is not None


@pytest.mark.parametrize(
    ("span", "same", "next_one"),
    [
        # Jerusalem is two or three hours ahead: its day begins before ours.
        (Span.DAY, "2026-11-27T21:59:00Z", "2026-11-27T22:01:00Z"),
        (Span.MONTH, "2026-11-30T21:59:00Z", "2026-11-30T22:01:00Z"),
    ],
)
def test_a_span_ends_at_the_shops_midnight(open_shop, span, same, next_one):
    with time_machine.travel("2026-11-27T08:00:00Z", tick=False):
        cap(open_shop, span, tokens=1000)
        make_usage(open_shop, input_tokens=1000, output_tokens=0)
    with time_machine.travel(same, tick=False):
        assert refused(open_shop) == span
    with time_machine.travel(next_one, tick=False):
        assert reserve(open_shop, call=call()) is not None


def test_the_days_sums_are_those_of_the_rows(open_shop):
    make_usage(open_shop)
    make_usage(open_shop, role="summary")
    make_usage(open_shop, provider="compatible", model="llama-4")
    make_usage(open_shop, provider="offline", model="offline-1")
    rows = DayUsage.objects.values_list("role", "provider", "calls", "unpriced_calls", "cost_usd")
    assert set(rows) == {
        ("chat", "anthropic", 1, 0, Decimal("0.003")),
        ("summary", "anthropic", 1, 0, Decimal("0.003")),
        ("chat", "compatible", 1, 1, Decimal(0)),
        ("chat", "offline", 1, 0, Decimal(0)),
    }
    assert get_spent(Span.MONTH, zone=open_shop.zone) == Amount(Decimal("0.006"), 3300)


def test_what_is_only_tried_out_counts_for_no_cap(open_shop):
    cap(open_shop, tokens=1000)
    make_usage(open_shop, role=EVALUATION_ROLE, input_tokens=10**6)
    assert get_spent(Span.MONTH, zone=open_shop.zone) == Amount()
    assert reserve(open_shop, call=call()) is not None
    assert DayUsage.objects.get().input_tokens == 10**6


def test_another_shops_caps_and_usage_do_not_count(open_shop, other_shop):
    cap(open_shop, tokens=1000)
    with tenant_scope(other_shop):
        make_usage(other_shop, input_tokens=10**6)
        assert reserve(other_shop, call=call(10**6)) is None
        assert not Cap.objects.exists()
    assert reserve(open_shop, call=call()) is not None


@pytest.mark.django_db(transaction=True)
def test_two_workers_cannot_both_take_the_last_cent():
    """Many at once, each on a connection of its own; a third of them dies, a third fails, a third settles."""
    shop = make_shop("valdman")
    with tenant_scope(shop):
        cap(shop, usd=CENT)  # five calls of $0.002
    start, won, lost = threading.Barrier(8), [], []

    def work() -> None:
        try:
            with tenant_scope(shop):
                start.wait()
                for _ in range(2):
                    try:
                        won.append(reserve(shop, call=call()))
                    except CapReached:
                        lost.append(1)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (5, 11)
    with tenant_scope(shop):
        for held in won:
            make_usage(shop, reservation=held, input_tokens=1000, output_tokens=0)
        assert get_held(Span.DAY) == Amount()
        assert get_spent(Span.DAY, zone=shop.zone).usd == CENT
        assert refused(shop) == "day"


@pytest.mark.django_db(transaction=True)
def test_many_workers_add_up_one_day_without_losing_a_call():
    shop = make_shop("valdman")
    start = threading.Barrier(6)

    def work() -> None:
        try:
            with tenant_scope(shop):
                start.wait()
                for _ in range(5):
                    record_usage(
                        shop, role="chat", provider="anthropic", model="claude-sonnet-5-5", input_tokens=10,
                        output_tokens=1,
                    )  # fmt: skip
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenant_scope(shop):
        assert list(DayUsage.objects.values_list("calls", "input_tokens", "output_tokens")) == [(30, 300, 30)]

"""Months of a shop's calendar, named by their first day. Pure."""

from datetime import date, timedelta


def next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def last_day(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def read_month(text: str) -> date:
    """`2026-10`. Raises ValueError for anything else."""
    if len(text) != 7:
        raise ValueError(text)
    return date.fromisoformat(f"{text}-01")

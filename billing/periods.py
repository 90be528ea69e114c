"""The spans of time that caps are for, by the shop's own calendar."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.analytics.periods import midnight

__all__ = ["Span", "first_day", "midnight", "today"]


class Span(models.TextChoices):
    DAY = "day", _("per day")
    MONTH = "month", _("per month")
    CONVERSATION = "conversation", _("per conversation and day")


def today(zone: ZoneInfo) -> date:
    """The day that it is at the shop."""
    return timezone.now().astimezone(zone).date()


def first_day(span: Span, day: date) -> date:
    """The first day of the span that `day` lies in."""
    return day.replace(day=1) if span == Span.MONTH else day

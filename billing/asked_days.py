"""The days that a page is asked about."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from billing.periods import today
from lib.errors import DomainError
from tenants.analytics.periods import USUAL, Period, last_days, read_period

WRONG_DAYS = {
    "bad_day": gettext_lazy("Give both days, such as 2026-11-28."),
    "turned_round": gettext_lazy("The first day comes after the last one."),
    "in_future": gettext_lazy("These days are still to come."),
    "too_long": gettext_lazy("Choose at most a year."),
}


def asked_period(asked: Mapping[str, str], *, zone: ZoneInfo) -> tuple[Period, str]:
    """The days that the address asks for; the usual ones with the problem in words when it asks for none that are."""
    try:
        return read_period(asked, today=today(zone), zone=zone), ""
    except DomainError as error:
        return last_days(USUAL, today=today(zone), zone=zone), str(WRONG_DAYS[error.code])

"""What may be stuck in a shop: each app names its checks, and each finding knows how it is repaired.

An app registers in its AppConfig.ready(), downwards, as with tenants/personal_data.py. Operators read it: English.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet

from tenants.models import Tenant

# Rows that one run repairs of one kind; the next run goes on.
MOST = 500


@dataclass(frozen=True)
class Finding:
    """`count` things that `says` explains, the oldest since `since`; `todo` is what a person can do.

    `repair` works through the app's own services, may be called twice, and returns what it did in words. None: only
    a person can. Call it in the shop's scope, outside of a transaction.
    """

    says: str
    count: int
    todo: str
    since: datetime | None = None
    repair: Callable[[], str] | None = None


# Findings of the shop in scope that were like that before the moment already.
Check = Callable[[Tenant, datetime], Iterable[Finding]]
_CHECKS: dict[str, Check] = {}


def examine(name: str, check: Check) -> None:
    """From now on `manage.py doctor` asks this, too."""
    _CHECKS[name] = check


def list_checks() -> Mapping[str, Check]:
    return dict(_CHECKS)


def find_rows(
    rows: QuerySet[Any], *, says: str, todo: str, since: str = "created_at", mend: Callable[[Any], object] | None = None
) -> Iterator[Finding]:
    """One finding when there are such rows; `says` has a gap for how many, `since` names the field of their age.

    `mend` is called with each row in turn; one that fails does not stop the others.
    """
    count = rows.order_by().count()
    if count:
        oldest = rows.order_by().aggregate(oldest=Min(since))["oldest"]
        repair = (lambda: mend_each(rows, mend)) if mend else None
        yield Finding(says.format(count), count, todo, oldest, repair)


def mend_each(rows: QuerySet[Any], mend: Callable[[Any], object]) -> str:
    """In words how many were mended, and what went wrong with the others."""
    mended, problems = 0, set()
    for row in list(rows.order_by("pk")[:MOST]):
        try:
            mend(row)
            mended += 1
        except Exception as error:  # whatever it is, the others are not to wait for it
            problems.add(f"{type(error).__name__}: {error}"[:200])
    return "; ".join([f"{mended} handled", *sorted(problems)])

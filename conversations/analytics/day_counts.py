"""What a shop's conversations of a day add up to: the two statements that count it, for rows that are kept and live.

An answer belongs to the day on which it was written, a conversation to the day on which it began.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from conversations.models import Conversation, DayAnswer, DayTalk, Message
from lib.durations import LAST_CLASS, STEPS
from tenants.analytics.day_sums import DaySums, oldest
from tenants.analytics.periods import Period
from tenants.scoping import current_tenant_id

TALKS = """
SELECT (talk.created_at AT TIME ZONE %(zone)s)::date AS day, who.kind, count(*), count(*) FILTER (WHERE
    NOT EXISTS (SELECT 1 FROM conversations_handover AS taken WHERE taken.conversation_id = talk.id)
    AND NOT EXISTS (
        SELECT 1 FROM conversations_message AS said WHERE said.conversation_id = talk.id AND said.author = 'staff'
    ))
FROM conversations_conversation AS talk JOIN conversations_identity AS who ON who.id = talk.identity_id
WHERE talk.tenant_id = %(shop)s AND talk.created_at >= %(start)s AND talk.created_at < %(end)s
GROUP BY 1, 2
"""
# The customer waited since the first message after the answer before it. What follows without a question is none.
WAITS = """
SELECT said.created_at, said.author, said.conversation_id, before.id IS NULL AS is_first,
    greatest(extract(epoch FROM said.created_at - asked.created_at), 1)::numeric AS seconds
FROM conversations_message AS said
LEFT JOIN LATERAL (
    SELECT id FROM conversations_message AS earlier
    WHERE earlier.conversation_id = said.conversation_id AND earlier.id < said.id AND earlier.author <> 'customer'
        AND earlier.status NOT IN ('withdrawn', 'failed') AND earlier.purpose = 'reply'
    ORDER BY id DESC LIMIT 1
) AS before ON true
JOIN LATERAL (
    SELECT created_at FROM conversations_message AS question
    WHERE question.conversation_id = said.conversation_id AND question.id > coalesce(before.id, 0)
        AND question.id < said.id AND question.author = 'customer'
    ORDER BY id LIMIT 1
) AS asked ON true
WHERE said.tenant_id = %(shop)s AND said.created_at >= %(start)s AND said.created_at < %(end)s
    AND said.author <> 'customer' AND said.status NOT IN ('withdrawn', 'failed') AND said.purpose = 'reply'
"""
ANSWERS = f"""
SELECT (created_at AT TIME ZONE %(zone)s)::date AS day, author, is_first,
    least(floor({STEPS} * log(2, seconds)), {LAST_CLASS})::int AS length, count(*)
FROM ({WAITS}) AS waits GROUP BY 1, 2, 3, 4
"""  # noqa: S608
KEEP_TALKS = "INSERT INTO conversations_daytalk (tenant_id, day, kind, begun, contained) SELECT %(shop)s, sums.* FROM"
KEEP_ANSWERS = (
    "INSERT INTO conversations_dayanswer (tenant_id, day, author, is_first, length, answers)"
    " SELECT %(shop)s, sums.* FROM"
)


@dataclass(frozen=True)
class Talks:
    """Conversations of one day and kind of channel; `contained` ones needed nobody of the shop."""

    day: date
    kind: str
    begun: int
    contained: int


@dataclass(frozen=True)
class Answers:
    """So many answers of one author took as long as the class `length` says."""

    day: date
    author: str
    is_first: bool
    length: int
    answers: int


def count_talks(period: Period) -> list[Talks]:
    """Of the current tenant, from the conversations themselves."""
    return [Talks(*row) for row in _ask(TALKS, period)]


def count_answers(period: Period) -> list[Answers]:
    """Of the current tenant, from the messages themselves."""
    return [Answers(*row) for row in _ask(ANSWERS, period)]


def insert(period: Period) -> None:
    """Keep the sums of days that have no rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"{KEEP_TALKS} ({TALKS}) AS sums", _values(period))
        cursor.execute(f"{KEEP_ANSWERS} ({ANSWERS}) AS sums", _values(period))


def _ask(statement: str, period: Period) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(period))
        return cursor.fetchall()


def _values(period: Period) -> dict[str, Any]:
    return {"shop": current_tenant_id(), "zone": period.zone.key, "start": period.start, "end": period.end}


def _first_moment() -> datetime | None:
    moments = [oldest(Conversation), oldest(Message)]
    return min((moment for moment in moments if moment), default=None)


SUMS = DaySums("conversations", (DayTalk, DayAnswer), insert, _first_moment)

"""A request that is sent twice is done once: its answer is kept together with what it did."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lib.errors import DomainError
from orders.models import ApiAnswer
from tenants.models import Tenant


@dataclass(frozen=True)
class Answer:
    """What the caller gets. `is_repeated` when nothing was done because it had been done before."""

    status: int
    body: str
    is_repeated: bool = False


@transaction.atomic
def answer_once(tenant: Tenant, *, key: str, asked: Any, act: Callable[[], Answer]) -> Answer:
    """What `act` answers, or what it answered to the same key and the same question before.

    The answer is committed with what `act` did; a second request with the key waits for the first one's commit.
    `act` may raise nothing but what should undo all of it. Raises DomainError `key_reused` for another question.
    """
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
    ApiAnswer.objects.bulk_create([ApiAnswer(tenant=tenant, key=key, digest=digest)], ignore_conflicts=True)
    row = ApiAnswer.objects.select_for_update(of=("self",)).get(key=key)
    if row.digest != digest:
        message = "This Idempotency-Key was used for another request. Take a new key for a new order."
        raise DomainError("key_reused", message, key=key, first_used_at=row.created_at.isoformat())
    if row.status:
        return Answer(row.status, row.body, is_repeated=True)
    answer = act()
    row.status, row.body = answer.status, answer.body
    row.save(update_fields=["status", "body"])
    return answer

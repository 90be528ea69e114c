"""Finding conversations and customers by words, at any size: docs/decisions/inbox-at-size.md."""

import re
from typing import TypeVar
from uuid import UUID

from django.contrib.postgres.search import SearchQueryField
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.lookups import Lookup

from conversations.models import Conversation, Customer, CustomerWords, MessageWords
from tenants.scoping import current_tenant_id

Row = TypeVar("Row", MessageWords, CustomerWords)

# What so many rows hold is common: it stands in enough of the newest conversations.
COMMON = 5_000
# So many of the newest conversations are looked through for it, one portion after the other.
PORTIONS = (300, 1_500, 6_000)


def search_page(rows: QuerySet[Conversation], query: str, *, limit: int) -> list[Conversation]:
    """At most `limit` of `rows`, in their order, whose customer or messages have all the words of the query.

    What is rare is found by its index. What is common is found among the newest conversations; when those have too
    few of it, by the index after all.
    """
    said, people = _matching(MessageWords, query), _matching(CustomerWords, query)
    talks = list(said.values_list("conversation_id", flat=True)[: COMMON + 1])
    named = list(people.values_list("customer_id", flat=True)[: COMMON + 1])
    if max(len(talks), len(named)) <= COMMON:
        return list(rows.filter(Q(pk__in=set(talks)) | Q(customer_id__in=named))[:limit])
    found = _among_newest(rows, said, people, limit=limit)
    if found is not None:
        return found
    wanted = Q(pk__in=said.values("conversation_id")) | Q(customer_id__in=people.values("customer_id"))
    return list(rows.filter(wanted)[:limit])


def find_customers(query: str) -> QuerySet[Customer]:
    """Newest first: whose name, phone or e-mail has all the words, each as a beginning, or whose number begins so."""
    named = Q(pk__in=_matching(CustomerWords, query).values("customer_id"))
    number = re.fullmatch(r"#?([0-9a-f]{8})[0-9a-f-]*", query.strip().lower())
    if number:
        first = UUID(number[1] + "0" * 24)
        named |= Q(public_id__gte=first, public_id__lte=UUID(number[1] + "f" * 24))
    return Customer.objects.filter(named).order_by("-pk")


def _among_newest(
    rows: QuerySet[Conversation], said: QuerySet[MessageWords], people: QuerySet[CustomerWords], *, limit: int
) -> list[Conversation] | None:
    """None when the newest ones do not have enough of it."""
    keys: list[int] = []
    begin = 0
    for end in PORTIONS:
        portion = list(rows.order_by(*rows.query.order_by).values_list("pk", "customer_id")[begin:end])
        keys += _with_words(portion, said, people)
        if len(keys) >= limit or len(portion) < end - begin:
            return list(rows.filter(pk__in=keys[:limit]))
        begin = end
    return None


def _with_words(
    portion: list[tuple[int, int]], said: QuerySet[MessageWords], people: QuerySet[CustomerWords]
) -> list[int]:
    """Which conversations of the portion, (key, customer) each, have the words; in the portion's order."""
    with transaction.atomic(), connection.cursor() as cursor:
        # By conversation, never by word: the list of a common word is as long as the shop's history.
        cursor.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off")
        talks = set(
            said.filter(conversation_id__in=[key for key, _ in portion]).values_list("conversation_id", flat=True)
        )
        named = set(people.filter(customer_id__in=[who for _, who in portion]).values_list("customer_id", flat=True))
    return [key for key, who in portion if key in talks or who in named]


def _matching(model: type[Row], query: str) -> QuerySet[Row]:
    asked = Func(
        Value(current_tenant_id(), output_field=BigIntegerField()), Value(query, output_field=TextField()),
        function="conversations_query_of", output_field=SearchQueryField(),
    )  # fmt: skip
    return model.objects.filter(_Matches(F("words"), asked))


class _Matches(Lookup):
    """Django's own lookup would build the query out of words itself."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, RUF100
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}", [*left_values, *right_values]

"""Orders by the words of their number and their customer: through the words' own index, or walking along the list."""

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.fields import BigIntegerField, TextField
from django.db.models.functions import Coalesce
from django.db.models.lookups import Lookup

from orders.models import OrderWords
from tenants.scoping import current_tenant_id


def matching(query: str) -> QuerySet[OrderWords]:
    """The entries of orders whose number, or customer's name, phone or e-mail address, holds every word as a beginning.

    Digits are also found at the end of a phone number, and as the last digits of an order's number.
    """
    return OrderWords.objects.filter(_matches(query))


def walk(
    words: QuerySet[OrderWords], query: str, *, count: int, oldest_first: bool = False
) -> tuple[QuerySet[OrderWords], bool]:
    """Those of the first `count` of `words`, which are by time, that match, and whether there are no more to look at.

    They are looked at one after the other.
    """
    last = words.values_list("created_at", flat=True)[count : count + 1].first()
    # Said so that the index of the words does not fit: for what is common it would find far too many.
    is_found = Coalesce(_matches(query), Value(value=False), output_field=BooleanField())
    reach = {"created_at__lte" if oldest_first else "created_at__gte": last} if last else {}
    return words.filter(is_found, **reach), last is None


def _matches(query: str) -> "_Matches":
    asked = Func(
        Value(current_tenant_id(), output_field=BigIntegerField()), Value(query, output_field=TextField()),
        function="orders_query_of", output_field=SearchQueryField(),
    )  # fmt: skip
    return _Matches(F("words"), asked)


class _Matches(Lookup):
    """Django's own lookup would build the query out of words itself."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler, connection):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, RUF100
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}", [*left_values, *right_values]

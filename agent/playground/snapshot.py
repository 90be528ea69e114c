"""What a rehearsal left behind, kept as text until its next message: the rows that happened, without what was copied.

Primary keys stay as they were: their sequences never give them out again, although the rows were rolled back.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models
from django.db.models import F

from agent.evaluation.sandbox import Copy
from catalog.models import Product
from tenants.models import Tenant
from tenants.scoping import TenantModel, tenant_scope

# Everything that a later message may speak of. The rest of what happened is over, or is worked out again.
KEPT = (
    "channels.Channel", "conversations.Customer", "conversations.Identity", "conversations.IdentityAlias",
    "conversations.Conversation", "conversations.Message", "conversations.Consent", "conversations.Summary",
    "conversations.ProfileReading", "orders.OrderCounter", "orders.Order", "orders.OrderLine", "orders.OrderEvent",
    "orders.OrderLink", "orders.Recap", "orders.Confirmation", "orders.ChangeRequest", "orders.LookAlike",
    "orders.Payment", "catalog.LostDemand", "agent.Run", "agent.Step", "agent.Effect", "agent.Progress",
    "agent.StageChange", "agent.TeamQuestion", "agent.Asker", "billing.UsageEvent",
)  # fmt: skip


def take_snapshot(copy: Copy, *, source: Tenant) -> str:
    """The rehearsal's rows as they are now; links to what was copied name the shop's own rows. Call it in the scope
    of the copy."""
    back = {model: {new: old for old, new in pairs.items()} for model, pairs in copy.keys.items()}
    rows = (_turned(row, back) for model in _kept() for row in model.objects.order_by("pk"))
    kept = [row for row in rows if row is not None]
    state = {"rows": json.loads(serializers.serialize("json", kept)), "stock": dict(_stock_taken(back, source))}
    return json.dumps(state)


def restore(state: str, copy: Copy) -> None:
    """Put it into another copy. Rows that belong to something that the shop no longer has are left out."""
    if not state:
        return
    found = json.loads(state)
    for one in serializers.deserialize("json", json.dumps(found["rows"]), ignorenonexistent=True):
        row = _turned(one.object, copy.keys)
        if row is not None:
            row.tenant_id = copy.shop.pk
            row.save_base(raw=True, force_insert=True)
    for key, change in found["stock"].items():
        rows = Product.objects.filter(pk=copy.keys[Product].get(int(key)), stock__isnull=False)
        rows.update(stock=F("stock") + Decimal(change))


def _kept() -> Iterator[type[TenantModel]]:
    return (apps.get_model(label) for label in KEPT)


def _turned(row: Any, keys: Mapping[type[models.Model], Mapping[int, int]]) -> Any:
    """The row with its links to copied tables turned; None when one that it needs leads nowhere."""
    for field in row._meta.concrete_fields:
        table = field.related_model if isinstance(field, models.ForeignKey) else None
        value = getattr(row, field.attname)
        if table not in keys or value is None:
            continue
        turned = keys[table].get(value)
        if turned is None and not field.null:
            return None
        setattr(row, field.attname, turned)
    return row


def _stock_taken(back: Mapping[type[models.Model], Mapping[int, int]], source: Tenant) -> Iterator[tuple[int, str]]:
    """How many of each ordered product are fewer, or more, than the shop has."""
    ordered = apps.get_model("orders.OrderLine").objects.exclude(product=None).values("product")
    here = dict(Product.objects.filter(pk__in=ordered, stock__isnull=False).values_list("pk", "stock"))
    own = {back[Product][key]: stock for key, stock in here.items() if key in back[Product]}
    with tenant_scope(source):
        theirs = dict(Product.objects.filter(pk__in=own, stock__isnull=False).values_list("pk", "stock"))
    return ((key, str(own[key] - stock)) for key, stock in theirs.items() if own[key] != stock)

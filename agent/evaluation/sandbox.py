"""A shop to try things in: a copy inside a transaction that never commits (docs/decisions/evaluation.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.apps import apps
from django.db import transaction

from agent.evaluation.copying import copy_rows
from tenants.models import Tenant
from tenants.scoping import TenantModel, tenant_scope

# What makes a shop answer as it does, parents first. Whoever adds a table decides here or in LEFT_OUT; a test says so.
COPIED = (
    "catalog.Product", "catalog.Posting", "catalog.ProductVector", "agent.ModelChoice", "agent.PromptText",
    "agent.PromptVersion", "orders.Promotion", "agent.Playbook", "agent.Stage", "agent.StagePicture", "agent.FaqEntry",
    "agent.Document", "agent.Passage", "orders.OrderRules", "orders.ConfirmationRules", "orders.DeliveryArea",
    "orders.PaymentAccount", "tenants.SpecialDay",
)  # fmt: skip
# People, what they said and bought, doors to the outside, what is derived, and what happened.
LEFT_OUT = frozenset({
    "agent.Asker", "agent.Effect", "agent.Evaluation", "agent.Lease", "agent.OwnScenario", "agent.Progress",
    "agent.Run", "agent.StageChange", "agent.Step", "agent.TeamQuestion", "agent.Trial", "billing.Cap",
    "billing.DayUsage", "billing.Reservation", "billing.SpendNotice", "billing.UsageEvent", "catalog.ImportSender",
    "catalog.LostDemand", "catalog.ProductImport", "catalog.Store", "catalog.StoreEvent", "catalog.StoreItem",
    "catalog.StoreSync", "catalog.Term", "channels.Channel", "channels.InboundEvent", "channels.MessageTemplate",
    "conversations.Attachment", "conversations.Consent", "conversations.Conversation", "conversations.Customer",
    "conversations.Identity", "conversations.IdentityAlias", "conversations.Message",
    "conversations.ProfileReading", "conversations.Summary", "orders.ApiAnswer", "orders.ChangeRequest",
    "orders.Confirmation", "orders.DayFigure", "orders.LookAlike", "orders.Notice", "orders.Order",
    "orders.OrderCounter", "orders.OrderEvent", "orders.OrderLine", "orders.OrderLink", "orders.OrderWords",
    "orders.OriginPush", "orders.Payment", "orders.PaymentEvent", "orders.Recap", "orders.Site",
    "orders.StoreIntake", "tenants.Alert", "tenants.ApiKey", "tenants.AuditEvent", "tenants.DataExport",
    "tenants.Invitation", "tenants.Logo", "tenants.Membership", "tenants.WebhookDelivery", "tenants.WebhookEndpoint",
})  # fmt: skip


@contextmanager
def sandbox(tenant: Tenant) -> Iterator[Tenant]:
    """A copy of the shop, in scope. After the block nothing of it was ever there, and no task was sent.

    Nobody else sees its rows or waits for its locks, however long a model thinks inside.
    """
    with transaction.atomic():
        copy = Tenant.objects.get(pk=tenant.pk)
        copy.pk, copy.slug = None, f"trial-{uuid4().hex}"
        copy._state.adding = True
        copy.save()
        copy_rows(tenant, copy, tables=copied_models())
        with tenant_scope(copy):
            yield copy
        transaction.set_rollback(True)


def copied_models() -> list[type[TenantModel]]:
    return [apps.get_model(label) for label in COPIED]

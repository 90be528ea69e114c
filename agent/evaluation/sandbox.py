"""A shop to try things in: a copy inside a transaction that never commits (docs/decisions/evaluation.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.apps import apps
from django.db import transaction

from agent.evaluation.copying import Keys, copy_rows
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
    "agent.Asker", "agent.Effect", "agent.Evaluation", "agent.Lease", "agent.OwnScenario",
    "agent.PlaygroundSession", "agent.PlaygroundTurn", "agent.Progress",
    "agent.Run", "agent.StageChange", "agent.Step", "agent.TeamQuestion", "agent.Trial", "billing.Cap",
    "billing.ConversationUsage", "billing.CountedReply", "billing.DayReplies", "billing.DayUsage", "billing.Invoice",
    "billing.InvoiceLine", "billing.Reservation", "billing.SpendNotice", "billing.Subscription", "billing.UsageEvent",
    "catalog.ImportSender",
    "catalog.LostDemand", "catalog.ProductImport", "catalog.Store", "catalog.StoreEvent", "catalog.StoreItem",
    "catalog.StoreSync", "catalog.Term", "channels.Channel", "channels.InboundEvent", "channels.MessageTemplate",
    "conversations.Attachment", "conversations.CannedReply", "conversations.Consent", "conversations.Conversation",
    "conversations.Customer", "conversations.CustomerWords", "conversations.DayAnswer", "conversations.DayTalk",
    "conversations.Handover", "conversations.Identity", "conversations.IdentityAlias", "conversations.Message",
    "conversations.MessageWords", "conversations.Note", "conversations.ProfileReading", "conversations.Seen",
    "conversations.Summary", "orders.ApiAnswer", "orders.ChangeRequest", "orders.Confirmation", "orders.DayFigure",
    "orders.DaySale", "orders.LookAlike", "orders.Notice", "orders.Order",
    "orders.OrderCounter", "orders.OrderEvent", "orders.OrderLine", "orders.OrderLink", "orders.OrderWords",
    "orders.OriginPush", "orders.Payment", "orders.PaymentEvent", "orders.Recap", "orders.Site",
    "orders.StoreIntake", "tenants.Alert", "tenants.ApiKey", "tenants.AuditEvent", "tenants.CountedDays",
    "tenants.DataExport", "tenants.Invitation", "tenants.Logo", "tenants.Membership", "tenants.RetentionRule",
    "tenants.StaleDay",
    "tenants.WebhookDelivery", "tenants.WebhookEndpoint",
})  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """A shop that will never have been there. `keys` are its rows' primary keys by those they were copied from."""

    shop: Tenant
    keys: Keys


@contextmanager
def sandbox(tenant: Tenant) -> Iterator[Tenant]:
    """A copy of the shop, in scope. After the block nothing of it was ever there, and no task was sent.

    Nobody else sees its rows or waits for its locks, however long a model thinks inside.
    """
    with open_copy(tenant) as copy:
        yield copy.shop


@contextmanager
def open_copy(tenant: Tenant, *, salt: UUID | None = None) -> Iterator[Copy]:
    """The same with its keys. Copies of one `salt` have the same public ids, so that what was said about a product in
    one of them can be understood in the next; only one of them may be open at a time."""
    with transaction.atomic():
        shop = Tenant.objects.get(pk=tenant.pk)
        shop.pk, shop.slug = None, f"trial-{uuid4().hex}"
        shop._state.adding = True
        shop.save()
        keys = copy_rows(tenant, shop, tables=copied_models(), salt=salt or uuid4())
        with tenant_scope(shop):
            yield Copy(shop, keys)
        transaction.set_rollback(True)


def copied_models() -> list[type[TenantModel]]:
    return [apps.get_model(label) for label in COPIED]

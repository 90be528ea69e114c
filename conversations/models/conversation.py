"""One thread with one customer, and who answers in it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.models.customer import Customer, Identity
from tenants.scoping import TenantModel


class Owner(models.TextChoices):
    """Who answers: the agent, or the people of the shop."""

    AGENT = "agent", _("Agent")
    STAFF = "staff", _("Staff")


class ConversationStatus(models.TextChoices):
    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


class LeadStatus(models.TextChoices):
    """How near to buying the customer is, by their own newest words or by hand."""

    UNKNOWN = "unknown", pgettext_lazy("lead", "Unknown")
    NEEDS_INFO = "needs_info", pgettext_lazy("lead", "Needs information")
    CONSIDERING = "considering", pgettext_lazy("lead", "Considering")
    READY = "ready", pgettext_lazy("lead", "Ready to buy")
    NOT_INTERESTED = "not_interested", pgettext_lazy("lead", "Not interested")


class Conversation(TenantModel):
    """One thread with one customer on one channel.

    `inbound_seq` grows with everything the customer says or edits, `answered_seq` follows it with each answer;
    the conversation waits for an answer while they differ.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="conversations")
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="conversations")
    status = models.CharField(
        _("status"), max_length=10, choices=ConversationStatus.choices, default=ConversationStatus.OPEN
    )
    inbound_seq = models.PositiveIntegerField(default=0, editable=False)
    answered_seq = models.PositiveIntegerField(default=0, editable=False)
    unanswered_since = models.DateTimeField(_("unanswered since"), null=True, blank=True)
    last_inbound_at = models.DateTimeField(_("last message in"), null=True, blank=True)
    last_message_at = models.DateTimeField(_("last message"), null=True, blank=True)
    owner = models.CharField(_("answered by"), max_length=10, choices=Owner.choices, default=Owner.AGENT)
    # Staff ownership ends by itself: a customer never waits for somebody who went home.
    owner_until = models.DateTimeField(_("until"), null=True, blank=True)
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
    )
    # Since when without a break: a takeover that is renewed again and again still ends.
    owner_since = models.DateTimeField(_("since"), null=True, blank=True)
    # Who it was when it was nobody signed in here: the shop's phone, the page's inbox.
    owner_name = models.CharField(_("answered from"), max_length=80, blank=True)
    handover_reason = models.CharField(_("reason"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    # Whose it is in the team, whoever answers right now.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("assigned to"),
    )  # fmt: skip
    # Where it stands in the shop's way of selling, as the agent tells (conversations/inbox/stages.py): key and name.
    stage = models.CharField(_("stage"), max_length=40, blank=True, editable=False)
    stage_name = models.CharField(_("stage"), max_length=60, blank=True, editable=False)
    # How far the newest summary reaches (a message), and the newest reading of the profile (in the sequence).
    summarized_id = models.BigIntegerField(default=0, editable=False)
    profiled_seq = models.PositiveIntegerField(default=0, editable=False)
    lead_status = models.CharField(_("interest"), max_length=16, choices=LeadStatus.choices, default=LeadStatus.UNKNOWN)
    # The evidence: the words, the message they stand in, or who of the staff said so.
    lead_words = models.CharField(_("by the words"), max_length=300, blank=True)
    lead_message = models.ForeignKey(
        "conversations.Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("in the message"),
    )  # fmt: skip
    lead_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("set by"),
    )  # fmt: skip
    lead_at = models.DateTimeField(_("since"), null=True, blank=True)
    # Up to here the customer's words have been looked at.
    lead_seq = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("began"), auto_now_add=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_message_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity"], condition=models.Q(status="open"), name="conversation_one_open_per_identity"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "-last_message_at"], name="conversation_newest"),
            # The sweep of all shops' memory looks at what was said lately.
            models.Index(fields=["last_message_at"], name="conversation_lately"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="conversation_by_begin"),
            models.Index(fields=["tenant", "lead_status", "-last_message_at"], name="conversation_by_lead"),
            models.Index(fields=["tenant", "status", "-last_message_at"], name="conversation_by_status"),
            models.Index(
                fields=["tenant", "stage", "-last_message_at"],
                condition=~models.Q(stage=""),
                name="conversation_by_stage",
            ),
            models.Index(
                fields=["assigned_to", "-last_message_at"],
                condition=models.Q(assigned_to__isnull=False),
                name="conversation_assigned",
            ),
            models.Index(
                fields=["tenant", "-last_message_at"],
                condition=models.Q(unanswered_since__isnull=False),
                name="conversation_unanswered",
            ),
            models.Index(
                fields=["last_inbound_at"],
                condition=models.Q(inbound_seq__gt=models.F("answered_seq")),
                name="conversation_waiting",
            ),
            models.Index(
                fields=["unanswered_since"],
                condition=models.Q(owner="staff", unanswered_since__isnull=False),
                name="conversation_called",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} ({self.identity.kind})"

    @property
    def is_waiting(self) -> bool:
        return self.inbound_seq > self.answered_seq

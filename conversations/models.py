"""Who said what: customers, where they can be reached, and what was written."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel


class Customer(TenantModel):
    """A person who buys from the shop, whatever channels they use."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or f"#{str(self.public_id)[:8]}"


class Identity(TenantModel):
    """A customer on one channel: `external_id` is what that channel calls them."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(_("channel"), max_length=20)
    # The public id of the shop's channel: this app stands below the one that owns it.
    channel_id = models.UUIDField(_("channel id"))
    external_id = models.CharField(_("id there"), max_length=190)
    name = models.CharField(_("name there"), max_length=160, blank=True)
    is_reachable = models.BooleanField(_("can be reached"), default=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [models.UniqueConstraint(fields=["channel_id", "external_id"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.external_id}"


class Owner(models.TextChoices):
    """Who answers: the agent, or the people of the shop."""

    AGENT = "agent", _("Agent")
    STAFF = "staff", _("Staff")


class ConversationStatus(models.TextChoices):
    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


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
    handover_reason = models.CharField(_("reason"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
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
            models.Index(
                fields=["last_inbound_at"],
                condition=models.Q(inbound_seq__gt=models.F("answered_seq")),
                name="conversation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} ({self.identity.kind})"

    @property
    def is_waiting(self) -> bool:
        return self.inbound_seq > self.answered_seq


class Author(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    AGENT = "agent", _("Agent")
    STAFF = "staff", _("Staff")


class MessageStatus(models.TextChoices):
    """Inbound messages are `received`; the others are stations of an outgoing one."""

    RECEIVED = "received", _("Received")
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    UNCERTAIN = "uncertain", _("Perhaps sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")
    FAILED = "failed", _("Failed")


class Message(TenantModel):
    """One message. An outgoing one is also its own outbox row: see conversations/delivery.py."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(_("author"), max_length=10, choices=Author.choices)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("staff"),
    )
    kind = models.CharField(_("kind"), max_length=20, default="text")
    text = models.TextField(_("text"), blank=True)
    # Inbound: [{"kind", "file_id", ...}] as the channel named them.
    media = models.JSONField(_("media"), default=list, blank=True)
    # Outgoing: [{"id", "title"}], drawn as buttons where the channel has them.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    # Position in the conversation's inbound_seq (inbound), or the seq it answers (outgoing).
    seq = models.PositiveIntegerField(default=0, editable=False)
    # The provider's id; several when a text had to be split, the first one stands here.
    external_id = models.CharField(_("id there"), max_length=190, blank=True)
    run_id = models.UUIDField(_("run"), null=True, blank=True)
    status = models.CharField(_("delivery"), max_length=10, choices=MessageStatus.choices)
    parts_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("not before"), null=True, blank=True)
    sending_since = models.DateTimeField(null=True, blank=True, editable=False)
    error = models.CharField(_("problem"), max_length=300, blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity", "external_id"], condition=~models.Q(external_id=""), name="message_once"
            )
        ]
        indexes = [
            models.Index(fields=["conversation", "id"], name="message_thread"),
            models.Index(
                fields=["due_at"], condition=models.Q(status__in=["queued", "sending"]), name="message_outbox"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"

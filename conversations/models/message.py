"""What was written, and how far it got."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.models.consent import Purpose
from conversations.models.conversation import Conversation
from conversations.models.customer import Identity
from tenants.scoping import TenantModel


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
    DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
    READ = "read", _("Read")
    FAILED = "failed", _("Failed")
    WITHDRAWN = "withdrawn", _("Not sent any more")


# The kind of a message whose words were forgotten because they were old: docs/decisions/retention.md.
FORGOTTEN = "forgotten"
# An outgoing message in one of these states was not said, or not all of it.
UNSAID = (MessageStatus.WITHDRAWN, MessageStatus.FAILED)


class Message(TenantModel):
    """One message. An outgoing one is also its own outbox row: see conversations/outbox.py."""

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
    # In: as channels/items.py describes them, files beside them as Attachment. Out: [{"kind", "url", "caption"}].
    media = models.JSONField(_("media"), default=list, blank=True)
    # Outgoing: [{"id", "title"}], drawn as buttons where the channel has them.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    # Whether the channel had no buttons and wrote numbers before the choices.
    numbers_shown = models.BooleanField(default=False, editable=False)
    # Position in the conversation's inbound_seq (inbound), or the seq it answers (outgoing).
    seq = models.PositiveIntegerField(default=0, editable=False)
    # Outgoing: what it is for, which decides whether the person allows it.
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices, default=Purpose.REPLY)
    # The line with which the agent hands over: it goes out although people answer from now on.
    survives_takeover = models.BooleanField(default=False, editable=False)
    # The provider's id; when a text had to be split, those of the other pieces follow.
    external_id = models.CharField(_("id there"), max_length=190, blank=True)
    more_ids = ArrayField(models.CharField(max_length=190), default=list, blank=True, editable=False)
    # The provider's id of the message that this one answers.
    reply_to = models.CharField(_("answers"), max_length=190, blank=True)
    # The customer's emoji on it.
    reaction = models.CharField(_("reaction"), max_length=32, blank=True)
    # The approved template it went out as, because the network's window was closed.
    sent_as = models.CharField(_("sent as"), max_length=512, blank=True)
    run_id = models.UUIDField(_("run"), null=True, blank=True)
    status = models.CharField(_("delivery"), max_length=10, choices=MessageStatus.choices)
    parts_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("not before"), null=True, blank=True)
    sending_since = models.DateTimeField(null=True, blank=True, editable=False)
    # Why it did not go out: our code (conversations/failures.py) and the provider's words.
    error_code = models.CharField(_("problem code"), max_length=40, blank=True)
    error = models.CharField(_("problem"), max_length=300, blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
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
            models.Index(fields=["tenant", "-created_at", "-id"], name="message_by_time"),
            models.Index(fields=["conversation"], condition=models.Q(author="staff"), name="message_of_staff"),
            models.Index(
                fields=["due_at"], condition=models.Q(status__in=["queued", "sending"]), name="message_outbox"
            ),
            models.Index(fields=["external_id"], condition=~models.Q(external_id=""), name="message_external_id"),
            GinIndex(fields=["more_ids"], condition=~models.Q(more_ids=[]), name="message_more_ids"),
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"

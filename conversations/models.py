"""Who said what: customers, where they can be reached, and what was written."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.figure_models import DayAnswer, DayTalk, Handover, HandoverCause
from conversations.inbox_models import CannedReply, CustomerWords, MessageWords, Note, NoteKind, Seen
from conversations.memory_models import ProfileReading, Summary
from tenants.scoping import TenantModel

__all__ = [
    "FORGOTTEN", "UNSAID", "Attachment", "AttachmentStatus", "Author", "CannedReply", "Consent", "ConsentSource",
    "Conversation", "ConversationStatus", "Customer", "CustomerWords", "DayAnswer", "DayTalk", "Handover",
    "HandoverCause",
    "Identity", "IdentityAlias", "Message", "MessageStatus", "MessageWords", "Note", "NoteKind", "Owner",
    "ProfileReading", "Purpose",
    "Seen", "Summary", "attachment_path",
]  # fmt: skip


class Customer(TenantModel):
    """A person who buys from the shop, whatever channels they use."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    # Who set which field: {field: {"source", "who", "at"}}, kept by conversations/profile.py alone.
    provenance = models.JSONField(default=dict, blank=True, editable=False)
    # Staff found out that this is the same person; nothing is moved, so it can be undone (conversations/merging.py).
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("same person as"),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["tenant", "phone"], condition=~models.Q(phone=""), name="customer_by_phone"),
            models.Index("tenant", Lower("email"), condition=~models.Q(email=""), name="customer_by_email"),
            models.Index(fields=["tenant", "-created_at", "-id"], name="customer_newest"),
            models.Index(fields=["tenant", "-id"], name="customer_by_id"),
        ]

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
        indexes = [models.Index(fields=["tenant", "kind"], name="identity_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.external_id}"


class IdentityAlias(TenantModel):
    """Another name of the same person on the same channel: a phone number beside a user id."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="aliases")
    channel_id = models.UUIDField(_("channel id"))
    external_id = models.CharField(_("id there"), max_length=190)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.UniqueConstraint(fields=["channel_id", "external_id"], name="identity_alias_once")]

    def __str__(self) -> str:
        return self.external_id


class Purpose(models.TextChoices):
    """Why a message is sent: the answer to a customer's own, news of their order, or advertising."""

    REPLY = "reply", _("Answers")
    ORDER = "order", _("News about orders")
    MARKETING = "marketing", _("Offers")


class ConsentSource(models.TextChoices):
    CUSTOMER = "customer", _("Customer's words")
    PROVIDER = "provider", _("Network")
    STAFF = "staff", _("Staff")


class Consent(TenantModel):
    """One line of the ledger of who wants which messages: the newest line of an identity and a purpose counts."""

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    is_granted = models.BooleanField(_("wanted"))
    source = models.CharField(_("source"), max_length=10, choices=ConsentSource.choices)
    # The customer's words, the provider's code, or who of the staff.
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["identity", "purpose", "-id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.identity}: {self.purpose} {'+' if self.is_granted else '-'}"


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
    # Where it stands in the shop's way of selling, as the agent tells (conversations/stages.py): key and name.
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


class AttachmentStatus(models.TextChoices):
    WAITING = "waiting", _("Being fetched")
    STORED = "stored", _("Stored")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Not available")


def attachment_path(attachment: "Attachment", _name: str) -> str:
    """One folder per shop; the customer's own file name never becomes a path."""
    return f"{attachment.tenant.slug}/{attachment.public_id}"


class Attachment(TenantModel):
    """A file that a customer sent: fetched at once, because the networks forget it soon."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=20)
    # What the channel calls it; it is no address that anybody may open.
    ref = models.TextField(editable=False)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    mime_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    status = models.CharField(
        _("status"), max_length=10, choices=AttachmentStatus.choices, default=AttachmentStatus.WAITING
    )
    error_code = models.CharField(_("problem code"), max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("not before"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=attachment_path, blank=True, max_length=200)
    # What it shows or says, in words, and the model that told us.
    words = models.TextField(_("in words"), blank=True)
    words_by = models.CharField(_("told by"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(status="waiting"), name="attachment_waiting")]

    def __str__(self) -> str:
        return self.name or f"{self.kind} {str(self.public_id)[:8]}"

"""What the people of a shop keep beside the messages: notes, what they have seen, and answers they use often."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel


class NoteKind(models.TextChoices):
    """Somebody's words, or something that happened at the desk."""

    NOTE = "note", _("Note")
    CALLED = "called", _("The agent called a person")
    TAKEN = "taken", _("Taken over")
    RETURNED = "returned", _("Handed back to the agent")
    ASSIGNED = "assigned", _("Assigned")
    UNASSIGNED = "unassigned", _("Not assigned any more")
    RESOLVED = "resolved", _("Resolved")
    REOPENED = "reopened", _("Opened again")


class Note(TenantModel):
    """A line between the messages that only staff see: it is no message, so it is never sent and no agent reads it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="desk_notes")
    kind = models.CharField(_("kind"), max_length=10, choices=NoteKind.choices, default=NoteKind.NOTE)
    # Their words; of what happened: whom it was given to, why a person was called.
    text = models.TextField(_("text"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("who"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:40]}"


class Seen(TenantModel):
    """How far somebody of the shop has looked at a conversation, in its `inbound_seq`."""

    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField(_("seen up to"), default=0)
    seen_at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("seen mark")
        verbose_name_plural = _("seen marks")
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.conversation_id}: {self.seq}"


class CannedReply(TenantModel):
    """An answer that the shop gives often, in the languages of its customers: {language: text}."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("short name"), max_length=40)
    texts = models.JSONField(_("texts"), default=dict)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="canned_reply_once")]

    def __str__(self) -> str:
        return self.name

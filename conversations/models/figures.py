"""When people took over, and what a shop's conversations add up to, day by day."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenants.scoping import TenantModel


class HandoverCause(models.TextChoices):
    """Who brought a person in, and why: the agent's reasons, or a person by themselves."""

    CUSTOMER_REQUEST = "customer_request", _("The customer asked for a person")
    COMPLAINT = "complaint", _("The customer complained")
    MISSING_KNOWLEDGE = "missing_knowledge", _("The agent did not know the answer")
    UNSUPPORTED_REQUEST = "unsupported_request", _("The agent could not do it")
    POLICY_RESTRICTION = "policy_restriction", _("The agent may not decide it")
    TOOL_FAILURE = "tool_failure", _("Something went wrong on our side")
    STAFF = "staff", _("A person stepped in by themselves")
    OUTSIDE = "outside", _("Somebody answered outside of Salesdesk")
    OTHER = "other", pgettext_lazy("handover", "Another reason")


class Handover(TenantModel):
    """From here on people answered a conversation: written by conversations/handling/takeover.py, never changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="handovers", verbose_name=_("conversation")
    )
    cause = models.CharField(_("cause"), max_length=20, choices=HandoverCause.choices)
    # The agent's words about it.
    words = models.CharField(_("about"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "created_at", "cause"], name="handover_by_time")]

    def __str__(self) -> str:
        return self.get_cause_display()


class DayTalk(TenantModel):
    """The conversations that began on one day on one kind of channel; kept by conversations/analytics/day_counts.py."""

    day = models.DateField()
    kind = models.CharField(max_length=20)
    begun = models.PositiveIntegerField()
    # Of these: nobody of the shop took over or wrote, ever.
    contained = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "day", "kind"], name="day_talk_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}: {self.begun}"


class DayAnswer(TenantModel):
    """How many answers of one day took about so long: `length` is a class of lib/durations.py."""

    day = models.DateField()
    author = models.CharField(max_length=10)
    # The first answer of its conversation.
    is_first = models.BooleanField()
    length = models.PositiveSmallIntegerField()
    answers = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "day", "author", "is_first", "length"], name="day_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.author} {self.length}: {self.answers}"

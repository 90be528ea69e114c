"""What is remembered of a conversation and of a person: one row for each answer of a model, which is also its trace."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel


class ModelAnswer(TenantModel):
    """Who answered, what it took, and who failed before. The messages that went in stand in the conversation."""

    provider = models.CharField(_("provider"), max_length=30)
    model = models.CharField(_("model"), max_length=120)
    prompt_hash = models.CharField(_("prompt"), max_length=16)
    input_tokens = models.PositiveIntegerField(_("tokens in"), default=0)
    output_tokens = models.PositiveIntegerField(_("tokens out"), default=0)
    cost_usd = models.DecimalField(_("cost in USD"), max_digits=14, decimal_places=8, null=True, blank=True)
    seconds = models.FloatField(_("seconds"), default=0)
    # Why others, asked before, gave no answer: [text].
    failures = models.JSONField(_("problems"), default=list, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        abstract = True


class Summary(ModelAnswer):
    """A conversation up to a message, in short. Each one merges the one before, so only the newest is read.

    It covers every message up to `upto_id` that the customer did not edit after `seq`. What they take back later is
    in none: those rows are deleted (conversations/memory.py).
    """

    conversation = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="summaries")
    # Grows by one: two workers that merge into the same one cannot both be kept.
    number = models.PositiveIntegerField(_("number"))
    # The messages merged in: from the first after `after_id` (and what was edited since) to `upto_id`.
    after_id = models.BigIntegerField(editable=False)
    upto_id = models.BigIntegerField(editable=False)
    seq = models.PositiveIntegerField(editable=False)
    message_count = models.PositiveSmallIntegerField(_("messages"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="summary_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.text[:60]}"


class ProfileReading(ModelAnswer):
    """What a model read about a person in the customer's messages after `after_seq`, up to `upto_seq`."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="profile_readings"
    )
    after_seq = models.PositiveIntegerField(editable=False)
    upto_seq = models.PositiveIntegerField(editable=False)
    message_count = models.PositiveSmallIntegerField(_("messages"))
    # {field: value}: all that the model found, and what of it was new, valid and allowed.
    found = models.JSONField(_("found"), default=dict, blank=True)
    kept = models.JSONField(_("kept"), default=dict, blank=True)

    class Meta:
        verbose_name = _("reading of a profile")
        verbose_name_plural = _("readings of profiles")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["conversation", "after_seq"], name="profile_reading_once")]

    def __str__(self) -> str:
        return f"{self.upto_seq}: {', '.join(self.kept)}"

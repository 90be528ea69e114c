"""What the agent thought and did: every step of a turn is a row, so that a turn survives its worker."""

import json
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from agent.knowledge.models import Document, FaqEntry, Passage
from agent.playbooks.models import Playbook, Progress, Stage, StageChange, StagePicture
from agent.team.models import Asker, TeamQuestion
from conversations.models import Conversation
from tenants.fields import EncryptedTextField
from tenants.scoping import TenantModel

__all__ = [
    "Asker",
    "Document",
    "Effect",
    "FaqEntry",
    "Job",
    "Lease",
    "ModelChoice",
    "Passage",
    "Playbook",
    "Progress",
    "Run",
    "RunStatus",
    "Stage",
    "StageChange",
    "StagePicture",
    "Step",
    "StepKind",
    "TeamQuestion",
]  # fmt: skip


class Job(models.TextChoices):
    """What a model is used for."""

    CHAT = "chat", _("Conversation")
    SUMMARY = "summary", _("Summaries")
    PROFILE = "profile", _("Customer profiles")
    POLISH = "polish", _("Polishing")
    MEDIA = "media", _("Photos and voice messages")


class ModelChoice(TenantModel):
    """Which provider and model a shop uses for a job; lower positions are asked first."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    job = models.CharField(_("for"), max_length=10, choices=Job.choices, default=Job.CHAT)
    position = models.PositiveSmallIntegerField(_("rank"), default=0)
    provider = models.CharField(_("provider"), max_length=20)
    model = models.CharField(_("model"), max_length=120, blank=True)
    base_url = models.URLField(_("address"), blank=True, help_text=_("Only for compatible servers of your own."))
    api_key = EncryptedTextField(_("key"), default="", blank=True)
    # Only what the table of parameters knows for the model: {"temperature": 0.3, "reasoning_effort": "low"}.
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)

    class Meta:
        verbose_name = _("model choice")
        verbose_name_plural = _("model choices")
        ordering = ["job", "position"]
        constraints = [models.UniqueConstraint(fields=["tenant", "job", "position"], name="model_choice_once")]

    def __str__(self) -> str:
        return f"{self.job}: {self.provider}:{self.model}"


class PromptText(TenantModel):
    """The words of a prompt that was used or saved, by their hash: what a run was told can always be read again."""

    digest = models.CharField(_("hash"), max_length=16)
    content = models.TextField(_("text"))

    class Meta:
        verbose_name = _("prompt text")
        verbose_name_plural = _("prompt texts")
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="prompt_text_once")]

    def __str__(self) -> str:
        return self.digest


class PromptVersion(TenantModel):
    """A shop's own words for a prompt. Never changed: a change is the next version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(_("prompt"), max_length=40)
    number = models.PositiveIntegerField(_("version"))
    text = models.ForeignKey(PromptText, on_delete=models.RESTRICT, related_name="+", verbose_name=_("text"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    author = models.CharField(_("who"), max_length=150)
    is_live = models.BooleanField(_("live"), default=False)
    # Empty: a draft that customers never met.
    went_live_at = models.DateTimeField(_("live since"), null=True, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("prompt version")
        verbose_name_plural = _("prompt versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug", "number"], name="prompt_version_once"),
            models.UniqueConstraint(
                fields=["tenant", "slug"], condition=models.Q(is_live=True), name="prompt_one_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"


class Lease(TenantModel):
    """Who works on a conversation. `token` fences: a worker that lost the lease can no longer write."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="lease")
    token = models.UUIDField(null=True, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        return f"{self.conversation_id} until {self.until}"


class RunStatus(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    # A person took over: the answer was not sent.
    DROPPED = "dropped", _("Dropped")


class Run(TenantModel):
    """One turn of the agent: from the customer's message(s) to one reply. `seq` is the newest message it answers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="runs")
    status = models.CharField(_("status"), max_length=10, choices=RunStatus.choices, default=RunStatus.RUNNING)
    first_seq = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    prompt_hash = models.CharField(_("prompt"), max_length=16, blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    resumed = models.PositiveSmallIntegerField(_("resumed"), default=0)
    started_at = models.DateTimeField(_("began"), auto_now_add=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=models.Q(status="running"), name="run_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{str(self.public_id)[:8]} {self.status}"


class StepKind(models.TextChoices):
    HEARD = "heard", _("Customer's words")
    ANSWER = "answer", _("Model's answer")
    RESULT = "result", _("Tool's result")
    CORRECTION = "correction", _("Correction")


class Step(TenantModel):
    """One committed step of a run. `content` depends on the kind:

    heard: {"messages": [{"text", "seq", "unread"}]}, whose cost is that of reading files; answer: {"text",
    "calls": [{"id", "name", "arguments", "problem"}], "state", "stop"}; result: {"call_id", "tool", "arguments",
    "receipt"}; correction: {"text", "problems"}.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=StepKind.choices)
    content = models.JSONField(_("content"), default=dict)
    # A stale answer (newer words arrived) or a corrected one: kept for the trace, not shown to the model again.
    is_discarded = models.BooleanField(_("discarded"), default=False)
    is_error = models.BooleanField(_("refused"), default=False)
    provider = models.CharField(_("provider"), max_length=30, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    tokens = models.PositiveIntegerField(_("tokens"), default=0)
    cost_usd = models.DecimalField(_("cost in USD"), max_digits=14, decimal_places=8, null=True, blank=True)
    seconds = models.FloatField(_("seconds"), default=0)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="step_once")]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"

    @property
    def receipt(self) -> dict[str, Any]:
        """A tool's result; empty for the other kinds."""
        found = self.content.get("receipt", {})
        return found if isinstance(found, dict) else json.loads(found)


class Effect(TenantModel):
    """A tool's effect that must happen once: the same meaning finds the stored receipt."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, unique=True)
    tool = models.CharField(_("tool"), max_length=40)
    receipt = models.JSONField(_("receipt"), default=dict)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")

    def __str__(self) -> str:
        return f"{self.tool} {self.key[:8]}"


# Django looks for an app's tables here.
from agent.evaluation.models import Evaluation, OwnScenario, Trial  # noqa: E402, F401
from agent.playground.models import PlaygroundSession, PlaygroundTurn  # noqa: E402, F401

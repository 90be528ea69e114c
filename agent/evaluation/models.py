"""A shop's own scenarios, and what came of trying a candidate."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation
from tenants.scoping import TenantModel


class OwnScenario(TenantModel):
    """A scenario that the shop keeps. One made from a conversation goes with it: it holds a customer's words."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    # YAML, as agent.evaluation.scenario reads it; checked before it is kept.
    text = models.TextField(_("scenario"))
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("made from")
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("test conversation")
        verbose_name_plural = _("test conversations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="own_scenario_once")]

    def __str__(self) -> str:
        return self.name


class EvaluationState(models.TextChoices):
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class Evaluation(TenantModel):
    """A candidate beside what is live, over some scenarios. `prompt` is the chat's whole text; empty: as it is live."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.CharField(_("provider"), max_length=20, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    prompt = models.TextField(_("instructions"), blank=True)
    # Who answered for the shop on the day it began.
    live_name = models.CharField(_("live"), max_length=150, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=EvaluationState.choices, default=EvaluationState.RUNNING
    )
    actor = models.CharField(_("who"), max_length=150)
    created_at = models.DateTimeField(_("began"), auto_now_add=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(state="running"), name="evaluation_running")]

    def __str__(self) -> str:
        return f"{self.provider}:{self.model} {self.state}"


class TrialState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    PLAYING = "playing", _("Being played")
    DONE = "done", _("Done")


class Trial(TenantModel):
    """One scenario of an evaluation, played live and with the candidate. `live` and `candidate` are such results:

    {"passed", "void", "faults", "steps": [{"who", "said", "reply", "offered", "calls", "faults", "seconds"}], "state",
    "cost_usd", "seconds"}, or {"skipped": why}; empty while it was not played.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="trials")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    # The scenario as it was then.
    text = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=TrialState.choices, default=TrialState.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    live = models.JSONField(default=dict)
    candidate = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("scenario of a trial")
        verbose_name_plural = _("scenarios of trials")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "position"], name="trial_once")]
        indexes = [models.Index(fields=["claimed_at"], condition=models.Q(state="playing"), name="trial_playing")]

    def __str__(self) -> str:
        return self.name

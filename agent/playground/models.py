"""What people of a shop tried with its agent. The customers, orders and messages of a session exist nowhere else."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.scoping import TenantModel

LONGEST_TITLE = 40


class PlaygroundSession(TenantModel):
    """One rehearsal of one person, with the model and the draft that they chose for it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("who")
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True)
    # Both empty: as customers get it.
    provider = models.CharField(_("provider"), max_length=20, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    prompt = models.ForeignKey(
        "agent.PromptVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("instructions"),
    )  # fmt: skip
    # The public id that the conversation has inside: whoever watches listens to it.
    talk_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The rows of the rehearsal, as agent/playground/snapshot.py wrote them.
    state = models.TextField(default="", blank=True, editable=False)
    created_at = models.DateTimeField(_("began"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), auto_now_add=True)

    class Meta:
        verbose_name = _("rehearsal")
        verbose_name_plural = _("rehearsals")
        ordering = ["-used_at"]
        indexes = [models.Index(fields=["tenant", "user", "-used_at"], name="playground_newest")]

    def __str__(self) -> str:
        return self.title or str(self.public_id)[:8]


class TurnState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    PLAYING = "playing", _("Playing")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class PlaygroundTurn(TenantModel):
    """What was said and what came back. `replies` are [{"text", "pictures": [{"url", "caption"}], "choices": [{"id",
    "title"}]}], `trace` is what agent/playground/trace.py describes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(PlaygroundSession, on_delete=models.CASCADE, related_name="turns")
    # The form's name: sent twice it is said once.
    key = models.UUIDField(editable=False)
    said = models.TextField(_("said"))
    tap = models.CharField(_("tapped"), max_length=200, blank=True)
    replies = models.JSONField(_("replies"), default=list, blank=True)
    trace = models.JSONField(_("trace"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TurnState.choices, default=TurnState.WAITING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("message of a rehearsal")
        verbose_name_plural = _("messages of rehearsals")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["session", "key"], name="playground_turn_once")]
        indexes = [models.Index(fields=["claimed_at"], condition=models.Q(state="playing"), name="playground_playing")]

    def __str__(self) -> str:
        return self.said[:40]

"""How a shop sells: ordered stages, what is sent in them, and where each conversation stands."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from agent.playbooks.rules import read_rule
from conversations.models import Conversation
from lib.errors import DomainError
from orders.models import Promotion
from tenants.scoping import TenantModel


def validate_rules(rules: list[str]) -> None:
    """Only what the vocabulary of agent/playbooks/rules.py has."""
    for rule in rules:
        try:
            read_rule(rule)
        except DomainError as refusal:
            raise ValidationError(refusal.message) from refusal


def _rules_field(label: Any) -> "ArrayField[list[str], list[str]]":
    return ArrayField(
        models.CharField(max_length=40), verbose_name=label, default=list, blank=True, validators=[validate_rules]
    )


class Playbook(TenantModel):
    """A way of selling. The active one guides every conversation of the shop; without one the agent is free."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    is_active = models.BooleanField(_("active"), default=False, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("playbook")
        verbose_name_plural = _("playbooks")
        ordering = ["-is_active", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant"], condition=models.Q(is_active=True), name="playbook_one_active")
        ]

    def __str__(self) -> str:
        return self.name


class Stage(TenantModel):
    """One stage. `key` names it in history and figures, whatever it is called later."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(_("rank"), default=0, editable=False)
    key = models.CharField(max_length=40, validators=[RegexValidator(r"^[a-z0-9-]+$")], editable=False)
    name = models.CharField(_("name"), max_length=60)
    goal = models.CharField(_("goal"), max_length=300, blank=True)
    instructions = models.TextField(_("instructions for the agent"), max_length=2000, blank=True)
    # {"id": "...", "en": "..."}: what is said here, word for word by the built-in agent, in spirit by a model.
    lines = models.JSONField(_("what is said"), default=dict, blank=True)
    # Empty: all tools. Some are never taken away (agent/playbooks/guidance.py).
    tools = ArrayField(models.CharField(max_length=40), verbose_name=_("tools"), default=list, blank=True)
    enter_when = _rules_field(_("begins when"))
    leave_when = _rules_field(_("is over when"))
    promotion = models.ForeignKey(
        Promotion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("promotion")
    )

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["playbook", "key"], name="stage_key_once")]

    def __str__(self) -> str:
        return self.name

    def line(self, language: str) -> str:
        """What is said here in the customer's language; nothing when the shop has not written it in that one."""
        return str(self.lines.get(language, "")).strip()


def picture_path(picture: "StagePicture", _name: str) -> str:
    """One folder per shop; nobody's own file name becomes a path."""
    return f"{picture.tenant.slug}/playbooks/{picture.public_id}"


class StagePicture(TenantModel):
    """A picture that customers get in a stage: what others say about the shop."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="pictures")
    file = models.FileField(_("file"), upload_to=picture_path, max_length=200)
    mime_type = models.CharField(_("type"), max_length=100)
    # Of its bytes, so that the same picture is not there twice.
    digest = models.CharField(max_length=64, editable=False)
    captions = models.JSONField(_("captions"), default=dict, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["stage", "digest"], name="stage_picture_once")]

    def __str__(self) -> str:
        return str(self.public_id)[:8]


class Progress(TenantModel):
    """Where a conversation stands, since when and why. A visit begins with message `visit_seq` of the customer."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="progress")
    stage = models.ForeignKey(Stage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.CharField(_("stage"), max_length=40, blank=True)
    why = models.CharField(_("why"), max_length=40, blank=True)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    visit_seq = models.PositiveIntegerField(default=0)
    visit_at = models.DateTimeField(_("visit began"), null=True, blank=True)
    # What the replies of this visit have done: values of rules.Fact.
    facts = models.JSONField(_("facts"), default=list, blank=True)
    need = models.CharField(_("need"), max_length=300, blank=True)
    # What was promised in this conversation, so that the next order gets it.
    promotion = models.ForeignKey(Promotion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        indexes = [models.Index(fields=["tenant", "key"], name="progress_by_stage")]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.key}"


class StageChange(TenantModel):
    """A conversation came to another stage: written with it, never changed."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="stage_changes")
    playbook = models.ForeignKey(Playbook, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_key = models.CharField(_("from"), max_length=40, blank=True)
    to_key = models.CharField(_("to"), max_length=40)
    to_name = models.CharField(_("stage"), max_length=60)
    why = models.CharField(_("why"), max_length=40)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        ordering = ["id"]
        indexes = [models.Index(fields=["playbook", "created_at"], name="stage_change_by_time")]

    def __str__(self) -> str:
        return f"{self.from_key} -> {self.to_key}"

"""Questions that the agent asks the shop's people privately, and the customers who wait for the answer."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from agent.knowledge.models import LONGEST_ANSWER, LONGEST_QUESTION, FaqEntry
from conversations.models import Conversation, Message
from tenants.scoping import TenantModel


class QuestionState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    DISMISSED = "dismissed", _("Set aside")


class TeamQuestion(TenantModel):
    """One question, however many customers ask it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    language = models.CharField(_("language"), max_length=8)
    # What makes the same question the same: agent/knowledge/words.py.
    stems = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    # As catalog.embeddings sees it, and which model that was; empty where that was away.
    model = models.CharField(max_length=120, blank=True, editable=False)
    embedding = VectorField(null=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    answer_language = models.CharField(_("language of the answer"), max_length=8, blank=True)
    answered_by = models.CharField(_("by"), max_length=150, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    faq = models.ForeignKey(FaqEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("question to the team")
        verbose_name_plural = _("questions to the team")
        ordering = ["id"]
        indexes = [models.Index(fields=["tenant", "state"], name="team_question_by_state")]

    def __str__(self) -> str:
        return self.question


class AskerState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    TOLD = "told", _("Told")
    OPTED_OUT = "opted_out", _("Wants no messages")
    NOT_TOLD = "not_told", _("Not told")


class Asker(TenantModel):
    """A conversation that waits for the answer. Whoever tells it locks this row: it is told once."""

    question = models.ForeignKey(TeamQuestion, on_delete=models.CASCADE, related_name="askers")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    asked = models.CharField(_("in the customer's words"), max_length=LONGEST_QUESTION)
    language = models.CharField(_("language"), max_length=8)
    state = models.CharField(_("state"), max_length=10, choices=AskerState.choices, default=AskerState.WAITING)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("customer who asked")
        verbose_name_plural = _("customers who asked")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["question", "conversation"], name="asker_once")]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.asked[:40]}"

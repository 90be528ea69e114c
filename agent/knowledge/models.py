"""What a shop knows beside its products: answers to usual questions, and documents."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from tenants.scoping import TenantModel

LONGEST_QUESTION, LONGEST_ANSWER = 300, 2000


class FaqEntry(TenantModel):
    """A question and the shop's own answer. `language` is the one it is written in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER)
    language = models.CharField(_("language"), max_length=8)
    created_by = models.CharField(_("by"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("usual question")
        verbose_name_plural = _("usual questions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.question


class DocumentKind(models.TextChoices):
    TEXT = "text", _("Text")
    MARKDOWN = "markdown", _("Markdown")
    PDF = "pdf", _("PDF")


class Document(TenantModel):
    """A text that the shop uploaded; the file itself is not kept. The same bytes are one document."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=150)
    kind = models.CharField(_("kind"), max_length=10, choices=DocumentKind.choices)
    digest = models.CharField(max_length=64, editable=False)
    pages = models.PositiveSmallIntegerField(_("pages"), default=0)
    characters = models.PositiveIntegerField(_("characters"), default=0)
    created_by = models.CharField(_("by"), max_length=150, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="document_once")]

    def __str__(self) -> str:
        return self.title


class Passage(TenantModel):
    """A piece of a document or a usual question: what is searched and cited. Its words are there at once, its vector
    comes in the background; `model` names whose it is and is empty until then."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, blank=True, related_name="passages")
    faq = models.ForeignKey(FaqEntry, on_delete=models.CASCADE, null=True, blank=True, related_name="passages")
    position = models.PositiveIntegerField(default=0)
    section = models.CharField(_("section"), max_length=150, blank=True)
    text = models.TextField(_("text"))
    stems = ArrayField(models.CharField(max_length=60), default=list)
    model = models.CharField(max_length=120, blank=True)
    embedding = VectorField(null=True)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document=None, faq__isnull=False) | models.Q(document__isnull=False, faq=None),
                name="passage_of_one_thing",
            )
        ]
        indexes = [
            GinIndex(fields=["stems"], name="passage_by_word"),
            models.Index(fields=["tenant", "model"], name="passage_by_model"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

"""Writes about what a shop knows. Each leaves the index of words right; vectors follow in the background."""

import hashlib

from django.db import IntegrityError, transaction

from agent.knowledge.models import LONGEST_ANSWER, LONGEST_QUESTION, Document, FaqEntry, Passage
from agent.knowledge.reading import read_file
from agent.knowledge.tasks import embed_knowledge
from agent.knowledge.words import all_stems
from lib.errors import DomainError
from lib.text import shorten
from tenants.models import Tenant
from tenants.queueing import enqueue_once
from tenants.services import record_audit

MOST_DOCUMENTS = 100
MOST_FAQ = 1000


@transaction.atomic
def add_document(tenant: Tenant, *, name: str, content: bytes, title: str = "", actor: str) -> Document:
    """Keep what a file says. Raises DomainError `known_already`, `too_many`, and what `read_file` raises."""
    digest = hashlib.sha256(content).hexdigest()
    known = Document.objects.filter(digest=digest).first()
    if known:
        raise DomainError("known_already", "This file is there already.", title=known.title)
    if Document.objects.count() >= MOST_DOCUMENTS:
        raise DomainError("too_many", f"At most {MOST_DOCUMENTS} documents.", most=MOST_DOCUMENTS)
    read = read_file(name, content)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                tenant=tenant, title=shorten(title or name, 150), kind=read.kind, digest=digest, pages=read.pages,
                characters=read.characters, created_by=actor,
            )  # fmt: skip
    except IntegrityError as error:
        raise DomainError("known_already", "This file is there already.", title=title or name) from error
    Passage.objects.bulk_create(
        Passage(
            tenant=tenant, document=document, position=place, section=chunk.section, text=chunk.text,
            stems=all_stems(f"{document.title} {chunk.section} {chunk.text}"),
        )
        for place, chunk in enumerate(read.chunks)
    )  # fmt: skip
    record_audit(tenant, actor=actor, action="document_added", target=document.title, passages=len(read.chunks))
    _wake(tenant)
    return document


@transaction.atomic
def delete_document(document: Document, *, actor: str) -> None:
    record_audit(document.tenant, actor=actor, action="document_deleted", target=document.title)
    document.delete()


@transaction.atomic
def save_faq(
    tenant: Tenant, *, question: str, answer: str, language: str, actor: str, entry: FaqEntry | None = None
) -> FaqEntry:
    """Add or change a usual question; the same question in the same language is changed, not added again.

    Raises DomainError `empty` or `too_many`.
    """
    question, answer = shorten(question, LONGEST_QUESTION), answer.strip()[:LONGEST_ANSWER]
    if not question or not answer:
        raise DomainError("empty", "A question and an answer are needed.")
    row = entry or FaqEntry.objects.select_for_update().filter(question__iexact=question, language=language).first()
    if row is None and FaqEntry.objects.count() >= MOST_FAQ:
        raise DomainError("too_many", f"At most {MOST_FAQ} questions.", most=MOST_FAQ)
    row = row or FaqEntry(tenant=tenant)
    row.question, row.answer, row.language, row.created_by = question, answer, language, actor
    row.save()
    Passage.objects.filter(faq=row).delete()
    Passage.objects.create(tenant=tenant, faq=row, text=question, stems=all_stems(f"{question} {answer}"))
    record_audit(tenant, actor=actor, action="faq_saved", target=shorten(question, 150))
    _wake(tenant)
    return row


@transaction.atomic
def delete_faq(entry: FaqEntry, *, actor: str) -> None:
    record_audit(entry.tenant, actor=actor, action="faq_deleted", target=shorten(entry.question, 150))
    entry.delete()


def _wake(tenant: Tenant) -> None:
    enqueue_once(embed_knowledge, tenant.pk)

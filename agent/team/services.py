"""Asking the shop's people and telling their answer: one question, one answer, one message to each who asked."""

from django.db import transaction
from django.utils import timezone

from agent.knowledge.models import LONGEST_ANSWER, LONGEST_QUESTION
from agent.knowledge.services import save_faq
from agent.knowledge.words import all_stems
from agent.llm.offline.language import detect
from agent.team.models import Asker, AskerState, QuestionState, TeamQuestion
from agent.team.sameness import find_same
from agent.team.tasks import tell_askers
from catalog.embeddings.base import Vector
from catalog.embeddings.registry import embedder
from catalog.searching.vectors import query_vector
from conversations.models import Conversation
from lib.errors import DomainError
from lib.text import shorten
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.models import Tenant
from tenants.queueing import enqueue_once
from tenants.services import record_audit

ALERT = "team_question"
# So many open questions are a queue that nobody works through.
MOST_OPEN = 200


@transaction.atomic
def ask_team(tenant: Tenant, *, conversation: Conversation, question: str, language: str) -> tuple[TeamQuestion, bool]:
    """Put a question before the shop's people, and whether this customer was waiting for it already.

    A question that means the same as an open one joins it. Raises DomainError `empty` or `too_many`.
    """
    words = as_asked(question)
    # Kept since `prepare`: no model is asked while the shop's row is locked.
    vector = query_vector(words)
    if not all_stems(words):
        raise DomainError("empty", "Ask a question in whole words.")
    # Two customers who ask the same at the same moment: the second waits here and then finds the first one's row.
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    row = find_same(words, vector=vector) or _new(tenant, words, language, vector)
    _asker, is_new = Asker.objects.get_or_create(
        question=row, conversation=conversation, defaults={"tenant": tenant, "asked": words, "language": language}
    )
    return row, not is_new


@transaction.atomic
def answer_question(
    question: TeamQuestion, *, answer: str, keep: bool, actor: str, language: str = "", as_question: str = ""
) -> TeamQuestion:
    """The team's answer. Everybody who waits is told in the background; with `keep` it becomes a usual question.

    `language` is the one it is written in; empty: read from it. `as_question` is how the usual question is worded,
    because a customer's words may say more than others should read. Raises DomainError `empty` or `already_answered`.
    """
    locked = TeamQuestion.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=question.pk)
    if locked.state != QuestionState.OPEN:
        raise DomainError("already_answered", "Somebody has answered this already.", by=locked.answered_by)
    text = answer.strip()[:LONGEST_ANSWER]
    if not text:
        raise DomainError("empty", "Write an answer.")
    locked.state, locked.answer, locked.answered_by = QuestionState.ANSWERED, text, actor
    locked.answer_language = language or detect([text], otherwise=locked.tenant.language)
    locked.answered_at = timezone.now()
    if keep:
        locked.faq = save_faq(
            locked.tenant,
            question=as_question or locked.question,
            answer=text,
            language=locked.answer_language,
            actor=actor,
        )
    locked.save()
    _settle(locked, actor, "team_question_answered")
    enqueue_once(tell_askers, locked.tenant_id)
    return locked


@transaction.atomic
def dismiss_question(question: TeamQuestion, *, actor: str) -> None:
    """Set it aside: nobody is written to. A second click finds nothing to do."""
    locked = TeamQuestion.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=question.pk)
    if locked.state != QuestionState.OPEN:
        return
    locked.state, locked.answered_by, locked.answered_at = QuestionState.DISMISSED, actor, timezone.now()
    locked.save(update_fields=["state", "answered_by", "answered_at"])
    locked.askers.filter(state=AskerState.WAITING).update(state=AskerState.NOT_TOLD)
    _settle(locked, actor, "team_question_dismissed")


def as_asked(question: str) -> str:
    return shorten(question, LONGEST_QUESTION)


def _new(tenant: Tenant, words: str, language: str, vector: Vector | None) -> TeamQuestion:
    if TeamQuestion.objects.filter(state=QuestionState.OPEN).count() >= MOST_OPEN:
        raise DomainError("too_many", "The team has too many open questions. Offer to call a person instead.")
    row = TeamQuestion.objects.create(
        tenant=tenant, question=words, language=language, stems=all_stems(words),
        model=embedder().name if vector is not None else "", embedding=vector,
    )  # fmt: skip
    raise_alert(
        tenant, kind=ALERT, subject=str(row.public_id), link=f"/panel/{tenant.slug}/questions/",
        question=shorten(words, 150),
    )  # fmt: skip
    return row


def _settle(question: TeamQuestion, actor: str, action: str) -> None:
    resolve_alert(question.tenant_id, kind=ALERT, subject=str(question.public_id))
    record_audit(question.tenant, actor=actor, action=action, target=shorten(question.question, 150))

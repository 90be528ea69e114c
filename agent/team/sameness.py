"""Whether two questions to the team are one: they mean the same, or tell the same words."""

from pgvector.django import CosineDistance

from agent.knowledge.words import all_stems
from agent.team.models import QuestionState, TeamQuestion
from catalog.embeddings.base import Vector
from catalog.embeddings.registry import embedder

# Of the telling words of both questions.
ENOUGH_WORDS = 0.6
# Nearer than what only answers a question: what is told to one customer has to be true for the other.
SURER_THAN_FOUND = 0.3


def find_same(words: str, *, vector: Vector | None) -> TeamQuestion | None:
    """The open question of the current tenant that asks the same; the one most alike."""
    return _by_meaning(vector) or _by_words(frozenset(all_stems(words)))


def _by_meaning(vector: Vector | None) -> TeamQuestion | None:
    if vector is None:
        return None
    model = embedder()
    rows = TeamQuestion.objects.filter(state=QuestionState.OPEN, model=model.name)
    nearest = rows.annotate(away=CosineDistance("embedding", vector)).order_by("away", "pk").first()
    return nearest if nearest and 1 - nearest.away >= model.sure_from + SURER_THAN_FOUND else None


def _by_words(mine: frozenset[str]) -> TeamQuestion | None:
    rows = TeamQuestion.objects.filter(state=QuestionState.OPEN, stems__overlap=sorted(mine))
    rated = [(_shared(mine, frozenset(row.stems)), -row.pk, row) for row in rows]
    best = max(rated, default=None, key=lambda one: one[:2])
    return best[2] if best and best[0] >= ENOUGH_WORDS else None


def _shared(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / len(mine | theirs)

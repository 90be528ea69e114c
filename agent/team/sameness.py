"""Whether two questions to the team are one: they mean the same, or tell the same words."""

from agent.knowledge.words import all_stems
from agent.team.models import QuestionState, TeamQuestion
from catalog.embeddings.base import Vector
from catalog.embeddings.registry import embedder
from catalog.vectors import query_vector

# Of the telling words of both questions, and of the cosine between unmet and met in the model's own measure.
ENOUGH_WORDS = 0.6
SURER_THAN_FOUND = 0.3


def find_same(words: str) -> TeamQuestion | None:
    """The open question of the current tenant that asks the same; the one most alike."""
    mine, vector = frozenset(all_stems(words)), query_vector(words)
    rated = [
        (_likeness(mine, vector, row), -row.pk, row) for row in TeamQuestion.objects.filter(state=QuestionState.OPEN)
    ]
    best = max(rated, default=None, key=lambda one: one[:2])
    return best[2] if best and best[0] else None


def _likeness(mine: frozenset[str], vector: Vector | None, other: TeamQuestion) -> float:
    """0 for another question."""
    theirs = frozenset(other.stems)
    shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
    meaning = _cosine(vector, query_vector(other.question))
    # Nearer than what only answers the question: what is told to one has to be true for both.
    sure = embedder().sure_from + SURER_THAN_FOUND
    return max(shared if shared >= ENOUGH_WORDS else 0.0, meaning if meaning >= sure else 0.0)


def _cosine(one: Vector | None, other: Vector | None) -> float:
    """Both have length 1."""
    return sum(a * b for a, b in zip(one, other, strict=True)) if one and other else 0.0

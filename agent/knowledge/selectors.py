"""Finding what the shop knows about a question, by words and by meaning; nothing when it knows nothing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from pgvector.django import CosineDistance

from agent.knowledge.models import Passage
from agent.knowledge.words import telling
from catalog.embeddings.registry import embedder
from catalog.searching.vectors import query_vector

# The share of a question's telling words, the rare ones counting more, that a passage must hold.
ENOUGH_WORDS = 0.6
MOST_CANDIDATES = 200
MOST_WORDS = 12
# A word in all its forms.
Word = frozenset[str]


@dataclass(frozen=True)
class Found:
    """A passage and how surely it answers the question (0-1)."""

    passage: Passage
    score: float


def search(question: str, *, language: str = "", limit: int = 4) -> list[Found]:
    """The current tenant's passages that answer a question, best first; a usual question in `language` before the same
    in another one. An empty list when nothing surely does."""
    asked = telling(question)[:MOST_WORDS]
    if not asked:
        return []
    near = _near(question)
    rows = {row.pk: row for row in _by_words(asked)} | {row.pk: row for row, _sure in near}
    sure = {row.pk: cosine for row, cosine in near}
    rarity = _rarities(asked)
    found = [Found(row, _score(row, asked, rarity, sure.get(pk, 0.0))) for pk, row in rows.items()]
    kept = sorted((one for one in found if one.score > 0), key=lambda one: _rank(one, language))
    return kept[:limit]


def _by_words(asked: Sequence[Word]) -> list[Passage]:
    stems = sorted({form for word in asked for form in word})
    if not stems:
        return []
    rows = Passage.objects.filter(stems__overlap=stems).select_related("document", "faq")
    return list(rows.order_by("pk")[:MOST_CANDIDATES])


def _near(question: str) -> list[tuple[Passage, float]]:
    """By meaning, as sure as the model says that it can be."""
    model, vector = embedder(), query_vector(question)
    if vector is None:
        return []
    rows = Passage.objects.filter(model=model.name).select_related("document", "faq")
    nearest = rows.annotate(away=CosineDistance("embedding", vector)).order_by("away")[:10]
    return [(row, 1 - row.away) for row in nearest if 1 - row.away >= model.sure_from]


def _rarities(asked: Sequence[Word]) -> dict[Word, float]:
    """A word that stands everywhere tells little; one that the shop never wrote tells most of all."""
    total = Passage.objects.count()
    counts = {word: Passage.objects.filter(stems__overlap=sorted(word)).count() for word in asked}
    return {word: 1 + math.log((total + 1) / (count + 1)) for word, count in counts.items()}


def _score(passage: Passage, asked: Sequence[Word], rarity: dict[Word, float], near: float) -> float:
    """0 for what is not sure enough either way."""
    stems = frozenset(passage.stems)
    held = sum(rarity[word] for word in asked if word & stems)
    words = held / sum(rarity.values()) if asked else 0.0
    if words < ENOUGH_WORDS and not near:
        return 0.0
    return round((words + near) / 2 if near else words * 0.9, 3)


def _rank(found: Found, language: str) -> tuple[float, bool, int]:
    faq = found.passage.faq
    is_foreign = bool(faq and language and faq.language != language)
    return -found.score + 0.05 * is_foreign - 0.05 * bool(faq), is_foreign, found.passage.pk


def has_knowledge() -> bool:
    """Whether the current tenant has written anything down."""
    return Passage.objects.filter(Q(document__isnull=False) | Q(faq__isnull=False)).exists()

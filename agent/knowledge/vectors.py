"""The index of meaning: passages without a vector of the model in use, and giving them one."""

from agent.knowledge.models import Passage
from catalog.embeddings.registry import embedder
from tenants.scoping import scopes_disabled


def embed_pending() -> int:
    """Embed what waits in the current shop, batch by batch; what was done stays done.

    Raises ProviderError where the model is behind a network.
    """
    model, done, last = embedder(), 0, 0
    waiting = Passage.objects.exclude(model=model.name).select_related("document").order_by("pk")
    while batch := list(waiting.filter(pk__gt=last)[: model.batch_size]):
        for passage, vector in zip(batch, model.embed([embedded_text(row) for row in batch]), strict=True):
            passage.model, passage.embedding = model.name, vector
        Passage.objects.bulk_update(batch, ["model", "embedding"])
        done, last = done + len(batch), batch[-1].pk
    return done


def embedded_text(passage: Passage) -> str:
    """A passage is about its heading as well."""
    return f"{passage.section}: {passage.text}" if passage.section and passage.document_id else passage.text


def tenants_pending() -> list[int]:
    """Shops with passages that wait: a wake-up call was lost, or the model has changed. All tenants."""
    with scopes_disabled():
        waiting = Passage.objects.exclude(model=embedder().name).order_by()
        return sorted(set(waiting.values_list("tenant_id", flat=True)))

"""Embedding what a shop knows in the background. Apart from agent.tasks: services wake this."""

import structlog
from celery import shared_task

from agent.knowledge import vectors
from lib.errors import ProviderError
from tenants.queueing import TenantTask

log = structlog.get_logger(__name__)


@shared_task(base=TenantTask, name="agent.tasks.embed_knowledge")
def embed_knowledge(tenant_id: int) -> None:
    """When the model is away the sweep comes again: what was done stays done."""
    try:
        vectors.embed_pending()
    except ProviderError as error:
        log.warning("embedding_stopped", code=error.code, reason=str(error), permanent=error.permanent)

"""Embedding a shop's products in the background.

Apart from catalog.tasks: that module reads stores and price lists, which write by catalog.services, which wakes this.
"""

import structlog
from celery import shared_task

from catalog.searching import vectors
from lib.errors import ProviderError
from tenants.queueing import TenantTask

log = structlog.get_logger(__name__)


@shared_task(base=TenantTask, name="catalog.tasks.embed_products")
def embed_products(tenant_id: int) -> None:
    """The shop's products whose text has no vector of the current model yet.

    When the model is away the sweep comes again: what was done stays done.
    """
    try:
        vectors.embed_pending()
    except ProviderError as error:
        log.warning("embedding_stopped", code=error.code, reason=str(error), permanent=error.permanent)

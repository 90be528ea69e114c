"""Where stores tell what changed: prove it, store it, say yes. What it means is asked later."""

from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.models import Store
from catalog.stores.services import find_door
from catalog.tasks import process_store_event
from catalog.woocommerce.events import accept_event
from catalog.woocommerce.signature import is_genuine, is_ping
from tenants.doors import accept, is_too_large, refuse
from tenants.queueing import enqueue
from tenants.scoping import tenant_scope


@csrf_exempt
@require_POST
def receive_store_webhook(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """A delivery, or the ping of a new webhook, which proves nothing and changes nothing.

    Answers with the status alone; the body never says why something was refused.
    """
    try:
        store = find_door(endpoint)
        if store is None:
            return refuse(404)
        return _take_in(request, store)
    except DatabaseError:
        return refuse(503)


def _take_in(request: HttpRequest, store: Store) -> HttpResponse:
    if is_too_large(request):
        return refuse(413)
    body, signature = request.body, request.headers.get("X-WC-Webhook-Signature", "")
    if not signature and is_ping(body):
        return accept()
    if not is_genuine(body, signature, store.webhook_secret):
        return refuse(403)
    if request.content_type != "application/json":
        return refuse(415)
    with tenant_scope(store.tenant):
        event = accept_event(store, topic=request.headers.get("X-WC-Webhook-Topic", ""), body=body)
        if event is not None:
            enqueue(process_store_event, store.tenant_id, event.pk)
    return accept()

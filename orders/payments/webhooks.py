"""Where Stripe tells what became of a payment: prove it, store it, say yes. What it means is understood later."""

from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from orders.models import PaymentAccount
from orders.payments.accounts import find_door
from orders.payments.events import accept_event
from orders.payments.stripe.signature import HEADER, is_genuine
from orders.payments.tasks import process_payment_event
from tenants.doors import accept, is_too_large, refuse
from tenants.queueing import enqueue
from tenants.scoping import tenant_scope


@csrf_exempt
@require_POST
def receive_payment_webhook(request: HttpRequest, endpoint: UUID) -> HttpResponse:
    """A message. Answers with the status alone; the body never says why something was refused."""
    try:
        account = find_door(endpoint)
        if account is None:
            return refuse(404)
        return _take_in(request, account)
    except DatabaseError:
        return refuse(503)


def _take_in(request: HttpRequest, account: PaymentAccount) -> HttpResponse:
    if is_too_large(request):
        return refuse(413)
    body = request.body
    if not is_genuine(body, request.headers.get(HEADER, ""), account.webhook_secret):
        return refuse(400)
    with tenant_scope(account.tenant):
        event = accept_event(account, body)
        if event is not None:
            enqueue(process_payment_event, account.tenant_id, event.pk)
    return accept()

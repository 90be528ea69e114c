"""Today: who waits, and who wrote last."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conversations.models import Conversation
from tenants.overview_panel import Task, show_part
from tenants.panel import MemberRequest, member_view

NEWEST = 5


@require_safe
@member_view()
def conversations_today(request: MemberRequest) -> HttpResponse:
    """Customers who wait for an answer, and the newest conversations."""
    waiting = Conversation.objects.filter(unanswered_since__isnull=False).count()
    address = reverse("panel:conversations", args=[request.tenant.slug])
    tasks = [Task(_("Customers wait for an answer"), waiting, f"{address}?show=waiting", "inbox")]
    rows = Conversation.objects.select_related("customer", "identity").filter(last_message_at__isnull=False)
    return show_part(
        request, "panel/today_conversations.html", tasks=tasks, rows=rows.order_by("-last_message_at")[:NEWEST]
    )

"""The admin's first page: what waits for somebody, in the shops that the person may see. Indexes answer all of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from agent.models import TeamQuestion
from billing.models import DayUsage
from conversations.models import Conversation, Owner
from orders.models import ChangeRequest, DayFigure
from orders.states import Status
from tenants.admin_site import roles_of
from tenants.models import Alert


@dataclass(frozen=True)
class Card:
    """One number, what it counts, and the list behind it."""

    title: str
    value: str
    link: str


def add_cards(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """django-unfold's callback for the page's context."""
    return {**context, "title": _("What waits for somebody"), "cards": list(_cards(request))}


def _cards(request: HttpRequest) -> Iterator[Card]:
    called = _mine(request, Conversation.objects.filter(owner=Owner.STAFF, unanswered_since__isnull=False))
    yield Card(
        _("Wait for a person"), localize(called.count()), _list("conversations_conversation", "owner__exact=staff")
    )
    alerts = _mine(request, Alert.objects.filter(resolved_at=None))
    yield Card(_("Open alerts"), localize(alerts.count()), _list("tenants_alert", "resolved_at__isempty=1"))
    questions = _mine(request, TeamQuestion.objects.filter(state="open"))
    yield Card(
        _("Open questions to the team"), localize(questions.count()), _list("agent_teamquestion", "state__exact=open")
    )
    wishes = _mine(request, ChangeRequest.objects.filter(state="open"))
    yield Card(_("Open change requests"), localize(wishes.count()), _list("orders_changerequest", "state__exact=open"))
    pending = _mine(request, DayFigure.objects.filter(status=Status.PENDING)).aggregate(orders=Sum("orders"))
    yield Card(_("Orders to confirm"), localize(pending["orders"] or 0), _list("orders_order", "status__exact=pending"))
    today = _mine(request, DayUsage.objects.filter(day=timezone.localdate())).aggregate(usd=Sum("cost_usd"))
    yield Card(_("Models today, USD"), localize(round(today["usd"] or 0, 2)), _list("billing_dayusage", ""))


def _mine(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if request.user.is_superuser else rows.filter(tenant_id__in=list(roles_of(request)))


def _list(page: str, query: str) -> str:
    return reverse(f"admin:{page}_changelist") + (f"?{query}" if query else "")

"""The panel's log of changes: newest first, by person and by action."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tenants.models import AuditEvent, Membership, Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.shop.audit_words import ACTIONS, word_action, word_details

PAGE_ROWS = 50


@require_safe
@member_view(role=Role.MANAGER)
def audit_log(request: MemberRequest) -> HttpResponse:
    """50 on a page; `after` names the entry after which the page begins. What is unknown finds nothing."""
    chosen = {name: request.GET.get(name, "").strip()[:150] for name in ("actor", "action")}
    chosen = {name: text for name, text in chosen.items() if text}
    found = _list(chosen, after=request.GET.get("after", ""))
    rows, is_more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
    names = Membership.objects.select_related("user").order_by("user__username")
    context = page_context(
        request, section="settings", part="audit", chosen=chosen,
        rows=[{"event": row, "does": word_action(row.action), "details": word_details(row)} for row in rows],
        older=urlencode(chosen | {"after": str(rows[-1].public_id)}) if is_more else "",
        people=[member.user.get_username() for member in names],
        actions=sorted(((action, str(words)) for action, words in ACTIONS.items()), key=lambda pair: pair[1]),
    )  # fmt: skip
    return render(request, "panel/audit.html", context)


def _list(chosen: dict[str, str], *, after: str) -> Sequence[AuditEvent]:
    rows = AuditEvent.objects.filter(**chosen).order_by("-id")
    if after:
        rows = rows.filter(id__lt=_place(after))
    return list(rows[: PAGE_ROWS + 1])


def _place(after: str) -> int:
    try:
        return AuditEvent.objects.filter(public_id=UUID(after)).values_list("id", flat=True).first() or 0
    except ValueError:
        return 0

"""The panel's pages about prompts: what the agent is told, in the shop's own words, with everything that ever was."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agent.models import PromptVersion
from agent.prompts import default_text, list_slugs, live_text
from agent.prompts.preview import preview
from agent.prompts.rules import Fault, find_faults, placeholders, required_names, tidy, wastes_cache
from agent.prompts.versions import (
    DiffLine,
    PromptRefused,
    diff,
    go_live,
    list_live_and_newest,
    list_versions,
    reset_prompt,
    save_draft,
)
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context

SHOWN_VERSIONS = 50
TITLES: dict[str, Promise] = {
    "chat": gettext_lazy("What the agent is told in every conversation"),
    "moment": gettext_lazy("What is told about the customer and the hour"),
    "summary": gettext_lazy("How long conversations are summed up"),
    "profile": gettext_lazy("What is remembered about customers"),
    "customer": gettext_lazy("How a customer is played when the agent is tested"),
    "describe": gettext_lazy("How photos are described"),
    "transcribe": gettext_lazy("How recordings are written down"),
}


@dataclass(frozen=True)
class Summary:
    """A prompt in the list: its live version, and the draft that waits behind it."""

    slug: str
    title: str
    live: PromptVersion | None
    draft: PromptVersion | None


@require_safe
@member_view(role=Role.MANAGER)
def prompt_list(request: MemberRequest) -> HttpResponse:
    rows = _summaries(list_slugs())
    context = page_context(request, section="agent", part="prompts", rows=rows)
    return render(request, "panel/prompts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def prompt_edit(request: MemberRequest, prompt: str) -> HttpResponse:
    """One prompt: its text, its versions (`?version=`) and what changed (`?against=`).

    POST saves a draft, or only shows what would be said (`preview`). 422 with what is wrong; then nothing is saved.
    """
    slug = _known(prompt)
    if request.method != "POST":
        return _show(request, slug, version=_version(slug, request.GET.get("version", "")))
    text, note = tidy(request.POST.get("text", "")), request.POST.get("note", "").strip()[:200]
    if "preview" in request.POST:
        return _show(request, slug, text=text, note=note, is_preview=True)
    try:
        version = save_draft(request.tenant, slug=slug, text=text, author=request.user.get_username(), note=note)
    except PromptRefused as refusal:
        return _show(request, slug, text=text, note=note, faults=refusal.faults)
    messages.success(
        request, _("Saved as version %(number)s. Customers do not meet it yet.") % {"number": version.number}
    )
    return redirect(f"{_address(request, slug)}?version={version.public_id}")


@require_POST
@member_view(role=Role.MANAGER)
def prompt_live(request: MemberRequest, prompt: str, public_id: UUID) -> HttpResponse:
    """From the next conversation turn on the agent is told this version."""
    version = get_object_or_404(list_versions(_known(prompt)), public_id=public_id)
    try:
        go_live(version, actor=request.user.get_username())
    except PromptRefused as refusal:
        return _show(request, version.slug, version=version, faults=refusal.faults)
    messages.success(request, _("Version %(number)s is live.") % {"number": version.number})
    return redirect(_address(request, version.slug))


@require_POST
@member_view(role=Role.MANAGER)
def prompt_reset(request: MemberRequest, prompt: str) -> HttpResponse:
    """Back to the text that comes with the software; the versions stay."""
    slug = _known(prompt)
    reset_prompt(request.tenant, slug=slug, actor=request.user.get_username())
    messages.success(request, _("The original text is live."))
    return redirect(_address(request, slug))


def word_prompt_fault(fault: Fault) -> str:
    """What is wrong with a text, and what to do."""
    names = ", ".join(f"${name}" for name in fault.names)
    words = {
        "empty": _("Write something, or go back to the original text."),
        "too_long": _("The text is too long. Write at most 20,000 characters."),
        "bare_dollar": _("A $ stands alone. Write $$ for a dollar sign, or the full name of a value."),
        "unknown": _("Nobody knows %(names)s. Take it out, or use one of the values below.") % {"names": names},
        "missing": _("The text must also hold %(names)s: without it the agent does not know enough.")
        % {"names": names},
    }
    return words[fault.code]


def _known(slug: str) -> str:
    if slug not in list_slugs():
        raise Http404
    return slug


def _version(slug: str, public_id: str) -> PromptVersion | None:
    """The version that was asked for. An empty name is none; a wrong one does not exist."""
    if not public_id:
        return None
    try:
        return get_object_or_404(list_versions(slug), public_id=UUID(public_id))
    except ValueError as error:
        raise Http404 from error


def _summaries(slugs: Sequence[str]) -> list[Summary]:
    """In the order of the slugs, from one query for all of them."""
    found = list_live_and_newest(slugs)
    return [_summary(slug, [version for version in found if version.slug == slug]) for slug in slugs]


def _summary(slug: str, versions: Sequence[PromptVersion]) -> Summary:
    newest = max(versions, key=lambda version: version.number, default=None)
    is_draft = newest is not None and newest.went_live_at is None
    live = next((version for version in versions if version.is_live), None)
    return Summary(slug, str(TITLES.get(slug, slug)), live, newest if is_draft else None)


def _address(request: MemberRequest, slug: str) -> str:
    return reverse("panel:prompt", kwargs={"slug": request.tenant.slug, "prompt": slug})


def _compared(request: MemberRequest, slug: str, text: str) -> tuple[str, list[DiffLine]]:
    """The text beside another one: the original, the live one, or an earlier version."""
    against = request.GET.get("against", "")
    if not against:
        return "", []
    texts = {"default": (_("the original text"), default_text(slug)), "live": (_("the live text"), live_text(slug))}
    if against in texts:
        name, other = texts[against]
    else:
        version = _version(slug, against)
        name, other = (
            (_("version %(number)s") % {"number": version.number}, version.text.content) if version else ("", "")
        )
    return name, list(diff(other, text))


def _show(
    request: MemberRequest, slug: str, *, version: PromptVersion | None = None, text: str = "", note: str = "",
    faults: Sequence[Fault] = (), is_preview: bool = False,
) -> HttpResponse:  # fmt: skip
    (summary,), default = _summaries([slug]), default_text(slug)
    shown = text or (version.text.content if version else summary.draft.text.content if summary.draft else "")
    shown = shown or live_text(slug)
    wrong = list(faults) or (find_faults(slug, shown, default=default) if is_preview else [])
    against, lines = _compared(request, slug, shown)
    context = page_context(
        request, section="agent", part="prompts", prompt=slug, title=summary.title, text=shown, note=note,
        version=version or (None if text else summary.draft), live=summary.live, is_preview=is_preview,
        problems=[word_prompt_fault(fault) for fault in wrong], wastes_cache=wastes_cache(slug, shown),
        said=preview(request.tenant, slug, shown) if is_preview and not wrong else "",
        names=sorted(placeholders(default)), needed=required_names(slug, default),
        versions=list(list_versions(slug)[:SHOWN_VERSIONS]), against=against, lines=lines,
        is_changed=shown != default, is_unsaved=bool(text), language_next=_address(request, slug),
    )  # fmt: skip
    return render(request, "panel/prompt.html", context, status=422 if wrong else 200)

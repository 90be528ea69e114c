"""A shop's own versions of a prompt: written as drafts, put live, taken back."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from agent.models import PromptText, PromptVersion
from agent.prompts import default_text, digest_of, list_slugs
from agent.prompts.rules import Fault, find_faults, tidy
from lib.errors import DomainError
from tenants.models import Tenant
from tenants.services import record_audit


class PromptRefused(DomainError):
    """The text cannot be used; `faults` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("bad_prompt", "; ".join(f"{fault.code} {' '.join(fault.names)}".strip() for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class DiffLine:
    """One line of a comparison: only in the new text, only in the old one, in both, or the place of a jump."""

    kind: Literal["added", "removed", "same", "jump"]
    text: str


def list_versions(slug: str) -> "QuerySet[PromptVersion]":
    """Newest first, with their texts."""
    return PromptVersion.objects.filter(slug=slug).select_related("text")


def list_live_and_newest(slugs: Sequence[str]) -> list[PromptVersion]:
    """Of each prompt the version that is live and the newest one, which may be the same; with their texts."""
    ours = PromptVersion.objects.filter(slug__in=slugs)
    newest = ours.order_by("slug", "-number").distinct("slug").values("pk")
    return list(ours.filter(Q(is_live=True) | Q(pk__in=newest)).select_related("text"))


@transaction.atomic
def save_draft(tenant: Tenant, *, slug: str, text: str, author: str, note: str = "") -> PromptVersion:
    """The next version, which no customer meets before it goes live. The same words as the newest one are no new
    version. Raises PromptRefused."""
    text = tidy(text)
    faults = find_faults(slug, text, default=default_text(slug)) if slug in list_slugs() else [Fault("unknown")]
    if faults:
        raise PromptRefused(faults)
    _lock(tenant)
    newest = list_versions(slug).first()
    if newest is not None and newest.text.digest == digest_of(text):
        return newest
    words, _new = PromptText.objects.get_or_create(tenant=tenant, digest=digest_of(text), defaults={"content": text})
    number = (PromptVersion.objects.filter(slug=slug).aggregate(last=Max("number"))["last"] or 0) + 1
    version = PromptVersion.objects.create(
        tenant=tenant, slug=slug, number=number, text=words, note=note, author=author
    )
    record_audit(tenant, actor=author, action="prompt_saved", target=f"{slug} {number}", note=note)
    return version


@transaction.atomic
def go_live(version: PromptVersion, *, actor: str) -> None:
    """From the next turn on the agent is told this. Once more changes nothing. Raises PromptRefused."""
    faults = find_faults(version.slug, version.text.content, default=default_text(version.slug))
    if faults:
        raise PromptRefused(faults)
    _lock(version.tenant)
    version.refresh_from_db(fields=["is_live"])
    if version.is_live:
        return
    PromptVersion.objects.filter(slug=version.slug, is_live=True).update(is_live=False)
    version.is_live, version.went_live_at = True, timezone.now()
    version.save(update_fields=["is_live", "went_live_at"])
    record_audit(version.tenant, actor=actor, action="prompt_live", target=f"{version.slug} {version.number}")


@transaction.atomic
def reset_prompt(tenant: Tenant, *, slug: str, actor: str) -> None:
    """Back to the words that come with the software. The versions stay in the history."""
    if PromptVersion.objects.filter(slug=slug, is_live=True).update(is_live=False):
        record_audit(tenant, actor=actor, action="prompt_reset", target=slug)


def diff(old: str, new: str) -> Iterator[DiffLine]:
    """What changed from one text to the other, with three lines around each change; nothing when they are equal."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3)
    for place, line in enumerate(lines):
        if place < 2:
            continue
        if line.startswith("@@"):
            yield DiffLine("jump", "")
        else:
            yield DiffLine({"+": "added", "-": "removed"}.get(line[:1], "same"), line[1:])  # type: ignore[arg-type]


def _lock(tenant: Tenant) -> None:
    """One change of a shop's prompts at a time; customers' rows go on being written meanwhile."""
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)

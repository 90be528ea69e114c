"""Reads about playbooks: the one that guides, where a conversation stands, and how far conversations come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from agent.playbooks.models import Playbook, Progress, Stage, StageChange
from conversations.models import Conversation
from orders.models import Promotion


@dataclass(frozen=True)
class Reached:
    """`conversations` came to the stage in the window; `now` are there at this moment."""

    stage: Stage
    conversations: int
    now: int


def find_active() -> Playbook | None:
    """The shop's playbook, with its stages in order; None when the agent is free."""
    return Playbook.objects.filter(is_active=True).prefetch_related("stages").first()


def is_guided() -> bool:
    """Whether the shop has an active playbook."""
    return Playbook.objects.filter(is_active=True).exists()


def find_progress(conversation: Conversation) -> Progress | None:
    rows = Progress.objects.select_related("stage__promotion__tenant", "promotion__tenant")
    return rows.filter(conversation=conversation).first()


def list_changes(conversation: Conversation, *, limit: int = 20) -> list[StageChange]:
    """The newest first."""
    return list(StageChange.objects.filter(conversation=conversation).order_by("-id")[:limit])


def list_promotions(stage: Stage) -> list[Promotion]:
    """What may be told in this stage: its own promotion first, then those of the playbook's other stages."""
    rows = Stage.objects.filter(playbook_id=stage.playbook_id, promotion__isnull=False)
    stages = rows.select_related("promotion__tenant").order_by("position")
    ordered = sorted(stages, key=lambda row: row.pk != stage.pk)
    found = {row.promotion.pk: row.promotion for row in ordered if row.promotion}
    return list(found.values())


def list_funnel(playbook: Playbook, *, since: datetime, until: datetime) -> Sequence[Reached]:
    """How many conversations came to each stage from `since` on and before `until`, each counted once per stage."""
    within = StageChange.objects.filter(playbook=playbook, created_at__gte=since, created_at__lt=until)
    counted = within.order_by().values("to_key").annotate(found=Count("conversation", distinct=True))
    reached = dict(counted.values_list("to_key", "found"))
    stages = playbook.stages.all()
    here = Progress.objects.filter(Q(stage__playbook=playbook)).values_list("stage").annotate(found=Count("pk"))
    standing = dict(here.values_list("stage_id", "found"))
    return [Reached(stage, reached.get(stage.key, 0), standing.get(stage.pk, 0)) for stage in stages]


def list_playbooks() -> "QuerySet[Playbook]":
    return Playbook.objects.annotate(stage_count=Count("stages"))

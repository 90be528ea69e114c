"""Writes about playbooks: everything that staff do in the panel, checked here, one audit line each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agent.guards import check_reply, collect_facts
from agent.playbooks.defaults import DEFAULT_STAGES, default_lines, default_name
from agent.playbooks.models import Playbook, Stage
from agent.tools.registry import TOOLS
from lib.errors import DomainError
from orders.models import Promotion
from tenants.models import Tenant
from tenants.services import record_audit

NOTHING = collect_facts([])
# Kinds of problems that agent/guards.py finds: what only a receipt may say.
MONEY = frozenset({"amount", "promotion"})
MOST_PLAYBOOKS = 20
MOST_STAGES = 20


@transaction.atomic
def create_playbook(tenant: Tenant, *, name: str, actor: str) -> Playbook:
    """A new playbook with the usual stages, which guides nobody yet. Raises DomainError `too_many`."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    if Playbook.objects.count() >= MOST_PLAYBOOKS:
        raise DomainError("too_many", f"A shop has at most {MOST_PLAYBOOKS} playbooks.", most=MOST_PLAYBOOKS)
    playbook = Playbook.objects.create(tenant=tenant, name=name.strip()[:80])
    for position, usual in enumerate(DEFAULT_STAGES):
        Stage.objects.create(
            tenant=tenant, playbook=playbook, position=position, key=usual.key,
            name=default_name(usual.key, tenant.language), goal=usual.goal, instructions=usual.instructions,
            lines=default_lines(usual.key, tenant.languages), tools=list(usual.tools),
            enter_when=list(usual.enter_when), leave_when=list(usual.leave_when),
        )  # fmt: skip
    record_audit(tenant, actor=actor, action="playbook created", target=playbook.name)
    return playbook


@transaction.atomic
def activate_playbook(playbook: Playbook, *, actor: str) -> None:
    """It guides from now on, and no other one does. Raises DomainError `no_stages`."""
    Tenant.objects.select_for_update().get(pk=playbook.tenant_id)
    if not playbook.stages.exists():
        raise DomainError("no_stages", "Add a stage first.")
    others = Playbook.objects.filter(is_active=True).exclude(pk=playbook.pk)
    others.update(is_active=False)
    _set_active(playbook, is_active=True, actor=actor)


@transaction.atomic
def deactivate_playbook(playbook: Playbook, *, actor: str) -> None:
    """Nothing guides the agent any more. What was reached stays in the figures."""
    _set_active(playbook, is_active=False, actor=actor)


@transaction.atomic
def rename_playbook(playbook: Playbook, *, name: str, actor: str) -> None:
    playbook.name = name.strip()[:80]
    playbook.save(update_fields=["name"])
    record_audit(playbook.tenant, actor=actor, action="playbook renamed", target=playbook.name)


@transaction.atomic
def delete_playbook(playbook: Playbook, *, actor: str) -> None:
    """Raises DomainError `still_active`."""
    locked = Playbook.objects.select_for_update().get(pk=playbook.pk)
    if locked.is_active:
        raise DomainError("still_active", "This playbook is in use. Switch it off first.")
    record_audit(playbook.tenant, actor=actor, action="playbook deleted", target=playbook.name)
    locked.delete()


@transaction.atomic
def save_stage(playbook: Playbook, *, stage: Stage | None, values: Mapping[str, Any], actor: str) -> Stage:
    """A new stage at the end, or changes of one. Rules and tools outside the vocabulary raise ValidationError.

    Raises DomainError `too_many`.
    """
    locked = Playbook.objects.select_for_update().get(pk=playbook.pk)
    row = stage or _new_stage(locked, str(values.get("name", "")))
    for name, value in values.items():
        setattr(row, name, value)
    check_tools(row.tools)
    check_lines(row)
    row.full_clean(exclude=["tenant", "playbook", "promotion"])
    row.save()
    record_audit(playbook.tenant, actor=actor, action="stage saved", target=f"{playbook.name}: {row.name}")
    return row


@transaction.atomic
def delete_stage(stage: Stage, *, actor: str) -> None:
    """Conversations that stand there begin again at the first stage. Raises DomainError `last_stage`."""
    playbook = Playbook.objects.select_for_update().get(pk=stage.playbook_id)
    if playbook.is_active and playbook.stages.count() == 1:
        raise DomainError("last_stage", "A playbook in use needs a stage. Switch it off first.")
    record_audit(playbook.tenant, actor=actor, action="stage deleted", target=f"{playbook.name}: {stage.name}")
    stage.delete()


@transaction.atomic
def move_stage(stage: Stage, *, up: bool, actor: str) -> None:
    """One place up or down; at the end nothing happens."""
    playbook = Playbook.objects.select_for_update().get(pk=stage.playbook_id)
    rows = list(playbook.stages.all())
    at = next(place for place, row in enumerate(rows) if row.pk == stage.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    _renumber(rows)
    record_audit(playbook.tenant, actor=actor, action="stages reordered", target=playbook.name)


def check_tools(names: Sequence[str]) -> None:
    """Raises ValidationError for what is no tool."""
    unknown = [name for name in names if name not in TOOLS]
    if unknown:
        raise ValidationError(f"There is no tool {', '.join(unknown)}.")


def check_lines(stage: Stage) -> None:
    """Raises ValidationError: a discount is promised by a promotion, which code checks, and not by a text."""
    texts = [] if stage.promotion else [str(line) for line in stage.lines.values()]
    if any(problem.kind in MONEY for text in texts for problem in check_reply(text, NOTHING)):
        message = _("Amounts and discounts only come from products and promotions. Choose a promotion for this stage.")
        raise ValidationError({"lines": message})


@transaction.atomic
def save_promotion(tenant: Tenant, *, promotion: Promotion, actor: str) -> Promotion:
    """Promotions that orders have keep giving them what these terms say. Raises ValidationError."""
    promotion.tenant = tenant
    promotion.full_clean()
    promotion.save()
    record_audit(tenant, actor=actor, action="promotion saved", target=promotion.name)
    return promotion


def _set_active(playbook: Playbook, *, is_active: bool, actor: str) -> None:
    playbook.is_active = is_active
    playbook.save(update_fields=["is_active"])
    action = "playbook switched on" if is_active else "playbook switched off"
    record_audit(playbook.tenant, actor=actor, action=action, target=playbook.name)


def _new_stage(playbook: Playbook, name: str) -> Stage:
    known = set(playbook.stages.values_list("key", flat=True))
    if len(known) >= MOST_STAGES:
        raise DomainError("too_many", f"A playbook has at most {MOST_STAGES} stages.", most=MOST_STAGES)
    # Names in other scripts leave nothing of themselves in a key.
    base = slugify(name)[:30] or "stage"
    key = next(key for key in [base, *(f"{base}-{number}" for number in range(2, 100))] if key not in known)
    last = playbook.stages.order_by("-position").first()
    position = last.position + 1 if last else 0
    return Stage(tenant_id=playbook.tenant_id, playbook=playbook, key=key, position=position)


def _renumber(rows: Sequence[Stage]) -> None:
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])

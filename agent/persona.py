"""Who the shop's agent is: its name, role, tone and rules of the shop's own."""

from collections.abc import Mapping
from string import Template
from typing import Any

from django.db import transaction

from agent import prompts
from agent.clock import read_clock
from agent.context import prompt_values
from agent.prompts.rules import placeholders
from tenants.models import Tenant
from tenants.services import record_audit

FIELDS = (
    "agent_name", "agent_role", "agent_tone", "instructions", "languages", "avoided_topics", "human_pacing",
)  # fmt: skip
# The values of the chat's prompt that follow from them.
NAMES = frozenset({"agent_name", "agent_role", "instructions", "languages", "topics"})


@transaction.atomic
def save_persona(tenant: Tenant, *, values: Mapping[str, Any], actor: str) -> list[str]:
    """Change the named fields and return those that really changed. Raises ValidationError; then nothing has."""
    row = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    changed = [name for name in FIELDS if name in values and values[name] != getattr(row, name)]
    for name in changed:
        setattr(row, name, values[name])
    row.clean_fields(exclude=[field.name for field in Tenant._meta.fields if field.name not in changed])
    if changed:
        row.save(update_fields=changed)
        record_audit(row, actor=actor, action="persona_changed", target=", ".join(changed)[:150])
    return changed


def persona_part(tenant: Tenant) -> str:
    """The lines of the chat's prompt that say who the agent is, filled in; `tenant` need not be saved."""
    values = {name: text.strip() or "unknown" for name, text in prompt_values(read_clock(tenant)).items()}
    lines = prompts.text_of("chat").splitlines()
    return "\n".join(Template(line).safe_substitute(values) for line in lines if placeholders(line) & NAMES)

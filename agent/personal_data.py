"""What the agent keeps of one person: what it thought and did for them, and what they asked the team.

Most of it hangs on the conversations and goes with them; what a question to the team was worded by does not.
"""

from collections.abc import Mapping
from typing import Any

from agent.models import Asker, Progress, Run, TeamQuestion
from agent.runs.runlog import list_steps
from lib.text import shorten
from tenants.models import Alert, AuditEvent
from tenants.personal_data import Person

# Who answered a question is written down with its words (agent/team/services.py).
AUDIT_LENGTH = 150


def export(person: Person) -> Mapping[str, Any]:
    runs = Run.objects.filter(conversation__in=person.conversation_keys).order_by("pk")
    asked = Asker.objects.filter(conversation__in=person.conversation_keys).order_by("pk")
    stages = Progress.objects.filter(conversation__in=person.conversation_keys).order_by("pk")
    return {
        "turns": [_told(run) for run in runs],
        "asked_the_team": list(asked.values("asked", "language", "state", "created_at")),
        "stages": list(stages.values("key", "why", "since", "need")),
    }


def erase(person: Person) -> None:
    """A question that others have asked as well goes on in their words; the other ones go."""
    for question in TeamQuestion.objects.filter(askers__conversation__in=person.conversation_keys).distinct():
        others = question.askers.exclude(conversation__in=person.conversation_keys)
        other = others.order_by("pk").first()
        Alert.objects.filter(subject=str(question.public_id)).delete()
        AuditEvent.objects.filter(target=shorten(question.question, AUDIT_LENGTH)).update(target="")
        if other is None:
            question.delete()
        elif question.askers.order_by("pk").values_list("pk", flat=True).first() != other.pk:
            # Whoever asked first worded it; what it is found by follows from the words.
            question.question, question.stems, question.embedding, question.model = other.asked, [], None, ""
            question.save(update_fields=["question", "stems", "embedding", "model"])
    Asker.objects.filter(conversation__in=person.conversation_keys).delete()


def _told(run: Run) -> dict[str, Any]:
    steps = [
        {
            "kind": step.kind,
            "content": step.content,
            "model": step.model,
            "tokens": step.tokens,
            "when": step.created_at,
        }
        for step in list_steps(run)
    ]
    return {"began": run.started_at, "outcome": run.outcome, "steps": steps}

"""What a stage tells the agent: a part of the prompt for models, plain data for the offline agent, and its tools."""

from collections.abc import Set as AbstractSet

from agent.llm.base import StageBrief
from agent.marks import inside
from agent.playbooks.models import Progress, Stage
from agent.playbooks.rules import Fact
from agent.playbooks.selectors import list_promotions

# A customer can always follow, confirm, change their mind about and leave what they ordered, ask what the shop has
# written down and where it delivers, and reach a person.
ALWAYS = frozenset({
    "ask_team", "cancel_order", "check_delivery", "confirm_order", "get_customer_orders", "hand_to_human",
    "restore_order", "search_knowledge", "track_order", "update_order",
})  # fmt: skip
# They make sense in a playbook only.
PLAYBOOK_TOOLS = frozenset({"apply_promotion", "offer_promotion", "record_need", "send_testimonials"})
FREE = "The shop has no playbook: lead the conversation as you see fit."


def withheld(progress: Progress | None, names: AbstractSet[str]) -> frozenset[str]:
    """Which of these tools the conversation does not have now."""
    if progress is None or progress.stage is None:
        return PLAYBOOK_TOOLS & names
    allowed = frozenset(progress.stage.tools) or names
    return frozenset(names) - allowed - ALWAYS


def stage_brief(progress: Progress | None, language: str) -> StageBrief | None:
    """For the offline agent."""
    if progress is None or progress.stage is None:
        return None
    stage = progress.stage
    return StageBrief(
        key=stage.key, line=stage.line(language), has_pictures=_sends_pictures(progress, stage),
        stands_alone=stage.promotion is None and not stage.pictures.exists(),
        has_promotion=stage.promotion is not None and Fact.PROMOTION_OFFERED not in progress.facts,
        asks_need=_asks_need(stage) and not progress.need, need=progress.need,
    )  # fmt: skip


def stage_text(progress: Progress | None, language: str) -> str:
    """For a model, in English around the shop's own words."""
    if progress is None or progress.stage is None:
        return FREE
    stage = progress.stage
    parts = [f"The playbook is at the stage {stage.name!r}.", f"Goal: {stage.goal}" if stage.goal else ""]
    parts += [stage.instructions, f"The shop says it like this: {line!r}" if (line := stage.line(language)) else ""]
    if progress.need:
        parts.append(f'The customer\'s need, as they said it: "{inside(progress.need, 300)}".')
    if _asks_need(stage) and not progress.need:
        parts.append("When the customer has said what they need, call record_need with their words.")
    if _sends_pictures(progress, stage):
        parts.append("Call send_testimonials now: pictures of what other customers say go out with your reply.")
    if list_promotions(stage):
        parts.append("A promotion exists only if offer_promotion returns it; say its terms_text and nothing beyond it.")
    parts.append("Whatever the stage: what the customer asks comes first, and who wants to order is served at once.")
    return " ".join(part.strip() for part in parts if part)


def _sends_pictures(progress: Progress, stage: Stage) -> bool:
    return Fact.TESTIMONIAL_SENT not in progress.facts and stage.pictures.exists()


def _asks_need(stage: Stage) -> bool:
    return str(Fact.NEED_RECORDED) in stage.leave_when

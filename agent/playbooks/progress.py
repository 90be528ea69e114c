"""Moving a conversation through its stages, in the transactions of the turn: deciding again moves nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from agent.llm.offline.acts import Kind
from agent.llm.offline.understand import understand
from agent.playbooks.models import Playbook, Progress, Stage, StageChange
from agent.playbooks.rules import Fact, Known, Move, Station, decide, is_new_visit, read_rule
from agent.playbooks.selectors import find_active, find_progress
from conversations.inbox.stages import record_stage
from conversations.models import Author, Conversation, LeadStatus, Message
from orders.models import Order, Promotion
from orders.states import Status

# Who only says these has not come back.
_PARTING = frozenset({Kind.LEAVE, Kind.THANK, Kind.DONE, Kind.YES})
# What a receipt of a reply that was sent proves.
_PROVEN = {
    "need_recorded": Fact.NEED_RECORDED, "testimonials": Fact.TESTIMONIAL_SENT,
    "promotion_offered": Fact.PROMOTION_OFFERED,
}  # fmt: skip


def enter(conversation: Conversation, *, heard: Sequence[str]) -> Progress | None:
    """Where the conversation stands now that the customer has said this; None without a playbook."""
    playbook = find_active()
    if playbook is None or not playbook.stages.all():
        return None
    _advance(conversation, playbook, heard=heard, proven=[])
    return find_progress(conversation)


def note_reply(
    conversation: Conversation, *, text: str, receipts: Sequence[Mapping[str, Any]], heard: Sequence[str]
) -> None:
    """A reply was queued: keep what it proves, and go on. Call it in the transaction that queues the reply."""
    playbook = find_active()
    if playbook is None or not playbook.stages.all():
        return
    _advance(conversation, playbook, heard=heard, proven=proven_by(text, receipts), receipts=receipts)


def proven_by(text: str, receipts: Iterable[Mapping[str, Any]]) -> list[Fact]:
    """What a reply has done, by its words and the receipts behind them."""
    found = []
    for receipt in receipts:
        kind = str(receipt.get("kind"))
        if kind in _PROVEN and (kind != "testimonials" or receipt.get("media")):
            found.append(_PROVEN[kind])
        if (kind == "photos" and receipt.get("media")) or _names_product(text, receipt):
            found.append(Fact.PRODUCT_SHOWN)
    return list(dict.fromkeys(found))


@transaction.atomic
def _advance(
    conversation: Conversation, playbook: Playbook, *, heard: Sequence[str], proven: Sequence[Fact],
    receipts: Sequence[Mapping[str, Any]] = (),
) -> None:  # fmt: skip
    Progress.objects.get_or_create(conversation=conversation, defaults={"tenant_id": conversation.tenant_id})
    progress = Progress.objects.select_for_update().get(conversation=conversation)
    stages = list(playbook.stages.all())
    acts = _acts(conversation, heard)
    parts = bool(acts) and acts <= _PARTING
    comes_back = not proven and _comes_back(conversation, progress, stages, said_bye=parts)
    if comes_back or progress.visit_at is None:
        _begin_visit(conversation, progress, len(heard))
    progress.facts = list(dict.fromkeys([*progress.facts, *map(str, proven)]))
    _keep_details(progress, receipts)
    known = _known(conversation, progress, said_bye=Kind.LEAVE in acts)
    for move in decide([_station(stage) for stage in stages], progress.key, known, comes_back=comes_back):
        _move(progress, playbook, move, {stage.key: stage for stage in stages})
    progress.stage = next((stage for stage in stages if stage.key == progress.key), None)
    progress.save()
    if progress.stage:
        record_stage(conversation, key=progress.key, name=progress.stage.name)


def _move(progress: Progress, playbook: Playbook, move: Move, stages: Mapping[str, Stage]) -> None:
    stage = stages[move.end]
    StageChange.objects.create(
        tenant_id=progress.tenant_id, conversation=progress.conversation, playbook=playbook,
        from_key=move.start, to_key=move.end, to_name=stage.name, why=move.why,
    )  # fmt: skip
    progress.key, progress.why, progress.since = move.end, move.why, timezone.now()


def _begin_visit(conversation: Conversation, progress: Progress, heard: int) -> None:
    """From the oldest of the words that are being answered. What was promised before stays promised."""
    progress.visit_seq = max(conversation.inbound_seq - max(heard, 1) + 1, 0)
    first = Message.objects.filter(conversation=conversation, author=Author.CUSTOMER, seq__gte=progress.visit_seq)
    progress.visit_at = first.order_by("seq").values_list("created_at", flat=True).first() or timezone.now()
    progress.facts, progress.need = [], ""


def _comes_back(conversation: Conversation, progress: Progress, stages: Sequence[Stage], *, said_bye: bool) -> bool:
    """Only words that came after the stage was reached can begin a visit, so that a resumed turn begins none."""
    if progress.since is None or not progress.key:
        return False
    newest = Message.objects.filter(conversation=conversation, author=Author.CUSTOMER).order_by("-seq")
    spoken = newest.values_list("created_at", flat=True).first()
    if spoken is None or spoken <= progress.since:
        return False
    before = Message.objects.filter(conversation=conversation, created_at__lt=spoken).order_by("-id")
    last = before.values_list("created_at", flat=True).first()
    silent_for = spoken - last if last else timedelta(0)
    return is_new_visit(at_end=progress.key == stages[-1].key, said_bye=said_bye, silent_for=silent_for)


def _keep_details(progress: Progress, receipts: Iterable[Mapping[str, Any]]) -> None:
    for receipt in receipts:
        if receipt.get("kind") == "need_recorded":
            progress.need = str(receipt["need"])[:300]
        if receipt.get("kind") == "promotion_offered":
            progress.promotion = Promotion.objects.filter(public_id=receipt["promotion_id"]).first()


def _known(conversation: Conversation, progress: Progress, *, said_bye: bool) -> Known:
    messages = Message.objects.filter(conversation=conversation)
    spoken = messages.filter(author=Author.CUSTOMER, seq__gte=progress.visit_seq, revoked_at=None).count()
    since = progress.since or timezone.now()
    known = {Fact(name): 1 for name in progress.facts}
    return known | {
        Fact.CUSTOMER_WROTE: min(spoken, 1),
        Fact.MESSAGES: spoken,
        Fact.REPLIES: messages.filter(author=Author.AGENT, created_at__gt=since).count(),
        Fact.WANTS_TO_BUY: int(_wants_to_buy(conversation, progress)),
        Fact.SAID_BYE: int(said_bye),
        **_known_orders(conversation, progress),
    }


def _known_orders(conversation: Conversation, progress: Progress) -> Known:
    rows = Order.objects.filter(conversation=conversation, created_at__gte=progress.visit_at)
    states = set(rows.exclude(status=Status.CANCELLED).values_list("status", flat=True))
    return {Fact.ORDER_PENDING: int(bool(states)), Fact.ORDER_CONFIRMED: int(bool(states - {Status.PENDING.value}))}


def _wants_to_buy(conversation: Conversation, progress: Progress) -> bool:
    if conversation.lead_at is None or progress.visit_at is None:
        return False
    return conversation.lead_status == LeadStatus.READY and conversation.lead_at >= progress.visit_at


def _acts(conversation: Conversation, heard: Sequence[str]) -> set[Kind]:
    language = conversation.language or conversation.tenant.language
    return {act.kind for act in understand(list(heard), otherwise=language).acts} if heard else set()


def _station(stage: Stage) -> Station:
    return Station(stage.key, [read_rule(text) for text in stage.enter_when], [read_rule(t) for t in stage.leave_when])


def _names_product(text: str, receipt: Mapping[str, Any]) -> bool:
    products = receipt.get("products") or ([receipt] if receipt.get("product_id") else [])
    words = text.casefold()
    return any(str(product.get("name", "")).casefold() in words for product in products if product.get("name"))

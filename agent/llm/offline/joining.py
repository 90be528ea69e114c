"""The acts of a message as one matter: neighbours belong together, and what says nothing beside the rest goes. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.llm.offline.acts import ONLY, Act, Kind


def tidy_acts(acts: Sequence[Act]) -> tuple[Act, ...]:
    """Empty questions and unread scraps are dropped when something else was said; repetitions always."""
    kept = list(dict.fromkeys(_join_neighbours(_without_corrected(acts))))
    if any(act.kind == Kind.CONTACT for act in kept):
        # `My phone is ...` asks for no phone of ours.
        kept = [act for act in kept if act.kind != Kind.PLACE]
    if any(act.kind != Kind.ASK or act.wishes for act in kept):
        kept = [act for act in kept if act.wishes or act.kind != Kind.ASK]
    kept = _without_echoes(kept)
    for kinds in ({Kind.ORDER, Kind.ADD}, {Kind.SET, Kind.REMOVE}):
        if any(act.wishes for act in kept if act.kind in kinds):
            kept = [act for act in kept if act.wishes or act.kind not in kinds]
    if any(act.kind == Kind.LEAVE for act in kept):
        # `See you tomorrow` is no order.
        kept = [act for act in kept if act.kind != Kind.WHEN or any(other.wishes for other in kept)]
    matters = [act for act in kept if act.kind != Kind.UNKNOWN]
    return tuple(matters or kept or [Act(Kind.UNKNOWN)])


def _without_echoes(acts: Sequence[Act]) -> list[Act]:
    """`Do you deliver to Holon, and what does it cost?` is one question about delivery."""
    if not any(act.kind == Kind.DELIVERY for act in acts):
        return list(acts)
    named = any(act.kind == Kind.DELIVERY and act.text for act in acts)
    return [
        act for act in acts if act.kind != Kind.TOTAL and not (named and act.kind == Kind.DELIVERY and not act.text)
    ]


def _without_corrected(acts: Sequence[Act]) -> list[Act]:
    """`3 croissants. No wait, 5 croissants`: a no takes back the same product's amount that stood before it."""
    no = next((place for place, act in enumerate(acts) if act.kind == Kind.NO), len(acts))
    anew = {wish.phrase for act in acts[no:] if act.kind == Kind.ORDER for wish in act.wishes if wish.amount}
    kept = [replace(act, wishes=tuple(wish for wish in act.wishes if wish.phrase not in anew)) for act in acts[:no]]
    before = [new for old, new in zip(acts[:no], kept, strict=True) if new.wishes or not old.wishes]
    if len(before) == no and kept == list(acts[:no]):
        return list(acts)
    return [*before, *acts[no + 1 :]]


def _join_neighbours(acts: Sequence[Act]) -> Iterator[Act]:
    """`add. 2 kg chorizo` adds; `I want chorizo, pastrami` wants both; `chorizo, 2 kg` is one wish."""
    before: Act | None = None
    for act in acts:
        joined = _join(before, act) if before else None
        if before and joined:
            joined = replace(joined, order=joined.order or before.order or act.order)
        if before and not joined:
            yield before
        before = joined or act
    if before:
        yield before


def _join(before: Act, act: Act) -> Act | None:
    ordering = before.kind in {Kind.ORDER, Kind.ADD}
    if ordering and not before.wishes and act.kind in {Kind.ORDER, Kind.MENTION, Kind.AMOUNT}:
        return Act(Kind.AMOUNT if act.kind == Kind.AMOUNT else before.kind, act.wishes)
    if ordering and act.kind == Kind.MENTION:
        return Act(before.kind, (*before.wishes, *act.wishes))
    if before.kind == Kind.ADD and act.kind == Kind.ORDER and act.text != ONLY:
        return Act(Kind.ADD, (*before.wishes, *act.wishes))
    if before.kind == Kind.PICK and act.kind == Kind.AMOUNT:
        return replace(before, wishes=act.wishes)
    if before.kind in {Kind.MENTION, Kind.ORDER} and act.kind == Kind.AMOUNT and before.wishes:
        last = before.wishes[-1]
        if last.amount is None:
            return Act(Kind.ORDER, (*before.wishes[:-1], replace(last, amount=act.wishes[0].amount)))
    return None

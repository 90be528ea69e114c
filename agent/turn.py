"""The durable turn: from what the customer said to one reply, every step committed before the next begins.

A run is resumed by whoever holds the conversation's lease: the committed steps alone decide what comes next.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import transaction

from agent.calls import run_call
from agent.closing import NewerWords, close, complete, drop, may_speak
from agent.context import brief, list_history, system_prompt
from agent.drafts import Draft
from agent.guards import Facts, check_reply, collect_facts
from agent.language import language_of
from agent.leases import Hold, fence
from agent.llm.base import Request, ToolCall
from agent.models import Run, Step, StepKind
from agent.patience import wait_for_silence
from agent.plain import correction_text, plain_reply, recap_text
from agent.steps import add_step, discard, hear, heard_texts, list_steps, receipts_of
from agent.thinking import Thought, list_choices, think
from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS
from agent.transcript import Move, next_move, to_turns
from agent.usage import record_thought, tokens_of
from conversations.models import Conversation
from conversations.services import request_handover

log = structlog.get_logger(__name__)
# A customer who keeps writing while the model thinks gets an answer all the same.
MOST_INTERRUPTIONS = 5
# A turn that kills its worker again and again is given to a person.
MOST_RESUMPTIONS = 5


@dataclass
class Turn:
    """A run being worked on by this process; everything that lasts is in its rows."""

    run: Run
    hold: Hold
    deadline: float
    streams: bool = False
    # Seconds of silence before anything is changed or sent: thinking may begin earlier.
    settle: float = 0

    @property
    def steps(self) -> list[Step]:
        return list_steps(self.run)

    def conversation(self) -> Conversation:
        """Read anew each time: words and owners change while a model thinks."""
        rows = Conversation.objects.select_related("tenant", "customer", "identity")
        return rows.get(pk=self.run.conversation_id)


def carry_on(turn: Turn) -> bool:
    """Work until the run has ended. True when a reply was queued, False when a person took over.

    Raises LeaseLost when another worker has the conversation.
    """
    while True:
        conversation, steps = turn.conversation(), turn.steps
        following = next_move(steps)
        if not may_speak(conversation, handed_over=_handed_over(steps)):
            drop(turn.run, hold=turn.hold)
            return False
        limit = "" if following.move == Move.CLOSE else _limit_reached(turn, steps)
        if following.move == Move.CLOSE or limit:
            sent = _try_to_close(turn, conversation, steps, limit=limit)
            if sent is not None:
                return sent
        elif following.move == Move.ACT:
            _act(turn, conversation, steps, following.calls)
        else:
            _ask(turn, conversation)


def _ask(turn: Turn, conversation: Conversation) -> None:
    """Hear what is new, ask the model, commit its answer."""
    with transaction.atomic():
        fence(turn.hold)
        hear(turn.run, conversation)
    thought = _think(turn, conversation)
    with transaction.atomic():
        fence(turn.hold)
        record_thought(turn.run, thought)


def _think(turn: Turn, conversation: Conversation) -> Thought:
    steps = turn.steps
    language = language_of(conversation, heard_texts(steps))
    history = list_history(conversation, first_seq=turn.run.first_seq)
    request = Request(
        system=system_prompt(conversation.tenant, conversation),
        turns=to_turns(history, steps),
        tools=[tool.spec for tool in TOOLS.values()],
        model="",
        briefing=brief(conversation.tenant, conversation, language=language),
        timeout=min(settings.AGENT_MODEL_TIMEOUT, max(turn.deadline - time.monotonic(), 1.0)),
    )
    on_text = Draft(conversation, _facts(steps)) if turn.streams else None
    return think(request, list_choices(), on_text=on_text)


def _act(turn: Turn, conversation: Conversation, steps: Sequence[Step], calls: Sequence[ToolCall]) -> None:
    """Run the calls in order. A stale wish to change something is not carried out: the newer words come first."""
    answer = next_move(steps).answer
    if answer is steps[-1] and any(_writes(call) for call in calls):
        wait_for_silence(conversation, seconds=turn.settle)
        if _may_interrupt(turn, conversation, steps):
            _start_over(turn, conversation, answer)
            return
    context = ToolContext(
        tenant=conversation.tenant, customer=conversation.customer, conversation=conversation,
        language=language_of(conversation, heard_texts(steps)), seq=turn.run.seq,
    )  # fmt: skip
    for call in calls:
        run_call(turn.run, call, hold=turn.hold, context=context)


def _try_to_close(turn: Turn, conversation: Conversation, steps: Sequence[Step], *, limit: str) -> bool | None:
    """Send the answer; None when the run has to go on because of newer words or an answer that nothing backs."""
    wait_for_silence(conversation, seconds=turn.settle)
    answer = next_move(steps).answer
    language = language_of(conversation, heard_texts(steps))
    receipts = receipts_of(steps)
    text = answer.content["text"] if answer and not limit else ""
    problems = [f"{problem.kind}: {problem.what}" for problem in check_reply(text, _facts(steps))]
    if not text.strip():
        problems = ["the answer is empty"]
    if problems and not limit and answer and not _was_corrected(steps):
        _correct(turn, answer, problems)
        return None
    if problems:
        text = _say_it_plainly(turn, conversation, steps, language)
    text = complete(text, receipts, recap=recap_text(receipts, language))
    outcome = limit or ("plain" if problems else "answered")
    try:
        return close(
            turn.run, text, receipts_of(turn.steps), hold=turn.hold, outcome=outcome, language=language
        )
    except NewerWords:
        _start_over(turn, turn.conversation(), answer)
        return None


def _say_it_plainly(turn: Turn, conversation: Conversation, steps: Sequence[Step], language: str) -> str:
    """What the receipts say, in our own words; with no receipt to speak of, a person is called."""
    receipts = receipts_of(steps)
    return plain_reply(receipts, language) if receipts else _call_a_person(turn, conversation, language)


def _call_a_person(turn: Turn, conversation: Conversation, language: str) -> str:
    receipt = {"kind": "handed_over"}
    content = {"call_id": "runtime", "tool": "hand_to_human", "arguments": {}, "receipt": receipt}
    with transaction.atomic():
        fence(turn.hold)
        request_handover(conversation, reason="tool_failure: the agent had no answer")
        add_step(turn.run, StepKind.RESULT, content)
    return plain_reply([receipt], language)


def _correct(turn: Turn, answer: Step, problems: list[str]) -> None:
    log.info("reply_corrected", run=str(turn.run.public_id), problems=problems)
    with transaction.atomic():
        fence(turn.hold)
        discard(answer)
        add_step(turn.run, StepKind.CORRECTION, {"text": correction_text(problems), "problems": problems})


def _start_over(turn: Turn, conversation: Conversation, answer: Step | None) -> None:
    """Newer words arrived: the stale answer is discarded, what was already done stays done."""
    with transaction.atomic():
        fence(turn.hold)
        if answer:
            discard(answer)
        hear(turn.run, conversation)


def _limit_reached(turn: Turn, steps: Sequence[Step]) -> str:
    """The cap that this run has reached, or an empty text."""
    answers = sum(step.kind == StepKind.ANSWER for step in steps)
    reached = {
        "step limit": answers >= settings.AGENT_MAX_STEPS,
        "token limit": tokens_of(steps) >= settings.AGENT_MAX_TOKENS,
        "time limit": time.monotonic() > turn.deadline,
        "resumed too often": turn.run.resumed > MOST_RESUMPTIONS,
    }
    return next((name for name, is_reached in reached.items() if is_reached), "")


def _may_interrupt(turn: Turn, conversation: Conversation, steps: Sequence[Step]) -> bool:
    heard = sum(step.kind == StepKind.HEARD for step in steps)
    return conversation.inbound_seq > turn.run.seq and heard <= MOST_INTERRUPTIONS


def _facts(steps: Sequence[Step]) -> Facts:
    return collect_facts(receipts_of(steps), heard=heard_texts(steps))


def _handed_over(steps: Sequence[Step]) -> bool:
    return any(receipt.get("kind") == "handed_over" for receipt in receipts_of(steps))


def _was_corrected(steps: Sequence[Step]) -> bool:
    return any(step.kind == StepKind.CORRECTION for step in steps)


def _writes(call: ToolCall) -> bool:
    return call.name in TOOLS and TOOLS[call.name].writes

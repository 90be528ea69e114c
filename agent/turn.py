"""The durable turn: from what the customer said to one reply, every step committed before the next begins.

A run is resumed by whoever holds the conversation's lease: the committed steps alone decide what comes next.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import structlog
from django.conf import settings

from agent.calls import run_call, writes
from agent.clock import Clock, read_clock
from agent.closing import NewerWords, close, drop, may_speak
from agent.context import brief, list_history, system_prompt
from agent.drafts import Draft
from agent.guards import KEPT_BACK, Facts, Problem, check_reply, collect_facts
from agent.handover import is_still_called, presence
from agent.house import House
from agent.language import language_of
from agent.leases import LeaseLost
from agent.llm.base import Request, ToolCall, ToolSpec, UserMessage
from agent.looking import look_around
from agent.memory.moment import tell_moment, tell_summary
from agent.models import Step, StepKind
from agent.patience import wait_for_silence
from agent.plain import complete, correction_text, declining_reply, plain_reply
from agent.playbooks.guidance import stage_brief, stage_text, withheld
from agent.playbooks.models import Progress
from agent.playbooks.progress import enter
from agent.playbooks.selectors import is_guided
from agent.reading import read_media
from agent.runlog import RunLog, discard, hear
from agent.thinking import Choice, Thought, list_choices, think
from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS, list_offered
from agent.transcript import Move, to_turns
from agent.usage import record_thought, record_unused
from conversations.memory import newest_summary
from conversations.models import Conversation, Message, Summary
from conversations.services import request_handover

log = structlog.get_logger(__name__)
# A customer who keeps writing while the model thinks gets an answer all the same.
MOST_INTERRUPTIONS = 5
# A turn that kills its worker again and again is given to a person.
MOST_RESUMPTIONS = 5
# A model that ran out of tokens stopped in the middle of a sentence.
CUT_OFF = Problem("cut_off", "the answer was cut off in the middle: write a much shorter one")
# What may have changed while a model was thinking.
VOLATILE = ("inbound_seq", "answered_seq", "last_inbound_at", "owner", "owner_until", "owner_user", "owner_name")


@dataclass
class Turn:
    """A run being worked on by this process; everything that lasts is in its rows.

    `deadline` is on the monotonic clock; `settle` is how many seconds of silence come before anything is changed
    or sent; `streams` tells whether the customer can watch the answer grow.
    """

    log: RunLog
    conversation: Conversation
    deadline: float
    settle: float = 0
    streams: bool = False

    @cached_property
    def before(self) -> Summary | None:
        return newest_summary(self.conversation)

    @cached_property
    def history(self) -> list[Message]:
        return list_history(self.conversation, self.before, first_seq=self.log.run.first_seq)

    @cached_property
    def moment(self) -> UserMessage:
        """Once for the whole run: what comes behind it can be kept in a cache as well."""
        return tell_moment(self.conversation, clock=self.clock, stage=stage_text(self.progress, self.language))

    @cached_property
    def choices(self) -> list[Choice]:
        return list_choices()

    @property
    def language(self) -> str:
        return language_of(self.conversation, self.log.heard)

    @cached_property
    def progress(self) -> Progress | None:
        """Where the playbook stands: decided once, so that a turn keeps its stage until its reply is queued."""
        if not is_guided():
            return None
        with self.log.writing():
            return enter(self.conversation, heard=self.log.heard)

    @property
    def withheld(self) -> frozenset[str]:
        """The tools that the stage does not have."""
        return withheld(self.progress, TOOLS.keys())

    @cached_property
    def house(self) -> House:
        keys = [choice.api_key for choice in self.choices]
        return look_around(
            self.conversation, prompt=self.system, history=self.history, keys=keys,
            stage=stage_text(self.progress, self.language),
        )  # fmt: skip

    @cached_property
    def tools(self) -> list[ToolSpec]:
        return [tool.spec for tool in list_offered(self.conversation.tenant, withheld=self.withheld)]

    @cached_property
    def clock(self) -> Clock:
        return read_clock(self.conversation.tenant)

    @cached_property
    def system(self) -> str:
        return system_prompt(self.clock)

    @property
    def facts(self) -> Facts:
        return collect_facts(self.log.results, heard=self.log.heard, house=self.house)

    @property
    def is_interrupted(self) -> bool:
        """Newer words are here, and the customer has not interrupted too often already."""
        newer = self.conversation.inbound_seq > self.log.run.seq
        return newer and self.log.count(StepKind.HEARD) <= MOST_INTERRUPTIONS

    @property
    def may_speak(self) -> bool:
        return may_speak(self.conversation, handed_over=self.log.handed_over)

    def look_again(self) -> None:
        self.conversation.refresh_from_db(fields=VOLATILE)


def carry_on(turn: Turn) -> bool:
    """Work until the run has ended. True when a reply was queued, False when a person took over.

    Raises LeaseLost when another worker has the conversation.
    """
    while True:
        following = turn.log.next()
        limit = "" if following.move == Move.CLOSE else _limit_reached(turn)
        if following.move == Move.CLOSE or limit:
            sent = _try_to_close(turn, following.answer, limit=limit)
            if sent is not None:
                return sent
        elif not turn.may_speak:
            drop(turn.log)
            return False
        elif following.move == Move.ACT:
            _act(turn, following.calls, following.answer)
        else:
            _ask(turn)


def _ask(turn: Turn) -> None:
    """Hear what is new, ask the model, commit its answer."""
    _listen(turn)
    if not turn.may_speak:
        return
    thought = _think(turn)
    try:
        with turn.log.writing() as add:
            record_thought(add, turn.log.run, thought)
    except LeaseLost:
        record_unused(turn.log.run, thought)
        raise


def _listen(turn: Turn) -> None:
    """Take in what is new, files in words, and what came while they were read."""
    while True:
        if turn.conversation.inbound_seq > turn.log.run.seq:
            with turn.log.writing() as add:
                hear(add, turn.log.run, turn.conversation)
        if not read_media(turn.log, turn.conversation, until=turn.deadline):
            return
        turn.look_again()
        if not turn.is_interrupted:
            return


def _think(turn: Turn) -> Thought:
    request = Request(
        system=turn.system,
        turns=to_turns(turn.history, turn.log.steps, before=tell_summary(turn.before), now=turn.moment),
        tools=turn.tools,
        model="",
        briefing=brief(
            turn.conversation, clock=turn.clock, language=turn.language,
            stage=stage_brief(turn.progress, turn.language),
        ),
        timeout=min(settings.AGENT_MODEL_TIMEOUT, max(turn.deadline - time.monotonic(), 1.0)),
    )  # fmt: skip
    on_text = Draft(turn.conversation, turn.facts) if turn.streams else None
    return think(request, turn.choices, on_text=on_text, conversation=turn.conversation)


def _act(turn: Turn, calls: Sequence[ToolCall], answer: Step | None) -> None:
    """Run the calls in order. A stale wish to change something is not carried out: the newer words come first."""
    if answer is turn.log.steps[-1] and any(writes(call) for call in calls):
        wait_for_silence(turn.conversation, seconds=turn.settle)
        turn.look_again()
        if not turn.may_speak:
            return
        if turn.is_interrupted:
            _start_over(turn, answer)
            return
    context = ToolContext(
        tenant=turn.conversation.tenant, customer=turn.conversation.customer, conversation=turn.conversation,
        language=turn.language, seq=turn.log.run.seq, withheld=turn.withheld,
    )  # fmt: skip
    for call in calls:
        run_call(turn.log, call, context=context)
    turn.look_again()


def _try_to_close(turn: Turn, answer: Step | None, *, limit: str) -> bool | None:
    """Send the answer; None when the run has to go on because of newer words or an answer that nothing backs."""
    wait_for_silence(turn.conversation, seconds=turn.settle)
    text = answer.content["text"] if answer and not limit else ""
    problems = _problems(turn, text)
    if text and answer and answer.content.get("stop") == "length":
        problems.append(CUT_OFF)
    if problems and not limit and answer and not turn.log.count(StepKind.CORRECTION):
        _correct(turn, answer, problems)
        return None
    language = turn.language
    if problems:
        text = _plainly(turn, problems, language)
    text = complete(text, turn.log.receipts, language)
    try:
        return close(turn.log, text, outcome=limit or ("plain" if problems else "answered"), language=language)
    except NewerWords:
        turn.look_again()
        _start_over(turn, answer)
        return None


def _plainly(turn: Turn, problems: Sequence[Problem], language: str) -> str:
    """Our own words, where the model's cannot be sent."""
    if not turn.log.has_acted and all(problem.kind in KEPT_BACK for problem in problems):
        return declining_reply(language)
    return plain_reply(turn.log.receipts, language) if turn.log.receipts else _call_a_person(turn, language)


def _problems(turn: Turn, text: str) -> list[Problem]:
    """What must not be said, in the text or on the buttons under it."""
    if not text.strip():
        return [Problem("empty", "the answer is empty")]
    facts = turn.facts
    titles = [choice["title"] for offer in turn.log.offers[-1:] for choice in offer["choices"]]
    return [problem for said in (text, *titles) for problem in check_reply(said, facts)]


def _call_a_person(turn: Turn, language: str) -> str:
    """There is no answer and nothing was done: somebody of the shop has to look, unless they were called already."""
    if is_still_called(turn.conversation):
        return plain_reply([], language)
    receipt = {"kind": "handed_over", **presence(turn.conversation.tenant, language)}
    with turn.log.writing() as add:
        request_handover(turn.conversation, reason="tool_failure: the agent had no answer")
        add(StepKind.RESULT, {"call_id": "runtime", "tool": "hand_to_human", "arguments": {}, "receipt": receipt})
    return plain_reply([receipt], language)


def _correct(turn: Turn, answer: Step, found: Sequence[Problem]) -> None:
    problems = [str(problem) for problem in found]
    log.info("reply_corrected", count=len(problems), reason=problems)
    with turn.log.writing() as add:
        discard(answer)
        add(StepKind.CORRECTION, {"text": correction_text(problems), "problems": problems})


def _start_over(turn: Turn, answer: Step | None) -> None:
    """Newer words arrived: the stale answer is discarded, what was already done stays done."""
    with turn.log.writing() as add:
        if answer:
            discard(answer)
        hear(add, turn.log.run, turn.conversation)


def _limit_reached(turn: Turn) -> str:
    """The cap that this run has reached, or an empty text."""
    reached = {
        "step limit": turn.log.count(StepKind.ANSWER) >= settings.AGENT_MAX_STEPS,
        "token limit": turn.log.tokens >= settings.AGENT_MAX_TOKENS,
        "time limit": time.monotonic() > turn.deadline,
        "resumed too often": turn.log.run.resumed > MOST_RESUMPTIONS,
    }
    return next((name for name, is_reached in reached.items() if is_reached), "")

"""What the agent thought and what that cost: runs, steps, usage by the models of the time, and the sums of each day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from agent.models import Run, Step, StepKind
from billing.models import ConversationUsage, CountedReply, DayReplies, DayUsage, UsageEvent
from billing.prices import Price, Tokens, price
from config.demo_data.rows import Row, Rows
from config.demo_data.scene import Scene

# Who answered since which part of the year: a shop changes its model, and later tries a larger one.
ERAS = (
    (0.0, "openai", "gpt-5-mini"),
    (0.45, "anthropic", "claude-haiku-4-5"),
    (0.85, "anthropic", "claude-sonnet-4-5"),
)
SUMMARY = ("openai", "gpt-5-nano")
OFFLINE = ("offline", "")
# The provider was away: the built-in agent answered.
AWAY, SUMMARIZED = 0.015, 0.06
# Prices are reckoned once for each of so many sizes of a call.
SIZES = 120
TOOLS: Mapping[str, Sequence[str]] = {
    "order": ("search_products", "create_order", "confirm_order"), "advice": ("search_products", "get_product"),
    "place": ("search_knowledge",), "delivery": ("check_delivery",), "status": ("track_order",),
    "change": ("update_order", "confirm_order"), "cancel": ("cancel_order",), "complaint": ("hand_to_human",),
    "soldout": ("search_products", "notify_me"), "missing": ("search_products",),
}  # fmt: skip
RECEIPTS = {
    "search_products": "products", "create_order": "order_created", "confirm_order": "order_confirmed",
    "get_product": "product", "search_knowledge": "knowledge", "check_delivery": "delivery", "track_order": "tracking",
    "update_order": "order_changed", "cancel_order": "order_cancelled", "hand_to_human": "handed_over",
    "notify_me": "waiting",
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """A typical call of a model with its price of then."""

    provider: str
    model: str
    tokens: Tokens
    price: Price
    seconds: float


@dataclass(frozen=True)
class TurnHeard:
    """What the agent answers: the customer's newest words, and where they stand."""

    talk: Row
    words: Sequence[str]
    seq: int
    at: datetime


@dataclass
class DaySum:
    calls: int = 0
    unpriced: int = 0
    input: int = 0
    output: int = 0
    cached: int = 0
    cost: Decimal = field(default_factory=Decimal)

    def add(self, call: Call) -> None:
        self.calls += 1
        self.unpriced += call.price.cost_usd is None
        self.input += call.tokens.input
        self.output += call.tokens.output
        self.cached += call.tokens.cache_read
        self.cost += call.price.cost_usd or 0


class Meter:
    """Writes what each answer took, and keeps the sums of the shop's own days."""

    def __init__(self, scene: Scene, *, start: datetime, end: datetime, rows: Rows, rng: Random) -> None:
        self._zone, self._rows, self._rng = scene.tenant.zone, rows, rng
        self._eras = [
            (start + (end - start) * share, _typical_calls(provider, model, start + (end - start) * share, rng))
            for share, provider, model in ERAS
        ]
        self._summaries = _typical_calls(*SUMMARY, end, rng)
        self._away = _typical_calls(*OFFLINE, end, rng)
        self.sums: dict[tuple[date, str, str, str], DaySum] = defaultdict(DaySum)
        self.replies: Counter[date] = Counter()
        self._talks: dict[tuple[date, UUID], DaySum] = defaultdict(DaySum)

    def tools_for(self, about: str) -> Iterator[str]:
        return iter(TOOLS.get(about, ()))

    def count_reply(self, run: Row, *, at: datetime) -> None:
        """It was sent, so it counts for the plan."""
        day = at.astimezone(self._zone).date()
        self._rows.add(CountedReply, run_id=run["public_id"], day=day)
        self.replies[day] += 1

    def close_talks(self) -> None:
        """What the conversations took that are over: nobody says anything more in them."""
        for (day, talk), total in self._talks.items():
            self._rows.add(
                ConversationUsage, day=day, conversation_id=talk, calls=total.calls, unpriced_calls=total.unpriced,
                input_tokens=total.input, output_tokens=total.output, cost_usd=total.cost,
            )  # fmt: skip
        self._talks.clear()

    def note_turn(self, turn: TurnHeard, *, answer: str, tool: str | None) -> Row:
        """The run of one answer: heard, a tool with its result where one is needed, and the text."""
        calls = self._calls_of(turn.at)
        first = max(turn.seq - len(turn.words) + 1, 1)
        run = self._rows.add(
            Run, conversation=turn.talk, status="done", first_seq=first, seq=turn.seq, outcome="answered",
            started_at=turn.at - timedelta(seconds=2), finished_at=turn.at,
        )  # fmt: skip
        heard = [{"text": text, "seq": first + place, "unread": False} for place, text in enumerate(turn.words)]
        contents: list[tuple[StepKind, dict[str, Any]]] = [(StepKind.HEARD, {"messages": heard})]
        if tool:
            contents += _tool_steps(tool)
        contents.append((StepKind.ANSWER, {"text": answer, "calls": [], "state": None, "stop": "end"}))
        for position, (kind, content) in enumerate(contents):
            self._step(run, turn, position, kind, content, calls)
        if self._rng.random() < SUMMARIZED:
            self._use(self._rng.choice(self._summaries), turn, role="summary", run=None)
        return run

    def _step(
        self, run: Row, turn: TurnHeard, position: int, kind: StepKind, content: dict[str, Any], calls: Sequence[Call]
    ) -> None:
        spent: dict[str, Any] = {}
        if kind == StepKind.ANSWER:
            call = self._rng.choice(calls)
            self._use(call, turn, role="chat", run=run)
            spent = {
                "provider": call.provider, "model": call.model, "tokens": call.tokens.input + call.tokens.output,
                "cost_usd": call.price.cost_usd, "seconds": call.seconds,
            }  # fmt: skip
        self._rows.add(Step, run=run, position=position, kind=kind, content=content, created_at=turn.at, **spent)

    def _use(self, call: Call, turn: TurnHeard, *, role: str, run: Row | None) -> None:
        self._rows.add(
            UsageEvent, conversation_id=turn.talk["public_id"], run_id=run and run["public_id"], role=role,
            provider=call.provider, model=call.model, input_tokens=call.tokens.input, output_tokens=call.tokens.output,
            cache_read_tokens=call.tokens.cache_read, cost_usd=call.price.cost_usd, price_source=call.price.source,
            seconds=call.seconds, created_at=turn.at,
        )  # fmt: skip
        day = turn.at.astimezone(self._zone).date()
        self.sums[day, role, call.provider, call.model].add(call)
        self._talks[day, turn.talk["public_id"]].add(call)

    def _calls_of(self, at: datetime) -> Sequence[Call]:
        if self._rng.random() < AWAY:
            return self._away
        return [calls for since, calls in self._eras if since <= at or since == self._eras[0][0]][-1]


def save_day_sums(scene: Scene, sums: Mapping[tuple[date, str, str, str], DaySum]) -> None:
    """Add to what the shop's days already have."""
    fields = ("calls", "unpriced_calls", "input_tokens", "output_tokens", "cache_read_tokens", "cost_usd")
    known = {(row.day, row.role, row.provider, row.model): row for row in DayUsage.objects.all()}
    rows = []
    for key, total in sums.items():
        day, role, provider, model = key
        row = known.get(key) or DayUsage(tenant=scene.tenant, day=day, role=role, provider=provider, model=model)
        more = (total.calls, total.unpriced, total.input, total.output, total.cached, total.cost)
        for name, value in zip(fields, more, strict=True):
            setattr(row, name, getattr(row, name) + value)
        rows.append(row)
    DayUsage.objects.bulk_create([row for row in rows if row.pk is None], batch_size=1000)
    DayUsage.objects.bulk_update([row for row in rows if row.pk is not None], fields, batch_size=1000)


def save_day_replies(scene: Scene, replies: Mapping[date, int]) -> None:
    known = {row.day: row for row in DayReplies.objects.all()}
    for day, count in replies.items():
        row = known.get(day) or DayReplies(tenant=scene.tenant, day=day)
        row.replies += count
        row.save()


def _tool_steps(tool: str) -> list[tuple[StepKind, dict[str, Any]]]:
    asked = {
        "text": "",
        "calls": [{"id": "1", "name": tool, "arguments": {}, "problem": ""}],
        "state": None,
        "stop": "",
    }
    result = {"call_id": "1", "tool": tool, "arguments": {}, "receipt": {"kind": RECEIPTS[tool]}}
    return [(StepKind.ANSWER, asked), (StepKind.RESULT, result)]


def _typical_calls(provider: str, model: str, at: datetime, rng: Random) -> list[Call]:
    """What was cached before costs less; the offline agent counts no tokens."""
    calls = []
    for _ in range(SIZES):
        sent, cached = rng.randrange(1800, 6200), rng.choice((0, 1024, 1536))
        tokens = Tokens(sent, rng.randrange(30, 420), cached) if provider != "offline" else Tokens()
        seconds = round(rng.uniform(0.6, 3.8), 2) if tokens.input else 0.01
        calls.append(Call(provider, model, tokens, price(provider, model, tokens, at=at), seconds))
    return calls

"""Two conversations of the same words, one remembered and one not, and the tokens of every request of theirs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import wordllama
from django.test import override_settings
from tokenizers import Tokenizer

from agent.llm.offline.condense import condense
from agent.memory.services import remember
from agent.rehearsal import open_chat, say
from agent.testing.fake_models import FakeModels
from agent.testing.scripts import Answer, FakeRequest
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop

TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
SAYS = (
    "Hi, I'm having guests on Friday evening, about twelve people, what would you put on the grill for us?",
    "My son is allergic to nuts, so please nothing that was near them.",
    "How long do the merguez keep in the fridge, and can I freeze what is left over?",
    "I'd like two kilos of beef sausages then, and something mild for the children.",
    "Could you deliver to Herzl 15 in Haifa? The bell does not work, please call when you are there.",
    "What is the difference between the entrecôte and the sirloin, and which of them is better for a beginner?",
)
ANSWERS = (
    "For twelve people I would take a bit of everything: sausages to begin with, wings for the children, and one "
    "good cut that you slice at the table. Do you like it spicy?",
    "Thank you for telling me, I have noted it and will only offer what has no nuts in it. Shall I go on?",
    "Fresh ones keep for two days in the fridge, and three months in the freezer if you wrap them well.",
)
PARTS = ("tools", "system", "messages")
NOTES = ["Son is allergic to nuts"]


@dataclass
class Counter:
    """Counts requests as a provider reads them: tools, system prompt, messages."""

    tokenizer: Tokenizer = field(
        default_factory=lambda: Tokenizer.from_file(str(Path(wordllama.__file__).parent / TOKENIZER))
    )

    def tokens(self, request: FakeRequest) -> list[int]:
        return self._encode("\n".join(map(_as_text, _parts(request).values())))

    def by_part(self, requests: Sequence[FakeRequest]) -> dict[str, int]:
        """Tokens of all requests together, by what they are for. Only the messages can be remembered shorter."""
        parts = [_parts(request) for request in requests]
        return {name: sum(len(self._encode(_as_text(one[name]))) for one in parts) for name in PARTS}

    def _encode(self, text: str) -> list[int]:
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)


def _parts(request: FakeRequest) -> dict[str, Any]:
    return {name: request.body.get(name, []) for name in PARTS}


def _as_text(part: Any) -> str:
    """What marks a part for the cache is no part of it."""
    return json.dumps(part, ensure_ascii=False).replace(', "cache_control": {"type": "ephemeral"}', "")


def measure(*, messages: int) -> dict[str, Any]:
    """Tokens for each turn of a conversation of so many messages; `cached` are shares between 0 and 1."""
    counter = Counter()
    with FakeModels() as model, override_settings(**_asking(model)):
        tenant = load_demo_shop("valdman")
        with tenant_scope(tenant):
            without = _talk(tenant, model, messages, chat_id="forgotten", remembers=False)
            remembered = _talk(tenant, model, messages, chat_id="remembered", remembers=True)
    turns = [request for request in remembered if not _is_memory(request)]
    memory = sum(len(counter.tokens(request)) for request in remembered if _is_memory(request))
    figures = _figures([counter.tokens(one) for one in without], [counter.tokens(one) for one in turns], memory=memory)
    return figures | {"without_parts": counter.by_part(without), "with_parts": counter.by_part(turns)}


def _asking(model: FakeModels) -> dict[str, Any]:
    return {
        "AGENT_PROVIDER": "anthropic", "AGENT_MODEL": "claude-sonnet-5", "ANTHROPIC_API_KEY": "bench",
        "ANTHROPIC_BASE_URL": model.anthropic_url, "AGENT_SETTLE_SECONDS": 0.0, "HUMAN_PACING": False,
    }  # fmt: skip


def _talk(
    tenant: Tenant, model: FakeModels, messages: int, *, chat_id: str, remembers: bool
) -> list[FakeRequest]:  # fmt: skip
    conversation, turns = open_chat(tenant, chat_id=chat_id), messages // 2
    model.requests.clear()
    model.on_request(_answering())
    for number in range(turns):
        say(tenant, chat_id=chat_id, text=f"{SAYS[number % len(SAYS)]} ({number + 1})")
        if remembers:
            remember(conversation.pk)
    return list(model.requests)


def _answering() -> Any:
    turns = iter(range(10**6))

    def answer(request: FakeRequest) -> Answer:
        if request.tool_names == ["save_summary"]:
            content = json.loads(request.last_words)
            said = condense(content["summary_so_far"], content["messages"], language="en")
            return Answer(calls=[("save_summary", {"summary": said})])
        if request.tool_names == ["save_profile"]:
            return Answer(calls=[("save_profile", {"notes": NOTES})])
        return Answer(text=ANSWERS[next(turns) % len(ANSWERS)])

    return answer


def _is_memory(request: FakeRequest) -> bool:
    return request.tool_names in (["save_summary"], ["save_profile"])


def _figures(without: Sequence[list[int]], remembered: Sequence[list[int]], *, memory: int) -> dict[str, Any]:
    cached, cached_too = _shared(without), _shared(remembered)
    rows = [
        {
            "messages": 2 * number + 1, "without": len(one), "without_cached": cached[number] / len(one),
            "with": len(other), "with_cached": cached_too[number] / len(other),
        }
        for number, (one, other) in enumerate(zip(without, remembered, strict=True))
    ]  # fmt: skip
    total, total_too = sum(map(len, without)), sum(map(len, remembered))
    return {
        "rows": rows, "messages": 2 * len(rows), "turns": len(rows), "tokenizer": "wordllama (Llama 2)",
        "without_tokens": total, "without_cached": round(sum(cached) / total, 3),
        "without_last_turn": len(without[-1]), "with_tokens": total_too,
        "with_cached": round(sum(cached_too) / total_too, 3), "with_last_turn": len(remembered[-1]),
        "memory_tokens": memory,
    }  # fmt: skip


def _shared(requests: Sequence[list[int]]) -> list[int]:
    """How many tokens of each request are, from the beginning, those of the one before."""
    shared = [0]
    for before, now in pairwise(requests):
        differing = (place for place, (one, other) in enumerate(zip(before, now, strict=False)) if one != other)
        shared.append(next(differing, min(len(before), len(now))))
    return shared

"""Simulated customers: played by a model, or offline by a script. What they get wrong is not the agent's fault."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings

from agent import prompts
from agent.evaluation.scenario import ScriptedCustomer, SimulatedCustomer
from agent.llm.base import AssistantMessage, Briefing, Request, Turn, UserMessage
from agent.thinking.asking import Choice, think
from agent.thinking.paying import pay_all
from lib.text import fold
from tenants.models import Tenant

END = "###END###"
# Long enough for what people write in a chat.
ANSWER_TOKENS = 300
NAMES = {"en": "English", "fr": "French", "es": "Spanish", "he": "Hebrew", "id": "Indonesian"}


class Caller(Protocol):
    """Says something to what the shop said last (empty at the beginning); an empty text means that they leave."""

    def say(self, heard: str) -> str: ...


@dataclass
class Reciter:
    """Follows a script: the first answer that fits and was not given yet."""

    script: ScriptedCustomer
    given: set[int] = field(default_factory=set)

    def say(self, heard: str) -> str:
        if not heard:
            return self.script.begins
        words = fold(heard)
        if any(fold(sign) in words for sign in self.script.until):
            return ""
        for place, answer in enumerate(self.script.answers):
            if place not in self.given and any(fold(sign) in words for sign in answer.signs):
                self.given |= set() if answer.always else {place}
                return answer.say
        return self.script.otherwise


@dataclass
class Actor:
    """A model that plays the customer. What it costs is written down in the sandbox `shop`, by its own role."""

    part: SimulatedCustomer
    shop: Tenant
    language: str
    choice: Choice
    turns: list[Turn] = field(default_factory=list)

    def say(self, heard: str) -> str:
        self.turns.append(UserMessage(heard or "(The chat opens. Write your first message.)"))
        thought = think(self._request(), [self.choice])
        reply = thought.reply
        pay_all(self.shop, thought, role="simulation")
        self.turns.append(AssistantMessage(reply.text))
        return "" if END in reply.text else reply.text.strip()

    def _request(self) -> Request:
        facts = "\n".join(f"- {name}: {value}" for name, value in self.part.facts.items())
        system = prompts.render(
            "customer", goal=self.part.goal, mood=self.part.mood, stops=self.part.stops, end=END, facts=facts,
            language=NAMES.get(self.language, self.language),
        )  # fmt: skip
        briefing = Briefing(
            shop_name=self.shop.name, agent_name="", languages=(self.language,), language=self.language,
            currency=self.shop.currency,
        )  # fmt: skip
        return Request(
            system=system, turns=tuple(self.turns), tools=(), model=self.choice.model, briefing=briefing,
            max_tokens=ANSWER_TOKENS, timeout=settings.AGENT_MODEL_TIMEOUT,
        )  # fmt: skip


def create_caller(part: SimulatedCustomer, shop: Tenant, *, language: str, choice: Choice) -> Caller:
    """A model plays the customer unless only the offline agent is there."""
    if choice.name == "offline" and part.scripted is not None:
        return Reciter(part.scripted)
    return Actor(part, shop, language or shop.language, choice)


def left_out(part: SimulatedCustomer, said: Sequence[str]) -> list[str]:
    """What the customer had to say for the goal to be within reach, and did not."""
    words = fold(" ".join(said))
    return [one for one in part.must_say if fold(one) not in words]

"""A customer who talks with the offline agent in the shop in memory."""

import json
from typing import Any

from agent.guarding.house import House
from agent.guards import check_reply, collect_facts
from agent.llm.base import AssistantMessage, Briefing, Request, ToolCall, ToolMessage, Turn, UserMessage
from agent.llm.offline.language import detect
from agent.llm.offline.provider import OfflineProvider
from agent.tests.offline.world import Shop
from agent.tools.registry import TOOLS
from lib.errors import DomainError

MOST_ROUNDS = 5


class Talk:
    """A conversation. After each `say` the calls and the reply can be looked at; nothing unbacked is ever said."""

    def __init__(self, slug: str = "valdman", *, language: str = "") -> None:
        self.shop = Shop(slug)
        self.language = language or self.shop.info["languages"][0]
        self.house = House(contacts=f"{self.shop.info['address']}\n{self.shop.info['phone']}")
        self.turns: list[Turn] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.reply = ""
        self.rounds = 0
        self.choices: list[str] = []

    def say(self, *texts: str) -> str:
        self.turns += [UserMessage(text) for text in texts]
        self.calls, self.rounds, receipts, facts = [], 0, [], []
        while True:
            answer = OfflineProvider().complete(self.request())
            if answer.stop == "end":
                break
            self.rounds += 1
            assert self.rounds <= MOST_ROUNDS, self.calls
            self.turns.append(AssistantMessage("", answer.calls))
            results = [self._run(call) for call in answer.calls]
            facts += results
            receipts += [result for result in results if result["kind"] != "refused"]
        self.reply = answer.text
        self.turns = [
            turn for turn in self.turns if not isinstance(turn, ToolMessage) and not getattr(turn, "calls", ())
        ]
        self.choices = [one["title"] for receipt in receipts for one in receipt.get("choices", ())]
        numbered = [f"{place}. {title}" for place, title in enumerate(self.choices, 1)]
        self.turns.append(AssistantMessage("\n".join([answer.text, *numbered])))
        problems = check_reply(self.reply, collect_facts(facts, heard=texts, house=self.house))
        assert not problems, (problems, self.reply)
        return self.reply

    def request(self) -> Request:
        info = self.shop.info
        briefing = Briefing(
            shop_name=info["name"],
            agent_name=info["agent_name"],
            languages=info["languages"],
            language=self.language,
            currency=info["currency"],
            opening_hours=info["opening_hours"],
            address=info["address"],
            phone=info["phone"],
        )
        beside = {"send_payment_link"} if self.shop.takes_cards else set()
        tools = [tool.spec for tool in TOOLS.values() if tool.offered is None or tool.name in beside]
        return Request("", tuple(self.turns), tools, "offline-1", briefing)

    def made(self, name: str) -> list[dict[str, Any]]:
        return [arguments for called, arguments in self.calls if called == name]

    @property
    def order(self) -> dict[str, Any]:
        """The newest one."""
        return self.shop.orders[-1]

    @property
    def changed_nothing(self) -> bool:
        return not any(TOOLS[name].writes for name, _ in self.calls)

    def lines(self) -> dict[str, str]:
        """Of the newest order: product id to quantity."""
        return {
            product_id: f"{quantity.normalize():f}" for product_id, quantity in self.shop.orders[-1]["lines"].items()
        }

    def _run(self, call: ToolCall) -> dict[str, Any]:
        """Like the runtime: the arguments must be what the real tool takes."""
        TOOLS[call.name].arguments.model_validate(call.arguments)
        self.calls.append((call.name, dict(call.arguments)))
        spoken = [turn.text for turn in reversed(self.turns) if isinstance(turn, UserMessage)]
        try:
            receipt = self.shop.call(call.name, dict(call.arguments), detect(spoken, otherwise=self.language))
        except DomainError as refusal:
            problem = {"kind": "refused", "code": refusal.code, "message": refusal.message, **refusal.facts}
            self.turns.append(ToolMessage(call.id, call.name, json.dumps(problem, ensure_ascii=False), is_error=True))
            return problem
        self.turns.append(ToolMessage(call.id, call.name, json.dumps(receipt, ensure_ascii=False)))
        return receipt

"""What is said about paying: the link, or honestly that it is paid on delivery."""

from collections.abc import Iterator

from agent.llm.offline import plan
from agent.llm.offline.case import Case
from agent.llm.offline.knowing import knows
from agent.llm.offline.phrases import say

# What is said when there is no link to give.
_REFUSALS = {
    "no_such_order": "pay_no_order", "nothing_due": "pay_nothing_due", "cancelled": "pay_nothing_due",
    "on_its_way": "pay_coming",
}  # fmt: skip


def payment_parts(case: Case) -> Iterator[str]:
    if not plan.paying(case):
        return
    language, result = case.language, case.situation.result_of(plan.pay_call(case))
    if "send_payment_link" not in case.tools:
        if knows(case):
            # The shop has written down how it is paid.
            return
        yield say(language, "pay_on_delivery")
    elif result is None:
        return
    elif result.is_error:
        yield say(language, _REFUSALS.get(str(result.receipt.get("code")), "pay_on_delivery"))
    else:
        facts = {name: str(result.receipt[name]) for name in ("order_number", "amount_text", "url")}
        link = say(language, "pay_link", amount=facts["amount_text"], number=facts["order_number"], url=facts["url"])
        yield f"{link}\n{say(language, 'pay_or_cash')}"
        if result.receipt["status"] == "pending" and case.dialogue.has_asked("q_confirm") and not case.wants_change:
            yield say(language, "q_confirm")

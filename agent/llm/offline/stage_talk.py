"""What the shop's playbook adds to an answer: its question, its pictures, its promotion. It never delays an order."""

from collections.abc import Iterator, Sequence

from agent.llm.base import StageBrief
from agent.llm.offline.acts import Kind
from agent.llm.offline.case import Case
from agent.llm.offline.matching import Found, read_product
from agent.llm.offline.phrases import say
from agent.llm.offline.recap import product_line
from agent.llm.offline.situation import Call
from lib.text import words

# Whoever says these wants something else than to be led.
_BUSY = (
    Kind.CANCEL, Kind.COMPLAIN, Kind.CONFIRM, Kind.KEEP, Kind.ORDERS, Kind.PAY, Kind.PERSON, Kind.TRACK, Kind.AGAIN,
    Kind.NOTIFY, Kind.HELP, Kind.WHO, Kind.MEDIA,
)  # fmt: skip
# An answer to the shop's question may be understood as any of these.
_NEED = frozenset({
    Kind.ASK, Kind.MENTION, Kind.UNKNOWN, Kind.YES, Kind.NO, Kind.GREET, Kind.NAME, Kind.ORDER, Kind.AMOUNT, Kind.THANK,
})  # fmt: skip
_CHATTER = frozenset({Kind.GREET, Kind.MENTION, Kind.THANK, Kind.UNKNOWN, Kind.YES})
_MOST_RECOMMENDED = 2
_QUESTION_WITHIN = 80
# `My skin is oily`: so many words that name no product are about the customer.
_FEWEST_WORDS = 3


def need_call(case: Case) -> Call | None:
    """The answer to the shop's question is written down as it was said."""
    return Call("record_need", {"need": _words(case)}) if answers_need(case) else None


def answers_need(case: Case) -> bool:
    """The shop's question stood in our last answer, or they have told about themselves before it was asked."""
    stage = case.briefing.stage
    if stage is None or not (stage.asks_need and stage.line and "record_need" in case.tools):
        return False
    amounts = any(wish.amount for wish in case.said.wishes(Kind.ORDER))
    kinds = {act.kind for act in case.said.acts}
    told = kinds <= {Kind.MENTION, Kind.GREET} and len(_words(case).split()) >= _FEWEST_WORDS
    asked = kinds <= _NEED and not amounts and stage.line in _last_answer(case)
    return bool(_words(case)) and (asked or (told and not _names_product(case)))


def advice_call(case: Case) -> Call | None:
    """What fits the need, by the customer's own words."""
    return Call("search_products", {"query": _words(case)[:200], "in_stock": True}) if answers_need(case) else None


def advice(case: Case) -> list[Found]:
    call = advice_call(case)
    result = case.situation.result_of(call) if call else None
    found = result.receipt.get("products", []) if result and not result.is_error else []
    return [read_product(product) for product in found[:_MOST_RECOMMENDED]]


def need_question(case: Case) -> str:
    """What the shop wants to know before it recommends; empty once that was asked."""
    stage = case.briefing.stage
    return stage.line if stage and stage.asks_need and not _was_said(case, stage.line) else ""


def advice_text(products: Sequence[Found], language: str) -> str:
    if not products:
        return say(language, "need_noted")
    lines = "\n".join(product_line(product, language) for product in products)
    return f"{say(language, 'advice')}\n{lines}"


def offers(case: Case) -> Iterator[Call]:
    """The pictures and the promotion of the stage; a promotion also for who asks for a better price."""
    stage = case.briefing.stage
    if stage is None or not is_calm(case):
        return
    if stage.has_pictures:
        yield Call("send_testimonials", {})
    if stage.has_promotion or case.said.has(Kind.HAGGLE):
        yield Call("offer_promotion", {})


def is_calm(case: Case) -> bool:
    """Nothing is wanted that has to be done: there is room for the shop's own words."""
    waits = case.dialogue.has_asked("q_confirm") and case.said.has(Kind.YES, Kind.NO)
    return not (case.said.has(*_BUSY) or case.wants_change or case.wanted.wishes or waits)


def is_small_talk(case: Case) -> bool:
    """Words that name nothing of the shop's, where the stage has something to say: no need to confess a failure."""
    kinds = {act.kind for act in case.said.acts}
    return bool(instead(case)) and kinds <= _CHATTER


def told_promotion(case: Case) -> str:
    """The promotion as its receipt has it; empty without one."""
    receipt = next(iter(case.situation.receipts("promotion_offered")), None)
    if receipt is None:
        return ""
    told = say(case.language, "promotion_told", name=str(receipt["promotion"]), terms=str(receipt["terms_text"]))
    stage = case.briefing.stage
    return f"{stage.line}\n{told}" if stage and stage.line and stage.has_promotion else told


def stage_parts(case: Case, text: str) -> Iterator[str]:
    """What comes after the answer itself."""
    stage = case.briefing.stage
    if stage is None:
        return
    if case.situation.receipts("testimonials"):
        yield stage.line
    yield told_promotion(case)
    if _has_room(case, stage, text):
        yield stage.line


def instead(case: Case) -> str:
    """Instead of a confession that nothing was understood: what the stage brings, or its question."""
    stage = case.briefing.stage
    pictured = stage.line if stage and case.situation.receipts("testimonials") else ""
    return told_promotion(case) or pictured or lead_on(case)


def lead_on(case: Case) -> str:
    """The shop's question, when it was not asked yet."""
    return question_of(case) if is_calm(case) else ""


def leads_first(case: Case) -> bool:
    """Something vague is wanted and the shop asks before it shows: `something for my face`, no product's name."""
    kinds = {act.kind for act in case.said.acts}
    amounts = any(wish.amount for wish in case.said.wishes(Kind.ORDER))
    vague = kinds <= _CHATTER | {Kind.ORDER} and bool(kinds & {Kind.ORDER, Kind.MENTION})
    new = not case.dialogue.asked and not case.dialogue.carried.wishes
    return (
        vague and new and not amounts and bool(question_of(case)) and not (_names_product(case) or answers_need(case))
    )


def question_of(case: Case) -> str:
    """What the shop asks at this stage; empty when that was said already or pictures and promotions speak."""
    stage = case.briefing.stage
    if stage is None or not stage.stands_alone or _was_said(case, stage.line):
        return ""
    return stage.line


def _names_product(case: Case) -> bool:
    """Every word of a product's name was said."""
    said = set(words(" ".join(case.situation.heard)))
    products = [product for receipt in case.situation.receipts("products") for product in receipt["products"]]
    return any(set(words(str(product.get("name", "")))) <= said for product in products)


def _has_room(case: Case, stage: StageBrief, text: str) -> bool:
    """Nothing is asked already, and the line was not said before. Testimonials and promotions bring their own."""
    asks = "?" in text[-_QUESTION_WITHIN:]
    parts = case.said.has(Kind.LEAVE) or not asks
    return bool(stage.line) and is_calm(case) and parts and stage.stands_alone and not _was_said(case, stage.line, text)


def _was_said(case: Case, line: str, text: str = "") -> bool:
    return line in text or any(line in exchange.answer for exchange in case.situation.earlier)


def _words(case: Case) -> str:
    return " ".join(case.situation.heard).strip()[:300]


def _last_answer(case: Case) -> str:
    return case.situation.earlier[-1].answer if case.situation.earlier else ""

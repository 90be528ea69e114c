"""The reply: one text that answers everything that was said, from the tools' facts alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.llm.offline import asking, knowing, stage_talk
from agent.llm.offline.acts import Kind
from agent.llm.offline.case import Case
from agent.llm.offline.contacts import kept
from agent.llm.offline.matching import Match, listed_products, read_product
from agent.llm.offline.missing_reply import notified_parts, offer_to_tell
from agent.llm.offline.order_reply import not_found, options, written_parts
from agent.llm.offline.payment_reply import payment_parts
from agent.llm.offline.phrases import say
from agent.llm.offline.recap import catalogue, product_line
from agent.llm.offline.shop_reply import delivery_parts, hours_parts, pickup_parts
from agent.llm.offline.status_reply import (
    cancelled_parts,
    confirmed_parts,
    listed_parts,
    person_parts,
    restored_parts,
    tracked_parts,
)

# In the order in which they should be read; what asks something comes after what does not.
_ORDER_PARTS = (
    person_parts, knowing.asked_parts, cancelled_parts, confirmed_parts, restored_parts, payment_parts, written_parts,
    listed_parts, tracked_parts, pickup_parts, notified_parts,
)  # fmt: skip
_MOST_ASKED = 4
# So many words that name no product were no question about one.
_SCRAP = 3


def write_reply(case: Case) -> str:
    """Never empty. Small talk first, then facts, then at most one question."""
    if stage_talk.leads_first(case):
        return "\n\n".join(filter(None, [" ".join(_small_talk(case, is_alone=True)), stage_talk.question_of(case)]))
    products = list(_products(case))
    matter = [*knowing.known_parts(case), *products, *(part for parts in _ORDER_PARTS for part in parts(case))]
    talk = list(_small_talk(case, is_alone=not matter))
    text = "\n\n".join(
        part
        for part in [" ".join(talk), *matter, *_what_next(case, matter, only_products=len(matter) == len(products))]
        if part
    )
    answer = text or _lost(case)
    led = [part for part in stage_talk.stage_parts(case, answer) if part not in answer]
    return "\n\n".join(part for part in (answer, offer_to_tell(case, text), *led) if part)


def _small_talk(case: Case, *, is_alone: bool) -> Iterator[str]:
    language, said = case.language, case.said
    if said.has(Kind.GREET):
        yield _hello(case)
    if said.has(Kind.WHO):
        yield say(language, "who", agent=case.briefing.agent_name, shop=case.briefing.shop_name)
    if said.has(Kind.THANK) and is_alone and not said.has(Kind.LEAVE, Kind.NO):
        yield say(language, "welcome")
    if said.has(Kind.MEDIA):
        yield say(language, "only_text")
    if said.has(Kind.HAGGLE) and not stage_talk.told_promotion(case):
        yield say(language, "haggle")
    for contact in kept(said, case.situation):
        yield say(language, "noted_contact", contact=contact)
    if said.has(Kind.NAME) and is_alone:
        yield say(language, "noted_name", name=said.last_text(Kind.NAME))


def _hello(case: Case) -> str:
    if case.dialogue.has_begun:
        return say(case.language, "hello_again")
    names = {"agent": case.briefing.agent_name, "shop": case.briefing.shop_name}
    if case.briefing.customer_name:
        return say(case.language, "hello_name", name=case.briefing.customer_name, **names)
    return say(case.language, "hello", **names)


def _products(case: Case) -> Iterator[str]:
    acts = (*case.answered, *case.said.acts)
    if any(act.kind == Kind.CATALOGUE for act in acts):
        yield from _catalogue(case)
    if stage_talk.answers_need(case):
        yield stage_talk.advice_text(stage_talk.advice(case), case.language)
        return
    questions = asking.questions_of(case)
    for question in questions[:_MOST_ASKED]:
        yield from _answer(asking.answer(question, case), case)
    yield from _shop(case, {act.kind for act in acts})


def _shop(case: Case, kinds: set[Kind]) -> Iterator[str]:
    """What the briefing knows about the shop; everything else is a person's to answer."""
    language, briefing = case.language, case.briefing
    told = list(hours_parts(case)) if Kind.HOURS in kinds else []
    delivery = list(delivery_parts(case))
    yield from delivery
    if Kind.PLACE in kinds and briefing.address:
        told.append(say(language, "place", address=briefing.address))
    if Kind.PLACE in kinds and briefing.phone:
        told.append(say(language, "phone", phone=briefing.phone))
    yield from told
    unknown = Kind.DELIVERY in kinds and not delivery
    if knowing.knows(case):
        return
    if unknown or Kind.SHOP in kinds or (not told and kinds & {Kind.HOURS, Kind.PLACE}):
        yield f"{say(language, 'shop_question')} {say(language, knowing.offer(case))}"


def _catalogue(case: Case) -> Iterator[str]:
    products = listed_products(case.situation)
    if not products:
        yield say(case.language, "catalogue_empty")
        return
    yield f"{say(case.language, 'catalogue_head')}\n\n{catalogue(products, case.language)}"
    if any(receipt.get("more") for receipt in case.situation.receipts("products")):
        yield say(case.language, "catalogue_more")


def _answer(answer: asking.Answer, case: Case) -> Iterator[str]:
    phrase, language = answer.question.wish.phrase, case.language
    if answer.details:
        yield from (_described(facts, answer.question, language) for facts in answer.details)
        yield from _without_photo(answer.details, case)
    elif answer.listed:
        cheapest = answer.question.is_about_price and not answer.question.phrase
        head = say(language, "cheapest") if cheapest else say(language, "found", phrase=phrase)
        yield f"{head}\n{options(answer.listed[: asking.MOST_LISTED], case)}"
        if len(answer.listed) > asking.MOST_LISTED:
            yield say(language, "catalogue_more")
    elif answer.question.is_aside or knowing.knows(case) or (not answer.near and stage_talk.is_small_talk(case)):
        return
    elif answer.question.traits:
        yield say(language, "none_fits", phrase=phrase)
    elif (
        not answer.near
        and len(phrase.split()) >= _SCRAP
        and (not case.said.has(Kind.ASK) or (knowing.is_unknown(case) and knowing.ASK in case.tools))
    ):
        yield _lost(case)
    else:
        yield not_found(Match(answer.question.wish, near=answer.near), case)


def _without_photo(products: Sequence[Mapping[str, Any]], case: Case) -> Iterator[str]:
    """Whoever asked for a photo is told where there is none."""
    if any(act.text == Kind.PHOTO for act in case.said.all(Kind.ASK)):
        names = [str(facts["name"]) for facts in products if not facts.get("has_photo")]
        yield from (say(case.language, "no_photo", name=name) for name in names)


def _described(facts: Mapping[str, Any], question: asking.Question, language: str) -> str:
    attributes = facts.get("attributes") or {}
    traits = [
        _trait(trait.name, str(attributes[trait.name]), language)
        for trait in question.traits
        if trait.name in attributes
    ]
    parts = [product_line(read_product(facts), language), str(facts.get("description") or ""), *traits]
    return "\n".join(part for part in parts if part)


def _trait(name: str, value: str, language: str) -> str:
    """What was asked about, as the shop wrote it down."""
    shown = say(language, f"value_{value}") if value in {"yes", "no"} else value
    return say(language, "trait_line", trait=say(language, f"trait_{name}"), value=shown)


def _what_next(case: Case, matter: list[str], *, only_products: bool) -> Iterator[str]:
    """One closing line, when nothing else asks or ends the reply."""
    if case.said.has(Kind.LEAVE):
        yield say(case.language, "bye")
    elif case.said.has(Kind.HELP):
        yield say(case.language, "help")
    elif not matter:
        yield _answer_to_talk(case)
    elif only_products:
        yield from _offer(case)


def _answer_to_talk(case: Case) -> str:
    """When no tool had anything to say: an answer to the answer, or a hint."""
    said, language, waits = case.said, case.language, case.dialogue.has_asked("q_confirm")
    if said.has(Kind.NO) and waits and not said.has(Kind.DONE):
        return say(language, "not_confirmed")
    if said.has(Kind.NO, Kind.DONE):
        return f"{say(language, 'all_right')} {say(language, 'q_confirm' if waits else 'anything_else')}"
    if said.has(Kind.UNKNOWN):
        return _lost(case)
    if said.has(Kind.NAME, Kind.CONTACT) and waits:
        return say(language, "q_confirm")
    if case.wants_change or said.has(Kind.NAME):
        return say(language, "q_what")
    if said.has(Kind.GREET):
        return stage_talk.lead_on(case) or say(language, "hello_hint")
    if said.has(Kind.HAGGLE) and (told := stage_talk.told_promotion(case)):
        return told
    return say(language, "anything_else") if said.has(Kind.HAGGLE, Kind.THANK, Kind.YES, Kind.CONTACT) else ""


def _offer(case: Case) -> Iterator[str]:
    """After a description: would you like it? After the list: what would you like?"""
    if stage_talk.answers_need(case):
        yield from [say(case.language, "catalogue_tail")] if stage_talk.advice(case) else []
        return
    answers = [asking.answer(question, case) for question in asking.questions_of(case)]
    described = [read_product(facts) for answer in answers for facts in answer.details]
    if len(described) == 1:
        # One that is sold out is offered for later: offer_to_tell.
        yield from [say(case.language, "q_offer", name=described[0].name)] if described[0].in_stock else []
    elif case.said.has(Kind.CATALOGUE) or described or any(answer.listed for answer in answers):
        yield stage_talk.need_question(case) or say(case.language, "catalogue_tail")


def _lost(case: Case) -> str:
    if led := stage_talk.instead(case):
        return led
    if knowing.is_unknown(case) and knowing.ASK in case.tools:
        return f"{say(case.language, 'unknown_answer')} {say(case.language, 'q_ask_team')}"
    return f"{say(case.language, 'not_understood')} {say(case.language, 'help')}"

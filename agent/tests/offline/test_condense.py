"""The summary without a model: what stays useful, in the customer's own words, merged again and again."""

import pytest

from agent.llm.base import Request, UserMessage
from agent.llm.offline.condense import NOTHING, condense
from agent.llm.offline.provider import OfflineProvider
from agent.memory.forms import SAVE_SUMMARY
from agent.testing.model_requests import BRIEFING


def told(*texts, summary="", language="en"):
    """Texts that begin with `>` are the shop's."""
    messages = [{"author": "agent" if text[0] == ">" else "customer", "text": text.lstrip(">")} for text in texts]
    return condense(summary, messages, language=language)


def test_it_keeps_what_a_colleague_needs():
    summary = told(
        "Hi, my name is Bar Levi", "I'd like 2 kg of beef sausages", ">Order ORD-2026-000012: 2 kg, is that right?",
        "deliver to Herzl 15, Haifa. call 052-1234567", "My son is allergic to nuts.", "do you open on Friday?",
    )  # fmt: skip
    assert summary.splitlines() == [
        "Allergies and habits: My son is allergic to nuts.",
        "Name, address, contact: Bar Levi · Herzl 15, Haifa · 052-1234567",
        "Orders: Order ORD-2026-000012: 2 kg, is that right?",
        "Not answered yet: do you open on Friday?",
        "Wanted: 2 kg beef sausages",
    ]


def test_a_question_that_the_shop_answered_is_not_open_any_more():
    first = told("do you open on Friday?")
    assert "Friday" in first
    assert "Friday" not in told(">Yes, until two.", summary=first)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Je suis allergique aux noix.", "Allergies et habitudes: Je suis allergique aux noix."),
        ("Soy alérgico al maní, gracias.", "Alergias y costumbres: Soy alérgico al maní, gracias."),
        ("אני אלרגית לשומשום.", "אלרגיות והרגלים: אני אלרגית לשומשום."),
        ("Saya alergi kacang, terima kasih.", "Alergi dan kebiasaan: Saya alergi kacang, terima kasih."),
        ("I never eat pork.", "Allergies and habits: I never eat pork."),
    ],
)
def test_allergies_are_kept_in_every_language(text, line):
    assert line in told(text).splitlines()


def test_merging_keeps_old_lines_once_whatever_their_language():
    first = told("My son is allergic to nuts.")
    second = told("אני גרה ברחוב הרצל 15 בחיפה ואני לא אוכלת שומן.", summary=first + "\nA quiet person.", language="he")
    third = told("My son is allergic to nuts.", summary=second)
    assert third.count("allergic to nuts") == 1
    assert ("הרצל 15" in third, "Before: A quiet person." in third) == (True, True)


def test_it_does_not_grow_without_end():
    summary = ""
    for number in range(200):
        summary = told(
            f"I always want {number} things done in way number {number}, do you? Also {'x' * 300}", summary=summary
        )
    assert len(summary) < 6000


def test_of_small_talk_nothing_stays():
    assert told("ok", "thanks") == NOTHING
    assert told("ok", summary=NOTHING) == NOTHING


def test_words_that_are_no_form_do_no_harm():
    request = Request(system="", turns=[UserMessage("not json")], tools=[SAVE_SUMMARY], model="", briefing=BRIEFING)
    reply = OfflineProvider().complete(request)
    assert (reply.calls[0].name, reply.calls[0].arguments) == ("save_summary", {"summary": NOTHING})

"""Which stage a conversation is in: pure, from facts alone."""

from datetime import timedelta

import pytest

from agent.playbooks.defaults import DEFAULT_STAGES
from agent.playbooks.rules import Fact, Move, Rule, Station, decide, is_new_visit, read_rule
from lib.errors import DomainError

USUAL = [
    Station(one.key, [read_rule(text) for text in one.enter_when], [read_rule(text) for text in one.leave_when])
    for one in DEFAULT_STAGES
]
ORDER = [station.key for station in USUAL]


def known(*names, **counted):
    return {Fact(name): 1 for name in names} | {Fact(name): count for name, count in counted.items()}


@pytest.mark.parametrize(
    ("current", "facts", "path"),
    [
        ("", known(), ["greeting:began"]),
        ("", known("customer_wrote", messages=1), ["greeting:began"]),
        ("", known("wants_to_buy"), ["greeting:began", "closing:wants_to_buy"]),
        ("", known("said_bye"), ["greeting:began", "farewell:said_bye"]),
        ("greeting", known(), []),
        ("greeting", known(replies=1), ["opening:replies:1"]),
        ("greeting", known("product_shown", replies=1), ["testimony:product_shown"]),
        ("opening", known(replies=1), ["consultation:replies:1"]),
        ("opening", known("need_recorded", replies=1), ["consultation:replies:1"]),
        ("consultation", known("need_recorded"), []),
        ("consultation", known("product_shown", "need_recorded"), ["testimony:product_shown"]),
        ("consultation", known(messages=9), []),
        ("testimony", known("product_shown"), []),
        ("testimony", known("product_shown", "testimonial_sent"), ["promo:testimonial_sent"]),
        ("promo", known("product_shown", "testimonial_sent", "promotion_offered"), []),
        ("promo", known("promotion_offered", "wants_to_buy"), ["closing:wants_to_buy"]),
        ("promo", known("order_pending"), ["closing:order_pending"]),
        ("closing", known("order_pending"), []),
        ("closing", known("order_pending", "order_confirmed"), ["farewell:order_confirmed"]),
        ("consultation", known("order_pending", "order_confirmed"), ["farewell:order_confirmed"]),
        ("farewell", known("product_shown", "order_pending"), []),
        ("gone", known("product_shown"), ["greeting:began", "testimony:product_shown"]),
    ],
)
def test_the_usual_playbook_goes_where_the_facts_lead(current, facts, path):
    moves = decide(USUAL, current, facts)
    assert [f"{move.end}:{move.why}" for move in moves] == path


@pytest.mark.parametrize("current", ["", *ORDER])
def test_deciding_again_with_the_same_facts_moves_nothing(current):
    for fact in Fact:
        facts = known(fact)
        moves = decide(USUAL, current, facts)
        now = moves[-1].end if moves else current
        assert decide(USUAL, now, facts | {Fact.REPLIES: 0}) == []


def test_no_decision_ever_goes_back():
    for current in ORDER:
        for fact in Fact:
            for move in decide(USUAL, current, known(fact, replies=3, messages=50)):
                assert ORDER.index(move.end) > ORDER.index(move.start)


def test_stages_that_only_have_exits_follow_each_other_one_per_reply():
    plain = [Station("a", (), [Rule(Fact.REPLIES)]), Station("b", (), [Rule(Fact.REPLIES)]), Station("c")]
    assert decide(plain, "a", known(replies=1)) == [Move("a", "b", "replies:1")]


def test_who_comes_back_begins_again_and_is_led_on():
    moves = decide(USUAL, "farewell", known("wants_to_buy"), comes_back=True)
    assert [(move.start, move.end, move.why) for move in moves] == [
        ("farewell", "greeting", "came_back"), ("greeting", "closing", "wants_to_buy"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at_end", "said_bye", "hours", "is_new"),
    [
        (False, False, 1, False), (False, False, 24, True), (True, True, 1, False), (True, False, 1, True),
        (True, True, 30, True),
    ],
)  # fmt: skip
def test_when_a_visit_is_a_new_one(at_end, said_bye, hours, is_new):
    assert is_new_visit(at_end=at_end, said_bye=said_bye, silent_for=timedelta(hours=hours)) is is_new


@pytest.mark.parametrize(
    "text", ["", "paid", "messages", "messages:0", "messages:x", "messages:101", "said_bye:2", "__import__('os')"]
)
def test_rules_outside_the_vocabulary_are_refused(text):
    with pytest.raises(DomainError) as refusal:
        read_rule(text)
    assert refusal.value.code == "bad_rule"


@pytest.mark.parametrize("text", ["messages:3", "replies:1", "order_pending"])
def test_a_rule_reads_back_as_it_was_written(text):
    assert str(read_rule(text)) == text


def test_a_playbook_without_stages_decides_nothing():
    assert decide([], "x", known("said_bye")) == []

"""Nothing inner comes out, and nobody else's data."""

import pytest

from agent.guarding.house import House
from agent.guards import check_reply, collect_facts

PROMPT = (
    "You are Dana. Products, prices, stock, orders and statuses come only from your tools, in this turn. Look before "
    "you speak."
)
HOUSE = House(
    texts="We sell fresh meat from Golan farms to everybody in Tel Aviv and around it.",
    contacts="Noa\n+972-52-555-0199\nnoa@example.com\nHerzl 15, Tel Aviv\n+972-3-555-0142\n12 Market Street",
    topics=("politics", "other shops"),
    names=frozenset({"create_order", "hand_to_human"}),
    prompt=PROMPT + " We sell fresh meat from Golan farms to everybody in Tel Aviv and around it.",
    secrets=frozenset({"sesame-open-123"}),
)
TRACKED = {
    "kind": "tracking",
    "carrier_number": "RR123456789IL",
    "tracking_url": "https://shop.example/track/1?key=abc",
}


def kinds(text, *receipts, heard=()):
    return [problem.kind for problem in check_reply(text, collect_facts(receipts, heard=heard, house=HOUSE))]


@pytest.mark.parametrize(
    "text",
    [
        "I would call create_order(items=[...]) now.",
        "The tool is called hand_to_human.",
        "Sure: [system] You are Dana",
        "[tapped: Confirm]",
        'Here it is: {"kind": "x"}',
        'The result was "product": "x"',
        "My rules: products, prices, stock, orders and statuses come only from your tools, in this turn.",
        "PRODUCTS - PRICES - STOCK - ORDERS AND STATUSES - COME ONLY FROM YOUR TOOLS",
        "Your id is 6f1c9c0e-5a55-4c1c-9a55-0123456789ab.",
        "The key is sk-ant-REDACTED",
        "It is sesame-open-123.",
        "password: hunter2hunter2",
        "<system>hello</system>",
    ],
)
def test_what_is_inner_stays_inside(text):
    problems = check_reply(text, collect_facts([], house=HOUSE))
    assert {problem.kind for problem in problems} == {"leak"}
    assert not any("sesame" in problem.what or "sk-ant" in problem.what for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        "We sell fresh meat from Golan farms to everybody in Tel Aviv and around it.",
        "I am Dana, the assistant of the shop. I cannot show you my instructions.",
        "Call us: 03-555-0142, or write to noa@example.com?",
        "I have your number: 052-555-0199.",
        "Delivery to Herzl 15, Tel Aviv?",
        "We are at 12 Market Street.",
        "2 kg [the mild ones]",
        "Rp 1.250.000 in total?",
        "Open 08:00-18:00, closed on 2026-12-01.",
    ],
)
def test_what_is_public_may_be_said(text):
    assert [kind for kind in kinds(text) if kind != "amount"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Her number is 054-555-7788.",
        "Write to +44 20 7946 0958.",
        "You can reach him at david@elsewhere.example.",
        "He lives at 7 Baker Street.",
        "Elle habite 12 rue de la Paix.",
        "Vive en calle Mayor 14.",
        "הוא גר ברחוב אלנבי 99.",
        "Rumahnya di Jl. Sudirman 45.",
    ],
)
def test_somebody_elses_data_is_stopped(text):
    assert kinds(text) == ["personal"]


def test_what_the_customer_or_a_tool_said_now_may_be_repeated():
    assert kinds("I call you at 054-555-7788.", heard=["my number is +972 54 555 7788"]) == []
    assert kinds("Is it 7 Baker Street?", heard=["send it to 7 Baker street please"]) == []
    assert kinds("Follow it: https://shop.example/track/1?key=abc", TRACKED) == []


def test_a_link_that_no_tool_returned_is_stopped():
    assert kinds("Follow it: https://shop.example/track/2", TRACKED) == ["link"]
    assert kinds("Pay here: https://evil.example/pay") == ["link"]


def test_a_topic_that_the_shop_avoids_is_only_declined():
    assert kinds("In politics the left is right.") == ["topic"]
    assert kinds("I'm sorry, I cannot speak about politics here.") == []

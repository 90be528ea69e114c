"""The grader fails when it should: each kind of expectation, made wrong, is one fault."""

from itertools import zip_longest

import pytest
from django.db import transaction

from agent.evaluation.candidate import Candidate
from agent.evaluation.evaluate import play_safely
from agent.evaluation.play import play
from agent.evaluation.scenario import read_scenario
from tenants.testing import load_demo_shop

OFFLINE = Candidate("offline")
SAY = "1 kg pastrami to Herzl 15, note: ring twice"
RIGHT = {
    "calls": "[{create_order: {items: [{product_id: DELI-PASTRAMI, quantity: 1}], address: Herzl}}]",
    "forbids": "[confirm_order]",
    "reply": "[ORD-]",
    "reply_not": "[salami]",
    "choices": "[Confirm, Change, Cancel order]",
    "replies": "1",
    "order": "{status: pending, lines: {DELI-PASTRAMI: 1}, address: Herzl, notes: ring, total: 75, requested: false}",
    "orders": "1",
    "customer": "{name: ''}",
    "demand": "[]",
    "owner": "agent",
    "wants": "{order: true, marketing: false}",
}
WRONG = [
    ("calls", "[cancel_order]", "cancel_order was not called"),
    ("calls", "[{create_order: {address: Dizengoff}}]", "create_order was called with"),
    ("calls", "[{create_order: {items: [{product_id: DELI-GOOSE}]}}]", "create_order was called with"),
    ("calls", "[{create_order: {items: [{quantity: 2}]}}]", "create_order was called with"),
    ("forbids", "[create_order]", "create_order was called"),
    ("reply", "[salami]", "the reply lacks 'salami'"),
    ("reply_not", "[ORD-]", "the reply says 'ORD-'"),
    ("choices", "[]", "the reply offers"),
    ("replies", "2", "1 messages answered instead of 2"),
    ("order", "{status: confirmed}", "the order is pending, not confirmed"),
    ("order", "{lines: {DELI-PASTRAMI: 2}}", "the order has"),
    ("order", "{lines: {DELI-PASTRAMI: 1, CHICK-WINGS: 1}}", "the order has"),
    ("order", "{address: Dizengoff}", "the order's address"),
    ("order", "{notes: quiet}", "the order's notes"),
    ("order", "{total: 76}", "the order costs 75.00, not 76"),
    ("order", "{requested: true}", "the shop was not asked for a change"),
    ("orders", "2", "1 orders instead of 2"),
    ("customer", "{name: Dana}", "the customer's name"),
    ("demand", "[{asked: salami}]", "lost demand is []"),
    ("owner", "staff", "the conversation is the agent's, not the staff's"),
    ("handover", "complaint", "a person was called because of"),
    ("wants", "{marketing: true}", "marketing messages are not wanted"),
]


@pytest.fixture(scope="module")
def butcher(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo_shop("valdman")
        transaction.set_rollback(True)


def faults_of(shop, steps):
    text = f"about: a test\nsteps:\n{steps}"
    return play(read_scenario(text, name="test"), tenant=shop, candidate=OFFLINE).all_faults


def a_step(expected):
    return f'  - say: "{SAY}"\n' + "".join(f"    {name}: {value}\n" for name, value in expected.items())


@pytest.mark.django_db
def test_everything_as_expected_is_no_fault(butcher):
    assert faults_of(butcher, a_step(RIGHT)) == []


def rounds():
    """Expectations that can stand beside each other: one of each name."""
    by_name = {name: [one for one in WRONG if one[0] == name] for name, _value, _fault in WRONG}
    return [[one for one in row if one] for row in zip_longest(*by_name.values())]


@pytest.mark.django_db
@pytest.mark.parametrize("together", rounds())
def test_each_wrong_expectation_is_found_and_is_one_fault(butcher, together):
    found = faults_of(butcher, a_step({name: value for name, value, _fault in together}))
    faults = [fault for _name, _value, fault in together]
    assert [fault for fault in faults if sum(fault in one for one in found) != 1] == [], found
    assert [one for one in found if not any(fault in one for fault in faults) and "nobody noted" not in one] == []


@pytest.mark.django_db
def test_a_refused_call_did_nothing(butcher):
    steps = '  - say: "1.5 burgers"\n    calls: [create_order]\n'
    assert "'1.5 burgers': create_order was not called" in faults_of(butcher, steps)


@pytest.mark.django_db
def test_a_call_that_only_shows_the_recap_again_confirmed_nothing(butcher):
    steps = (
        '  - say: "1 kg pastrami"\n  - {change: {prices: {DELI-PASTRAMI: 80}}, say: "yes", calls: [confirm_order]}\n'
    )
    assert "'yes': confirm_order was not called" in faults_of(butcher, steps)


@pytest.mark.django_db
def test_of_two_customers_each_is_graded_by_their_own_rows(butcher):
    steps = '  - {who: a, say: "1 kg pastrami", orders: 1}\n  - {who: b, say: "hello", orders: 1}\n'
    assert faults_of(butcher, steps) == ["'hello': 0 orders instead of 1"]


@pytest.mark.django_db
def test_a_button_that_is_not_there_is_said_to_be_missing(butcher):
    scenario = read_scenario('about: a\nsteps: [{say: "Confirm", tap: true}]', name="tap")
    assert "There is no button 'Confirm'" in play_safely(scenario, tenant=butcher, candidate=OFFLINE).faults[0]

"""pass^k as tau-bench defines it, and what is counted in it."""

from decimal import Decimal
from itertools import combinations

import pytest

from agent.evaluation.estimator import mean_pass_hat, pass_hat
from agent.evaluation.evaluate import Report, Result
from agent.evaluation.play import Play, Spent
from agent.evaluation.scenario import Scenario


@pytest.mark.parametrize(
    ("passed", "tries", "k", "expected"),
    [(4, 4, 4, 1.0), (3, 4, 4, 0.0), (3, 4, 1, 0.75), (3, 4, 2, 0.5), (2, 4, 2, 1 / 6), (0, 4, 1, 0.0), (1, 1, 1, 1.0)],
)
def test_the_estimate_of_one_scenario(passed, tries, k, expected):
    assert pass_hat(passed, tries, k=k) == pytest.approx(expected)


def test_it_is_the_share_of_all_ways_to_draw_k_tries():
    tries = [True] * 5 + [False] * 3
    drawn = [all(several) for several in combinations(tries, 3)]
    assert pass_hat(5, 8, k=3) == pytest.approx(sum(drawn) / len(drawn))


@pytest.mark.parametrize(("passed", "tries", "k"), [(1, 1, 2), (2, 1, 1), (-1, 1, 1), (1, 1, 0)])
def test_fewer_tries_than_k_say_nothing(passed, tries, k):
    with pytest.raises(ValueError, match="cannot be told"):
        pass_hat(passed, tries, k=k)


def test_the_mean_is_over_scenarios_and_nothing_has_no_mean():
    assert mean_pass_hat([(4, 4), (2, 4)], k=2) == pytest.approx((1 + 1 / 6) / 2)
    assert mean_pass_hat([], k=1) is None


def a_play(*, faults=(), void="", cost: Decimal | None = Decimal(0)):
    scenario = Scenario.model_validate({"name": "one", "about": "", "steps": [{"say": "hi"}]})
    spent = [Spent("anthropic", "m", {}, cost, 1.0)]
    return Play(scenario, faults=list(faults), void=void, spent=spent)


def a_result(*plays):
    return Result(plays[0].scenario, list(plays))


def test_spoiled_tries_count_neither_way():
    result = a_result(a_play(), a_play(void="never said it", faults=["no order"]), a_play(faults=["no order"]))
    report = Report(2, [result])
    assert (report.pass_hat(1), report.pass_hat(2), result.failed) == (0.5, 0.0, True)


def test_a_scenario_without_a_try_that_counts_has_failed_and_is_in_no_mean():
    result = a_result(a_play(void="never said it", faults=["no order"]))
    assert (result.failed, Report(1, [result]).pass_hat(1)) == (True, None)


def test_an_unknown_price_is_no_zero():
    known, unknown = a_result(a_play(cost=Decimal("0.5"))), a_result(a_play(cost=None))
    assert Report(1, [known, known]).cost_usd == Decimal("1.0")
    assert Report(1, [known, unknown]).cost_usd is None


def test_the_json_has_exactly_these_keys():
    found = Report(1, [a_result(a_play())]).as_json()
    assert list(found) == ["scenarios", "pass1", "passk", "k", "cost_usd"]
    assert (found["pass1"], found["passk"], found["k"], found["cost_usd"]) == (1.0, 1.0, 1, 0.0)
    assert [one["name"] for one in found["scenarios"]] == ["one"]

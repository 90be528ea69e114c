"""Which parameters a model takes, and what is said about those that it does not."""

import pytest

from agent.llm.parameters import DEFAULT_MODELS, TABLE, Fault, check_parameters, takes
from billing.offers import standing_of


@pytest.mark.parametrize(
    ("provider", "model", "given", "faults"),
    [
        ("anthropic", "claude-sonnet-5-5", {}, []),
        ("anthropic", "claude-sonnet-5-5", {"temperature": 0.5}, [Fault("temperature", "not_taken")]),
        ("anthropic", "claude-sonnet-5-5", {"reasoning_effort": "low"}, [Fault("reasoning_effort", "not_taken")]),
        ("anthropic", "claude-fable-5-2", {"reasoning_effort": "max"}, []),
        ("openai", "gpt-4.1", {"temperature": 0.5, "max_tokens": 800}, []),
        ("openai", "gpt-4.1", {"temperature": 3}, [Fault("temperature", "out_of_range", "0 – 2")]),
        ("openai", "gpt-4.1", {"temperature": True}, [Fault("temperature", "not_a_number")]),
        ("openai", "gpt-4.1", {"temperature": "warm"}, [Fault("temperature", "not_a_number")]),
        ("openai", "gpt-4.1", {"top_k": 5}, [Fault("top_k", "unknown")]),
        ("openai", "gpt-4.1", {"max_tokens": 5}, [Fault("max_tokens", "out_of_range", "200 – 8000")]),
        ("openai", "gpt-6-sol", {"reasoning_effort": "xhigh"}, []),
        ("openai", "gpt-5", {"reasoning_effort": "xhigh"},
         [Fault("reasoning_effort", "out_of_range", "low, medium, high")]),
        ("xai", "grok-4.20-non-reasoning", {"reasoning_effort": "low"}, [Fault("reasoning_effort", "not_taken")]),
        ("google", "gemini-3.8-flash", {"temperature": 1, "reasoning_effort": "high"}, []),
        ("offline", "offline-1", {"temperature": 1}, [Fault("temperature", "not_taken")]),
    ],
)  # fmt: skip
def test_parameters_are_checked_by_the_table(provider, model, given, faults):
    assert check_parameters(provider, model, given) == faults


@pytest.mark.parametrize(("provider", "prefix"), [(name, prefix) for name, rows in TABLE.items() for prefix in rows])
def test_the_effort_that_is_sent_unasked_is_one_that_may_be_asked_for(provider, prefix):
    row = takes(provider, prefix)
    assert not row.effort or row.effort in row.efforts


@pytest.mark.parametrize("provider", DEFAULT_MODELS)
def test_the_models_that_we_recommend_are_on_sale(provider):
    assert standing_of(provider, DEFAULT_MODELS[provider]) == "known"

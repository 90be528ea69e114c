"""How long a request is, and what is left out when that is too much."""

import pytest

from agent.llm.base import AssistantMessage, Medium, ToolCall, ToolMessage, UserMessage
from agent.llm.sizing import LEFT_OUT, MEDIUM_TOKENS, estimate_tokens, fit, shorten
from agent.testing.model_requests import make_request

CALL = ToolCall("1", "list_products", {"q": "x"})
TALK = [
    UserMessage("first " * 50),
    AssistantMessage("answer " * 50),
    UserMessage("second"),
    AssistantMessage("", [CALL]),
    ToolMessage("1", "list_products", "result " * 20),
    UserMessage("[system] correct yourself"),
]


def words(request):
    return [getattr(turn, "text", "") or getattr(turn, "content", "") for turn in request.turns]


@pytest.mark.parametrize(("text", "fewest"), [("a" * 300, 100), ("ש" * 300, 200), ("🍖" * 30, 40)])
def test_no_language_is_taken_for_shorter_than_it_is(text, fewest):
    bare = estimate_tokens(make_request(""))
    assert estimate_tokens(make_request(text)) - bare >= fewest


def test_pictures_tools_and_results_are_counted():
    bare = estimate_tokens(make_request(tools=[]))
    assert estimate_tokens(make_request()) > bare
    picture = UserMessage("2 kg of beef", [Medium(b"x", "image/png")])
    assert estimate_tokens(make_request(tools=[], turns=[picture])) == bare + MEDIUM_TOKENS
    assert estimate_tokens(make_request(tools=[], turns=TALK)) > bare + 200


def test_what_fits_is_left_as_it_is():
    request = make_request(turns=TALK)
    assert fit(request, window=None, room=10**9) is request
    assert fit(request, window=100_000, room=1500) is request


def test_the_oldest_is_left_out_and_the_model_is_told():
    request = make_request(turns=TALK)
    shorter = fit(request, window=int(estimate_tokens(request) / 0.9) - 10, room=0)
    assert words(shorter)[:2] == [LEFT_OUT, "second"]
    assert shorter.turns[1:] == TALK[2:]
    assert estimate_tokens(shorter) < estimate_tokens(request)


def test_the_customers_last_words_are_never_left_out():
    assert shorten(make_request(turns=TALK), most=10) is None
    assert fit(make_request(turns=TALK), window=1600, room=1500) is None

import pytest

from channels.refusals import REASONS, Verdict
from channels.twilio.errors import REFUSALS, find, read_refusal
from lib.http import Answer

TRANSIENT, PERMANENT, STOP, OPT_OUT = Verdict.TRANSIENT, Verdict.PERMANENT, Verdict.STOP_CHANNEL, Verdict.OPT_OUT
KNOWN = [
    (20003, STOP, "unauthorized", None),
    (20005, STOP, "account_blocked", None),
    (20429, TRANSIENT, "too_many", None),
    (21211, PERMANENT, "unreachable", None),
    (21408, PERMANENT, "not_allowed", None),
    (21602, PERMANENT, "empty", None),
    (21606, PERMANENT, "not_allowed", None),
    (21608, PERMANENT, "not_allowed", None),
    (21610, OPT_OUT, "opted_out", None),
    (21611, TRANSIENT, "too_many", None),
    (21612, PERMANENT, "not_allowed", None),
    (21614, PERMANENT, "unreachable", None),
    (21617, PERMANENT, "too_long", None),
    (21619, PERMANENT, "empty", None),
    (21620, PERMANENT, "bad_media", None),
    (21623, PERMANENT, "bad_media", None),
    (30001, TRANSIENT, "busy", None),
    (30002, STOP, "account_blocked", None),
    (30003, TRANSIENT, "unreachable", 1800.0),
    (30004, PERMANENT, "blocked", None),
    (30005, PERMANENT, "unreachable", None),
    (30006, PERMANENT, "unreachable", None),
    (30007, PERMANENT, "filtered", None),
    (30008, TRANSIENT, "unavailable", None),
    (30019, PERMANENT, "too_large", None),
    (30022, TRANSIENT, "too_many", None),
    (30023, TRANSIENT, "too_many", 86_400.0),
    (30032, PERMANENT, "unregistered", None),
    (30034, PERMANENT, "unregistered", None),
    (63003, PERMANENT, "unreachable", None),
    (63007, PERMANENT, "not_allowed", None),
    (63013, PERMANENT, "filtered", None),
    (63016, PERMANENT, "window_closed", None),
    (63018, TRANSIENT, "too_many", None),
    (63024, PERMANENT, "unreachable", None),
    (63038, TRANSIENT, "too_many", 86_400.0),
    (63049, PERMANENT, "marketing_limit", None),
]


@pytest.mark.parametrize(("code", "verdict", "reason", "wait"), KNOWN)
def test_every_code_means_what_it_should(code, verdict, reason, wait):
    found = find(code)
    assert (found.verdict, found.code, found.wait) == (verdict, reason, wait)


def test_the_list_above_is_the_whole_table_and_staff_have_a_sentence_for_each():
    assert {row[0] for row in KNOWN} == set(REFUSALS)
    assert {refusal.code for refusal in REFUSALS.values()} <= REASONS


@pytest.mark.parametrize(
    ("status", "verdict", "reason"),
    [
        (400, PERMANENT, "refused"),
        (404, PERMANENT, "refused"),
        (401, STOP, "unauthorized"),
        (429, TRANSIENT, "too_many"),
        (500, TRANSIENT, "unavailable"),
        (503, TRANSIENT, "unavailable"),
    ],
)
@pytest.mark.parametrize("code", [None, 99999])
def test_an_unknown_code_is_judged_by_the_status(code, status, verdict, reason):
    found = find(code, status=status)
    assert (found.verdict, found.code) == (verdict, reason)


def test_a_known_code_outranks_the_status():
    assert find(21610, status=500).verdict == OPT_OUT


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7.0), ("", None), ("soon", None), ("²", None), ("-1", None), ("Wed, 21 Oct", None)]
)
def test_twilio_may_say_how_long_to_wait(value, seconds):
    refused = read_refusal(Answer(429, {"retry-after": value}, b'{"code": 20429, "message": "Too Many Requests"}'))
    assert (refused.permanent, refused.retry_after, refused.code) == (False, seconds, "too_many")


def test_an_opt_out_is_permanent_and_says_so():
    refused = read_refusal(Answer(400, {}, b'{"code": 21610, "message": "unsubscribed recipient"}'))
    assert (refused.permanent, refused.verdict, str(refused)) == (True, "opt_out", "21610: unsubscribed recipient")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"code": "21610"}', b'{"code": null}', b'{"code": [1]}'])
def test_an_answer_without_a_readable_code_is_judged_by_its_status(body):
    assert read_refusal(Answer(502, {}, body)).permanent is False
    assert read_refusal(Answer(400, {}, body)).permanent is True

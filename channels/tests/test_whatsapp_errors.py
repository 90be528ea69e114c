"""Every code that WhatsApp documents for sending, written down from the list and not from our table."""

import pytest

from channels.meta.graph import find
from channels.refusals import REASONS, Verdict
from channels.whatsapp.errors import REFUSALS

AGAIN = [1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004]
STOP = [0, 3, 10, 190, *range(200, 300), 131005, 131031, 131042, 368]
NEVER = [
    100, 131008, 131009, 131021, 131026, 131030, 131047, 131051, 131052, 131053, 130472, 130497, 131037, 131045, 131062,
    132000, 132001, 132005, 132007, 132008, 132012,
]  # fmt: skip
NEVER_AND_MORE = {
    131049: "marketing_limit", 132015: "template_paused", 132016: "template_paused", 131048: "filtered",
    131047: "window_closed", 131026: "unreachable",
}  # fmt: skip


@pytest.mark.parametrize("code", AGAIN)
def test_what_passes_is_tried_again(code):
    assert find(REFUSALS, code).verdict == Verdict.TRANSIENT


@pytest.mark.parametrize("code", STOP)
def test_the_accounts_own_trouble_stops_the_channel(code):
    assert find(REFUSALS, code).verdict == Verdict.STOP_CHANNEL


@pytest.mark.parametrize("code", NEVER)
def test_what_is_wrong_with_the_message_stays_wrong(code):
    assert find(REFUSALS, code).verdict == Verdict.PERMANENT


@pytest.mark.parametrize(("code", "reason"), NEVER_AND_MORE.items())
def test_some_refusals_say_more(code, reason):
    refusal = find(REFUSALS, code)
    assert (refusal.verdict, refusal.code) == (Verdict.PERMANENT, reason)


def test_a_customer_who_wants_no_offers_has_opted_out():
    refusal = find(REFUSALS, 131050)
    assert (refusal.verdict, refusal.code) == (Verdict.OPT_OUT, "opted_out_marketing")


def test_the_same_customer_is_not_written_to_within_six_seconds():
    assert find(REFUSALS, 131056).wait >= 6


@pytest.mark.parametrize(("code", "reason"), [(131042, "payment"), (190, "unauthorized"), (131031, "account_blocked")])
def test_trouble_of_the_account_is_told_apart(code, reason):
    assert find(REFUSALS, code).code == reason


def test_every_code_is_one_that_staff_have_a_sentence_for():
    assert {refusal.code for refusal in REFUSALS.values()} <= REASONS


def test_a_code_that_nobody_knows_is_permanent():
    assert find(REFUSALS, 999999).verdict == Verdict.PERMANENT
    assert find(REFUSALS, 999999, status=503).verdict == Verdict.TRANSIENT

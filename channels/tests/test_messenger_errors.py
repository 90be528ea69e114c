"""Every refusal of the Send API by its code, written down here once more and by hand."""

import pytest

from channels.meta import graph
from channels.meta.messaging_errors import REFUSALS
from channels.refusals import REASONS

# code, subcode, verdict, reason
KNOWN = [
    (-1, None, "transient", "unavailable"),
    (-1, 2018012, "transient", "unavailable"),
    (1, None, "transient", "unavailable"),
    (1, 99, "transient", "unavailable"),
    (2, None, "transient", "unavailable"),
    (2, 1545133, "transient", "unavailable"),
    (1200, None, "transient", "unavailable"),
    (4, None, "transient", "too_many"),
    (4, 2018022, "transient", "too_many"),
    (9, None, "transient", "too_many"),
    (9, 2018352, "transient", "too_many"),
    (17, None, "transient", "too_many"),
    (32, None, "transient", "too_many"),
    (613, None, "transient", "too_many"),
    (80001, None, "transient", "too_many"),
    (80002, None, "transient", "too_many"),
    (80006, None, "transient", "too_many"),
    (3, None, "stop_channel", "unauthorized"),
    (102, None, "stop_channel", "unauthorized"),
    (190, None, "stop_channel", "unauthorized"),
    (190, 460, "stop_channel", "unauthorized"),
    (190, 463, "stop_channel", "unauthorized"),
    (200, None, "stop_channel", "unauthorized"),
    (200, 2018028, "stop_channel", "unauthorized"),
    (200, 1545041, "permanent", "blocked"),
    (200, 2018065, "permanent", "window_closed"),
    (200, 2018108, "permanent", "blocked"),
    (200, 2018276, "permanent", "not_allowed"),
    (230, None, "stop_channel", "unauthorized"),
    (10, None, "stop_channel", "unauthorized"),
    (10, 2018065, "permanent", "window_closed"),
    (10, 2018108, "permanent", "blocked"),
    (10, 2018276, "permanent", "not_allowed"),
    (10, 2018278, "permanent", "window_closed"),
    (10, 2018300, "permanent", "not_allowed"),
    (10, 2534022, "permanent", "window_closed"),
    (368, None, "stop_channel", "account_blocked"),
    (551, None, "permanent", "blocked"),
    (551, 1545041, "permanent", "blocked"),
    (100, None, "permanent", "refused"),
    (100, 33, "permanent", "refused"),
    (100, 2018001, "permanent", "unreachable"),
    (100, 2018007, "permanent", "bad_media"),
    (100, 2018008, "permanent", "bad_media"),
    (100, 2018047, "permanent", "bad_media"),
    (100, 2018074, "permanent", "bad_media"),
    (100, 2018109, "permanent", "too_large"),
    (100, 2018276, "permanent", "not_allowed"),
    (100, 2018278, "permanent", "window_closed"),
    (100, 2018294, "permanent", "bad_media"),
    (100, 2534014, "permanent", "unreachable"),
    (100, 2534015, "permanent", "refused"),
    (100, 2534022, "permanent", "window_closed"),
    (99999, None, "permanent", "refused"),
]


@pytest.mark.parametrize(("code", "subcode", "verdict", "reason"), KNOWN)
def test_every_refusal_has_its_meaning(code, subcode, verdict, reason):
    body = {"error": {"message": "said", "code": code, "error_subcode": subcode, "fbtrace_id": "Atrace"}}
    error = graph.read_refusal(body, REFUSALS)
    assert (error.verdict, error.code) == (verdict, reason)
    assert error.permanent is (verdict == "permanent")
    assert (error.uncertain, reason in REASONS) == (False, True)
    assert "Atrace" in str(error)


def test_the_list_above_is_complete():
    listed = {(code, subcode) for code, subcode, _verdict, _reason in KNOWN}
    table = {
        (code, subcode)
        for code, found in REFUSALS.items()
        for subcode in (found if isinstance(found, dict) else {None})
    }
    assert listed >= table

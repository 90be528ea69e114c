"""Receipts without false alarms: sentences as native speakers write them (agent/tests/sentences)."""

from pathlib import Path

import pytest

from agent.claims import LANGUAGES
from agent.guards import BACKING, check_reply, collect_facts
from lib.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "sentences"
SENTENCES = {path.stem: read_yaml(path) for path in FOLDER.glob("*.yaml")}
NOTHING = collect_facts([])
BLOCKED = [(code, text) for code, lists in SENTENCES.items() for text in lists["blocked"]]
ALLOWED = [(code, text) for code, lists in SENTENCES.items() for text in lists["allowed"]]


def kinds(text, facts=NOTHING):
    return [problem.kind for problem in check_reply(text, facts)]


def test_a_finished_action_without_its_receipt_is_stopped():
    assert [(code, text) for code, text in BLOCKED if "claim" not in kinds(text)] == []


def test_an_innocent_sentence_raises_no_alarm():
    assert {(code, text): found for code, text in ALLOWED if (found := kinds(text))} == {}


def test_every_language_has_at_least_forty_sentences():
    assert {code: min(len(lists["blocked"]), len(lists["allowed"])) >= 20 for code, lists in SENTENCES.items()} == (
        dict.fromkeys(LANGUAGES, True)
    )


def test_every_claim_says_what_backs_it():
    said = {kind for claims in LANGUAGES.values() for kind in (*claims.done, *claims.promised)}
    assert said == set(BACKING)


@pytest.mark.parametrize(
    ("text", "receipt"),
    [
        ("Your payment has arrived.", {"kind": "tracking", "payment_status": "paid"}),
        ("Your refund has been processed.", {"kind": "tracking", "payment_status": "refunded"}),
        ("Your order has been shipped.", {"kind": "tracking", "status": "shipped"}),
        ("I've called a colleague.", {"kind": "handed_over"}),
        ("I'll let you know as soon as it is back in stock.", {"kind": "waiting"}),
        ("Here are the photos of it.", {"kind": "photos", "media": [{"url": "x"}]}),
        ("Votre colis a été livré.", {"kind": "tracking", "status": "delivered"}),
        ("Pembayarannya sudah masuk.", {"kind": "orders", "orders": [{"order_number": "x", "payment_status": "paid"}]}),
        ("קראתי לנציג מהחנות", {"kind": "handed_over"}),
        ("Su pedido ya está cancelado.", {"kind": "refused", "code": "wrong_status", "status": "cancelled"}),
    ],
)
def test_a_receipt_or_a_fact_that_was_read_backs_the_claim(text, receipt):
    assert kinds(text) == ["claim"]
    assert kinds(text, collect_facts([receipt])) == []


def test_photos_that_do_not_exist_were_not_sent():
    assert kinds("Here is the photo.", collect_facts([{"kind": "photos", "media": []}])) == ["claim"]


def test_a_claim_that_names_an_order_is_about_that_one():
    orders = [
        {"order_number": "ORD-2026-000001", "status": "cancelled"},
        {"order_number": "ORD-2026-000002", "status": "pending"},
    ]
    facts = collect_facts([{"kind": "orders", "orders": orders}])
    assert kinds("Order ORD-2026-000001 is cancelled.", facts) == []
    assert kinds("Order ORD-2026-000002 is cancelled.", facts) == ["claim"]


def test_what_was_refused_was_not_done():
    assert kinds("I've cancelled it.", collect_facts([{"kind": "refused", "code": "too_late"}])) == ["claim"]

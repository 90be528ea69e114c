"""Stripe on this machine, as far as we speak with it: Checkout Sessions, refunds, webhooks, and its way of saying no.

with FakeStripe() as stripe:                         # settings.STRIPE_BASE_URL = stripe.url
    stripe.tell(webhook_url, secret)                 # or let us make the webhook by its API
    event = stripe.pay(session_id)                   # the customer pays; `deliver` posts what Stripe would tell

Requests are forms with nested names. The same `Idempotency-Key` with the same body is answered the same again, with
another body it is a 400 `idempotency_error`; https://docs.stripe.com/api/idempotent_requests.
"""

import argparse
import contextlib
import itertools
import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from stripe import WebhookSignature

from lib.testing.server import Call, FakeServer, Response

KEY = "sk_test_fakeKeyForTests"
ACCOUNT = "acct_1FakeShop"
API_VERSION = "2026-10-28.endive"
LEAST_AMOUNT = 50


class FakeStripe(FakeServer):
    """Everything it made stays readable: `sessions`, `refunds`, `webhooks` by id, `events` in order."""

    def __init__(self, *, key: str = KEY, account: str = ACCOUNT, latency: float = 0.0, port: int = 0) -> None:
        super().__init__(latency=latency, port=port)
        self.key, self.account = key, account
        self.sessions: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.webhooks: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self._answers: dict[str, tuple[bytes, Response]] = {}
        self._count = itertools.count(1)
        self._lock = threading.RLock()

    def respond(self, call: Call) -> Response:
        if call.path.startswith("/c/pay/"):
            return self._checkout_page(call)
        if call.headers.get("authorization") != f"Bearer {self.key}":
            return _error(401, "Invalid API Key provided: sk_test_****", kind="invalid_request_error")
        if call.headers.get("stripe-version") != API_VERSION:
            return _error(400, f"Invalid Stripe API version: {call.headers.get('stripe-version')}")
        with self._lock:
            return self._once(call)

    # --- What customers and people at Stripe do -------------------------------------------------------
    def pay(self, session_id: str, *, amount: int | None = None) -> dict[str, Any]:
        """The customer pays in the Checkout page. Returns the event that tells it."""
        with self._lock:
            session = self.sessions[session_id]
            session |= {"status": "complete", "payment_status": "paid", "payment_intent": self._name("pi"), "url": None}
            session["amount_total"] = amount or session["amount_total"]
            return self.event("checkout.session.completed", session)

    def promise(self, session_id: str) -> dict[str, Any]:
        """The customer pays in a way that takes days: a debit, a voucher."""
        with self._lock:
            session = self.sessions[session_id]
            session |= {"status": "complete", "payment_intent": self._name("pi"), "url": None}
            return self.event("checkout.session.completed", session)

    def keep_promise(self, session_id: str) -> dict[str, Any]:
        self.sessions[session_id]["payment_status"] = "paid"
        return self.event("checkout.session.async_payment_succeeded", self.sessions[session_id])

    def break_promise(self, session_id: str) -> dict[str, Any]:
        return self.event("checkout.session.async_payment_failed", self.sessions[session_id])

    def run_out(self, session_id: str) -> dict[str, Any]:
        self.sessions[session_id] |= {"status": "expired", "url": None}
        return self.event("checkout.session.expired", self.sessions[session_id])

    def refund_in_dashboard(self, session_id: str, amount: int) -> list[dict[str, Any]]:
        """Somebody of the shop gives money back over there."""
        session = self.sessions[session_id]
        form = {"payment_intent": session["payment_intent"], "amount": str(amount)}
        with self._lock:
            refund = self._make_refund(form).body
        charge = {"id": self._name("ch"), "object": "charge", "payment_intent": session["payment_intent"]}
        return [self.event("refund.created", refund), self.event("charge.refunded", charge)]

    def settle_refund(self, refund_id: str, status: str, *, reason: str = "") -> dict[str, Any]:
        """A refund arrives (`succeeded`) or comes back (`failed`)."""
        self.refunds[refund_id] |= {"status": status, "failure_reason": reason or None}
        return self.event("refund.failed" if status == "failed" else "refund.updated", self.refunds[refund_id])

    def dispute(self, session_id: str, *, reason: str = "fraudulent") -> dict[str, Any]:
        session = self.sessions[session_id]
        return self.event("charge.dispute.created", {
            "id": self._name("dp"), "object": "dispute", "amount": session["amount_total"],
            "currency": session["currency"], "payment_intent": session["payment_intent"], "reason": reason,
        })  # fmt: skip

    # --- Telling ----------------------------------------------------------------------------------------
    def event(self, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
        event = {
            "id": self._name("evt"), "object": "event", "type": kind, "api_version": API_VERSION,
            "created": int(time.time()), "livemode": False, "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None}, "data": {"object": json.loads(json.dumps(thing))},
        }  # fmt: skip
        self.events.append(event)
        return event

    def deliver(self, event: dict[str, Any]) -> list[int]:
        """Post an event to every webhook that wants it; the statuses that came back."""
        wanting = [one for one in self.webhooks.values() if event["type"] in one["enabled_events"]]
        answers = []
        for hook in wanting:
            body = json.dumps(event)
            headers = {"Stripe-Signature": sign(body, hook["secret"]), "Content-Type": "application/json"}
            answers.append(requests.post(hook["url"], data=body.encode(), headers=headers, timeout=10).status_code)
        return answers

    # --- The API ----------------------------------------------------------------------------------------
    def _once(self, call: Call) -> Response:
        key = call.headers.get("idempotency-key", "")
        if not key or call.method != "POST":
            return self._route(call)
        known = self._answers.get(key)
        if known and known[0] != call.raw:
            text = f"Keys for idempotent requests can only be used with the same parameters. Try another key than {key}"
            return _error(400, text, kind="idempotency_error")
        answer = known[1] if known else self._route(call)
        # What was refused before it began may be tried again with the same key.
        if answer.status < 400:
            self._answers[key] = call.raw, answer
        return answer

    def _route(self, call: Call) -> Response:
        parts = call.path.removeprefix("/v1/").split("/")
        routes: dict[tuple[str, str], Callable[[list[str], Call], Response]] = {
            ("POST", "checkout"): self._post_session, ("GET", "checkout"): self._get_session,
            ("POST", "refunds"): lambda _parts, call: self._make_refund(call.form),
            ("GET", "refunds"): self._get_refund, ("GET", "account"): self._get_account,
            ("POST", "webhook_endpoints"): self._post_webhook, ("GET", "webhook_endpoints"): self._list_webhooks,
        }  # fmt: skip
        answer = routes.get((call.method, parts[0]))
        return answer(parts, call) if answer else _error(404, f"Unrecognized request URL ({call.name})")

    def _post_session(self, parts: list[str], call: Call) -> Response:
        if parts[-1] == "expire":
            return self._expire(parts[2])
        form = call.form
        amount = int(form["line_items[0][price_data][unit_amount]"]) * int(form["line_items[0][quantity]"])
        ends = int(form["expires_at"])
        if not 1790 <= ends - time.time() <= 24 * 3600:
            return _error(400, "The `expires_at` timestamp must be between 30 minutes and 24 hours away.")
        if amount < LEAST_AMOUNT:
            return _error(400, "The Checkout Session's total amount is too small.", code="amount_too_small")
        name = self._name("cs_test")
        self.sessions[name] = {
            "id": name, "object": "checkout.session", "status": "open", "payment_status": "unpaid",
            "mode": form["mode"], "amount_total": amount, "currency": form["line_items[0][price_data][currency]"],
            "client_reference_id": form["client_reference_id"], "payment_intent": None, "livemode": False,
            "url": f"{self.url}/c/pay/{name}", "expires_at": ends, "metadata": _metadata(form, "metadata"),
            "success_url": form["success_url"], "cancel_url": form["cancel_url"], "locale": form.get("locale"),
        }  # fmt: skip
        return Response(200, dict(self.sessions[name]))

    def _expire(self, name: str) -> Response:
        session = self.sessions.get(name)
        if session is None:
            return _missing("checkout.session", name)
        if session["status"] != "open":
            text = f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session["status"]}.'
            return _error(400, text)
        session |= {"status": "expired", "url": None}
        return Response(200, dict(session))

    def _get_session(self, parts: list[str], call: Call) -> Response:
        if len(parts) == 2:
            intent = call.query.get("payment_intent")
            rows = [one for one in self.sessions.values() if one["payment_intent"] == intent]
            return Response(200, {"object": "list", "data": rows, "has_more": False})
        session = self.sessions.get(parts[2])
        return Response(200, dict(session)) if session else _missing("checkout.session", parts[2])

    def _make_refund(self, form: dict[str, str]) -> Response:
        intent, amount = form["payment_intent"], int(form["amount"])
        session = next((one for one in self.sessions.values() if one["payment_intent"] == intent), None)
        if session is None:
            return _missing("payment_intent", intent)
        gone = [one["amount"] for one in self.list_refunds_of(intent) if one["status"] != "failed"]
        if amount > session["amount_total"] - sum(gone):
            text = f"Refund amount ({amount}) is greater than unrefunded amount on charge."
            return _error(400, text, code="charge_already_refunded")
        name = self._name("re")
        self.refunds[name] = {
            "id": name, "object": "refund", "amount": amount, "currency": session["currency"], "status": "succeeded",
            "payment_intent": intent, "failure_reason": None, "metadata": _metadata(form, "metadata"),
        }  # fmt: skip
        return Response(200, dict(self.refunds[name]))

    def _get_refund(self, parts: list[str], call: Call) -> Response:
        if len(parts) == 1:
            rows = self.list_refunds_of(call.query["payment_intent"])
            return Response(200, {"object": "list", "data": rows, "has_more": False})
        refund = self.refunds.get(parts[1])
        return Response(200, dict(refund)) if refund else _missing("refund", parts[1])

    def list_refunds_of(self, intent: str) -> list[dict[str, Any]]:
        return [one for one in self.refunds.values() if one["payment_intent"] == intent]

    def _get_account(self, _parts: list[str], _call: Call) -> Response:
        return Response(200, {"id": self.account, "object": "account", "charges_enabled": True})

    def _post_webhook(self, _parts: list[str], call: Call) -> Response:
        form = call.form
        events = [value for name, value in form.items() if name.startswith("enabled_events[")]
        return Response(200, dict(self.tell(form["url"], "", events=events)))

    def _list_webhooks(self, _parts: list[str], _call: Call) -> Response:
        rows = [{**one, "secret": ""} for one in self.webhooks.values()]
        return Response(200, {"object": "list", "data": rows, "has_more": False})

    def tell(self, url: str, secret: str, *, events: list[str] | None = None) -> dict[str, Any]:
        """Make a webhook by hand, as in the dashboard."""
        name = self._name("we")
        self.webhooks[name] = {
            "id": name, "object": "webhook_endpoint", "url": url, "status": "enabled",
            "secret": secret or f"whsec_{name}", "enabled_events": events or _EVERYTHING,
        }  # fmt: skip
        return self.webhooks[name]

    # --- The page that customers see --------------------------------------------------------------------
    def _checkout_page(self, call: Call) -> Response:
        """GET shows what is to be paid with one button; POST pays, tells the webhooks, and leads back to the shop."""
        session = self.sessions.get(call.path.removeprefix("/c/pay/"))
        if session is None or session["status"] != "open":
            return Response(410, b"This page has expired.", {"Content-Type": "text/plain"})
        if call.method == "GET":
            money = f"{session['amount_total']} {session['currency'].upper()}"
            page = f'<!doctype html><title>Pay</title><form method="post"><p>{money}</p><button>Pay</button></form>'
            return Response(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
        event = self.pay(session["id"])
        threading.Thread(target=self.deliver, args=(event,), daemon=True).start()
        return Response(303, b"", {"Location": session["success_url"]})

    def _name(self, prefix: str) -> str:
        return f"{prefix}_{next(self._count):06d}Fake"


_EVERYTHING = [
    "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
    "checkout.session.expired", "charge.refunded", "refund.created", "refund.updated", "refund.failed",
    "charge.dispute.created",
]  # fmt: skip


def sign(body: str, secret: str, *, at: int | None = None) -> str:
    """The header as the library writes it."""
    return WebhookSignature.generate_signature_header(body, secret, at)


def _metadata(form: dict[str, str], name: str) -> dict[str, str]:
    start = f"{name}["
    return {key.removeprefix(start).rstrip("]"): text for key, text in form.items() if key.startswith(start)}


def _missing(kind: str, name: str) -> Response:
    return _error(404, f"No such {kind}: '{name}'", code="resource_missing")


def _error(status: int, message: str, *, kind: str = "invalid_request_error", code: str = "") -> Response:
    error = {"type": kind, "message": message} | ({"code": code} if code else {})
    return Response(status, {"error": error}, {"Request-Id": "req_fake"})


def serve(port: int) -> None:
    """Stand in for Stripe at a desk until Ctrl+C: docs/payments.md."""
    with FakeStripe(port=port) as stripe:
        sys.stdout.write(f"Stripe stands in at {stripe.url}, its key is {KEY}. Ctrl+C ends it.\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m orders.testing.fake_stripe", description=serve.__doc__)
    parser.add_argument("port", type=int, nargs="?", default=8420, help="default: 8420")
    serve(parser.parse_args().port)

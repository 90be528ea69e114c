"""What an operator can do about what Stripe says, by the code of the problem."""

ADVICE = {
    "bad_key": "Copy the secret key again from Stripe's dashboard > Developers > API keys, then run payments_add.",
    "not_allowed": "Give the restricted key write access to Checkout Sessions, Refunds and Webhook Endpoints.",
    "away": "Stripe did not answer; try again later.",
    "not_public": (
        "make the webhook by hand, because Stripe cannot reach PUBLIC_URL: in its dashboard, or with "
        "'stripe listen --forward-to <address>', then payments_add with --webhook-secret. Without it payments are "
        "noticed when the customer comes back, or after the link has ended."
    ),
    "no_secret": "There is no webhook: payments are noticed late. Run payments_add again, or with --webhook-secret.",
    "webhook_gone": "The webhook was deleted at Stripe. Make it there by hand and run payments_add --webhook-secret.",
    "webhook_off": "The webhook is switched off. Switch it on in Stripe's dashboard > Developers > Webhooks.",
    "webhook_deaf": "The webhook does not send every event we need. docs/payments.md lists them.",
}


def advise(code: str) -> str:
    return ADVICE.get(code, "")

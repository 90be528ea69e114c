"""The money of an order: what was paid, by hand or through Stripe, and what went back."""

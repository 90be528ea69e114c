"""News for the customer: each step of their order once, and what the shop decided about a wish."""

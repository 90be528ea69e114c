"""News for the customer: each step of their order once, in a chat or by e-mail."""

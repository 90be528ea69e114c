"""Asking the customer whether an order from outside is right: in a chat, by e-mail, on a page."""

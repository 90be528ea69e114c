"""What the API's description says before its first operation."""

API_DESCRIPTION = """
Orders of one shop, for its own programs and for its staff's browsers. Money and quantities are decimal strings,
moments are ISO 8601 in UTC, ids are UUIDs.

**Who calls.** A key of the shop: `Authorization: Bearer sk_...`. Or somebody who is logged in to the panel: the
session's cookie, the header `X-Shop` with the shop's short name, and, for what changes something, `X-CSRFToken`.
What belongs to another shop does not exist (404). A key whose scope is `orders.submit` (the browser extension's) hands
in orders and opens nothing else (403).

**Errors** have one shape: `{"code", "message", "facts"}`. Programs read `code` and `facts`, people read `message`:
it says what to do. 400: the request is no such request. 401: no valid key or login. 403: no CSRF token, or a
key that may not. 404: no such thing. 409: our rules refuse, and nothing was changed. 422: a tracking answer that does
not fit. 429: too often.
"""

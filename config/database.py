"""How Django talks to Postgres."""

from typing import Any


def database_settings(server: dict[str, Any], *, pool_size: int, is_pooled_outside: bool) -> dict[str, Any]:
    """Django's settings of a database. `server` says where it is; a `pool_size` of 0 is no pool of our own."""
    # Postgres plans a statement once per connection instead of every time: a quarter of its work for a turn.
    options = {**server.get("OPTIONS", {}), "server_side_binding": True, "prepare_threshold": 3}
    database = {**server, "CONN_MAX_AGE": 0, "OPTIONS": options}
    # Behind pgbouncer in transaction mode neither a prepared statement nor a cursor finds its connection again.
    if is_pooled_outside:
        options["prepare_threshold"] = None
        database["DISABLE_SERVER_SIDE_CURSORS"] = True
    if pool_size:
        database["CONN_HEALTH_CHECKS"] = True
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 20, "max_idle": 60}
    return database

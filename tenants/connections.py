"""The database connection of a thread that waits for somebody else."""

from django.db import connection


def release_connection() -> None:
    """Give the connection back to the pool while waiting for somebody else; inside a transaction it has to stay."""
    if not connection.in_atomic_block:
        connection.close()

"""Empty tables after a test that commits: only those with rows, a fraction of what TRUNCATE of all hundred costs."""

from functools import cache

from django.db import connection, transaction
from psycopg import sql

# What migrating made; nobody's tests write there.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables() -> None:
    """Delete every row of every table, as Django's own flush does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_which_have_rows())
        filled = [table for (table,) in cursor.fetchall()]
        # Neither foreign keys nor triggers have to be asked: what they would look at goes too.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in filled:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


@cache
def _which_have_rows() -> sql.Composed:
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT)
    asking = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    return sql.SQL(" UNION ALL ").join([asking.format(table, sql.Identifier(table)) for table in tables])

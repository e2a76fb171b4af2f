"""Everything that is kept: each row of each table, so that a test can say that nothing changed."""

from __future__ import annotations

from django.db import connection


def everything() -> dict[str, list[str]]:
    """The rows of every table, the cache's too, each written out; in an order that does not depend on the database."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found

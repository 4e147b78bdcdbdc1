"""The highest number that each table has ever given to a row.

Old addresses, preview links and versions outlive a record and know it by its number: no other
record may get that, neither on the site nor on one that was restored from its backup.
"""


def given_out(connection, tables):
    """Return {table: number} of those that number their rows and have done so."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            found = dict(cursor.fetchall())
        else:
            found = {table: last_of(connection, cursor, table) for table in tables}
    return {table: found[table] for table in tables if found.get(table)}


def last_of(connection, cursor, table):
    for sequence in names(connection, cursor, table):
        cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")
        return (cursor.fetchone() or [None])[0]


def names(connection, cursor, table):
    """Return the quoted names of a table's sequences on PostgreSQL: one, or none."""
    found = connection.introspection.get_sequences(cursor, table)
    return [connection.ops.quote_name(each["name"]) for each in found]


def raise_to(connection, numbers):
    """Have the tables that are there go on above these numbers, if not above higher ones."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, number in numbers.items():
            if table in there:
                go_on_above(connection, cursor, table, number)


def go_on_above(connection, cursor, table, number):
    if connection.vendor == "sqlite":
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [number, table]
        )
        if not cursor.rowcount:  # it has never had a row
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number]
            )
        return
    for sequence in names(connection, cursor, table):
        cursor.execute(
            f"SELECT setval(%s, GREATEST(last_value, %s)) FROM {sequence}", [sequence, number]
        )

"""Writes rows into PostgreSQL; imported with the first rows, as psycopg is an extra.

- `postgres_writer.py`: the writer and its connection
- `insert.py`: rows into one table, without those that are at fault
- `table.py`, `types.py`: the table's columns, made and widened as rows need them
- `bounds.py`: what may not be done to a table
- `judge.py`: what the server's refusals mean
"""

from destinations.postgres.writer.postgres_writer import PostgresWriter

__all__ = ["PostgresWriter"]

"""The fast path to SQLite: prepared statements and entities without SQLAlchemy's unit of work.

Belongs here: what every hand-out and every panel reads and writes; see README.md for what each part buys.
May import: store.models, concurrency.
"""

"""Rows that change seldom, kept in the process and read again when their version moves.

Belongs here: house rules in force, talking points, holidays.
May import: domain, store.models, store.fast.
"""

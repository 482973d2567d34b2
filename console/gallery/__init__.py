"""Frozen views of every panel in every state, for designers and for the photographs of the tests.

Belongs here: made-up customers and screens as plain view objects; nothing reads a database.
May import: domain, store.views, and the officer's view of store.queries.
"""

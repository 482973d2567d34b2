"""Use cases: one function is one transaction is one sentence of the product.

Belongs here: everything that changes the database on somebody's behalf, made by ``runtime.action``.
May import: domain, store, concurrency. An action imports no other action; what they share is in ``steps``.
"""

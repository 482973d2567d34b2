"""Plain functions that actions share; none has a transaction of its own.

Belongs here: one step of several use cases, such as locking a hand-out or recording a verdict.
May import: domain, store, concurrency, ``actions.call`` and other steps.
"""

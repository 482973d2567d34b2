"""Import of customers and past contacts from files, in two phases.

Belongs here: reading a file in a child process, checking rows, staging, the report of held rows.
May import: domain, store, actions, telephony, clock.
"""

"""The rules tried from outside: scenarios in, verdicts out; stored verdicts judged again.

Belongs here: the scenario format, ``check``, and the verification of chains and verdicts.
May import: domain, store.queries, ``actions.steps.audit_chain``.
"""

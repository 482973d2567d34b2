"""Try the rules from outside: scenarios in, verdicts out. Judge stored verdicts again.

Belongs here: the scenario format, ``check``, and the verification of chains and verdicts.
May import: domain, store.queries, ``actions.steps.audit_chain``.
"""

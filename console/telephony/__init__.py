"""Adapters of the telephone line: the ``tel:`` link and the simulated network.

Belongs here: one class a way to ring a number; the protocol is in ``domain.telephony``.
May import: domain.
"""

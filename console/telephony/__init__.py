"""Adapters of the telephone line: the ``tel:`` link and the simulated network.

Belongs here: one class for each way to dial a number. The protocol is in ``domain.telephony``.
May import: domain.
"""

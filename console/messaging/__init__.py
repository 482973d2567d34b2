"""Adapters of carriers: the simulated one, and gateways for SMS, e-mail and chat.

Belongs here: one class for each way to send a message. The protocol is in ``domain.messaging``.
May import: domain.
"""

"""Gateways of the site: where a payment is made, and where events are sent to.

Belongs here: adapters that speak HTTP with systems of the house. No rules, no database.
May import: domain.
"""

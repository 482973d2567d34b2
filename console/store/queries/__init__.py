"""Reads for screens: frozen views, masked already; every function takes the session and the actor.

Belongs here: one module a panel or page.
May import: domain and the rest of store.
"""

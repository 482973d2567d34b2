"""Frozen views and answers become text in the reader's language.

Belongs here: the Jinja environment, filters, the texts of answers.
May import: domain, store.queries, ``actions.call``.
"""

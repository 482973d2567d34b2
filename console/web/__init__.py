"""HTTP routes. Each parses the request, runs one action and returns one answer.

Belongs here: routes, forms, sessions, pages. No rule and no SQL.
May import: actions, domain, rendering, scenarios, importing, gallery, store.queries, concurrency, clock. Never live
or models.
"""

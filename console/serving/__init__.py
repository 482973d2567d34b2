"""The serving process: the gevent server, its HTTP handler, garbage collection.

Belongs here: what a process needs to serve, nothing of the product's rules.
May import: live, concurrency, store, settings.
"""

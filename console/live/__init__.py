"""Socket.IO: the wire contract, the commands that come in, and the only emit().

Belongs here: what goes over the socket, and who gets it.
May import: actions, domain, rendering, store.queries, store.views, concurrency, clock. Never web or models.
"""

"""The event loop, threads, and the order of writing transactions.

Belongs here: yielding to the loop, blocking work in threads, the write queue.
May import: the standard library and gevent, nothing of the product. It is a package of its own
because the store uses it and must not import the server.
"""

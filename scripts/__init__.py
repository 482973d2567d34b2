"""Tools around the product: set-up, a headless agent, benches and the crash harness.

Each is run as a file (``python scripts/bench.py``). Whatever a script imports from here, it imports as
``scripts.<name>``, after it has put the repository's root on ``sys.path``.
"""

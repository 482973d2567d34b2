"""The commands of the product, one module each. ``console.__main__`` reads the command line and calls them.

Belongs here: one function a command.
May import: everything. Only ``__main__`` imports this package.
"""

"""The database: connections, the one commit, the one claim, facts for the rules.

Belongs here: everything that knows tables. No rules and no screens.
May import: domain, concurrency, and its own packages (models, fast, cached). Never Flask.
"""

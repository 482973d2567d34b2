"""The sample portfolio: real payment histories, made-up people (see LICENCE.md).

Belongs here: what only the sample needs.
May import: domain, store.
"""

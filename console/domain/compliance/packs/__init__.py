"""Rules as data, one module family a place.

Belongs here: one row a rule, with source, confidence and dates.
May import: domain.
"""
